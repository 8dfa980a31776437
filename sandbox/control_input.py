"""Reads what people send to the control API, and says in one sentence what is wrong with it.

Refuses by raising Refusal; it never guesses a missing scenario, number or time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.journeys import Scan
from sandbox.messages import WHATSAPP
from sandbox.numbers import is_well_formed, tidy
from sandbox.places import Place
from sandbox.scenarios import SCENARIOS, find_scenario
from sandbox.wire import Refusal

LONGEST_TEXT = 1600
MOST_MEDIA = 10
# Clocks of two processes on one machine agree; this much is for a caller that rounds to the second.
FUTURE_ALLOWED = timedelta(seconds=1)


def read_e164(text: str) -> str:
    """+12025550143, 12025550143, or the same with spaces, dashes and brackets; a + lost to a space counts as one.
    `whatsapp:` in front is the same person on WhatsApp."""
    bare = text.strip().removeprefix(WHATSAPP)
    if bare != text.strip():
        return WHATSAPP + read_e164(bare)
    digits = re.sub(r"[\s().\-]", "", bare.lstrip("+ "))
    if not re.fullmatch(r"[1-9][0-9]{6,14}", digits):
        raise Refusal(400, "The phone must be an E.164 number such as +12025550143.")
    return f"+{digits}"


def read_text(given: dict[str, Any]) -> tuple[str, int, str]:
    body = given.get("body")
    if not isinstance(body, str):
        raise Refusal(400, "body must be the text to send, as a string.")
    if len(body) > LONGEST_TEXT:
        raise Refusal(400, f"body must have at most {LONGEST_TEXT} characters, not {len(body)}.")
    media = given.get("num_media", 0)
    if isinstance(media, bool) or not isinstance(media, int) or not 0 <= media <= MOST_MEDIA:
        raise Refusal(400, f"num_media must be a whole number from 0 to {MOST_MEDIA}.")
    to = given.get("to", "")
    if not isinstance(to, str) or (to and not re.fullmatch(r"(whatsapp:)?\+?[0-9]{5,15}", to)):
        raise Refusal(400, "to must be a short code or phone number; leave it out for the default one.")
    return _whole_characters(body), media, to


def _whole_characters(text: str) -> str:
    """JSON can spell half a surrogate pair, which no wire can carry."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def read_number(text: object) -> str:
    number = tidy(text) if isinstance(text, str) else ""
    if not is_well_formed(number):
        raise Refusal(400, "tracking_number must be 8 to 40 letters and digits; spaces and dashes do not count.")
    return number


def read_mailpiece(given: dict[str, Any]) -> tuple[str, str, float | None]:
    number = read_number(given.get("tracking_number"))
    name = given.get("scenario")
    scenario = find_scenario(name) if isinstance(name, str) else None
    if scenario is None:
        raise Refusal(400, f"scenario must be one of: {', '.join(SCENARIOS)}.")
    return number, scenario.name, _speed(given.get("speed"))


def _speed(value: object) -> float | None:
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0.001 <= float(str(value)) <= 1e9:
        raise Refusal(400, "speed must be a number from 0.001 to 1000000000: how many times faster than life.")
    return float(str(value))


def read_scan(given: dict[str, Any], now: datetime) -> Scan:
    code, text = _words(given, "event_code", 10, needed=True), _words(given, "event", 200, needed=True)
    city, state = _words(given, "city", 60), _words(given, "state", 2)
    return Scan(_moment(given.get("at"), now), code, text or "", Place(city, state, _words(given, "zip", 10)))


def _words(given: dict[str, Any], name: str, longest: int, needed: bool = False) -> str | None:
    value = given.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str) or len(value) > longest or (needed and not value.strip()):
        raise Refusal(400, f"{name} must be a text of at most {longest} characters.")
    return _whole_characters(value.strip()) or None


def _moment(value: object, now: datetime) -> datetime:
    if value is None:
        return now
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refusal(400, "at must be ISO 8601 with an offset, such as 2026-11-22T09:10:00-05:00.")
    if moment > now + FUTURE_ALLOWED:
        raise Refusal(400, "at must not lie in the future: a scan is reported after it is made.")
    if moment.year < 2000:
        raise Refusal(400, "at must lie after the year 2000.")
    return min(moment.astimezone(UTC), now)


def read_limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Refusal(400, "limit must be a whole number.")
    return int(text)
