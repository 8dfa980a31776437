"""Keeps what people asked for on web pages until it is done, and finds it again by what they text us. Sends nothing."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.consent import Where
from bot.wording import Wording
from models.fields import phone_index
from models.vocabulary import WebKind, WebState
from models.web_request import WebRequest

#: How long what was asked waits for the person: a code is texted at once or not at all; a question has 72 hours.
STAYS = {
    WebKind.CODE: timedelta(hours=24),
    WebKind.BATCH: timedelta(hours=24),
    WebKind.QUESTION: timedelta(hours=84),  # a night's quiet hours, and 72 hours from its leaving
    WebKind.PREFERENCES: timedelta(minutes=10),
    WebKind.DESK: timedelta(minutes=30),
}
#: A settings page without use stays open so long.
SETTINGS_STAY_OPEN = timedelta(minutes=30)
#: Rows are kept so long: limits look back no further.
KEPT = timedelta(days=30)
#: Kinds whose code a person texts to us.
BY_CODE = (WebKind.CODE, WebKind.BATCH, WebKind.PREFERENCES, WebKind.DESK)


@dataclass(frozen=True)
class Form:
    """What a person chose on the page and was shown. `number` and `carrier` are "" where a sender's link names it.

    `choice`: bot/choices.py; `quiet_hours` as in contacts; `inbound`: the text by which a batch was asked for.
    """

    where: Where
    shown: Wording | None = None
    number: str = ""
    carrier: str = ""
    choice: str = ""
    language: str = ""
    quiet_hours: str = ""
    asked_by: str = ""
    code: str = ""  # of a settings page: to show it again
    inbound: int | None = None

    def packed(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> "Form":
        values = json.loads(packed)
        where, shown = Where(**values.pop("where")), values.pop("shown")
        return cls(where=where, shown=Wording(**shown) if shown else None, **values)


def keep(kind: WebKind, form: Form, now: datetime, code: str = "", **columns: Any) -> WebRequest:
    """`code` is what the person will text to us; only its keyed index is kept."""
    request: WebRequest = WebRequest.create(
        kind=kind,
        state=WebState.WAITING,
        code_index=code_index(code) if code else None,
        details=form.packed(),
        created_at=now,
        expires_at=now + STAYS[kind],
        **columns,
    )
    return request


def form_of(request: WebRequest) -> Form:
    return Form.unpacked(request.details)


def code_index(code: str) -> str:
    return phone_index(f"web code:{code}")


def take(code: str, now: datetime) -> WebRequest | None:
    """The request whose code was texted, which from now on is done: a code counts once."""
    found: WebRequest | None = (
        WebRequest.select()
        .where((WebRequest.code_index == code_index(code)) & WebRequest.kind.in_(BY_CODE))
        .order_by(WebRequest.id.desc())
        .first()
    )
    if found is None or found.expires_at <= now:
        return None
    open_still = WebRequest.state.in_([WebState.WAITING, WebState.ASKED])
    taken = (
        WebRequest.update(state=WebState.DONE, done_at=now).where((WebRequest.id == found.id) & open_still).execute()
    )
    return found if taken else None


def settle(request: WebRequest, state: WebState, now: datetime, reason: str = "", **columns: Any) -> None:
    """Its end: what was personal in it goes. The evidence stands in the consent event by now."""
    done = dict(state=state, reason=reason, done_at=now, phone=None, details=None, **columns)
    WebRequest.update(done).where(WebRequest.id == request.id).execute()


def question_behind(contact: Any, mailpiece: Any) -> WebRequest | None:
    """The form that made us ask this contact about this piece, if a form did."""
    found: WebRequest | None = (
        WebRequest.select()
        .where(
            (WebRequest.kind == WebKind.QUESTION)
            & (WebRequest.contact == contact)
            & (WebRequest.mailpiece == mailpiece)
            & (WebRequest.state == WebState.ASKED)
        )
        .order_by(WebRequest.id.desc())
        .first()
    )
    return found


def purge(now: datetime) -> int:
    """Rows that no limit looks at any more go, and what is personal in those that ran out."""
    WebRequest.update(details=None, phone=None).where(_over(now)).execute()
    gone: int = WebRequest.delete().where(WebRequest.created_at <= now - KEPT).execute()
    return gone


def purge_due_since(now: datetime) -> datetime | None:
    """Since when the oldest row should be gone, or a form should be empty; None when nothing is over."""
    old = WebRequest.select(WebRequest.created_at).order_by(WebRequest.id).first()
    if old is not None and old.created_at <= now - KEPT:
        gone_at: datetime = old.created_at + KEPT
        return gone_at
    first = WebRequest.select(WebRequest.expires_at).where(_over(now)).order_by(WebRequest.expires_at).first()
    return first.expires_at if first else None


def _over(now: datetime) -> Any:
    """Ran out without having come to an end; what has come to one is empty already."""
    begun = WebRequest.kind.in_(list(WebKind)) & WebRequest.state.in_([WebState.WAITING, WebState.ASKED])
    return begun & (WebRequest.expires_at <= now) & WebRequest.details.is_null(False)
