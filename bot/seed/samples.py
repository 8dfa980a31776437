"""The texts of a made-up history, sealed once and used again: in tables that go with the connection."""

import hashlib
import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot import outbox, wording
from bot.seed import acts
from bot.seed.acts import NUMBER, Act
from bot.seed.people import tracking_number
from bot.seed.plan import LANGUAGES, VARIANTS
from bot.understand import understand
from bot.wording import Wording
from models import ledger, opt_out_log
from models.database import database, is_postgresql
from models.fields import seal
from models.outbound import OutboundMessage
from models.program import Program
from models.vocabulary import Source

#: What the person wrote, what we make of it, and the evidence of the event: by program, act, language and variant.
SAID = (
    "said",
    "program INTEGER, act VARCHAR(20), language VARCHAR(5), variant INTEGER, body {blob}, intent VARCHAR(30), "
    "reading TEXT, kind VARCHAR(30), scope VARCHAR(10), source VARCHAR(20), by_text INTEGER, rule TEXT, "
    "wording_key VARCHAR(40), wording_version VARCHAR(10), evidence {blob}, digest {blob}",
    "program, act, language, variant",
)
#: What we say: by program, kind, language and variant.
TOLD = (
    "told",
    "program INTEGER, kind VARCHAR(40), language VARCHAR(5), variant INTEGER, body {blob}, body_index VARCHAR(64), "
    "segments INTEGER, wording_version VARCHAR(60)",
    "program, kind, language, variant",
)
#: The words of what was written, for the log.
WORDS = (
    "log_word",
    "act VARCHAR(20), language VARCHAR(5), variant INTEGER, word VARCHAR(64)",
    "act, language, variant, word",
)
NEWS = (
    "out_for_delivery", "delayed", "delivered", "delivery_attempted", "available_for_pickup", "hold_reminder",
    "delivered_agent", "returning",
)  # fmt: skip
PLACES = ("Memphis TN", "Dayton OH", "Columbus OH", "Boise ID", "Tampa FL", "Reno NV")


def make(programs: Sequence[Program]) -> None:
    for table, columns, key in (SAID, TOLD, WORDS):
        blob = "BYTEA" if is_postgresql() else "BLOB"
        database.execute_sql(f"CREATE TEMPORARY TABLE {table} ({columns.format(blob=blob)}, PRIMARY KEY ({key}))")
    _fill("said", (row for program in programs for act in acts.ALL for row in _said(program, act)))
    kinds = sorted({act.answer for act in acts.ALL} | set(NEWS))
    _fill("told", (row for program in programs for kind in kinds for row in _told(program, kind)))
    _fill("log_word", (row for act in acts.ALL for row in _words(act)))


def drop() -> None:
    for table, _, _ in (SAID, TOLD, WORDS):
        database.execute_sql(f"DROP TABLE {table}")


def _fill(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    mark = "%s" if is_postgresql() else "?"
    with database.atomic():
        for row in rows:
            database.execute_sql(f"INSERT INTO {table} VALUES ({', '.join([mark] * len(row))})", row)  # noqa: S608


def _spoken(act: Act) -> Iterator[tuple[str, int, str]]:
    """(language, variant, text)"""
    for language in sorted(set(LANGUAGES)):
        for variant, text in enumerate(act.texts[language][:VARIANTS]):
            yield language, variant, text.replace(NUMBER, tracking_number(variant))


def _said(program: Program, act: Act) -> Iterator[tuple[Any, ...]]:
    question = act.name in ("declined", "kept")
    for language, variant, text in _spoken(act):
        read, shown = understand(text, question_open=question), _sentence(act.answer, language, program, variant)
        by_text = act.source == Source.INBOUND_TEXT
        plain = _evidence(program, text if by_text else "", shown, act)
        yield (
            program.id, act.name, language, variant, seal(text.encode(), b"inbound_message.body"), str(read.intent),
            read.rule, str(act.kind), str(act.scope), str(act.source), int(by_text), act.rule or read.rule,
            shown.key if act.kind == "confirmed" else "", shown.version if act.kind == "confirmed" else "",
            seal(zlib.compress(plain, 6), b"consent_event.evidence"), hashlib.sha256(plain).digest(),
        )  # fmt: skip


def _evidence(program: Program, text: str, shown: Wording, act: Act) -> bytes:
    said = {"key": shown.key, "version": shown.version, "language": shown.language, "text": shown.text}
    said["sha256"] = hashlib.sha256(shown.text.encode()).hexdigest()
    where = {"network_address": "198.51.100.7", "user_agent": "made up"} if act.source == Source.WEB else None
    return ledger.canonical(
        {
            "phone": "", "channel": "sms", "brand": program.brand, "from_number": program.from_number, "text": text,
            "provider_reference": "", "tracking_number": "", "wording": said if act.kind == "confirmed" else None,
            "where": where, "asked_by": "", "note": act.note, "proofs": [], "salt": secrets.token_hex(32),
        }
    )  # fmt: skip


def _told(program: Program, kind: str) -> Iterator[tuple[Any, ...]]:
    place = f"{OutboundMessage._meta.table_name}.body".encode()
    for language in sorted(set(LANGUAGES)):
        for variant in range(VARIANTS):
            said = _sentence(kind, language, program, variant)
            yield (
                program.id, kind, language, variant, seal(said.text.encode(), place), outbox.body_index(said.text),
                said.segments, f"{said.key}/{said.version}",
            )  # fmt: skip


def _sentence(key: str, language: str, program: Program, variant: int) -> Wording:
    ending = tracking_number(variant)[-4:]
    state = {"en": "In transit", "es": "En camino", "fr": "En transit"}[language]
    return wording.say(
        key, language, brand=program.brand, piece=f"USPS ..{ending}", last_four=ending, state=state,
        place=PLACES[variant], when=f"Nov {variant + 10} 8:14am CT", until=f"Nov {variant + 20}", day="Nov 28",
        items=f"..{ending}", help_contact=program.help_contact, record="C-1042", count="2", next="6", word="maple",
    )  # fmt: skip


def _words(act: Act) -> Iterator[tuple[Any, ...]]:
    for language, variant, text in _spoken(act):
        said = text if act.source == Source.INBOUND_TEXT else act.note
        for word in opt_out_log.words_in(said):
            yield act.name, language, variant, opt_out_log.word_index(word)
        if not opt_out_log.words_in(said):
            yield act.name, language, variant, opt_out_log.NO_WORD
