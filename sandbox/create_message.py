"""What Twilio checks before it accepts a text.

Refuses to look whether a sender really belongs to the account: any well-formed one may send here."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sandbox.messages import WHATSAPP
from sandbox.twilio_errors import MAGIC_FROM, MAGIC_TO

LONGEST_BODY = 1600
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
SENDER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{5,6}")
TEMPLATE = re.compile(r"HX[0-9a-fA-F]{32}")
SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")


def check_form(form: dict[str, str], now: datetime) -> int | None:
    """The code of the first thing wrong, in the order of recipient, sender, text, options; None when all is well."""
    for check in (_check_to, _check_from, _check_body, _check_options):
        error = check(form)
        if error:
            return error
    return _check_schedule(form, now)


def _check_to(form: dict[str, str]) -> int | None:
    to = form.get("To", "")
    if not to:
        return 21604
    if to in MAGIC_TO:
        return MAGIC_TO[to]
    return None if PHONE.fullmatch(to.removeprefix(WHATSAPP)) else 21211


def _check_from(form: dict[str, str]) -> int | None:
    sender, service = form.get("From", ""), form.get("MessagingServiceSid", "")
    if service and not SERVICE.fullmatch(service):
        return 20001
    if not sender:
        return None if service else 21603
    if sender in MAGIC_FROM:
        return MAGIC_FROM[sender]
    if sender.startswith(WHATSAPP) != form["To"].startswith(WHATSAPP):
        return 21910
    if sender.startswith(WHATSAPP):
        return None if PHONE.fullmatch(sender.removeprefix(WHATSAPP)) else 63007
    return None if SENDER.fullmatch(sender) else 21212


def _check_body(form: dict[str, str]) -> int | None:
    body = form.get("Body", "")
    template = form.get("ContentSid", "")
    if not body and not form.get("MediaUrl") and not template:
        return 21602
    if template and not (TEMPLATE.fullmatch(template) and read_variables(form) is not None):
        return 21656
    return 21617 if len(body) > LONGEST_BODY else None


def read_variables(form: dict[str, str]) -> dict[str, str] | None:
    """ContentVariables: a JSON object of texts, none of them empty. None when it is something else."""
    try:
        given = json.loads(form.get("ContentVariables") or "{}")
    except ValueError:
        return None
    good = isinstance(given, dict) and all(isinstance(value, str) and value for value in given.values())
    return given if good else None


def _check_options(form: dict[str, str]) -> int | None:
    period = form.get("ValidityPeriod")
    if period is not None and not (re.fullmatch(r"[0-9]{1,5}", period) and 1 <= int(period) <= 36000):
        return 21624
    callback = form.get("StatusCallback")
    return 21609 if callback and not _is_callback(callback) else None


def _is_callback(url: str) -> bool:
    """Twilio wants a full URL whose host has no underscore (error 21609)."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and port_is_fine and bool(parts.hostname) and "_" not in str(parts.hostname)
    )


def find_schedule(form: dict[str, str]) -> datetime | None:
    if form.get("ScheduleType") != "fixed":
        return None
    try:
        moment = datetime.fromisoformat(form.get("SendAt", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check_schedule(form: dict[str, str], now: datetime) -> int | None:
    if "ScheduleType" not in form:
        return None
    if not form.get("MessagingServiceSid"):
        return 35118
    moment = find_schedule(form)
    in_range = moment and timedelta(minutes=5) < moment - now <= timedelta(days=35)
    return None if in_range else 35115
