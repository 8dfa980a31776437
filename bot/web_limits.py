"""How many texts a web page may cause: typing a phone into a form costs a thief nothing, and us a text each.

Counted from `web_request` rows; whoever asks holds the program's row, so that two at once do not both find room.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.database import raw_rows
from models.program import Program
from models.vocabulary import WebKind, WebState
from models.web_request import WebRequest

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
#: Texts to one phone, to a hundred neighbouring phones, and to everybody.
BLOCK_AN_HOUR, ALL_AN_HOUR = 3, 60
PHONE_A_DAY = {WebKind.QUESTION: 1, WebKind.PREFERENCES: 3}
PHONE_A_MONTH = {WebKind.QUESTION: 3, WebKind.PREFERENCES: 20}
#: What one network may ask for in an hour, and the wider one around it.
NETWORK_AN_HOUR, WIDE_NETWORK_AN_HOUR = 5, 20
#: The breaker: of so many last questions at least this share was answered YES, else no more are asked.
LOOK_AT_LAST, LOWEST_YES_SHARE = 50, 0.2
BREAKER = "the breaker is open: too few questions were answered YES"
#: Kinds of requests that text somebody who did not text us first.
TEXTS = (WebKind.QUESTION, WebKind.PREFERENCES)


@dataclass(frozen=True)
class Seen:
    """Texts that pages caused before this one, and what came of the last questions."""

    phone_in_day: int = 0
    phone_in_month: int = 0
    block_in_hour: int = 0
    all_in_hour: int = 0
    asked: int = 0
    said_yes: int = 0


def why_not(seen: Seen, kind: str = WebKind.QUESTION) -> str:
    """Why this text is not sent, in our words for the operator; "" when it may be."""
    if kind == WebKind.QUESTION and breaker_is_open(seen.asked, seen.said_yes):
        return BREAKER
    if seen.all_in_hour >= ALL_AN_HOUR:
        return f"{ALL_AN_HOUR} texts for web pages in the last hour"
    if seen.block_in_hour >= BLOCK_AN_HOUR:
        return f"{BLOCK_AN_HOUR} texts to neighbouring phones in the last hour"
    if seen.phone_in_day >= PHONE_A_DAY[WebKind(kind)]:
        return "this phone was texted as often as it may be within a day"
    if seen.phone_in_month >= PHONE_A_MONTH[WebKind(kind)]:
        return "this phone was texted as often as it may be within 30 days"
    return ""


def breaker_is_open(asked: int, said_yes: int) -> bool:
    """`asked`: the last questions, at most LOOK_AT_LAST. Those still waiting count as unanswered: a thief's never are
    answered, and people's answers close it again by themselves."""
    return asked >= LOOK_AT_LAST and said_yes < LOWEST_YES_SHARE * LOOK_AT_LAST


def seen(program: Program, request: WebRequest, now: datetime) -> Seen:
    asked, said_yes = last_questions(program)
    theirs = (WebRequest.phone_index == request.phone_index) & (WebRequest.kind == request.kind)
    return Seen(
        phone_in_day=_caused(now - DAY, theirs),
        phone_in_month=_caused(now - MONTH, theirs),
        block_in_hour=_caused(now - HOUR, WebRequest.block == request.block),
        all_in_hour=_caused(now - HOUR),
        asked=asked,
        said_yes=said_yes,
    )


def last_questions(program: Program) -> tuple[int, int]:
    """(asked, answered YES) of the last ones since an operator looked at them."""
    asked = (WebRequest.kind == WebKind.QUESTION) & WebRequest.state.in_([WebState.ASKED, WebState.DONE])
    if program.questions_since is not None:
        asked &= WebRequest.created_at > program.questions_since
    last = WebRequest.select(WebRequest.state).where(asked).order_by(WebRequest.id.desc()).limit(LOOK_AT_LAST)
    states = [state for (state,) in raw_rows(last)]
    return len(states), states.count(WebState.DONE)


def _caused(since: datetime, which: Any = True) -> int:
    texted = WebRequest.kind.in_(TEXTS) & WebRequest.state.in_([WebState.ASKED, WebState.OPEN, WebState.DONE])
    counted: int = WebRequest.select().where(texted & (WebRequest.created_at > since) & which).count()
    return counted


def has_asked_since(moment: datetime) -> bool:
    """Was a question sent after that moment?"""
    return _caused(moment, WebRequest.kind == WebKind.QUESTION) > 0


def may_ask(program: Program) -> bool:
    """Is way (b), our texting first, open at all? The same for every phone, so a page may say so."""
    return not breaker_is_open(*last_questions(program))


def network_is_busy(kind: str, network: str, wide_network: str, now: datetime, factor: int = 1) -> bool:
    """Has this network asked for so much of this kind within the hour that it has to wait? `factor` is for kinds that
    text nobody."""
    recent = (WebRequest.kind == kind) & (WebRequest.created_at > now - HOUR)
    narrow = WebRequest.select().where(recent & (WebRequest.network == network)).count()
    wide = WebRequest.select().where(recent & (WebRequest.wide_network == wide_network)).count()
    return bool(narrow >= factor * NETWORK_AN_HOUR or wide >= factor * WIDE_NETWORK_AN_HOUR)
