"""When the provider is next asked about a text, and when no more. Pure; bot/receipts.py, bot/reconcile.py go by it."""

from datetime import datetime, timedelta

#: A text in doubt is looked for this long after it was begun, unless a callback was faster.
FIRST_LOOK = timedelta(seconds=60)
#: So long must the provider have shown nothing of a text before it counts as not sent.
SAFE = timedelta(seconds=300)
#: A claimed question that nobody finished, or that was not answered, is asked again after this.
AGAIN = timedelta(seconds=30)
#: Without a final state by then the provider is asked by its id (Twilio's own advice), and so on until GIVEN_UP.
NO_FINAL_WORD_AFTER = timedelta(hours=12)
#: Prices appear minutes after a text. They are asked for at full hours, many at once; a late one again after this.
PRICE_SETTLES = timedelta(minutes=15)
NO_PRICE_AGAIN = timedelta(hours=6)
GIVEN_UP = timedelta(days=3)
#: By how much our clock and the provider's may differ and still count as the same.
CLOCKS_AGREE = timedelta(seconds=10)


def for_price(now: datetime) -> datetime:
    """The next full hour at which the price should be there."""
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return hour if hour - now >= PRICE_SETTLES else hour + timedelta(hours=1)


def after_word(is_final: bool, is_priced: bool, now: datetime) -> datetime | None:
    """The next question, now that the provider has said something new by itself."""
    if not is_final:
        return now + NO_FINAL_WORD_AFTER
    return None if is_priced else for_price(now)


def after_answer(is_final: bool, is_priced: bool, started_at: datetime, now: datetime) -> datetime | None:
    """The next question, now that it has answered one."""
    if (is_final and is_priced) or now >= started_at + GIVEN_UP:
        return None
    return now + (NO_PRICE_AGAIN if is_final else NO_FINAL_WORD_AFTER)


def absent_since(started_at: datetime, asked_at: datetime, answered_at: datetime) -> datetime:
    """From when on the provider shows nothing, at the first look without it. By the provider's clock (`answered_at`),
    the one clock that all our processes read alike; the time since the start counts where our clock agrees with it."""
    agree = abs(asked_at - answered_at) <= CLOCKS_AGREE
    before = min(max(asked_at - started_at, timedelta(0)), FIRST_LOOK) if agree else timedelta(0)
    return answered_at - before


def is_safe(missed_since: datetime, answered_at: datetime) -> bool:
    """Is the text surely not there, as far as anybody can know?"""
    return answered_at >= missed_since + SAFE
