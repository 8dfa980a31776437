"""Writes the opt-out log: a row for each consent event that ends, doubts or refuses texts, and its words as keyed
indexes. Everything is written in the transaction of the event. Decides nothing; what is said stands in the event."""

import unicodedata
from typing import Any

from peewee import fn

from models.consent import ConsentEvent
from models.contact import Contact
from models.database import database, for_update, raw_rows, run_sql
from models.fields import phone_index
from models.ledger import open_evidence
from models.opt_out import OptOut, OptOutWord
from models.prepared import prepared
from models.vocabulary import ConsentKind

#: The kinds of events that stand in the log.
LOGGED = frozenset(
    {
        ConsentKind.REVOKED,
        ConsentKind.PROVIDER_BLOCK,
        ConsentKind.WRONG_NUMBER,
        ConsentKind.REASSIGNED,
        ConsentKind.ERASED,
        ConsentKind.DOUBTED,
        ConsentKind.DECLINED,
        ConsentKind.STANDING_ENDED,
    }
)
#: Of one text no more words than this are found, and of a word no more characters count.
MOST_WORDS, LONGEST_WORD = 40, 40
#: Stands for "its words were looked at, and there are none (any more)".
NO_WORD = ""
LONGEST_RULE = 255
AT_ONCE = 500


def words_in(text: str) -> list[str]:
    """The different words of a text, in their order: lower case, letters and digits, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(" " if not one.isalnum() else one for one in plain if not unicodedata.combining(one))
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in kept.split()))[:MOST_WORDS]


def word_index(word: str) -> str:
    """What a word is found by; `word` is one of `words_in`."""
    return phone_index(f"log-word:{word}")


def write(event: ConsentEvent, contact: Contact, said: str) -> None:
    """`said`: the person's text, or an operator's note."""
    _write.run(
        event.id,
        contact.program_id,
        contact.id,
        str(event.kind),
        str(event.source),
        str(event.scope),
        event.language,
        event.rule[:LONGEST_RULE],
        event.recorded_at,
    )
    _keep_words(event.id, said)


@prepared
def _write(
    event: Any,
    program: Any,
    contact: Any,
    kind: Any,
    source: Any,
    scope: Any,
    language: Any,
    rule: Any,
    recorded_at: Any,
) -> Any:
    return OptOut.insert(
        event=event,
        program=program,
        contact=contact,
        kind=kind,
        source=source,
        scope=scope,
        language=language,
        rule=rule,
        recorded_at=recorded_at,
    )


def _keep_words(event_id: int, said: str) -> None:
    keys = [word_index(word) for word in words_in(said)] or [NO_WORD]
    rows = ", ".join(["(?, ?)"] * len(keys))
    values = [value for key in keys for value in (key, event_id)]
    run_sql(f"INSERT INTO opt_out_word (word, event_id) VALUES {rows} ON CONFLICT DO NOTHING", values)  # noqa: S608 - our own marks


def forget_words(contact: Contact) -> int:
    """An erasure: nothing of theirs is found any more by what was said. Gives how many words went."""
    ids = [event for (event,) in raw_rows(OptOut.select(OptOut.event).where(OptOut.contact == contact))]
    gone = 0
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        which = OptOutWord.event.in_(some) & (OptOutWord.word != NO_WORD)
        gone += OptOutWord.delete().where(which).execute()
        for event in some:
            _keep_words(event, "")
    return gone


def index_words() -> int:
    """Rows of the log from before there was an index of their words. Part of the release step; it may be interrupted
    and goes on where it stood. Gives how many rows were looked at."""
    done, after = 0, 0
    while ids := _without_words(after):
        with database.atomic():  # the events are locked: an erasure that empties them is over, or has not begun
            locked = for_update(ConsentEvent.select().where(ConsentEvent.id.in_(ids)))
            for event in locked.order_by(ConsentEvent.id):
                evidence = open_evidence(event) or {}
                _keep_words(event.id, evidence.get("text") or evidence.get("note") or _stored_text(event))
        done, after = done + len(ids), ids[-1]
    return done


def _stored_text(event: ConsentEvent) -> str:
    """Events from before the ledger have no evidence; the text they came with is kept, until it is erased."""
    from_before = not event.evidence and not event.digest
    return event.inbound.body if from_before and event.inbound else ""


def _without_words(after: int) -> list[int]:
    known = OptOutWord.select(OptOutWord.event).where(OptOutWord.event == OptOut.event)
    waiting = OptOut.select(OptOut.event).where((OptOut.event > after) & ~fn.EXISTS(known))
    return [event for (event,) in raw_rows(waiting.order_by(OptOut.event).limit(AT_ONCE))]
