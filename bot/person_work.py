"""Long work about one person: their whole history as a file for a dispute, and their erasure with its report.

Whoever asks has shown that they are there, and why stands in the audit trail; this does the work alone.
"""

import json
from io import BytesIO

from bot import consent_export, erasure
from models import heads, ledger_seal
from models.contact import Contact
from models.ledger import Erasure
from models.ledger_tree import LedgerBroken
from models.ledger_verify import verify
from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.vocabulary import Role

ACTING = frozenset({Role.OPERATOR, Role.ADMIN})
#: The bar of an erasure: a few transactions, none of which can say how far it is.
ERASE_STEPS = 1


def _leaves(_details: Details) -> int:
    newest = heads.latest_head()
    return newest.size if newest else 1


def _export(task: LongTask, details: Details, hold: Hold) -> Progress:
    """Seal what waits, check the whole ledger, and pack the history with its proofs and the verifier."""
    contact: Contact | None = Contact.get_or_none(Contact.id == details["contact"])
    if contact is None or not contact.phone:
        raise Refused(
            "This person's data was erased, so their phone is not known here any more, and nothing was exported. "
            "Who knows the phone can export what is left: flask ledger export --phone."
        )
    _seal(hold)
    report = verify((), heads.heads_file(), lambda done, _of: hold.told(done))
    packed, history = consent_export.packed_export(contact.phone, report)
    faults = len(report.findings) + report.more_findings
    said = f"{len(history['events'])} events, with proofs and the verifier. Keep the file safe: it is personal data."
    if faults:
        said += f" The ledger has {faults} faults, which the file says too: see flask ledger verify."
    return Progress(1, task.total, file=BytesIO(packed), over=True, said=said)


def _seal(hold: Hold) -> None:
    """So that nothing is left out. A ledger that cannot be sealed is exported as it is; the report tells."""
    try:
        while ledger_seal.seal_waiting():
            hold.told(0)
    except LedgerBroken:
        return


def _erase(task: LongTask, details: Details, _hold: Hold) -> Progress:
    """Every contact of this phone. One that was erased by a step which was killed is only reported."""
    contacts = list(Contact.select().where(Contact.id.in_(details["contacts"])).order_by(Contact.id))
    for phone in {contact.phone for contact in contacts if contact.phone and contact.erased_at is None}:
        erasure.erase(phone, details["reason"], task.operator.email)
    done = [contact.id for contact in contacts]
    return Progress(1, ERASE_STEPS, over=True, said="\n".join(_report(done)))


def _report(contacts: list[int]) -> list[str]:
    rows = Erasure.select().where(Erasure.contact.in_(contacts)).order_by(Erasure.id)
    return erasure.report_of(erasure.Erased(row.contact_id, json.loads(row.report)) for row in rows)


DISPUTE = Work("History for a dispute", _leaves, _export, ACTING, "consent-history.zip")
ERASE = Work("Erasing a person", lambda _details: ERASE_STEPS, _erase, ACTING)


def erase_details(contact: Contact, others: list[Contact], reason: str) -> Details:
    """What an erasure is asked for: every contact of the phone, by its id alone."""
    return {"contacts": sorted(one.id for one in (contact, *others)), "reason": reason}
