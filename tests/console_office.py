"""An office with people of every role and rows of every kind, for tests that try every door of the console."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from werkzeug.routing import Rule

from config import time
from models import long_work
from models.audit import AuditEntry
from models.contact import Contact
from models.inquiry import Inquiry
from models.mailpiece import CarrierSlice, Mailpiece
from models.opt_out import OptOut
from models.outbound import OutboundMessage
from models.question import OpenQuestion
from models.sender import Sender
from models.vocabulary import Role
from tests.console_people import NAMES, Person, department, sign_in
from tests.world import ADA, BEN, CORA, NUMBER, NUMBERS, World
from web.access import PUBLIC


@dataclass
class Office:
    """People of every role, and rows of every kind for the doors."""

    world: World
    own: Sender
    other: Sender

    @cached_property
    def people(self) -> dict[str, Person]:
        return {NAMES[role]: sign_in(self.world, role, self.own if role == Role.SENDER else None) for role in Role}

    def values(self, part: str) -> list[Any]:
        """Real values for what may stand in a path. KeyError for a part that is new to this file."""
        first = {
            "<int:event>": lambda: OptOut.get().event_id,
            "<int:contact>": lambda: Contact.get().id,
            "<int:text>": lambda: OutboundMessage.get().id,
            "<int:inquiry>": lambda: Inquiry.get().id,
            "<int:entry>": lambda: AuditEntry.get().id,
            "<int:question>": lambda: OpenQuestion.get().id,
            "<int:exchange>": lambda: 1,
            "<int:person>": lambda: self.people["Vera"].id,
            "<int:answer>": lambda: CarrierSlice.get().id,
            "<int:piece>": lambda: Mailpiece.get(Mailpiece.sender == self.own).id,
            "<int:task>": lambda: self._task,
            "<key>": lambda: "goodbye",
        }
        return [first[part]()]

    @cached_property
    def _task(self) -> int:
        kind = next(iter(long_work.KINDS))
        return int(long_work.begin(kind, self.people["Olga"].who, {}, time.now()).id)

    def path(self, rule: Rule) -> str:
        path = rule.rule
        for part in re.findall(r"<[^>]+>", path):
            path = path.replace(part, str(self.values(part)[0]))
        return path


def open_office(world: World) -> Office:
    """Ada follows a letter and stops; Ben complains; Cora may have meant a stop."""
    own, other = department(world, "legal"), department(world, "sales")
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
        world.text(ADA, number)
    world.scan(NUMBER, "OF", "Out for Delivery")
    Mailpiece.update(sender=own, registered_at=time.now()).where(Mailpiece.tracking_number == NUMBER).execute()
    Mailpiece.update(sender=other, registered_at=time.now()).where(Mailpiece.tracking_number == NUMBERS[0]).execute()
    world.text(ADA, "STOP")
    world.text(BEN, "your driver broke my gate, this is unacceptable")
    world.text(CORA, NUMBERS[1])
    world.text(CORA, "enough already")
    return Office(world, own, other)


def doors(world: World) -> Iterator[tuple[Rule, str]]:
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(("/console", "/desk")) and rule.endpoint not in PUBLIC:
            yield from ((rule, method) for method in sorted((rule.methods or set()) & {"GET", "POST"}))
