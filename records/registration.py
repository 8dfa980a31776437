"""A mailing as an office registers it, and what is wrong with one, in plain words. Pure: reads and writes no rows.

Refuses what could prove nothing later: a number that fits no check digit, no addressee, a reference its profile wants.
"""

import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from carriers.one_number import read_one
from carriers.recognise import Candidate
from models.notice_type import NoticeType
from records import references
from records.options import CLASSES, OPTIONS

LONGEST_RECIPIENT, LONGEST_ADDRESS, LONGEST_ID, LONGEST_URL = 200, 1_000, 200, 500
MOST_LINES = 12
#: A day of mailing further away than so is a slip of the pen.
OLDEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Registration:
    """`tracking`: as scanned, typed or pasted. `address`: the exact block on the label, its lines apart by a newline.
    `references`: (kind, value) pairs. `options`: keys of records/options.py. `mailed_on`: the day the office handed it
    over, where it is known."""

    tracking: str
    recipient: str
    address: str
    notice_type: NoticeType
    references: tuple[tuple[str, str], ...] = ()
    mailing_class: str = ""
    options: tuple[str, ...] = ()
    external_id: str = ""
    crm_url: str = ""
    mailed_on: date | None = None


@dataclass(frozen=True)
class Fault:
    """`field`: a name of Registration, or reference:<kind>. `said`: what is wrong and what to do."""

    field: str
    said: str


def check(given: Registration) -> tuple[Candidate | None, list[Fault]]:
    """(its number where it is one, everything that is wrong)"""
    number = read_one(given.tracking)
    faults = [Fault("tracking", number)] if isinstance(number, str) else []
    faults += [*_who(given), *_filed_by(given), *_bought(given), *_elsewhere(given)]
    return (None if isinstance(number, str) else number), faults


def faults_of(given: Registration) -> list[Fault]:
    return check(given)[1]


def required_references(notice_type: NoticeType) -> list[str]:
    wanted: list[str] = json.loads(notice_type.references)
    return wanted


def _who(given: Registration) -> list[Fault]:
    faults = []
    if not given.recipient.strip():
        faults.append(Fault("recipient", "Say whom it is addressed to."))
    elif len(given.recipient) > LONGEST_RECIPIENT:
        faults.append(Fault("recipient", f"A recipient has at most {LONGEST_RECIPIENT} characters."))
    lines = [line for line in given.address.splitlines() if line.strip()]
    if not lines:
        faults.append(Fault("address", "Give the address block just as it stands on the label."))
    elif len(given.address) > LONGEST_ADDRESS or len(lines) > MOST_LINES:
        faults.append(Fault("address", f"An address has at most {MOST_LINES} lines and {LONGEST_ADDRESS} characters."))
    if any("\0" in text for text in (given.recipient, given.address)):
        faults.append(Fault("address", "The address holds a sign that is no text. Type it anew."))
    return faults


def _filed_by(given: Registration) -> list[Fault]:
    faults = []
    for kind, value in given.references:
        if not kind or not value.strip() or len(value) > references.LONGEST_VALUE:
            name = references.name_of(kind) if kind else "A reference"
            faults.append(Fault(f"reference:{kind}", f"{name} has 1 to {references.LONGEST_VALUE} characters."))
    if len(given.references) > references.MOST:
        faults.append(Fault("references", f"At most {references.MOST} references."))
    said = {kind for kind, value in given.references if value.strip()}
    for kind in required_references(given.notice_type):
        if kind not in said:
            name = references.name_of(kind)
            faults.append(Fault(f"reference:{kind}", f"{given.notice_type.name} asks for: {name}."))
    return faults


def _bought(given: Registration) -> list[Fault]:
    faults = [Fault("options", f"{one} is no service option.") for one in given.options if one not in OPTIONS]
    if given.mailing_class and given.mailing_class not in CLASSES:
        faults.append(Fault("mailing_class", f"Mailing class is one of: {', '.join(CLASSES)}."))
    return faults


def _elsewhere(given: Registration) -> list[Fault]:
    faults = []
    if len(given.external_id) > LONGEST_ID:
        faults.append(Fault("external_id", f"Your own id has at most {LONGEST_ID} characters."))
    if given.crm_url and not _is_web_address(given.crm_url):
        faults.append(Fault("crm_url", "The link must begin with https:// or http:// and name a host."))
    if given.mailed_on is not None and given.mailed_on < OLDEST:
        faults.append(Fault("mailed_on", f"The day of mailing is before {OLDEST:%Y}. Write it as 2026-11-30."))
    return faults


def _is_web_address(said: str) -> bool:
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(said) <= LONGEST_URL and " " not in said
