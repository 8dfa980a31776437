"""When to look at a mailpiece again. Pure: one table of stages, one back-off, one end.

It knows no quota; whoever claims due pieces sheds load.
"""

from datetime import datetime, timedelta

from models.vocabulary import Milestone as M

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
SILENT_FOR = timedelta(days=45)  # nothing heard for so long: stop asking
AFTER_THE_END = timedelta(days=7)  # a delivered piece may still come back
FIRST_RETRY, LONGEST_RETRY = MINUTE, HOUR

ENDED = frozenset({M.DELIVERED, M.DELIVERED_AGENT, M.RETURNED, M.CANCELLED})

SECONDS_BY_MILESTONE: dict[M, float] = {
    M.LABEL_CREATED: 12 * HOUR,
    M.OUT_FOR_DELIVERY: 45 * MINUTE,
    M.DELIVERY_ATTEMPTED: 12 * HOUR,
    M.AVAILABLE_FOR_PICKUP: 12 * HOUR,
    M.HELD: 12 * HOUR,
    M.UNDELIVERABLE: 12 * HOUR,
    M.REFUSED: 12 * HOUR,
    M.UNCLAIMED: 12 * HOUR,
    M.RETURNING: 12 * HOUR,
    M.LOST_RECOVERY: DAY,
    **dict.fromkeys(ENDED, DAY),
}
ON_THE_MOVE = 6 * HOUR  # every other stage
NOT_PERMITTED = DAY
# Not found: often at first (a counter scan can lag by hours, api-examples #102), then less and less.
NOT_FOUND = ((2 * DAY, 2 * HOUR), (7 * DAY, 6 * HOUR))
NOT_FOUND_LATER = 12 * HOUR


def next_look_at(
    milestone: M,
    answer_kind: str,
    now: datetime,
    last_event_at: datetime | None,
    failures: int = 0,
    retry_after: float | None = None,
    ceiling_seconds: float | None = None,
) -> datetime | None:
    """The next time to ask, or None for never again.

    `answer_kind`: found, not_found, not_permitted or failed. `last_event_at`: the newest scan, or when we began to ask
    where there is none. `failures`: failed looks in a row, this one included. `retry_after`: seconds, and nothing goes
    below it. `ceiling_seconds` caps every interval (the sandbox's time runs faster).
    """
    if answer_kind == "failed":
        return now + timedelta(seconds=_retry_seconds(failures, retry_after, ceiling_seconds))
    silent = now - last_event_at if last_event_at is not None else timedelta(0)
    if milestone is M.EXPIRED or silent >= (AFTER_THE_END if milestone in ENDED else SILENT_FOR):
        return None
    seconds = _interval_seconds(milestone, answer_kind, silent)
    return now + timedelta(seconds=_capped(seconds, ceiling_seconds))


def _interval_seconds(milestone: M, answer_kind: str, silent: timedelta) -> float:
    if answer_kind == "not_permitted":
        return NOT_PERMITTED
    if milestone is M.NOT_FOUND:
        return next((wait for until, wait in NOT_FOUND if silent.total_seconds() < until), NOT_FOUND_LATER)
    return SECONDS_BY_MILESTONE.get(milestone, ON_THE_MOVE)


def _retry_seconds(failures: int, retry_after: float | None, ceiling_seconds: float | None) -> float:
    doublings = min(max(failures - 1, 0), 16)
    backoff = min(FIRST_RETRY * 2**doublings, LONGEST_RETRY)
    return max(_capped(backoff, ceiling_seconds), retry_after or 0.0)


def _capped(seconds: float, ceiling_seconds: float | None) -> float:
    return seconds if ceiling_seconds is None else min(seconds, ceiling_seconds)
