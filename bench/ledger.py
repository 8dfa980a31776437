"""Prints what the ledger costs: events sealed and verified a second, memory on the way, appends by four writers.

Figures depend on the machine; appends stand beside plain inserts of the same encrypted row in the same run: the floor.
Run with `python -m bench.ledger [--events 1000000] [--postgresql] [--seconds 3]`.
"""

import argparse
import hashlib
import json
import multiprocessing
import secrets
import statistics
import time as passing
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
from peewee import CharField, ForeignKeyField, TextField

from bench.ground import ground
from bench.lines import line, rounds, say, show
from config import time
from config.ledger_key import load_ledger_key
from config.secrets import Keyring, load_keyring
from models import ledger
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.database import Table, bind, database, is_postgresql, unit_of_work
from models.fields import EncryptedBytesField, MomentField, microseconds, use_keyring
from models.fields import seal as encrypt
from models.heads import use_ledger
from models.inbound import InboundMessage
from models.ledger_seal import seal_waiting
from models.ledger_verify import verify
from models.mailpiece import Mailpiece
from models.program import Program
from models.sender import Sender

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
MARKS, WRITERS, CHUNK = (0.1, 0.5, 1.0), 4, 1_000


class PlainEvent(Table):
    """The floor: the table of consent events with neither subject nor digest nor triggers."""

    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    kind = CharField()
    scope = CharField()
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="RESTRICT", backref="+")
    source = CharField()
    inbound = ForeignKeyField(InboundMessage, null=True, on_delete="RESTRICT", backref="+")
    rule = TextField(default="")
    language = CharField(default="")
    wording_key = CharField(default="")
    wording_version = CharField(default="")
    state_before = CharField(default="")
    happened_at = MomentField()
    recorded_at = MomentField()
    evidence = EncryptedBytesField(null=True)
    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT", backref="+")

    class Meta:
        indexes = ((("contact", "happened_at"), False),)


def evidence_of(number: int) -> dict[str, object]:
    """What a real event carries: a text, the sentence that was shown, where from."""
    shown = f"Waypost: we will text you about ..{number % 10_000:04}. Reply STOP to end, HELP for help."
    return {
        "phone": f"+1202555{number % 10_000:04}",
        "channel": "sms",
        "brand": "Waypost",
        "from_number": "55501",
        "text": f"track 94001112062064062{number % 100_000:05} please",
        "provider_reference": f"SM{number:032x}",
        "tracking_number": f"94001112062064062{number % 100_000:05}",
        "wording": {"key": "followed", "version": "3", "language": "en", "text": shown}
        | {"sha256": hashlib.sha256(shown.encode()).hexdigest()},
        "where": None,
        "asked_by": "",
        "note": "",
        "proofs": [secrets.token_urlsafe(16)],
    }


def columns_of(number: int, contact_id: int) -> dict[str, Any]:
    at = START + timedelta(milliseconds=number)
    return dict(
        contact=contact_id, kind="confirmed", scope="all", source="inbound_text", language="en", state_before="open",
        wording_key="followed", wording_version="3", rule="the text holds a tracking number", happened_at=at,
        recorded_at=at,
    )  # fmt: skip


def rows(contact_ids: list[int], count: int) -> Iterator[tuple[Any, ...]]:
    """Rows as the driver takes them, honestly encrypted, in the order of the COLUMNS below."""
    place = b"consent_event.evidence"
    for number in range(count):
        plain = ledger.canonical(evidence_of(number) | {"salt": secrets.token_hex(32)})
        at = microseconds(START) + number * 1_000
        yield (
            contact_ids[number % len(contact_ids)], "confirmed", "all", "inbound_text", "en", "followed",
            "the text holds a tracking number", "3", "open", at, at, "a" * 64, encrypt(zlib.compress(plain, 6), place),
            hashlib.sha256(plain).digest(),
        )  # fmt: skip


COLUMNS = (
    "contact_id kind scope source language wording_key rule wording_version state_before happened_at recorded_at "
    "subject evidence digest"
).split()


def fill(count: int) -> list[int]:
    program = Program.create(
        key="default", brand="Waypost", from_number="55501", help_contact="x", regions="US", created_at=START
    )
    contacts = [find_or_make_contact(program, f"+1202555{number:04}", START).id for number in range(1_000)]
    connection = database.connection()
    if is_postgresql():
        with database.atomic(), connection.cursor() as cursor:
            with cursor.copy(f"COPY consent_event ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for row in rows(contacts, count):
                    copy.write_row(row)
        database.execute_sql("ANALYZE consent_event")
        return contacts
    made = rows(contacts, count)
    marks = ", ".join("?" * len(COLUMNS))
    with database.atomic():
        connection.executemany(f"INSERT INTO consent_event ({', '.join(COLUMNS)}) VALUES ({marks})", made)
    return contacts


class Memory:
    """The highest resident size until each tenth, half and end, in MB."""

    def __init__(self) -> None:
        self.peaks = dict.fromkeys(MARKS, 0.0)

    def look(self, done: int, of: int) -> None:
        now = psutil.Process().memory_info().rss / 1e6
        for mark in MARKS:
            if done <= mark * of + CHUNK:
                self.peaks[mark] = max(self.peaks[mark], now)

    def __str__(self) -> str:
        return ", ".join(f"{peak:.0f} MB until {mark:.0%}" for mark, peak in self.peaks.items())


def seal_and_verify(kind: str, events: int) -> None:
    began = passing.perf_counter()
    fill(events)
    say(f"  filled with {events:,} events in {passing.perf_counter() - began:.0f} s")
    with time.clock(lambda: START + timedelta(days=30)):
        memory, sealed, began = Memory(), 0, passing.perf_counter()
        while done := seal_waiting(0.2):
            sealed += done
            memory.look(sealed, events)
        took = passing.perf_counter() - began
        say(f"  sealed   {sealed / took:10,.0f} events/s   {memory}")
        assert sealed == events
        memory, began = Memory(), passing.perf_counter()
        report = verify(progress=memory.look)
        took = passing.perf_counter() - began
        say(f"  verified {report.size / took:10,.0f} events/s   {memory}")
        assert report.size == events and not report.findings, report.findings[:3]
    name, first, last = f"ledger-verify-memory-{kind}", memory.peaks[MARKS[0]], memory.peaks[MARKS[-1]]
    show(line(name, last, "MB", "the peak within the first tenth", first, 1.1, lower_is_better=True))


def make_floor() -> None:
    """The plain table, as full as the other."""
    database.create_tables([PlainEvent])
    names = ", ".join(f'"{field.column_name}"' for field in PlainEvent._meta.sorted_fields)
    database.execute_sql(f"INSERT INTO plain_event ({names}) SELECT {names} FROM consent_event")
    database.execute_sql("SELECT setval('plain_event_id_seq', (SELECT max(id) FROM plain_event))")
    database.execute_sql("VACUUM ANALYZE")


def write(kind: str, number: int, contact_id: int) -> None:
    """One event, as the product writes it, or as it would be written without a ledger."""
    if kind == "ledger":
        ledger.append(ConsentEvent, evidence_of(number), **columns_of(number, contact_id), subject="a" * 64)
    else:
        PlainEvent.create(evidence=json.dumps(evidence_of(number)).encode(), **columns_of(number, contact_id))


def writer(url: str, keys: Keyring, mine: int, seconds: float, barrier: Any, results: Any) -> None:
    use_keyring(lambda: keys)
    bind(url)
    with unit_of_work():
        contact_id, number = Contact.select().order_by(Contact.id).offset(mine).get().id, mine * 10_000_000
        for turn in range(2 * rounds() + 2):  # the first of each is for warming up
            kind = ("ledger", "plain")[turn % 2]
            barrier.wait()
            end, done = passing.perf_counter() + seconds, 0
            while passing.perf_counter() < end:
                write(kind, number + done, contact_id)
                done += 1
            number += done
            results.put((turn, kind, done / seconds))


def appends(url: str, keys: Keyring, seconds: float, wait: str) -> None:
    """Medians over rounds, in turn. `wait`: does a commit wait for the disk?"""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(WRITERS), context.Queue()
    processes = [
        context.Process(target=writer, args=(url, keys, mine, seconds, barrier, results)) for mine in range(WRITERS)
    ]
    for process in processes:
        process.start()
    rates: dict[str, dict[int, float]] = {"ledger": {}, "plain": {}}
    for _ in range(WRITERS * (2 * rounds() + 2)):
        turn, kind, rate = results.get(timeout=120)
        rates[kind][turn] = rates[kind].get(turn, 0) + rate
    for process in processes:
        process.join()
    medians = {kind: statistics.median(rate for turn, rate in by.items() if turn > 1) for kind, by in rates.items()}
    name, floor = f"ledger-appends-sync-{wait}", "plain inserts of the same encrypted row"
    show(line(name, medians["ledger"], "appends/s", floor, medians["plain"], 0.8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--postgresql", action="store_true", help="seal and verify on PostgreSQL too")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one round of appends")
    asked = parser.parse_args()
    with ground() as on:
        keys = load_keyring(on.folder)
        use_ledger(lambda: load_ledger_key(on.folder), None)
        say("SQLite")
        on.migrated("sqlite")
        with unit_of_work():
            seal_and_verify("sqlite", asked.events)
        url = on.migrated("postgresql")
        with unit_of_work():
            if asked.postgresql:
                say("PostgreSQL")
                seal_and_verify("postgresql", asked.events)
            else:
                fill(1_000)
            make_floor()
        for wait in ("on", "off"):
            on.server().psql(f"ALTER SYSTEM SET synchronous_commit = {wait}")
            on.server().psql("SELECT pg_reload_conf()")
            say(f"PostgreSQL, {WRITERS} writers, waiting for the disk {wait}")
            appends(url, keys, asked.seconds, wait)
    if asked.events < 1_000_000:
        say("The full run: python -m bench.ledger --events 1000000 --postgresql")


if __name__ == "__main__":
    main()
