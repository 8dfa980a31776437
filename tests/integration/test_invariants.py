"""Random people, senders, operators, networks and clocks against the promises that must hold whatever happens.

2: no news without a confirmed consent. 3: after a stop nothing but the few answers that may still go. 4: each text
once. 6: consent events only ever grow, and the sealed ledger verifies.
"""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot import consent, inbox, invitations, opt_out, receipts
from bot.inbox import InboundText
from bot.phone import mask
from config import queues
from config.secrets import load_keyring
from jobs import seal
from models import ledger_verify
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import database
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.sender import Sender
from models.vocabulary import ConsentKind, OutboundState, Purpose, Scope
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

PEOPLE = (ADA, BEN)
PIECES = (NUMBER, NUMBERS[0])
SCANS = (("OF", "Out for Delivery"), ("56", "Notice Left"), ("A1", "Arrived"), ("01", "Delivered"), ("DX", "Late"))
BODIES = (
    *(NUMBER, f"{NUMBER} AA", NUMBERS[0], "STOP", "STOP 0787", "stop it please", "make it stop", "START", "YES", "no"),
    *(
        "HELP",
        "WHY",
        "VERIFY 0787",
        "WRONG",
        "LIST",
        "where is it",
        "QUIET",
        "AWAKE",
        "LANG FR",
        "DONE 0787",
        "gracias",
    ),
    *("NAME 0787 gift", "WORD maple", "RESET", "arrêtez", "no quiero más mensajes", "ALWAYS 0787", f"{NUMBER} AP"),
)
#: Our own words for what may still be said to somebody who has stopped.
AFTER_A_STOP = ("goodbye", "help", "started", "why", "verify", "opted_out_number", "followed")
LEFT = [state for state in OutboundState if state not in (OutboundState.QUEUED, OutboundState.DROPPED)]


class Waypost(RuleBasedStateMachine):
    """`make_world` opens a Waypost of its own for each run."""

    def __init__(self, make_world: "Callable[[], contextmanager[World]]") -> None:
        super().__init__()
        self._open = ExitStack()
        self.world: World = self._open.enter_context(make_world())
        self.known: dict[int, bytes] = {}
        self.serial = itertools.count(1)

    def teardown(self) -> None:
        try:
            self.world.work()
            seal.run()
            assert ledger_verify.verify().findings == []
        finally:
            self._open.close()

    @initialize()
    def a_sender_and_two_pieces(self) -> None:
        Program.update(invites_by_text=True).execute()
        now = self.world.clock()
        self.sender = Sender.create(
            program=self.world.program, key="office", name="Office", attested_at=now, created_at=now
        )
        for number in PIECES:
            self.world.piece(number)

    @rule(phone=some.sampled_from(PEOPLE), body=some.sampled_from(BODIES), at_once=some.booleans())
    def somebody_texts(self, phone: str, body: str, at_once: bool) -> None:
        said = self.world.text(phone, body, work=at_once)
        assert said["app_status"] == 200

    @rule(
        phone=some.sampled_from(PEOPLE), body=some.sampled_from(("STOP", "START", NUMBER)), minutes=some.integers(1, 90)
    )
    def an_older_text_is_found_again(self, phone: str, body: str, minutes: int) -> None:
        now = self.world.clock()
        text = InboundText(
            f"SMfound{next(self.serial)}", phone, body, sent_at=now - timedelta(minutes=minutes), source="recovered"
        )
        message = inbox.store(text, self.world.program, now)
        assert message is not None
        assert inbox.answer(message.id, now, timedelta(seconds=8)), "a found text could not be answered"

    @rule(number=some.sampled_from(PIECES), scan=some.sampled_from(SCANS))
    def usps_scans_a_piece(self, number: str, scan: tuple[str, str]) -> None:
        self.world.scan(number, *scan)

    @rule(phone=some.sampled_from(PEOPLE), number=some.sampled_from(PIECES))
    def a_sender_invites(self, phone: str, number: str) -> None:
        with database.atomic():
            Mailpiece.insert(
                carrier="usps", tracking_number=number, format="usps", created_at=self.world.clock()
            ).on_conflict_ignore().execute()
            Mailpiece.update(sender=self.sender).where(Mailpiece.tracking_number == number).execute()
            piece = Mailpiece.get(Mailpiece.tracking_number == number)
            invitations.invite(self.sender, piece, phone, self.world.clock())

    @rule(phone=some.sampled_from(PEOPLE))
    def an_operator_writes_an_opt_out_down(self, phone: str) -> None:
        contacts = [contact for contact in Contact.select() if contact.phone == phone]
        with database.atomic():
            opt_out.stop_by_operator(contacts, "letter", "wrote to us", "Dora", self.world.clock())

    @precondition(
        lambda self: OutboundMessage.select().where(OutboundMessage.provider_reference.is_null(False)).exists()
    )
    @rule(
        status=some.sampled_from(("queued", "sent", "delivered", "failed")),
        code=some.sampled_from((0, 0, 30003, 21610)),
    )
    def a_callback_comes_early_late_or_twice(self, status: str, code: int) -> None:
        row = OutboundMessage.select().where(OutboundMessage.provider_reference.is_null(False)).get()
        code = code if status == "failed" else 0
        callback = receipts.Callback(row.provider_reference, status, code, row.reference, {"MessageStatus": status})
        for _ in range(2):
            receipts.take_in(callback, self.world.clock())

    @rule(kind=some.sampled_from(("http_500", "timeout_after_accept", "http_429", "reset_after_accept")))
    def twilio_fails_once(self, kind: str) -> None:
        more = {"seconds": 0.01} if kind.startswith("timeout") else {}
        self.world.fault("twilio", kind, count=1, **more)

    @rule(seconds=some.sampled_from((1, 20, 61, 300, 3600, 86_400, 260_000)))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.move(seconds=seconds)
        self.world.work()

    @rule()
    def the_ledger_is_sealed(self) -> None:
        seal.run()

    @invariant()
    def consent_events_are_never_changed_or_removed(self) -> None:
        now = {event.id: bytes(event.digest) for event in ConsentEvent.select()}
        assert {id: now.get(id) for id in self.known} == self.known
        self.known = now

    @invariant()
    def no_news_went_without_a_confirmed_consent(self) -> None:
        pushes = (OutboundMessage.purpose == Purpose.PUSH) & OutboundMessage.state.in_(LEFT)
        for row in OutboundMessage.select().where(pushes):
            event = row.consent_event
            assert event.kind == ConsentKind.CONFIRMED, row.kind
            assert event.contact_id == row.contact_id
            if row.subscription:
                assert event.mailpiece_id == row.subscription.mailpiece_id
            assert _last_end_before(row, event) is None, f"{row.kind} to {mask(row.contact.phone)} went after a stop"

    @invariant()
    def after_a_stop_only_the_few_answers_went(self) -> None:
        for contact in Contact.select():
            if not consent.is_opted_out(contact):
                continue
            stop = _newest_end(contact)
            began = OutboundMessage.started_at > stop.recorded_at
            for row in OutboundMessage.select().where((OutboundMessage.contact == contact) & began):
                if row.state in LEFT:
                    assert row.kind in AFTER_A_STOP, f"{row.kind} after a stop"
                    assert row.purpose == Purpose.ESSENTIAL or row.kind == "followed"

    @invariant()
    def one_goodbye_for_each_stop_and_within_five_minutes(self) -> None:
        gone = (OutboundMessage.kind == "goodbye") & OutboundMessage.state.in_(LEFT)
        for row in OutboundMessage.select().where(gone):
            assert row.started_at - row.consent_event.recorded_at <= timedelta(minutes=5)

    @invariant()
    def a_phone_holds_no_more_texts_than_we_began(self) -> None:
        for contact in Contact.select():
            begun = OutboundMessage.select().where(
                (OutboundMessage.contact == contact) & OutboundMessage.started_at.is_null(False)
            )
            assert len(self.world.texts_to(contact.phone)) <= begun.count()


def _newest_end(contact: Contact) -> ConsentEvent:
    ends = ConsentEvent.kind.in_(consent.ENDS_ALL) & (ConsentEvent.scope == Scope.ALL)
    found: ConsentEvent = (
        ConsentEvent.select().where((ConsentEvent.contact == contact) & ends).order_by(ConsentEvent.id.desc()).get()
    )
    return found


def _last_end_before(row: OutboundMessage, event: ConsentEvent) -> ConsentEvent | None:
    """A stop that we knew of when the text was begun, and that is younger than the consent it went on."""
    ends = ConsentEvent.kind.in_(consent.ENDS_ALL) & (
        (ConsentEvent.scope == Scope.ALL) | (ConsentEvent.mailpiece == event.mailpiece_id)
    )
    found: ConsentEvent | None = (
        ConsentEvent.select()
        .where(
            (ConsentEvent.contact == row.contact)
            & ends
            & (ConsentEvent.happened_at > event.happened_at)
            & (ConsentEvent.recorded_at < row.started_at)
        )
        .first()
    )
    return found


@pytest.fixture
def make_world(request: pytest.FixtureRequest, keys: None, short_tmp: Path) -> "Callable[[], contextmanager[World]]":
    """Opens a fresh Waypost of the pairing that the test names."""

    @contextmanager
    def made() -> Iterator[World]:
        folder = Path(tempfile.mkdtemp(dir=short_tmp))
        load_keyring(folder / "instance")
        if request.param == "sqlite-alone":
            shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "waypost.db")
            with World(
                f"sqlite:///{folder / 'waypost.db'}", "", folder / "instance", twilio_timeout_seconds=1
            ) as world:
                yield world
            database.close()
        else:
            address, redis_url = request.getfixturevalue("postgresql"), request.getfixturevalue("redis_url")
            name = f"machine{folder.name.replace('_', '')}".lower()
            _administer(address, f'CREATE DATABASE "{name}" TEMPLATE empty')
            with World(address.format(name), redis_url, folder / "instance", twilio_timeout_seconds=1) as world:
                yield world
            database.close_all()
            _administer(address, f'DROP DATABASE "{name}" WITH (FORCE)')
            queues.connect_redis(redis_url).flushall()
        shutil.rmtree(folder, ignore_errors=True)

    return made


def _administer(address: str, statement: str) -> None:
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize("make_world", ["sqlite-alone", "postgresql-redis"], indirect=True)
def test_whatever_happens_the_promises_hold(make_world: "Callable[[], contextmanager[World]]") -> None:
    run_state_machine_as_test(
        lambda: Waypost(make_world),
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.generate,),  # a failing story of thirty steps is read faster than it is shrunk
            suppress_health_check=list(HealthCheck),
        ),
    )
