"""What goes to the post office with a batch: the fields of a firm mailing book (PS Form 3877), one line for each piece.

It says that it is no approved facsimile unless an approval is on record. Money that we do not know stays blank, and
nothing on it says that anything was mailed: the round stamp does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

#: The services that the form's head names: what it calls each -> when a piece has it.
SERVICES: dict[str, Callable[["Line"], bool]] = {
    "Adult Signature Required": lambda line: "ASR" in line.services,
    "Adult Signature Restricted Delivery": lambda line: "ASRD" in line.services,
    "Certified Mail": lambda line: line.has("certified") and not line.has("restricted"),
    "Certified Mail Restricted Delivery": lambda line: line.has("certified") and line.has("restricted"),
    "Collect on Delivery (COD)": lambda line: False,
    "Insured Mail": lambda line: line.has("insured"),
    "Priority Mail": lambda line: line.mailing_class == "Priority Mail",
    "Priority Mail Express": lambda line: line.mailing_class == "Priority Mail Express",
    "Registered Mail": lambda line: line.has("registered"),
    "Return Receipt for Merchandise": lambda line: False,
    "Signature Confirmation": lambda line: "SC" in line.services,
    "Signature Confirmation Restricted Delivery": lambda line: "SCRD" in line.services,
}


@dataclass(frozen=True)
class Line:
    """One piece. `block`: its address block, lines and all. `options`: keys of records/options.py."""

    tracking_number: str
    recipient: str = ""
    block: str = ""
    mailing_class: str = ""
    options: tuple[str, ...] = ()

    def has(self, option: str) -> bool:
        return option in self.options

    @property
    def services(self) -> frozenset[str]:
        """The form's short names of fees that this piece was bought with."""
        restricted, found = self.has("restricted"), set[str]()
        if self.has("adult_signature"):
            found.add("ASRD" if restricted else "ASR")
        elif self.has("signature_confirmation"):
            found.add("SCRD" if restricted else "SC")
        elif restricted:
            found.add("RD")
        if self.has("receipt_paper") or self.has("receipt_electronic"):
            found.add("RR")
        return frozenset(found)

    @property
    def service(self) -> str:
        words = {"certified": "Certified", "registered": "Registered", "insured": "Insured"}
        return ", ".join([*(name for key, name in words.items() if self.has(key)), self.mailing_class or "class?"])

    def addressee(self) -> list[str]:
        """The block as it stands, headed by the recipient where it does not name them."""
        lines = [line for line in self.block.splitlines() if line.strip()]
        named = self.recipient.strip().casefold() in self.block.casefold()
        return lines if named and lines else [self.recipient or "(listed by its number alone)", *lines]


@dataclass(frozen=True)
class Manifest:
    """`approval`: the number of USPS's written approval; empty where there is none. `mailed_on`: by the office."""

    firm: str
    firm_address: str
    batch: str
    lines: Sequence[Line]
    mailed_on: date | None = None
    approval: str = ""

    @cached_property
    def services(self) -> frozenset[str]:
        """Keys of SERVICES that at least one piece was bought with."""
        return frozenset(name for name, is_one in SERVICES.items() if any(map(is_one, self.lines)))


def approval_line(approval: str) -> str:
    if approval:
        return f"Facsimile of PS Form 3877, approved by USPS in writing: {approval}"
    return "Not a USPS-approved facsimile of PS Form 3877"


def grouped(number: str) -> str:
    """In fours, as it is printed on labels; numbers with letters stay as they are."""
    if not number.isdecimal():
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
