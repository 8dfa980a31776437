"""Finds words that differ from a typed one by a single letter: one too many, one missing, another one, or two that
changed places. No other word is ever found. Filled by a job; what was typed right is found without it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from peewee import fn

from models.certified_record import CertifiedRecord
from models.database import database, raw_rows
from models.many_rows import ManyRows
from models.record_search import WordForm
from records.word_index import personal_texts
from records.words import LONGEST, Hashes, words_of

#: Shorter words are each other's misspelling too often.
SHORTEST = 4
#: Records of one turn, and rows of one transaction.
AT_ONCE, ROWS_AT_ONCE = 200, 500
#: So long are new records gathered; a person who looks for a misspelt name waits no longer than ten minutes.
GATHERED = timedelta(minutes=1)

_insert = ManyRows(
    WordForm,
    lambda fields, row: WordForm.insert_many([row], fields=fields).on_conflict_ignore().returning(WordForm.form),
)


def forms(word: str) -> Iterator[str]:
    """What a word is kept by: itself, and what is left without each of its letters, with the place of that letter."""
    yield f"= {word}"
    for place in range(len(word)):
        yield f"{place} {word[:place]}{word[place + 1 :]}"


def asked(word: str) -> Iterator[str]:
    """The forms of all words that differ from this one by one letter, and of none that differs by more."""
    for place in range(len(word)):
        yield f"{place} {word[:place]}{word[place + 1 :]}"  # another letter stands here
        yield f"= {word[:place]}{word[place + 1 :]}"  # this one is too many
    for place in range(len(word) + 1):
        yield f"{place} {word}"  # one is missing here
    for place in range(len(word) - 1):
        yield f"= {word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"  # these two changed places


def near(senders: Sequence[int], word: str) -> list[int]:
    """The hashes of the words of these departments that differ from it by one letter."""
    if len(word) < SHORTEST - 1 or not word.isalpha():
        return []
    word, found = word[:LONGEST], set[int]()
    for sender in senders:
        hashes = Hashes(sender)
        mine = WordForm.form.in_([_spelled(hashes.form(form)) for form in set(asked(word))])
        found |= {int(row[0], 16) for row in raw_rows(WordForm.select(WordForm.word).where(mine))}
        found.discard(hashes.word(word))
    return sorted(found)


def waits_since() -> datetime | None:
    """Since when the words of a record wait; None while none do."""
    waiting = CertifiedRecord.words_wait_since.is_null(False)
    since: datetime | None = CertifiedRecord.select(fn.MIN(CertifiedRecord.words_wait_since)).where(waiting).scalar()
    return since


def take_in() -> int:
    """The words of some records that wait, the oldest first; gives how many records."""
    waiting = CertifiedRecord.words_wait_since
    query = CertifiedRecord.select(CertifiedRecord.mailpiece, CertifiedRecord.sender, waiting)
    rows = raw_rows(query.where(waiting.is_null(False)).order_by(waiting).limit(AT_ONCE))
    if not rows:
        return 0
    texts, words = personal_texts([record for record, _, _ in rows]), dict[int, set[str]]()
    for record, sender, _ in rows:
        words.setdefault(sender, set()).update(word for text in texts[record] for word in words_of(text))
    for sender, some in words.items():
        _add(sender, {word[:LONGEST] for word in some if len(word) >= SHORTEST and word.isalpha()})
    with database.atomic():  # one that was changed meanwhile waits on
        for since in {since for _, _, since in rows}:
            mine = [record for record, _, its in rows if its == since]
            taken = CertifiedRecord.mailpiece.in_(mine) & (waiting == since)
            CertifiedRecord.update(words_wait_since=None).where(taken).execute()
    return len(rows)


def _add(sender: int, words: set[str]) -> None:
    hashes = Hashes(sender)
    whole = {_spelled(hashes.form(f"= {word}")): word for word in words}
    known = WordForm.select(WordForm.form).where(WordForm.form.in_(list(whole)))
    for (form,) in raw_rows(known) if whole else ():
        whole.pop(form)
    rows = [
        {"form": _spelled(hashes.form(form)), "word": _spelled(hashes.word(word))}
        for word in whole.values()
        for form in reversed(list(forms(word)))  # the word itself last: by it we know that all are there
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        with database.atomic():
            _insert.insert(rows[start : start + ROWS_AT_ONCE])


def _spelled(hash_: int) -> str:
    return f"{hash_:015x}"
