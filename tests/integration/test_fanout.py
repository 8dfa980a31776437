"""One answer for many followers: the same rows as if each were told alone, in a few statements for hundreds."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import tell
from bot.outbox import body_index
from carriers.answers import Found, ScanEvent
from carriers.milestones import Step
from jobs.apply import apply
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.database import database
from models.fields import phone_index
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece, TrackingEvent
from models.outbound import OutboundMessage, OutboundSubject
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import Milestone
from tests.world import NUMBER, NUMBERS

#: Ten in the morning in New York, five in Honolulu.
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CHOSEN, SCANNED = NOW - timedelta(days=2), NOW - timedelta(minutes=3)
EIGHT_IN_HONOLULU = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
EXPECTED_ON = date(2026, 11, 23)
ENGLISH = (
    "Waypost: USPS ..0787 is delayed, Memphis TN, Nov 20 8:57am CT. We text when it moves. "
    "STOP 0787 ends this, STOP ends all."
)
SPANISH = (
    "Waypost: USPS ..0787 tiene retraso, Memphis TN, 20 nov 8:57am CT. Avisaremos cuando se mueva. "
    "STOP 0787 termina este, STOP termina todo."
)
FRENCH = (
    "Waypost: USPS ..0787 a du retard, Memphis TN, 20 nov 8h57 CT. Nous vous écrirons quand il bouge. "
    "STOP 0787 termine ce suivi, STOP tout."
)
NEW_YORK, HONOLULU, NOWHERE = "+1212", "+1808", "+1800"


@dataclass(frozen=True)
class Row:
    """What is left in the outbox of one text about the piece."""

    state: str = "queued"
    reason: str = ""
    not_before: datetime = NOW
    kind: str = "delayed"
    occasion: str = "1"


@dataclass(frozen=True)
class Person:
    """A kind of follower: what sets them apart, and the rows that they must have in the end."""

    rows: Sequence[Row] = (Row(),)
    text: str = ENGLISH
    area: str = NEW_YORK
    contact: Mapping[str, Any] = field(default_factory=dict)
    subscription: Mapping[str, Any] = field(default_factory=dict)
    told: bool = True


OUT = Row("dropped", "superseded", kind="out_for_delivery", occasion="1")
DATE = Row(kind="expected", occasion="2026-11-23")
BEGUN = [Row("delivered", kind="out_for_delivery", occasion=f"earlier {hours}") for hours in (1, 2, 3)]
CAPPED = Row("queued", "cap", NOW + timedelta(hours=21))
PEOPLE: dict[str, Person] = {
    "plain": Person(),
    "named": Person(text=ENGLISH.replace("USPS ..0787 is", "mom's gift is"), subscription={"nickname": "mom's gift"}),
    "with check word": Person(text=ENGLISH.replace("Waypost:", "Waypost [maple]:"), contact={"check_word": "maple"}),
    "spanish": Person(text=SPANISH, contact={"language": "es"}),
    "french": Person(text=FRENCH, contact={"language": "fr"}),
    "opted out": Person([Row("dropped", "opted_out")]),
    "doubted": Person([Row("queued", "unclear_stop", NOW + timedelta(hours=23))]),
    "without consent": Person([Row("dropped", "no_consent")]),
    "unreachable": Person([Row("dropped", "unreachable")], contact={"unreachable_at": CHOSEN}),
    "ended": Person([], subscription={"state": "ended", "ended_at": CHOSEN}, told=False),
    "asked once": Person([], subscription={"state": "once"}, told=False),
    "asleep": Person([Row("queued", "quiet_hours", EIGHT_IN_HONOLULU)], area=HONOLULU),
    "awake by choice": Person(area=HONOLULU, contact={"quiet_hours": "none"}),
    "of no place": Person(area=NOWHERE),
    "elsewhere now": Person(
        [Row("queued", "quiet_hours", EIGHT_IN_HONOLULU)], area=NOWHERE, contact={"zone": "Pacific/Honolulu"}
    ),
    "capped": Person([*BEGUN, CAPPED]),
    "capped by digests": Person([CAPPED]),
    "told already": Person([], subscription={"told_through": NOW}, told=False),
    "posted before": Person([Row("sent")]),
    "of few words": Person([], subscription={"choices": "delivery"}, told=False),
    "of every scan": Person(
        [Row("dropped", "superseded", kind="in_transit", occasion="scan in transit"), Row()],
        subscription={"choices": "all"},
    ),
    "of the date": Person([DATE], subscription={"choices": "date"}, told=False),
    "of the date again": Person(
        [
            Row("delivered", occasion=DATE.occasion, kind="expected"),
            Row(kind="expected", occasion="2026-11-23 again 1"),
        ],
        subscription={"choices": "date"},
        told=False,
    ),
    "with older news": Person([OUT, Row()]),
    "with a digest": Person(),
    "with company": Person([Row("queued", "", NOW + timedelta(seconds=30))]),
    "on whatsapp": Person(contact={"channel": "whatsapp"}),
    "on whatsapp unserved": Person([Row("dropped", "channel_not_served")], contact={"channel": "whatsapp"}),
    "newly signed up": Person(
        [Row(kind="status_now", occasion="consent")],
        "Waypost: USPS ..0787: delayed, Memphis TN, Nov 20 8:57am CT.",
        subscription={"told_answer": "", "told_through": None},
    ),
    "waiting for the reply": Person(
        [], subscription={"told_answer": "", "told_through": None, "told_expected_on": None}
    ),
}


# -- a town of followers -----------------------------------------------------------------------------------------------


class Town:
    """So many people who follow one piece, kind after kind."""

    def __init__(self, how_many: int, kinds: Sequence[str] = tuple(PEOPLE)) -> None:
        hours = {"quiet_from": 21, "quiet_until": 8, "pushes_a_day": 6, "pushes_a_day_per_piece": 3}
        named = {"brand": "Waypost", "regions": "US", "help_contact": "-", "created_at": CHOSEN, **hours}
        self.program = Program.create(key="town", from_number="55501", whatsapp_from="+12025550100", **named)
        self.other = Program.create(key="other", from_number="55502", **named)
        self.numbers = {
            channel: FromNumber.create(program=self.program, channel=channel, address="-", segments_per_second=1).id
            for channel in ("sms", "whatsapp")
        }
        self.piece = self._piece(NUMBER)
        self.elsewhere = self._piece(NUMBERS[0])
        TrackingEvent.create(
            mailpiece=self.piece, fingerprint="near the door", occurred_at=CHOSEN - timedelta(days=1), state="TN",
            milestone="arrived_local", seen_at=CHOSEN,
        )  # fmt: skip
        self.followers: list[tuple[str, int]] = []  # kind, subscription
        with database.atomic():
            for place in range(how_many):
                self._settle(kinds[place % len(kinds)], place)

    def _piece(self, number: str) -> Mailpiece:
        made: Mailpiece = Mailpiece.create(
            carrier="usps", tracking_number=number, answer="found", answered_at=CHOSEN, milestone="in_transit",
            last_event_at=CHOSEN, created_at=CHOSEN, expected_on=EXPECTED_ON,
        )  # fmt: skip
        return made

    def _settle(self, kind: str, place: int) -> None:
        person, phone = PEOPLE[kind], f"{PEOPLE[kind].area}{2_000_000 + place}"
        columns = {
            "program": self.other if kind == "on whatsapp unserved" else self.program,
            "phone": phone, "phone_index": phone_index(phone), "created_at": CHOSEN, **person.contact,
        }  # fmt: skip
        contact = Contact.insert(**columns).execute()
        event = self._event(contact, "declined" if kind == "without consent" else "confirmed")
        subscription = Subscription.insert(
            **{
                "contact": contact, "mailpiece": self.piece, "state": "active", "consent_event": event,
                "told_answer": "found", "told_through": CHOSEN, "created_at": CHOSEN, **person.subscription,
            }
        ).execute()  # fmt: skip
        self.followers.append((kind, subscription))
        before = getattr(self, "_" + kind.replace(" ", "_"), None)
        if before:
            before(contact, subscription, event, phone)

    def _event(self, contact: int, kind: str, at: datetime = CHOSEN, **columns: Any) -> int:
        about = {"scope": "mailpiece", "mailpiece": self.piece} if kind in ("confirmed", "declined") else {}
        made: int = ConsentEvent.insert(
            **{"contact": contact, "kind": kind, "scope": "all", "source": "inbound_text", **about, **columns},
            happened_at=at, recorded_at=at,
        ).execute()  # fmt: skip
        return made

    def text(self, contact: int, event: int, **columns: Any) -> int:
        usual = {
            "reference": f"{contact}-{columns['kind']}-{columns.get('occasion')}", "purpose": "push", "segments": 1,
            "body": "earlier", "priority": 3, "language": "en", "wording_version": "earlier/1", "state": "queued",
            "created_at": NOW - timedelta(hours=4), "not_before": NOW, "expires_at": NOW + timedelta(hours=9),
        }  # fmt: skip
        made: int = OutboundMessage.insert(**usual | columns, contact=contact, consent_event=event).execute()
        return made

    def _opted_out(self, contact: int, subscription: int, event: int, phone: str) -> None:
        stop = self._event(contact, "revoked", NOW - timedelta(hours=1))
        Suppression.insert(
            program=self.program, phone_index=phone_index(phone), reason="revoked", consent_event=stop, since=NOW
        ).execute()

    def _doubted(self, contact: int, subscription: int, event: int, phone: str) -> None:
        self._event(contact, "doubted", NOW - timedelta(hours=1))

    def _capped(self, contact: int, subscription: int, event: int, phone: str) -> None:
        for hours, row in zip((1, 2, 3), BEGUN, strict=True):
            at = NOW - timedelta(hours=hours)
            told = {"subscription": subscription, "kind": row.kind, "occasion": row.occasion, "state": row.state}
            self.text(contact, event, started_at=at, **told)

    def _capped_by_digests(self, contact: int, subscription: int, event: int, phone: str) -> None:
        for hours in (1, 2, 3):
            at = NOW - timedelta(hours=hours)
            digest = self.text(contact, event, kind="digest", occasion=str(hours), state="sent", started_at=at)
            OutboundSubject.create(outbound=digest, subscription=subscription, answered=True)

    def _posted_before(self, contact: int, subscription: int, event: int, phone: str) -> None:
        self.text(contact, event, subscription=subscription, kind="delayed", occasion="1", state="sent")

    def _of_the_date_again(self, contact: int, subscription: int, event: int, phone: str) -> None:
        self.text(contact, event, subscription=subscription, kind="expected", occasion=DATE.occasion, state="delivered")

    def _with_older_news(self, contact: int, subscription: int, event: int, phone: str) -> None:
        self.text(contact, event, subscription=subscription, kind="out_for_delivery", occasion="1")

    def _with_a_digest(self, contact: int, subscription: int, event: int, phone: str) -> None:
        OutboundSubject.create(
            outbound=self.text(contact, event, kind="digest", occasion="waits"),
            subscription=subscription,
            answered=True,
        )

    def _with_company(self, contact: int, subscription: int, event: int, phone: str) -> None:
        Subscription.create(
            contact=contact, mailpiece=self.elsewhere, state="active", consent_event=event, created_at=CHOSEN
        )

    def _waiting_for_the_reply(self, contact: int, subscription: int, event: int, phone: str) -> None:
        text = InboundMessage.create(
            provider_reference=f"SM{contact}", program=self.program, contact=contact, body=NUMBER, received_at=NOW,
            state="answered",
        )  # fmt: skip
        later = NOW + timedelta(seconds=5)
        reply = self.text(contact, event, kind="followed", purpose="reply", in_reply_to=text, not_before=later)
        OutboundSubject.create(outbound=reply, subscription=subscription)


def answer(piece: Mailpiece) -> Found:
    """An earlier scan that moved nothing, and the one that is news."""
    scans = (
        _scan("in transit", Milestone.IN_TRANSIT, NOW - timedelta(hours=20)),
        _scan("late", Milestone.DELAYED, SCANNED),
    )
    return Found(
        piece.tracking_number, scans, "", "", EXPECTED_ON, None, "", (), None, None, b"{}",
    )  # fmt: skip


def _scan(what: str, milestone: Milestone, at: datetime) -> ScanEvent:
    local = (at - timedelta(hours=6)).replace(tzinfo=None)
    return ScanEvent(at, local, -360, what[:2], what, "MEMPHIS", "TN", None, "US", None, False, milestone, what)


def steps_of(piece: Mailpiece) -> list[Step]:
    return [Step("delayed", "1", Milestone.DELAYED, answer(piece).events[1])]


def rows_of(subscription: int) -> list[OutboundMessage]:
    which = OutboundMessage.subscription == subscription
    return list(OutboundMessage.select().where(which).order_by(OutboundMessage.id))


def as_row(message: OutboundMessage, event: int) -> Row:
    occasion = message.occasion.replace(f"consent-{event}", "consent")
    not_before = message.not_before if message.state == "queued" else NOW
    return Row(message.state, message.reason, not_before, message.kind, occasion)


# -- the tests ---------------------------------------------------------------------------------------------------------


def test_a_thousand_followers_of_every_kind_have_each_just_the_rows_that_their_own_state_calls_for(db: str) -> None:
    town = Town(1_000)
    before = OutboundMessage.select().count()
    assert apply(town.piece, answer(town.piece), None, NOW, None) is not None
    posted = 0
    for kind, subscription in town.followers:
        person, follower = PEOPLE[kind], Subscription.get_by_id(subscription)
        rows = rows_of(subscription)
        assert [as_row(row, follower.consent_event_id) for row in rows] == list(person.rows), kind
        assert (follower.told_through == SCANNED) == person.told, kind
        new = [row for row in rows if row.created_at == NOW]
        posted += len(new)
        for row in new:
            check_columns(town, row, follower)
        if new and kind not in ("of the date", "of the date again"):
            assert new[-1].body == person.text, kind
            assert new[-1].body_index == body_index(person.text)
    assert OutboundMessage.select().count() == before + posted


def check_columns(town: Town, row: OutboundMessage, follower: Subscription) -> None:
    contact = follower.contact
    assert (row.purpose, row.contact_id, row.consent_event_id) == ("push", contact.id, follower.consent_event_id)
    assert (row.segments, row.tries, row.epoch, row.provider_rank, row.in_reply_to_id) == (1, 0, 0, -1, None)
    assert (row.finished_at is not None) == (row.state == "dropped")
    assert row.language == contact.language
    assert row.from_number_id == (town.numbers[contact.channel] if contact.program_id == town.program.id else None)
    assert (row.template_values is not None) == (contact.channel == "whatsapp")
    assert row.expires_at > NOW


def test_a_waiting_reply_takes_the_status_in_and_its_follower_has_no_text_of_its_own(db: str) -> None:
    town = Town(9, ["waiting for the reply", "newly signed up", "plain"])
    apply(town.piece, answer(town.piece), None, NOW, None)
    replies = list(OutboundMessage.select().where(OutboundMessage.kind == "followed"))
    assert len(replies) == 3
    for reply in replies:
        assert reply.body.startswith("Waypost: USPS ..0787: delayed, Memphis TN, Nov 20 8:57am CT.")
        assert (reply.not_before, reply.state) == (NOW, "queued")
    assert OutboundSubject.select().where(OutboundSubject.answered).count() == 3


def test_a_digest_that_waits_tells_no_more_of_the_piece_that_has_news_of_its_own(db: str) -> None:
    town = Town(6, ["with a digest", "with older news", "plain"])
    assert OutboundSubject.select().count() == 2
    apply(town.piece, answer(town.piece), None, NOW, None)
    assert OutboundSubject.select().count() == 0


@pytest.mark.parametrize("how_many", [30, 700])
def test_the_same_answer_once_more_posts_nothing(db: str, how_many: int) -> None:
    town = Town(how_many)
    apply(town.piece, answer(town.piece), None, NOW, None)
    before = outbox()
    claimed = Mailpiece.get_by_id(town.piece.id)
    apply(claimed, answer(claimed), None, NOW, None)
    assert outbox() == before
    assert TrackingEvent.select().count() == 3


def test_the_same_step_told_once_more_posts_nothing_even_when_nobody_remembers_it(db: str) -> None:
    town = Town(60, ["plain", "asleep", "spanish", "opted out", "posted before", "with company"])
    apply(town.piece, answer(town.piece), None, NOW, None)
    before = outbox()
    Subscription.update(told_through=CHOSEN).execute()
    piece = Mailpiece.get_by_id(town.piece.id)
    with database.atomic():
        assert tell.tell(piece, steps_of(piece), NOW) == 0
    assert outbox() == before


def outbox() -> list[tuple[Any, ...]]:
    columns = (OutboundMessage.id, OutboundMessage.state, OutboundMessage.reason, OutboundMessage.not_before)
    return list(OutboundMessage.select(*columns).order_by(OutboundMessage.id).tuples())


def statements(caplog: pytest.LogCaptureFixture, town: Town) -> int:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, "peewee"):
        apply(town.piece, answer(town.piece), None, NOW, None)
    return sum(record.name == "peewee" for record in caplog.records)


def test_five_hundred_followers_take_as_many_statements_as_fifty_do(db: str, caplog: pytest.LogCaptureFixture) -> None:
    """All kinds but those whose waiting reply is written anew, each for itself."""
    kinds = [kind for kind in PEOPLE if kind != "waiting for the reply"]
    few = statements(caplog, Town(50, kinds))
    assert 10 < few < 60
    drop_the_town()
    assert statements(caplog, Town(500, kinds)) <= few + 2


def test_each_further_page_takes_a_fixed_number_of_statements(db: str, caplog: pytest.LogCaptureFixture) -> None:
    one_page = statements(caplog, Town(400, ["plain", "spanish", "asleep", "with company"]))
    drop_the_town()
    assert statements(caplog, Town(1_400, ["plain", "spanish", "asleep", "with company"])) < one_page + 2 * 25


def drop_the_town() -> None:
    """For another one in its place. What is append-only stays, of people that nobody knows."""
    for table in (OutboundSubject, OutboundMessage, InboundMessage, Suppression, Subscription):
        table.delete().execute()
    Mailpiece.update(tracking_number=Mailpiece.tracking_number.concat("-old")).execute()
    FromNumber.delete().execute()
    Program.update(key=Program.key.concat("-old"), from_number=Program.from_number.concat("-old")).execute()
