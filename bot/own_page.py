"""A person's own settings page: who may open it, and what they change there. The page is web/preferences.py.

The phone proves itself by a code: six digits that we text, or six characters that the person texts to us.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from bot import choices, consent, opt_out, own_settings, web_requests
from bot.web_questions import pin_index
from config.hours import read_hours
from models.contact import Contact, set_check_word
from models.database import take_turn
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Source, SubscriptionState, WebKind, WebState
from models.web_request import WebRequest

#: However much it is used.
LONGEST_OPEN = timedelta(hours=12)
WRONG_PINS = 5
RULE = "on their own settings page"


def new_browser() -> tuple[str, str]:
    """(what the cookie holds, what we keep)."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def of_browser(token: str, now: datetime) -> WebRequest | None:
    """The request that this browser began and that is not over."""
    if not token or len(token) > 100:
        return None
    which = (WebRequest.browser == digest_of(token)) & (WebRequest.kind == WebKind.PREFERENCES)
    found: WebRequest | None = WebRequest.select().where(which).order_by(WebRequest.id.desc()).first()
    return found if found is not None and found.expires_at > now else None


def person_of(request: WebRequest | None) -> Contact | None:
    """Whose settings this browser may see; None as long as the phone has not proved itself, or was erased since."""
    if request is None or request.state != WebState.OPEN or request.contact is None:
        return None
    return None if request.contact.erased_at else request.contact


def try_pin(request: WebRequest, pin: str, now: datetime) -> str | None:
    """The new cookie when the digits are right; five wrong tries end it."""
    pin = "".join(char for char in pin if char.isdigit())[:12]
    tried = WebRequest.update(tries=WebRequest.tries + 1)
    begun = WebRequest.state.in_([WebState.WAITING, WebState.ASKED]) & (WebRequest.tries < WRONG_PINS)
    if not tried.where((WebRequest.id == request.id) & begun).execute():
        return None  # counted before it is compared: two at once are two tries
    if not hmac.compare_digest(request.pin_index or "", pin_index(request.id, pin)):
        return None
    token, kept = new_browser()
    opens: dict[str, Any] = {"browser": kept, "pin_index": None, "expires_at": now + web_requests.SETTINGS_STAY_OPEN}
    web_requests.settle(request, WebState.OPEN, now, **opens)
    return token


def tries_left(request: WebRequest) -> int:
    return max(0, WRONG_PINS - WebRequest.get_by_id(request.id).tries)


def stay_open(request: WebRequest, now: datetime) -> None:
    """Used again: the time without use begins anew, for half a day at most."""
    until = min(now + web_requests.SETTINGS_STAY_OPEN, request.created_at + LONGEST_OPEN)
    WebRequest.update(expires_at=until).where(WebRequest.id == request.id).execute()


def close(request: WebRequest, now: datetime) -> None:
    web_requests.settle(request, WebState.DONE, now, browser=None)


# -- what the person changes there -------------------------------------------------------------------------------------


def in_turn(contact: Contact) -> Contact:
    """The contact as it is once nobody else is answering or changing it."""
    found: Contact = take_turn(Contact.select().where(Contact.id == contact.id)).get()
    return found


def choose(subscription: Subscription, choice: str, now: datetime) -> None:
    """Which steps are told; a change is a consent of its own."""
    follows = subscription.state == SubscriptionState.ACTIVE and not consent.is_opted_out(subscription.contact)
    if choice not in choices.KINDS or choice == subscription.choices or not follows:
        return
    rule = f"chose {choice} {RULE}"
    piece = subscription.mailpiece
    event = consent.record(
        subscription.contact, ConsentKind.CONFIRMED, now, mailpiece=piece, source=Source.WEB, rule=rule
    )
    subscription.choices, subscription.consent_event = choice, event
    subscription.save(only=[Subscription.choices, Subscription.consent_event])


def rename(subscription: Subscription, name: str) -> bool:
    """False when it is no name that may stand in a text; an empty one takes the old one away."""
    name = " ".join(name.split())
    if name and not own_settings.is_good_name(name):
        return False
    subscription.nickname = name or None
    subscription.save(only=[Subscription.nickname])
    return True


def set_hours(contact: Contact, hours: str, now: datetime) -> None:
    if hours and read_hours(hours) is None:
        return
    own_settings.set_quiet_hours(contact, hours, now)


def set_word(contact: Contact, word: str) -> bool:
    """False when it is no check word; an empty one takes the old one away."""
    word = word.strip().lower()
    if word and not own_settings.is_check_word(word):
        return False
    set_check_word(contact, word)
    return True


def stop(contact: Contact, now: datetime) -> None:
    """On every channel of this phone."""
    same = (Contact.program == contact.program_id) & (Contact.phone_index == contact.phone_index)
    for one in Contact.select().where(same).order_by(Contact.id):
        opt_out.stop_all_on_page(one, now, "settings page")
