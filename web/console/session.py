"""Sessions of the console, kept by us: the cookie is a random word, its digest a row that can be ended at once.

A session ends after half an hour without a click, and after twelve hours whatever happens.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, request
from werkzeug.wrappers import Response

from config import time
from models.auditing import Actor
from models.contact import Contact
from models.database import database
from models.fields import microseconds
from models.operator import ConsoleSession, Operator
from models.vocabulary import Stage
from web import form_token
from web.console.roles import acts
from web.visitor import visitor

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
#: Between the password and the one-time code.
SIGNING_IN = timedelta(minutes=10)
#: How long a proof of being there is good for grave acts, and how long an unmasked phone stays so.
PROOF_LASTS, UNMASKED_FOR = timedelta(minutes=5), timedelta(minutes=15)
#: A row is not written at each click.
NOTED_EVERY = timedelta(seconds=30)
PAGE = "console"


def cookie_name() -> str:
    """`__Host-` binds it to this host by https; without https (at home, on loopback) browsers refuse that name."""
    return "__Host-console" if _is_https() else "console"


def _is_https() -> bool:
    base: str = current_app.config["SETTINGS"].public_base_url
    return base.startswith("https://")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# -- beginning and ending ----------------------------------------------------------------------------------------------


def begin(
    operator: Operator | None,
    stage: Stage,
    now: datetime,
    method: str = "password",
    *,
    proved_at: datetime | None = None,
    **pending: Any,
) -> str:
    """A new session for this browser; what its cookie opened before is over. Gives the new cookie. `proved_at`: when
    the person last showed that they are there, where that is known."""
    before, token = of_cookie(now), secrets.token_urlsafe(32)
    if before is not None:
        end(before, now, "signed in anew")
    ConsoleSession.create(
        id_digest=digest_of(token),
        operator=operator,
        stage=stage,
        method=method,
        network=visitor(PAGE).network,
        browser=request.user_agent.string[:200],
        pending=json.dumps(pending) if pending else None,
        created_at=now,
        seen_at=now,
        proved_at=proved_at if stage == Stage.OPEN else None,
    )
    return token


def move_on(session: ConsoleSession, stage: Stage, now: datetime) -> str:
    """One step further in signing in, under a new cookie: the old one is worth nothing any more."""
    token = secrets.token_urlsafe(32)
    session.id_digest, session.stage, session.seen_at, session.pending = digest_of(token), stage, now, None
    session.proved_at = now if stage == Stage.OPEN else None
    session.save()
    return token


def end(session: ConsoleSession, now: datetime, because: str) -> None:
    session.stage, session.ended_at, session.ended_because, session.pending = Stage.ENDED, now, because, None
    session.save()


def end_all(operator: Operator, now: datetime, because: str, but: ConsoleSession | None = None) -> int:
    """Gives how many were still open."""
    theirs = (ConsoleSession.operator == operator) & (ConsoleSession.stage != Stage.ENDED)
    if but is not None:
        theirs &= ConsoleSession.id != but.id
    ended: int = (
        ConsoleSession.update(stage=Stage.ENDED, ended_at=now, ended_because=because, pending=None)
        .where(theirs)
        .execute()
    )
    return ended


def of_operator(operator: Operator, now: datetime) -> list[ConsoleSession]:
    """Those that are open, newest first."""
    theirs = (ConsoleSession.operator == operator) & (ConsoleSession.stage == Stage.OPEN)
    return [one for one in ConsoleSession.select().where(theirs).order_by(ConsoleSession.id.desc()) if _lives(one, now)]


# -- the browser that asks ---------------------------------------------------------------------------------------------


def of_cookie(now: datetime) -> ConsoleSession | None:
    """The session that lives behind the cookie at hand, however far it has come; None when there is none any more."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    found: ConsoleSession | None = ConsoleSession.get_or_none(ConsoleSession.id_digest == digest_of(token))
    return found if found is not None and _lives(found, now) else None


def _lives(session: ConsoleSession, now: datetime) -> bool:
    if session.stage == Stage.ENDED or (session.operator is not None and session.operator.disabled_at is not None):
        return False
    idle = IDLE if session.stage == Stage.OPEN else SIGNING_IN
    return bool(now - session.seen_at < idle and now - session.created_at < LONGEST)


def open_one(now: datetime) -> ConsoleSession | None:
    """Of a person who has signed in. A page that refreshes itself is no sign that somebody is there."""
    session = of_cookie(now)
    if session is None or session.stage != Stage.OPEN or session.operator is None:
        return None
    g.console_session = session
    if "X-Live" not in request.headers and now - session.seen_at >= NOTED_EVERY:
        session.seen_at = now
        session.save(only=[ConsoleSession.seen_at])
    return session


def person_of(session: ConsoleSession) -> Operator:
    """Whose session it is, once they have shown a first proof."""
    if session.operator is None:
        raise LookupError("nobody has signed in yet")
    return session.operator


def current() -> ConsoleSession:
    """Of this request, which the guard has let in."""
    session: ConsoleSession = g.console_session
    return session


def actor(who: Operator | None, name: str = "") -> Actor:
    """Who acts in this request, for the audit trail. `name` is for a sign-in of nobody we know."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    said = name or (who.email if who else "nobody")
    return Actor(who, said, who.role if who else "", request.remote_addr or "", g.request_id)


def remember(response: Response, token: str) -> None:
    """Ends with the browser; how long it is good for is ours to say, not the cookie's."""
    response.set_cookie(cookie_name(), token, path="/", secure=_is_https(), httponly=True, samesite="Lax")


def forget(response: Response) -> None:
    response.delete_cookie(cookie_name(), path="/", secure=_is_https(), httponly=True, samesite="Lax")


def csrf() -> str:
    return form_token.make(request.cookies.get(cookie_name(), ""), PAGE)


def form_is_ours() -> bool:
    return form_token.fits(request.cookies.get(cookie_name(), ""), PAGE)


# -- what a session has shown and may see ------------------------------------------------------------------------------


def is_fresh(session: ConsoleSession, now: datetime) -> bool:
    """Has the person shown within the last minutes that they are there?"""
    return session.proved_at is not None and timedelta(0) <= now - session.proved_at < PROOF_LASTS


def prove(session: ConsoleSession, now: datetime) -> None:
    session.proved_at = now
    session.save(only=[ConsoleSession.proved_at])


def pending_of(session: ConsoleSession) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(session.pending) if session.pending else {}
    return kept


def keep_pending(session: ConsoleSession, **values: Any) -> None:
    """What is under way in this session, encrypted; a None takes a value away."""
    kept = {name: value for name, value in (pending_of(session) | values).items() if value is not None}
    session.pending = json.dumps(kept) if kept else None
    session.save(only=[ConsoleSession.pending])


def unmask(who: Operator, contact: Contact, now: datetime) -> None:
    """This session may see this one phone for a while. The caller writes down who and why."""
    if not acts(who):
        raise PermissionError("this role never sees a whole phone")
    with database.atomic():
        session = current()
        still = {key: until for key, until in _unmasked(session).items() if until > microseconds(now)}
        keep_pending(session, unmasked=still | {str(contact.id): microseconds(now + UNMASKED_FOR)})


def may_see_phone(who: Operator, contact: Contact) -> bool:
    until = _unmasked(current()).get(str(contact.id), 0)
    return acts(who) and until > microseconds(time.now())


def _unmasked(session: ConsoleSession) -> dict[str, int]:
    kept: dict[str, int] = pending_of(session).get("unmasked", {})
    return kept
