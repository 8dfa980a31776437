"""What there is to say about one mailpiece, read once for all who follow it, and worded once for all who read alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot import pacing, wording
from bot.describe import day, is_without_notice, sees_all, shown_at
from bot.draft import Draft
from bot.wording import Wording
from bot.zones import zone_of_event
from carriers.milestones import Step
from models.mailpiece import Mailpiece, TrackingEvent
from models.prepared import prepared
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import Milestone, Purpose


@dataclass(frozen=True, eq=False)
class Item:
    """One thing to tell. `key` is its sentence's; it stays true as long as news of kind `true_as`."""

    kind: str
    key: str
    true_as: str
    event: TrackingEvent | None
    milestone: Milestone
    event_at: datetime | None
    occasion: str = ""


#: Whom one and the same text is right for: program, language, nickname, check word, and whether all may be shown.
Reader = tuple[int, str, str | None, str | None, bool]


@dataclass
class Bulletin:
    """Reads of the piece's scans what somebody needs, once."""

    piece: Mailpiece
    news: Sequence[Step]
    now: datetime
    _said: dict[tuple[Item, Reader], tuple[Wording, Mapping[str, str]]] = field(default_factory=dict)
    _until: dict[tuple[Item, int], datetime] = field(default_factory=dict)

    @cached_property
    def milestone(self) -> Milestone:
        unseen = self.piece.last_event_at is None and self.newest is None
        return Milestone.NOT_FOUND if unseen else Milestone(self.piece.milestone)  # known by its label alone

    @cached_property
    def newest(self) -> TrackingEvent | None:
        """The newest scan that says what the state is: the one that moved it, else the newest of all."""
        found: TrackingEvent | None = _newest_of.first(self.piece.id, self.piece.milestone)
        return found

    @cached_property
    def steps(self) -> Sequence[Item]:
        if not self.news:
            return []
        found = _events_among.rows(self.piece.id, [step.event.fingerprint for step in self.news])
        by_fingerprint = {event.fingerprint: event for event in found}
        return [
            self._of_event(by_fingerprint[step.event.fingerprint], step.kind, step.occasion, step.milestone)
            for step in self.news
        ]

    @cached_property
    def scans(self) -> Sequence[Item]:
        """Those that were no step; of those we know, for whoever chose to hear of each."""
        in_steps = {step.event.fingerprint for step in self.news}
        return [
            self._of_event(event, event.milestone, f"scan {event.fingerprint}", Milestone(event.milestone))
            for event in _events_of.rows(self.piece.id)
            if event.fingerprint not in in_steps
        ]

    @cached_property
    def status(self) -> Item:
        """The state as it is, true for as long as news of it."""
        return self._state(pacing.STATUS, true_as=self.milestone)

    @cached_property
    def not_permitted(self) -> Item:
        return self._state("not_permitted")

    @cached_property
    def given_up(self) -> Item:
        return self._state(Milestone.EXPIRED)

    @cached_property
    def still_waiting(self) -> Item:
        """That nobody has picked it up: no scan says so, a day that comes near does (bot/hold_ladder.py)."""
        return self._state(pacing.HOLD_REMINDER)

    @cached_property
    def expected(self) -> Item:
        """The day on which it should come."""
        return self._state(pacing.EXPECTED)

    @cached_property
    def expected_on(self) -> str:
        """That day in ISO form; empty when it is not known."""
        return self.piece.expected_on.isoformat() if self.piece.expected_on else ""

    def _state(self, kind: str, true_as: str = "") -> Item:
        key = wording.for_courier(kind, self.piece.carrier)
        return Item(kind, key, true_as or kind, self.newest, self.milestone, self.piece.last_event_at)

    def _of_event(self, event: TrackingEvent, kind: str, occasion: str, milestone: Milestone) -> Item:
        carrier = self.piece.carrier
        no_notice = is_without_notice(carrier, kind, event.code)
        key = "tried_without_notice" if no_notice else wording.for_courier(kind, carrier)
        return Item(kind, key, kind, event, milestone, event.occurred_at, occasion)

    def draft(self, item: Item, subscription: Subscription, occasion: str = "", drop: str = "") -> Draft:
        contact = subscription.contact
        said, values = self._wording(item, subscription)
        return Draft(
            contact=contact,
            consent_event=subscription.consent_event_id,
            purpose=Purpose.PUSH,
            wording=said,
            kind=item.kind,
            occasion=occasion or item.occasion,
            subscription=subscription,
            event_at=item.event_at,
            expires_at=self._expires_at(item, contact.program),
            values=values,
            drop=drop,
        )

    def _wording(self, item: Item, subscription: Subscription) -> tuple[Wording, Mapping[str, str]]:
        """And what an approved template may say of it."""
        contact = subscription.contact
        nickname, check_word = subscription.nickname, contact.check_word
        reader = (contact.program_id, contact.language, nickname, check_word, sees_all(subscription))
        known = self._said.get((item, reader))
        if known is None:
            known = self._said[item, reader] = self._say(item, subscription)
        return known

    def _say(self, item: Item, subscription: Subscription) -> tuple[Wording, Mapping[str, str]]:
        contact, parts = subscription.contact, shown_at(subscription, item.event, item.milestone)
        on = self.piece.expected_on if item.kind == pacing.EXPECTED else None
        on_day = day(on, contact.language) if on else ""
        said = wording.say(
            item.key,
            contact.language,
            brand=contact.program.brand,
            check_word=contact.check_word or "",
            piece=parts.piece,
            last_four=parts.last_four,
            state=parts.state,
            place=parts.place,
            when=parts.when,
            until=parts.until,
            day=on_day,
        )
        values = {"brand": contact.program.brand, "piece": parts.piece, "state": parts.state, "place": parts.place}
        return said, values | {"when": on_day or parts.when}

    def _expires_at(self, item: Item, program: Program) -> datetime:
        known = self._until.get((item, program.id))
        if known is None:
            known = self._until[item, program.id] = pacing.expires_at(
                item.true_as,
                Purpose.PUSH,
                self.now,
                event_at=item.event.occurred_at if item.event else None,
                zone=zone_of_event(item.event, self.piece, program.zone),
                expected_on=self.piece.expected_on,
            )
        return known


_events_of = prepared(
    lambda piece: (
        TrackingEvent.select()
        .where(TrackingEvent.mailpiece == piece)
        .order_by(TrackingEvent.occurred_at, TrackingEvent.id)
    )
)
_events_among = prepared(
    lambda piece, fingerprints: TrackingEvent.select().where(
        (TrackingEvent.mailpiece == piece) & TrackingEvent.fingerprint.in_(fingerprints)
    )
)
_newest_of = prepared(
    lambda piece, milestone: (
        TrackingEvent.select()
        .where(TrackingEvent.mailpiece == piece)
        .order_by(
            (TrackingEvent.milestone == milestone).desc(), TrackingEvent.occurred_at.desc(), TrackingEvent.id.desc()
        )
        .limit(1)
    )
)
