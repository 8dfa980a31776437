"""Certified records by the million for benches: straight into the tables, as the product itself would have written
them, with names, streets and references that come as often as such words do.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.database import Table, database, is_postgresql
from models.mailpiece import Mailpiece, ending_of
from models.many_rows import ManyRows
from models.notice_type import NoticeType
from models.program import Program
from models.sender import Sender
from models.vocabulary import AnswerState, Milestone
from records import word_forms, word_index
from records.references import index_of
from records.word_index import Indexed

#: Share of each department, and of each state that a piece stands in.
DEPARTMENTS = {"legal": 0.8, "property": 0.15, "payroll": 0.05}
STANDING = {
    Milestone.DELIVERED: 0.78,
    Milestone.IN_TRANSIT: 0.06,
    Milestone.RETURNED: 0.05,
    Milestone.DELIVERY_ATTEMPTED: 0.04,
    Milestone.UNCLAIMED: 0.03,
    Milestone.LABEL_CREATED: 0.02,
    Milestone.ACCEPTED: 0.0199,
    Milestone.REFUSED: 0.0001,
}
DAYS, IN_A_BATCH, AT_ONCE = 900, 500, 500
FIRST_DAY = date(2024, 6, 1)
CITIES, STREETS, FIRST_NAMES, LAST_NAMES = 400, 8_000, 1_500, 20_000
SUFFIXES = ("Street", "Avenue", "Road", "Drive", "Court", "Lane")
_SOUNDS, _VOWELS = "bcdfghklmnprstvw", "aeiou"


@dataclass
class Made:
    """What stands in one record: for searches that must find it."""

    id: int
    sender: int
    recipient: str
    street: str
    matter: str
    tracking_number: str
    mailed_on: date
    batch: int
    notice_type: int


@dataclass
class Plan:
    """The words that records are made of, the first of each list far more often than the last."""

    draw: random.Random = field(default_factory=lambda: random.Random(8))
    cities: list[str] = field(default_factory=list)
    streets: list[str] = field(default_factory=list)
    first_names: list[str] = field(default_factory=list)
    last_names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for words, count in (
            (self.cities, CITIES),
            (self.streets, STREETS),
            (self.first_names, FIRST_NAMES),
            (self.last_names, LAST_NAMES),
        ):
            words += [self._word() for _ in range(count)]

    def _word(self) -> str:
        letters = (self.draw.choice(_SOUNDS) + self.draw.choice(_VOWELS) for _ in range(self.draw.randint(2, 4)))
        return "".join(letters).title()

    def one_of(self, words: Sequence[str]) -> str:
        return words[int(len(words) * self.draw.random() ** 3)]


def seed(program: Program, count: int) -> list[Made]:
    """Writes so many; gives some hundred of them."""
    plan, senders = Plan(), _senders(program)
    kinds = [one.id for one in NoticeType.select().order_by(NoticeType.id)]
    names = {one.id: one.name for one in NoticeType.select()}
    kept, batches = list[Made](), dict[int, tuple[Batch, int]]()
    for first in range(0, count, AT_ONCE):
        with database.atomic():
            key = plan.draw.choices(list(DEPARTMENTS), list(DEPARTMENTS.values()))[0]
            made = list(_portion(plan, senders[key], kinds, names, first, count, batches))
        kept += plan.draw.sample(made, 1) if len(kept) < 400 else []
    while word_forms.take_in():
        pass
    if is_postgresql():
        database.execute_sql("VACUUM ANALYZE")
    else:
        database.execute_sql("ANALYZE")
    return kept


def _senders(program: Program) -> dict[str, Sender]:
    now = datetime.now(UTC)
    return {key: Sender.create(program=program, key=key, name=key.title(), created_at=now) for key in DEPARTMENTS}


def _portion(
    plan: Plan,
    sender: Sender,
    kinds: Sequence[int],
    names: dict[int, str],
    first: int,
    count: int,
    batches: dict[int, tuple[Batch, int]],
) -> Iterator[Made]:
    """So many of one department, mailed on one day as one batch."""
    mailed_on = FIRST_DAY + timedelta(days=first * DAYS // count)
    at = datetime.combine(mailed_on, datetime.min.time(), UTC) + timedelta(hours=15)
    batch = Batch.create(sender=sender, name=f"Batch {first // IN_A_BATCH}", created_at=at)
    pieces = _pieces(plan, sender, first, at)
    some = [
        _made(plan, piece, number, sender, mailed_on, batch.id, plan.draw.choice(kinds)) for piece, number in pieces
    ]
    _RECORDS.insert([_record(one, at) for one in some])
    _ADDRESSES.insert([_address(one, plan, at) for one in some])
    _REFERENCES.insert([_reference(one, at) for one in some])
    _PLACED.insert([{"batch": one.batch, "mailpiece": one.id} for one in some])
    word_index.add([indexed(one, names, batch.name) for one in some])
    yield from some


def _pieces(plan: Plan, sender: Sender, first: int, at: datetime) -> list[tuple[int, str]]:
    standing = plan.draw.choices(list(STANDING), list(STANDING.values()), k=AT_ONCE)
    numbers = [f"94071{plan.draw.randrange(10**8):08}{first + place:09}" for place in range(AT_ONCE)]
    rows = [
        {
            "carrier": "usps",
            "tracking_number": number,
            "era": 1,
            "format": "",
            "answer": AnswerState.FOUND,
            "milestone": milestone,
            "visits": "{}",
            "service": "",
            "created_at": at,
            "poll_epoch": 0,
            "failures": 0,
            "registered_at": at,
            "sender": sender.id,
            "patience": 0,
            "ending": ending_of(number),
        }
        for number, milestone in zip(numbers, standing, strict=True)
    ]
    return [(row[0], row[1]) for row in _PIECES.insert(rows)]


def _made(plan: Plan, piece: int, number: str, sender: Sender, day: date, batch: int, kind: int) -> Made:
    street = f"{plan.draw.randint(1, 9_999)} {plan.one_of(plan.streets)} {plan.draw.choice(SUFFIXES)}"
    recipient = f"{plan.one_of(plan.first_names)} {plan.one_of(plan.last_names)}"
    return Made(piece, sender.id, recipient, street, f"M-{day.year}-{piece:07}", number, day, batch, kind)


def _record(one: Made, at: datetime) -> dict[str, object]:
    return {
        "mailpiece": one.id,
        "sender": one.sender,
        "notice_type": one.notice_type,
        "source": "import",
        "created_at": at,
        "mailing_class": "First-Class Mail",
        "options": "certified",
        "outcome": "",
        "missing": "signature",
        "seals": 0,
        "held": 0,
        "mailed_on": one.mailed_on,
        "words_wait_since": at,
    }


def _address(one: Made, plan: Plan, at: datetime) -> dict[str, object]:
    """The rest of the block is drawn here, and stands in the words as it stands there."""
    rest = f"APT {plan.draw.randint(1, 60)}\n{plan.one_of(plan.cities)} IL {plan.draw.randint(60_000, 62_999)}"
    one.street = f"{one.street} {rest}"
    block = f"{one.recipient}\n{one.street}".upper().encode()
    return {"record": one.id, "version": 1, "recipient": one.recipient, "block": block, "made_at": at}


def _reference(one: Made, at: datetime) -> dict[str, object]:
    index = index_of(one.sender, one.matter)
    return {"record": one.id, "kind": "matter", "value": one.matter, "value_index": index, "made_at": at}


def indexed(one: Made, names: dict[int, str], batch: str) -> Indexed:
    texts = [one.recipient, one.street, one.matter, names[one.notice_type], batch]
    return Indexed(
        one.id, one.sender, texts, one.tracking_number, one.notice_type, one.batch, one.mailed_on, one.mailed_on
    )


def _many(table: type[Table], *returned: object) -> ManyRows:
    what = returned or (table._meta.primary_key,)
    return ManyRows(table, lambda fields, row: table.insert_many([row], fields=fields).returning(*what))


_PIECES = _many(Mailpiece, Mailpiece.id, Mailpiece.tracking_number)
_RECORDS, _ADDRESSES = _many(CertifiedRecord), _many(RecordAddress)
_REFERENCES, _PLACED = _many(RecordReference), _many(BatchPiece)
