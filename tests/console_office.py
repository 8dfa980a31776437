"""An office with people of every role and rows of every kind, for tests that try every door of the console."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

from werkzeug.routing import Rule

from config import time
from models import long_work
from models.audit import AuditEntry
from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.contact import Contact
from models.database import database
from models.inquiry import Inquiry
from models.mailpiece import CarrierSlice, Mailpiece
from models.notice_type import NoticeType
from models.opt_out import OptOut
from models.outbound import OutboundMessage
from models.question import OpenQuestion
from models.record_keeping import LegalHold, RetrievalDrill
from models.sender import Sender
from models.vocabulary import Role
from records import files, holds, importing, reminders, saved_searches
from records.checking_files import Checked
from records.search import Asked
from records.storing import store
from tests.console_people import NAMES, Person, department, sign_in
from tests.mailings import letter
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
            "<int:batch>": lambda: Batch.get(Batch.sender == self.own).id,
            "<int:record>": lambda: CertifiedRecord.get(CertifiedRecord.sender == self.own).mailpiece_id,
            "<int:reminder>": lambda: self._reminder,
            "<key>": lambda: "goodbye",
            "<int:load>": lambda: self._load,
            "<saved>": lambda: self._saved,
            "<int:kind>": lambda: self._kind,
            "<int:drill>": lambda: self._drill,
            "<int:hold>": lambda: self._hold,
            "<int:file>": lambda: self._file,
        }
        return [first[part]()]

    @cached_property
    def _task(self) -> int:
        kind = next(kind for kind, work in long_work.KINDS.items() if Role.OPERATOR in work.roles)
        return int(long_work.begin(kind, self.people["Olga"].who, {}, time.now()).id)

    @cached_property
    def _load(self) -> int:
        rows = b"Tracking,Recipient,Address\n1,Ada,12 Elm St\n"
        return int(importing.take_in(self.own, BytesIO(rows), "x.csv", None, time.now()).id)

    @cached_property
    def _saved(self) -> str:
        with database.atomic():
            return str(saved_searches.save(self.people["Sam"].who, "Elm Street", Asked("elm"), time.now()).key)

    @cached_property
    def _reminder(self) -> int:
        tomorrow = time.now().date() + timedelta(days=1)
        wanted = reminders.Wanted("call them", self.people["Sam"].who, tomorrow, "America/New_York")
        with database.atomic():
            return int(
                reminders.add(CertifiedRecord.get(CertifiedRecord.sender == self.own), wanted, None, time.now()).id
            )

    @property
    def _record(self) -> CertifiedRecord:
        found: CertifiedRecord = CertifiedRecord.get(CertifiedRecord.sender == self.own)
        return found

    @cached_property
    def _kind(self) -> int:
        return int(NoticeType.create(sender=self.own, key="own", name="Own", created_at=time.now()).id)

    @cached_property
    def _drill(self) -> int:
        who = self.people["Sam"].who
        begun = dict(begun_at=time.now(), given_up_at=time.now())
        return int(RetrievalDrill.create(sender=self.own, number=1, record=self._record, done_by=who, **begun).id)

    @cached_property
    def _hold(self) -> int:
        with database.atomic():
            holds.place([self._record.mailpiece_id], "a dispute", self.people["Sam"].who, time.now())
        return int(LegalHold.get().id)

    @cached_property
    def _file(self) -> int:
        checked = Checked("text/plain", ".txt", preview=b"a picture")
        given = dict(record=self._record, kind="letter", name="letter.txt", content=b"a letter", checked=checked)
        with database.atomic():
            return int(files.keep(by=None, now=time.now(), **given)[0].id)  # type: ignore[arg-type]

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
    with database.atomic():
        store(own, [letter(NUMBER)], None, "form", None, time.now())
    for sender in (own, other):
        Batch.create(sender=sender, name="November", created_at=time.now())
    world.text(ADA, "STOP")
    world.text(BEN, "your driver broke my gate, this is unacceptable")
    world.text(CORA, NUMBERS[1])
    world.text(CORA, "enough already")
    return Office(world, own, other)


def doors(world: World) -> Iterator[tuple[Rule, str]]:
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(("/console", "/desk")) and rule.endpoint not in PUBLIC:
            yield from ((rule, method) for method in sorted((rule.methods or set()) & {"GET", "POST"}))
