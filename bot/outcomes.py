"""What the provider's answers and error codes mean for us, as kinds that decide: one table, read at create and later.

A code that is not here is permanent for its text, is logged, and shows in `flask costs`; it never breaks anything.
Codes: twilio.com/docs/api/errors. Twilio asks programs not to lean on them much, so the table stays small.
"""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What to do now that a create was answered, or was not; not what went wrong."""

    ACCEPTED = "accepted"
    RETRY = "retry"  # surely not sent
    SLOW_DOWN = "slow_down"  # surely not sent, and the whole from-number must pause
    PERMANENT = "permanent"  # this text will never go
    BAD_PHONE = "bad_phone"  # nothing will ever reach this phone
    SUPPRESSED = "suppressed"  # the provider blocks this phone: it opted out there
    WINDOW_CLOSED = "window_closed"  # WhatsApp wants the person's own text first, or an approved template
    OPERATOR = "operator"  # a person must mend the account or the settings; the queue waits
    UNKNOWN = "unknown"  # it may have been sent


class Afterwards(StrEnum):
    """What to do with a text that was accepted and then failed: the code came in a callback or was asked for."""

    RETRY = "retry"  # again and again, while it is true
    DEFER = "defer"  # the same, but not within the hour
    ONCE = "once"  # one more try
    OUT_OF_REACH = "out_of_reach"  # the same; on several days, nothing reaches this phone
    PERMANENT = "permanent"  # this text will never go
    FILTERED = "filtered"  # the same; many in a day are an alarm
    BAD_TEXTS = "bad_texts"  # permanent for this text; with the second text, for this phone
    BAD_PHONE = "bad_phone"  # nothing will ever reach this phone
    SUPPRESSED = "suppressed"  # opted out at the provider
    EXPIRED = "expired"  # the provider could not pass it on in time: dropped, not an error
    WINDOW_CLOSED = "window_closed"
    OPERATOR = "operator"  # the number stops until a person has acted; the text waits


@dataclass(frozen=True)
class Row:
    """`codes` below 1000 are HTTP statuses, for answers without a code that we know."""

    codes: tuple[int, ...]
    at_create: Outcome
    afterwards: Afterwards
    meaning: str


TABLE: tuple[Row, ...] = (
    Row((20429, 429), Outcome.SLOW_DOWN, Afterwards.RETRY, "too many requests at once"),
    Row((21611, 30001, 63018), Outcome.SLOW_DOWN, Afterwards.RETRY, "the number's queue is full"),
    Row((30017, 30410, 20410), Outcome.RETRY, Afterwards.RETRY, "congestion or a time-out on the way"),
    Row((30047,), Outcome.RETRY, Afterwards.RETRY, "the provider failed to put it off"),
    Row((30610,), Outcome.RETRY, Afterwards.DEFER, "the provider's compliance toolkit holds it for the hour"),
    Row((30003,), Outcome.RETRY, Afterwards.OUT_OF_REACH, "the phone is off or out of reach"),
    Row((30008,), Outcome.RETRY, Afterwards.ONCE, "failed for an unknown reason"),
    Row((20500, 408), Outcome.UNKNOWN, Afterwards.ONCE, "a fault of the provider's"),
    Row((21211, 21217, 21614), Outcome.BAD_PHONE, Afterwards.BAD_PHONE, "no mobile phone has this number"),
    Row((21635, 30006), Outcome.BAD_PHONE, Afterwards.BAD_PHONE, "a landline, or a network that we do not reach"),
    Row((21408, 21612), Outcome.BAD_PHONE, Afterwards.BAD_PHONE, "not reachable from this number or account"),
    Row((63003, 63024), Outcome.BAD_PHONE, Afterwards.BAD_PHONE, "no such recipient on WhatsApp"),
    Row((30005,), Outcome.PERMANENT, Afterwards.BAD_TEXTS, "the network does not know this phone"),
    Row((21610, 30004, 63014), Outcome.SUPPRESSED, Afterwards.SUPPRESSED, "the person opted out or blocked us there"),
    Row((30640,), Outcome.SUPPRESSED, Afterwards.SUPPRESSED, "on the provider's list of litigators"),
    Row((63016,), Outcome.WINDOW_CLOSED, Afterwards.WINDOW_CLOSED, "outside WhatsApp's 24 hours"),
    Row((30007,), Outcome.PERMANENT, Afterwards.FILTERED, "filtered by the network"),
    Row((30036,), Outcome.PERMANENT, Afterwards.EXPIRED, "could not be passed on before it expired"),
    Row((30450, 30453), Outcome.PERMANENT, Afterwards.PERMANENT, "taken for fraud"),
    Row((63032, 63036), Outcome.PERMANENT, Afterwards.PERMANENT, "WhatsApp or RCS does not take it for this phone"),
    Row((21602, 21603, 21604), Outcome.PERMANENT, Afterwards.PERMANENT, "a part of the request is missing: our fault"),
    Row((21617, 21619, 21624, 21656), Outcome.PERMANENT, Afterwards.PERMANENT, "the request is wrong: our fault"),
    Row((20003, 401, 403, 407), Outcome.OPERATOR, Afterwards.OPERATOR, "the account or its token is not accepted"),
    Row((20404, 404, 405), Outcome.OPERATOR, Afterwards.OPERATOR, "no such account, or a wrong address"),
    Row((21212, 21606, 21659, 21660), Outcome.OPERATOR, Afterwards.OPERATOR, "the sender is not ours to use"),
    Row((21701, 21702, 21703, 21704), Outcome.OPERATOR, Afterwards.OPERATOR, "the messaging service lacks a sender"),
    Row((21608,), Outcome.OPERATOR, Afterwards.OPERATOR, "a trial account"),
    Row((21609,), Outcome.OPERATOR, Afterwards.OPERATOR, "PUBLIC_BASE_URL is no address for callbacks"),
    Row((30002,), Outcome.OPERATOR, Afterwards.OPERATOR, "the account is suspended"),
    Row((30032, 30034), Outcome.OPERATOR, Afterwards.OPERATOR, "the sender is not registered"),
    Row((30037,), Outcome.OPERATOR, Afterwards.OPERATOR, "texts out are disabled for the account"),
    Row((63007, 63027, 63028), Outcome.OPERATOR, Afterwards.OPERATOR, "WhatsApp sender or template is not set up"),
)
BY_CODE: dict[int, Row] = {code: row for row in TABLE for code in row.codes}


def at_create(code: int, status: int) -> Outcome:
    """Of an answer with HTTP `status` that is not a message; `code` 0: it gave none. Any 5xx may have been sent."""
    if status >= 500 or status < 400:
        return Outcome.UNKNOWN
    row = BY_CODE.get(code) or BY_CODE.get(status)
    return row.at_create if row else Outcome.PERMANENT


def afterwards(code: int) -> Afterwards:
    row = BY_CODE.get(code)
    return row.afterwards if row else Afterwards.PERMANENT


def is_known(code: int) -> bool:
    return code in BY_CODE


def meaning(code: int) -> str:
    row = BY_CODE.get(code)
    return row.meaning if row else "not in our table: please report it"
