"""Reads one item of a USPS Tracking 3.2 answer, as it really comes and not only as the specification draws it.

A scan that cannot be placed in time is left out of the events and stays in the slice. It never guesses a time: without
GMT, offset or state there is none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from carriers.answers import Answer, Failed, Found, NotFound, NotPermitted, ScanEvent
from carriers.reading import (
    MAX_TEXT,
    Fields,
    as_bool,
    as_date,
    as_list,
    canonical,
    clean,
    fingerprint,
    lowered,
    moment,
    sub,
)
from carriers.usps_codes import is_record_only, is_reminder, milestone_of, normal_code
from carriers.zones import zone_of_state

MAX_EVENTS = 1_000  # the specification says 99
_MAX_OFFSET_MINUTES = 14 * 60
_OFFSET = re.compile(r"([+-]?)([0-9]{1,2})(?::?([0-9]{2}))?")

# USPS's error codes and their texts do not stay together (api-examples #82): the words count as much as the code.
_OTHERS_MAIL = "150010"
_REFUSING = re.compile(r"agreement|authori[sz]|permission|not permitted|not entitled|forbidden|another shipper", re.I)
_MISSING = re.compile(r"not (?:yet )?available|doesn.?t yet have|may be incorrect|not found|no record", re.I)
_SCOPE = re.compile(r"\bscope|invalid_oauth|client application identifier", re.I)


def read_item(tracking_number: str, item: object) -> Answer:
    """One item of the answer, with details or an error in it. Never raises: a broken item spoils itself alone."""
    try:
        fields = lowered(item)
        status = clean(fields.get("statuscode"))
        if fields.get("error") or fields.get("errors") or (status.isdecimal() and int(status) >= 400):
            return read_refusal(tracking_number, item, int(status) if status.isdecimal() else 0)
        return parse_found(tracking_number, item)
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        return Failed(tracking_number, "garbage", f"USPS sent an item that cannot be read ({type(fault).__name__})")


def read_refusal(tracking_number: str, item: object, status: int) -> NotFound | NotPermitted | Failed:
    """An error of one item, or a whole answer that is one error. `status` 0 means that only the error itself speaks."""
    error = _error(lowered(item))
    status = status or error.status
    told, raw = f"{error.code} {error.text}".strip()[:MAX_TEXT], canonical(item)
    if _SCOPE.search(error.text):  # our application, not this piece
        return Failed(tracking_number, "unauthorized", told)
    listed = error.code.startswith("1500")  # the tracking errors; USPS sends them with 400 and 404 alike
    if status == 429 or (status >= 500 and not listed):
        return Failed(tracking_number, "throttled" if status == 429 else "server_error", told or f"USPS: {status}")
    if status in {401, 403} or error.code == _OTHERS_MAIL or _REFUSING.search(error.text):
        return NotPermitted(tracking_number, error.text, error.code, raw)
    if status == 404 or listed or _MISSING.search(error.text):
        return NotFound(tracking_number, error.text, error.code, raw)
    return Failed(tracking_number, "garbage", told or f"USPS: {status}")


@dataclass(frozen=True, slots=True)
class _Error:
    status: int
    code: str
    text: str


def _error(fields: Fields) -> _Error:
    """{error: {code, message, errors: [{status, code, title, detail}]}}; the message is often "", the text inside."""
    outer = sub(fields, "error") or fields
    inner = next((lowered(one) for one in as_list(outer.get("errors")) if isinstance(one, Mapping)), {})
    code = next(filter(None, (clean(part.get("code")) for part in (inner, outer))), "")
    said = (inner.get("detail"), outer.get("message"), inner.get("title"), fields.get("error"), fields.get("message"))
    statuses = (clean(inner.get("status")), clean(outer.get("code")), code)
    status = next((int(one) for one in statuses if len(one) == 3 and one.isascii() and one.isdigit()), 0)
    return _Error(status, code, next(filter(None, map(clean, said)), ""))


def parse_found(tracking_number: str, item: object) -> Found:
    """One item with details -> Found under the number we asked for. Raises PayloadFault."""
    fields = lowered(item)
    category = clean(fields.get("statuscategory"))
    hopes = sub(fields, "deliverydateexpectation")  # v3r2 nests what v3 had at the top
    return Found(
        tracking_number=tracking_number,
        events=_events(fields.get("trackingevents"), category),
        status_text=clean(fields.get("status")) or clean(fields.get("statussummary")),
        category=category,
        expected_on=_first_date(_expectations(fields, hopes)),
        return_on=as_date(fields.get("returndatenotice")),
        service=clean(fields.get("mailclass")),
        services=tuple(filter(None, map(clean, as_list(fields.get("services"))))),
        piece_id=_piece_id(fields),
        green_card=clean(fields.get("relatedreturnreceiptid")).replace(" ", "") or None,
        slice=canonical(item),
    )


def _expectations(fields: Fields, hopes: Fields) -> Iterator[object]:
    kinds = ("expecteddeliverydate", "expecteddeliverytimestamp", "predicteddeliverydate", "guaranteeddeliverydate")
    for name in kinds:
        yield fields.get(name)
        yield hopes.get(name)


def _first_date(values: Iterable[object]) -> date | None:
    return next(filter(None, map(as_date, values)), None)


def _piece_id(fields: Fields) -> str | None:
    """Numbers are reused; this pair is not. Both halves or nothing, else a half answer would look like a new piece."""
    unique = clean(fields.get("uniquemailpieceid"))
    intake = as_date(fields.get("mailpieceintakedate"))
    return f"usps:{unique}|{intake.isoformat()}" if unique and intake else None


def _events(value: object, category: str) -> tuple[ScanEvent, ...]:
    """Oldest first, each once. The category speaks for the newest only."""
    newest_first = [scan for scan in map(_timed, as_list(value)[:MAX_EVENTS]) if scan is not None]
    if newest_first and newest_first[0][0] < newest_first[-1][0]:
        newest_first.reverse()
    ordered = sorted(reversed(newest_first), key=lambda scan: scan[0])
    events = [_event(fields, at, category if fields is ordered[-1][1] else "") for at, fields in ordered]
    return tuple({event.fingerprint: event for event in events}.values())


def _timed(value: object) -> tuple[datetime, Fields] | None:
    if not isinstance(value, Mapping):
        return None
    fields = lowered(value)
    try:
        at = _occurred_at(fields)
    except (OverflowError, ValueError):
        return None
    return (at, fields) if at is not None and 2000 <= at.year < 2100 else None


def _event(fields: Fields, at: datetime, category: str) -> ScanEvent:
    code, text = normal_code(clean(fields.get("eventcode"))), clean(fields.get("eventtype"))
    city, state = clean(fields.get("eventcity")), clean(fields.get("eventstate"))
    zip_code = clean(fields.get("eventzip")) or clean(fields.get("eventzipcode"))
    offset = _offset_minutes(fields, at)
    return ScanEvent(
        occurred_at=at,
        local_time=_wall_clock(fields, at, offset),
        utc_offset_minutes=offset,
        code=code,
        text=text,
        city=city or None,
        state=state or None,
        zip=zip_code or None,
        country=clean(fields.get("eventcountry")) or None,
        signer=clean(fields.get("name")) or clean(fields.get("recipientname")) or None,
        agent=as_bool(fields.get("authorizedagent")),
        milestone=milestone_of(code, text, category),
        fingerprint=fingerprint(code, at, text, city, state, zip_code),
        reminder=is_reminder(code, text),
        record_only=is_record_only(code),
    )


def _occurred_at(fields: Fields) -> datetime | None:
    gmt = moment(fields.get("gmttimestamp"))
    if gmt is not None:
        return gmt.replace(tzinfo=UTC) if gmt.tzinfo is None else gmt.astimezone(UTC)
    local = moment(fields.get("eventtimestamp"))
    if local is None:
        return None
    offset = _stated_offset(fields)
    if offset is not None:
        return local.replace(tzinfo=timezone(timedelta(minutes=offset))).astimezone(UTC)
    if local.tzinfo is not None and local.utcoffset():  # a bare Z on this field is decoration: it is a wall clock
        return local.astimezone(UTC)
    zone = zone_of_state(clean(fields.get("eventstate")))
    return local.replace(tzinfo=zone).astimezone(UTC) if zone else None


def _stated_offset(fields: Fields) -> int | None:
    """GMTOffset in minutes: "-05:00", "-7:00", "-0500", "-5"."""
    found = _OFFSET.fullmatch(clean(fields.get("gmtoffset")))
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return (-minutes if found[1] == "-" else minutes) if minutes <= _MAX_OFFSET_MINUTES else None


def _local(fields: Fields, at: datetime) -> datetime | None:
    """eventTimestamp, unless it cannot be a wall clock of that moment anywhere on Earth."""
    local = moment(fields.get("eventtimestamp"))
    if local is None or abs(local.replace(tzinfo=UTC) - at) > timedelta(minutes=_MAX_OFFSET_MINUTES + 15):
        return None
    return local


def _offset_minutes(fields: Fields, at: datetime) -> int | None:
    """As stated, else the distance of the wall clock from GMT to the nearest quarter hour, else the state's."""
    stated = _stated_offset(fields)
    if stated is not None:
        return stated
    local = _local(fields, at)
    if local is not None and (offset := local.utcoffset()):
        return int(offset.total_seconds() // 60)
    if local is not None:
        return round((local.replace(tzinfo=UTC) - at).total_seconds() / 900) * 15
    zone = zone_of_state(clean(fields.get("eventstate")))
    offset = at.astimezone(zone).utcoffset() if zone else None
    return int(offset.total_seconds() // 60) if offset is not None else None


def _wall_clock(fields: Fields, at: datetime, offset: int | None) -> datetime | None:
    """What a clock on the wall showed. When the field repeats GMT instead, the offset puts it right."""
    local = _local(fields, at)
    repeats_gmt = local is not None and local.utcoffset() == timedelta(0) and local == at
    if local is not None and not (repeats_gmt and offset):
        return local.replace(tzinfo=None, microsecond=0)
    if offset is None:
        return None
    return (at + timedelta(minutes=offset)).replace(tzinfo=None, microsecond=0)


def is_placed(scan: object) -> bool:
    """Can this scan be placed in time?"""
    return _timed(scan) is not None
