"""Mailings that an office registers, for tests of records."""

from datetime import UTC, datetime

from models.notice_type import NoticeType
from models.program import Program
from models.sender import Sender
from records.registration import Registration
from tests.world import NUMBER

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BLOCK = "MARIA NÚÑEZ\n  12 Elm St  Apt 4\n\tMEMPHIS TN 38103-1234"


def department(key: str) -> Sender:
    values = {"brand": "Acme", "from_number": "+12025550100", "help_contact": "help@example.org", "regions": "US"}
    values = {**values, "created_at": NOW}
    program, _ = Program.get_or_create(key="default", defaults=values)
    made: Sender = Sender.create(program=program, key=key, name=key.title(), created_at=NOW)
    return made


def kind(key: str = "letter") -> NoticeType:
    found: NoticeType = NoticeType.get(NoticeType.key == key)
    return found


def letter(tracking: str = NUMBER, **more: object) -> Registration:
    given = {"tracking": tracking, "recipient": "Maria Núñez", "address": BLOCK, "notice_type": kind(), **more}
    return Registration(**given)  # type: ignore[arg-type]
