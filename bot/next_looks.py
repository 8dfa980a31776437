"""When a carrier is asked about a mailpiece next, why then, and a look that a person of ours wants at once.

Asks nobody: a look is a moment in the row, and jobs/poll keeps to the calls that the carrier grants.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot import lag, quota, timeliness
from bot.describe import carrier_name
from carriers.rhythm import Stage, stage_of
from models.audit import AuditEntry
from models.database import database, for_update
from models.mailpiece import Mailpiece
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone, SubscriptionState

#: A person may have one piece looked at this often.
AGAIN_AFTER = timedelta(minutes=1)
#: What the audit trail calls it.
ACTION = "mailpiece.check_now"

_BY_STAGE = {
    Stage.ANNOUNCED: "no scan shows it in anybody's hands yet, so it is asked about now and then",
    Stage.MOVING: "it is on its way: the more news is to be expected, the more often it is asked about",
    Stage.NEAR: "it is close to its address: it is asked about often in the hours in which carriers set out",
    Stage.OUT: "it is out for delivery: it is asked about most often",
    Stage.WAITING: "it waits for somebody, or for another try: it is asked about now and then",
    Stage.RETURNING: "it goes back: it is asked about now and then",
    Stage.ENDED: "it has come to its end; it is asked about for a week more, should it come back",
}


class Fate(Enum):
    """What became of a wish to look at once."""

    SOON = "soon"
    PAUSED = "paused"
    JUST_ASKED = "just asked"
    NOBODY_ANSWERS = "nobody answers"


@dataclass(frozen=True)
class Checked:
    """`said`: in a sentence. `at`: a moment that belongs behind it, where there is one."""

    fate: Fate
    said: str
    at: datetime | None = None


def why_then(piece: Mailpiece, now: datetime) -> str:
    """In a sentence, why the next look is when it is, or why there is none."""
    carrier = carrier_name(piece.carrier)
    if piece.carrier not in quota.ways():
        return f"Never: nobody whom we may ask answers for {carrier} numbers. Set up a carrier in the settings."
    if piece.first_look_at is not None:
        return "It is next: somebody waits for its first status."
    if piece.next_poll_at is None:
        return _why_never(piece)
    late = lag.behind(piece.next_poll_at, piece.answered_at, now, piece.patience)
    behind = f" We are {lag.span(late)} behind: others wait longer, or calls are short." if late else ""
    if piece.failures:
        times = "once" if piece.failures == 1 else f"{piece.failures} times in a row"
        return f"{carrier} gave no usable answer {times}: it is tried again, later each time.{behind}"
    if piece.answer == AnswerState.NOT_PERMITTED:
        return f"{carrier} does not show us this piece: it is tried once a day.{behind}"
    said = _BY_STAGE[stage_of(Milestone(piece.milestone))]
    pushed = " The carrier tells us of it by itself, so looks are rare." if piece.pushed_at else ""
    return f"{said[0].upper()}{said[1:]}.{pushed}{behind}"


def _why_never(piece: Mailpiece) -> str:
    if piece.milestone == Milestone.EXPIRED:
        return "Never: nothing was heard of it for 45 days. Whoever texts its number begins anew."
    if stage_of(Milestone(piece.milestone)) is Stage.ENDED:
        return "Never: it has come to its end, and nothing happened for a week after."
    if not is_watched(piece):
        return "Not now: nobody follows it and no sender registered it. Whoever follows it starts the looks again."
    return "Not now: nothing more is to be expected of it."


def is_watched(piece: Mailpiece) -> bool:
    """Does anybody wait for its news? Others are taken out of the queue (jobs/claims.py)."""
    active = (Subscription.mailpiece == piece) & (Subscription.state == SubscriptionState.ACTIVE)
    return piece.registered_at is not None or Subscription.select(Subscription.id).where(active).exists()


def check_now(piece: Mailpiece, now: datetime) -> Checked:
    """Put it in the queue for now, within the calls that are granted. The caller notes it as ACTION, which is what
    keeps it to once a minute."""
    way = quota.ways().get(piece.carrier)
    if way is None:
        return Checked(Fate.NOBODY_ANSWERS, f"Nothing was done. {why_then(piece, now)}")
    since = _just_asked(piece, now)
    if since is not None:
        return Checked(
            Fate.JUST_ASKED, "Nothing was done: it was checked within the last minute. Again from ", since + AGAIN_AFTER
        )
    with database.atomic():
        row = for_update(Mailpiece.select().where(Mailpiece.id == piece.id)).get()
        if row.next_poll_at is None or row.next_poll_at > now:
            watched = dict(next_poll_at=now, patience=0)
            first = dict(first_look_at=row.first_look_at or now)  # nobody looks at what nobody watches otherwise
            changes = watched if is_watched(row) else first
            Mailpiece.update(changes).where(Mailpiece.id == piece.id).execute()
    return _when(piece, way.service, now)


def _just_asked(piece: Mailpiece, now: datetime) -> datetime | None:
    noted = (AuditEntry.object == f"mailpiece {piece.id}") & (AuditEntry.action == ACTION)
    last = AuditEntry.select(AuditEntry.recorded_at).where(noted).order_by(AuditEntry.id.desc()).first()
    moments = [piece.answered_at, last.recorded_at if last else None]
    lately = [at for at in moments if at is not None and timedelta(0) <= now - at < AGAIN_AFTER]
    return max(lately, default=None)


def _when(piece: Mailpiece, service: str, now: datetime) -> Checked:
    [asking] = timeliness.asking({piece.carrier: service}, now)
    name = carrier_name(piece.carrier)
    if asking.paused_until is not None:
        return Checked(Fate.PAUSED, f"It is asked about as soon as {name} lets us: from ", asking.paused_until)
    if asking.late_seconds > AGAIN_AFTER.total_seconds():
        wait = lag.span(timedelta(seconds=asking.late_seconds))
        said = f"It stands in the queue now. Others wait there for {wait}: it may take as long."
        return Checked(Fate.SOON, said)
    return Checked(Fate.SOON, "It is asked about within a minute; this page shows the answer by itself.")
