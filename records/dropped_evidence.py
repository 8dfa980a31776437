"""A file that somebody put into a department's folder: whose record it belongs to, and what it is.

By the tracking numbers that its name and its words hold, of this department's records alone. Refuses to guess: a file
that names none of them, or several, is given back with the reason.
"""

import re
from datetime import datetime

from carriers.recognise import is_green_card, recognise
from models.auditing import Actor, note
from models.certified_record import CertifiedRecord
from models.database import database
from models.mailpiece import Mailpiece
from models.sender import Sender
from records.checking_files import Refused, check
from records.file_kinds import KINDS
from records.files import keep
from records.mail_files import Brought, brought

#: Whoever puts files into the folder that is watched.
FOLDER = Actor(None, "drop folder")
#: What names and words say about the kind, the first that stands there; names count before words.
_SAID = (
    (r"ps ?form ?3800|\bps ?3800\b|certified mail receipt|\bwhite slip\b", "ps3800"),
    (r"ps ?form ?3811|\bps ?3811\b|green ?card|domestic return receipt", "green_card"),
    (r"proof of delivery|\bpod\b|delivery confirmation letter", "proof_of_delivery"),
    (r"return receipt|\brre\b|\berr\b", "return_receipt"),
    (r"returned envelope|return to sender|\benvelope\b", "returned_envelope"),
    (r"\bletter\b|\bnotice\b", "letter"),
)
#: Words that every letter may hold: they say what a file is by its name alone.
_BY_NAME_ALONE = frozenset({"letter", "returned_envelope"})
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
    usual, said = kind_of(name, checked.text), list[str]()
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


def kind_of(name: str, text: str) -> str:
    """By its name, else by what it says first; `other` where neither tells."""
    plain_name = _APART.sub(" ", name.lower())
    for pattern, kind in _SAID:
        if re.search(pattern, plain_name):
            return kind
    plain = " ".join(text.lower().split())
    places = [
        (found.start(), kind)
        for pattern, kind in _SAID
        if kind not in _BY_NAME_ALONE and (found := re.search(pattern, plain))
    ]
    return min(places)[1] if places else "other"


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
    kind = part.kind or kind_of(part.name, part.checked.text)
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
