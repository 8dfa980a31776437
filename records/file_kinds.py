"""Kinds of files that prove a mailing: key -> what people call it."""

KINDS: dict[str, str] = {
    "ps3800": "Stamped receipt (PS 3800)",
    "ps3877": "Stamped sheet of a batch (PS 3877)",
    "green_card": "Return receipt, green card (PS 3811)",
    "return_receipt": "Return receipt, electronic",
    "proof_of_delivery": "Proof of delivery by the carrier",
    "letter": "The letter itself",
    "returned_envelope": "Returned envelope",
    "email": "E-mail",
    "submission": "List as it was sent in",
    "other": "Something else",
}
#: Of a whole batch, too.
OF_BATCHES = frozenset({"ps3877", "submission", "other"})
