"""The index of records' words: FTS5 on SQLite, a GIN index over arrays of whole numbers on PostgreSQL. In it are keyed
hashes, and plain facts that stand in other columns too. Refuses to be read or written past this file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import SQL, BigIntegerField, Model

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.database import Table, database, is_postgresql, places, run_sql
from models.mailpiece import Mailpiece
from models.notice_type import NoticeType
from models.seeking import Way
from models.sender import Sender
from records.calendar_days import local_day, zone_of
from records.words import Hashes

#: What a record is found by: a hash of records/words.py, or a fact, such as n5: of notice type 5.
Token = int | str
#: All of these, each by one of its own.
Clauses = Sequence[Iterable[Token]]
AT_ONCE = 500
#: PostgreSQL's index has no order: each row also says in which block of so many keys it stands.
BLOCK = 4_096
_HASH, _FACT = 1 << 60, 40


class RecordWords(Model):  # no Table: SQLite keeps it in tables of FTS5's own making
    """`rowid`: the record's key, by the name that it has to have in FTS5."""

    rowid = BigIntegerField(primary_key=True)

    class Meta:
        database = database
        table_name = "record_words"


@dataclass(frozen=True)
class Indexed:
    """A record as it is found. `texts`: everything whose words find it. Days are those of the office's zone."""

    record_id: int
    sender_id: int
    texts: Sequence[str]
    tracking_number: str
    notice_type_id: int = 0
    batch_id: int = 0
    registered_on: date | None = None
    mailed_on: date | None = None

    def tokens(self) -> list[Token]:
        return [*Hashes(self.sender_id).all_of(self.texts, self.tracking_number), *self.facts()]

    def facts(self) -> Iterator[str]:
        """What filters and typed days ask for. A piece of which nobody said when it was mailed counts by the day on
        which it was registered."""
        yield f"s{self.sender_id}"
        yield f"n{self.notice_type_id}"
        if self.batch_id:
            yield f"b{self.batch_id}"
        if self.registered_on:
            yield f"r{self.registered_on:%Y%m%d}"
            yield f"q{self.registered_on:%Y%m}"
        if mailed := self.mailed_on or self.registered_on:
            yield f"d{mailed:%Y%m%d}"
            yield f"m{mailed:%Y%m}"
            yield f"y{mailed:%Y}"


def add(rows: Sequence[Indexed]) -> None:
    """In the caller's transaction; none of them is there yet."""
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        if is_postgresql():
            ids, words = [row.record_id for row in some], [_array(row) for row in some]
            given = "SELECT id, words::bigint[] FROM unnest(%s::bigint[], %s::text[]) AS given (id, words)"
            database.execute_sql(f"INSERT INTO record_words (rowid, words) {given}", (ids, words))
        else:
            values = [value for row in some for value in (row.record_id, _line(row))]
            groups = ", ".join(["(?, ?)"] * len(some))
            database.execute_sql(f"INSERT INTO record_words (rowid, words) VALUES {groups}", values)  # noqa: S608


def remove(rows: Sequence[Indexed]) -> None:
    """As they were when they were added: FTS5 has kept no words of theirs, and forgets those that it is told."""
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        if is_postgresql():
            ids = places(len(some))
            run_sql(f"DELETE FROM record_words WHERE rowid IN ({ids})", [row.record_id for row in some])  # noqa: S608
        else:
            values = [value for row in some for value in ("delete", row.record_id, _line(row))]
            groups = ", ".join(["(?, ?, ?)"] * len(some))
            database.execute_sql(
                f"INSERT INTO record_words (record_words, rowid, words) VALUES {groups}",  # noqa: S608
                values,
            )


def indexed_of(record: CertifiedRecord) -> Indexed:
    """As its rows stand now."""
    return indexed_of_all([record])[0]


def indexed_of_all(records: Sequence[CertifiedRecord]) -> list[Indexed]:
    """Of each, in their order."""
    ids = [record.mailpiece_id for record in records]
    texts, pieces = personal_texts(ids), _by_key(Mailpiece, ids)
    placed = {row.mailpiece_id: row.batch_id for row in BatchPiece.select().where(BatchPiece.mailpiece.in_(ids))}
    batches = _by_key(Batch, placed.values())
    kinds = _by_key(NoticeType, (record.notice_type_id for record in records))
    zones = {key: zone_of(one.program) for key, one in _by_key(Sender, (one.sender_id for one in records)).items()}
    return [
        Indexed(
            key,
            one.sender_id,
            [
                *texts[key],
                one.external_id or "",
                kinds[one.notice_type_id].name,
                *([batches[placed[key]].name] if key in placed else []),
            ],
            pieces[key].tracking_number,
            one.notice_type_id,
            placed.get(key, 0),
            local_day(one.created_at, zones[one.sender_id]),
            one.mailed_on,
        )
        for key, one in zip(ids, records, strict=True)
    ]


def _by_key(table: type[Table], keys: Iterable[int]) -> dict[int, Any]:
    wanted = list(set(keys))
    return {row.id: row for row in table.select().where(table.id.in_(wanted))} if wanted else {}


def personal_texts(records: Sequence[int]) -> dict[int, list[str]]:
    """record -> names and addresses of all its versions, and its references."""
    found: dict[int, list[str]] = {record: [] for record in records}
    for address in RecordAddress.select().where(RecordAddress.record.in_(records)):
        found[address.record_id] += [address.recipient, address.block.decode(errors="replace")]
    for reference in RecordReference.select().where(RecordReference.record.in_(records)):
        found[reference.record_id].append(reference.value)
    return found


# -- asking ------------------------------------------------------------------------------------------------------------


def way_to(clauses: Clauses) -> Way:
    """To the records that fit all clauses, newest first."""
    column = RecordWords.rowid
    if not is_postgresql():
        said = " AND ".join(f"({' OR '.join(map(_spelled, clause))})" for clause in clauses)
        return Way(SQL("record_words MATCH ?", [said]), in_order=True, column=column)
    has_all = SQL(f"({' AND '.join(_has_one_of(_number(token) for token in clause) for clause in clauses)})")
    check = RecordWords.select(has_all).where(column == CertifiedRecord.mailpiece)
    return Way(has_all, in_order=True, column=column, check=check, in_blocks=_in_blocks)


def _in_blocks(first: int, behind: int) -> Any:
    return SQL(_has_one_of(_block(block) for block in range(first // BLOCK, (behind - 1) // BLOCK + 1)))


def _has_one_of(numbers: Iterable[int]) -> str:
    """Whole numbers, written out: of parameters, PostgreSQL makes one plan for rare words and common ones alike."""
    return f"words && '{{{','.join(map(str, numbers))}}}'::bigint[]"


def _line(row: Indexed) -> str:
    return " ".join(map(_spelled, row.tokens()))


def _array(row: Indexed) -> str:
    return "{" + ",".join(str(_number(token)) for token in row.tokens()) + f",{_block(row.record_id // BLOCK)}}}"


def _spelled(token: Token) -> str:
    """For FTS5, as one word of letters and digits."""
    return token if isinstance(token, str) else f"{token:015x}"


def _number(token: Token) -> int:
    """For PostgreSQL: hashes above all facts."""
    return token | _HASH if isinstance(token, int) else (ord(token[0]) << _FACT) + int(token[1:])


def _block(number: int) -> int:
    return (ord("k") << _FACT) + number
