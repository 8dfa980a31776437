"""The index of records' words: FTS5 on SQLite, a GIN index over arrays of whole numbers on PostgreSQL. What stands in it
are keyed hashes, and plain facts that stand in other columns too. Refuses to be written by anybody else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import SQL, BigIntegerField, Model

from models.batch import BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.database import database, is_postgresql, places, run_sql
from models.seeking import Way
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
    placed = BatchPiece.get_or_none(BatchPiece.mailpiece == record.mailpiece_id)
    kind = record.notice_type
    texts = [*personal_texts([record.mailpiece_id])[record.mailpiece_id], record.external_id or "", kind.name]
    return Indexed(
        record.mailpiece_id,
        record.sender_id,
        [*texts, placed.batch.name] if placed else texts,
        record.mailpiece.tracking_number,
        kind.id,
        placed.batch_id if placed else 0,
        local_day(record.created_at, zone_of(record.sender.program)),
        record.mailed_on,
    )


def personal_texts(records: Sequence[int]) -> dict[int, list[str]]:
    """record -> names and addresses of all its versions, and its references."""
    found: dict[int, list[str]] = {record: [] for record in records}
    for row in RecordAddress.select().where(RecordAddress.record.in_(records)):
        found[row.record_id] += [row.recipient, row.block.decode(errors="replace")]
    for row in RecordReference.select().where(RecordReference.record.in_(records)):
        found[row.record_id].append(row.value)
    return found


# -- asking ------------------------------------------------------------------------------------------------------------


def way_to(clauses: Clauses) -> Way:
    """To the records that fit all clauses, newest first."""
    column = RecordWords.rowid
    if not is_postgresql():
        said = " AND ".join(f"({' OR '.join(map(_spelled, clause))})" for clause in clauses)
        return Way(SQL("record_words MATCH ?", [said]), in_order=True, column=column)
    said = " AND ".join(["words && %s::bigint[]"] * len(clauses))
    numbers = [[_number(token) for token in clause] for clause in clauses]
    return Way(SQL(f"({said})", numbers), in_order=True, column=column, in_blocks=_in_blocks)


def _in_blocks(first: int, behind: int) -> Any:
    blocks = [_block(block) for block in range(first // BLOCK, (behind - 1) // BLOCK + 1)]
    return SQL("words && %s::bigint[]", [blocks])


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
