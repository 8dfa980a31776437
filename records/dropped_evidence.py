"""A file that somebody put into a department's folder: whose record it belongs to, and what it is.

By the tracking numbers that its name and its words hold, of this department's records alone. Refuses to guess: a file
that names none of them, or several, is given back with the reason.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from carriers.recognise import is_green_card, recognise
from models.auditing import Actor, note
from models.certified_record import CertifiedRecord
from models.database import database
from models.mailpiece import Mailpiece
from models.sender import Sender
from records.checking_files import Checked, Refused, check
from records.file_kinds import KINDS
from records.files import keep
from records.mail_files import EMAIL, Brought, brought

#: Whoever puts files into the folder that is watched.
FOLDER = Actor(None, "drop folder")
#: What a file's name or an e-mail's subject says about the kind, the first that fits.
_NAMED = (
    (r"ps ?(form ?)?3800|certified mail receipt", "ps3800"),
    (r"ps ?(form ?)?3811|green ?card|domestic return receipt", "green_card"),
    (r"proof of delivery|\bpod\b|delivery confirmation letter", "proof_of_delivery"),
    (r"return receipt|\brre\b|\berr\b", "return_receipt"),
    (r"envelope", "returned_envelope"),
    (r"letter|notice", "letter"),
)
#: What may be said of anything: the words of the file are asked first.
_VAGUE = frozenset({"letter", "returned_envelope"})
#: How the carrier itself puts it. A letter that says "return receipt requested" is no receipt.
_WORDS = (
    (r"request for (a |the )?proof of delivery|proof of delivery( letter|:| :| for )", "proof_of_delivery"),
    (
        r"delivery information for certified mail|/ ?rre item|return receipt \(?electronic|electronic return receipt",
        "return_receipt",
    ),
    (r"ps form 3811\b", "green_card"),
    (r"ps form 3800\b", "ps3800"),
)
_APART = re.compile(r"[^0-9A-Za-z]+")
_NOT_NAMED = (
    "Neither its name nor its words hold the tracking number of a record of this department. Register the mailing "
    "first, or attach the file at the record's own page."
)


def attach(sender: Sender, name: str, content: bytes, now: datetime) -> str:
    """What was done, in sentences. Raises Refused; what could be placed is attached all the same."""
    checked = check(content, name)
    files, unread = brought("", name, content, checked)
    whole, *parts = files
    homes = _homes_of(sender, whole)
    placed = [(part, _homes_of(sender, part) or homes) for part in parts]
    lost = [f"{part.name}: {_why(theirs)}" for part, theirs in placed if len(theirs) != 1]
    records = _without_doubles([*(theirs for _, theirs in placed), *([homes] if not parts else [])])
    if not records:
        raise Refused(_why(homes))
    usual, said = kind_of(name, checked), list[str]()
    with database.atomic():
        for record in records:
            said += [_keep(record, part, usual, now) for part, theirs in placed if theirs == [record]]
            said.append(_keep(record, whole, usual, now))
    if lost or unread:
        raise Refused(" ".join([*said, *lost, *unread, "Attach what is left by hand."]))
    return " ".join(said)


def named(sender: Sender, text: str) -> list[CertifiedRecord]:
    """Records of this department whose numbers stand in the text; of a number that was used twice, the newest."""
    numbers = {one.tracking_number for one in recognise(text) if not is_green_card(one.tracking_number)}
    numbers |= {one.tracking_number for one in recognise(_APART.sub(" ", text))}
    if not numbers:
        return []
    mine = (CertifiedRecord.sender == sender) & CertifiedRecord.purged_at.is_null()
    rows = CertifiedRecord.select(CertifiedRecord, Mailpiece).join(Mailpiece).order_by(Mailpiece.era)
    found = {row.mailpiece.tracking_number: row for row in rows.where(mine & Mailpiece.tracking_number.in_(numbers))}
    return list(found.values())


def kind_of(name: str, checked: Checked) -> str:
    """By its name, its own words, or an e-mail's subject; `other` where none of them tells."""
    subject = checked.text.partition("\n")[0] if checked.media_type == EMAIL else ""
    plain = " ".join(checked.text.lower().split())
    by_name = _first(_NAMED, _APART.sub(" ", name.lower()))
    sure = "" if by_name in _VAGUE else by_name
    return sure or _first(_WORDS, plain) or _first(_NAMED, subject.lower()) or by_name or "other"


def _first(said: Sequence[tuple[str, str]], text: str) -> str:
    return next((kind for pattern, kind in said if re.search(pattern, text)), "")


def _homes_of(sender: Sender, part: Brought) -> list[CertifiedRecord]:
    """All that its name names; where that is none, all that its words do."""
    return named(sender, part.name) or named(sender, part.checked.text)


def _why(found: list[CertifiedRecord]) -> str:
    return (
        f"It names {len(found)} mailpieces of this department; whose it is, a person has to say."
        if found
        else _NOT_NAMED
    )


def _without_doubles(found: list[list[CertifiedRecord]]) -> list[CertifiedRecord]:
    """Those that are named alone."""
    return list({one[0].mailpiece_id: one[0] for one in found if len(one) == 1}.values())


def _keep(record: CertifiedRecord, part: Brought, usual: str, now: datetime) -> str:
    """In the caller's transaction; the same bytes again change nothing. `usual`: what the file it came in is."""
    kind = part.kind or kind_of(part.name, part.checked)
    kind = usual if kind == "other" else kind
    file, is_new = keep(
        record=record,
        kind=kind,
        name=part.name,
        content=part.content,
        checked=part.checked,
        source="folder",
        by=None,
        now=now,
    )
    called, number = KINDS[file.kind], record.mailpiece_id
    if not is_new:
        return f"Record {number} has it already: {called}."
    note(FOLDER, "record.file_added", f"record {number}", now, file=file.id, kind=kind, sha256=file.sha256)
    return f"Attached to record {number}: {called}."
