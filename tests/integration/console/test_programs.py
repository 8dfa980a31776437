"""Programs, their numbers and senders: shown to staff; a sender is made by an admin alone, and it is on record."""

from datetime import timedelta

from config import time
from models.audit import AuditEntry
from models.from_number import FromNumber
from models.mailpiece import Mailpiece
from models.program import Program
from models.sender import Sender
from models.spending import Spending
from models.vocabulary import Role
from tests.console_people import sign_in
from tests.open_doors import run
from tests.world import World


def test_a_program_is_shown_with_its_hours_caps_and_keywords(world: World) -> None:
    Program.update(quiet_from=21, quiet_until=8, pushes_a_day=6, keywords_handled_by="provider").execute()
    page = sign_in(world, Role.VIEWER).get("/console/programs").text
    assert (
        "from 21:00 to 8:00 of the person&#39;s own day" in page or "from 21:00 to 8:00 of the person's own day" in page
    )
    assert "at most 6 in 24 hours" in page and "the provider answers STOP, START and HELP" in page
    assert "of 20,000" in page and "not allowed" in page


def test_a_number_that_has_stopped_says_why_and_since_when_and_a_near_cap_shows(world: World) -> None:
    vera = sign_in(world, Role.VIEWER)
    FromNumber.update(stopped_because="provider error 30002: suspended", stopped_at=time.now()).execute()
    Spending.create(program=world.program, spent_on=time.now().date(), kind="push", segments=17_000)
    Spending.create(program=world.program, spent_on=time.now().date(), kind="reply", segments=10_000)
    page = vera.get("/console/programs").text
    assert "has stopped: provider error 30002: suspended" in page and "2026-11-20" in page
    assert ">near<" in page and ">reached<" in page
    paused = {"paused_until": time.now() + timedelta(minutes=2), "stopped_because": ""}
    FromNumber.update(**paused).execute()
    assert "pauses, as the provider wished" in vera.get("/console/programs").text


def test_senders_stand_there_with_what_they_mailed_and_whether_they_vouched(world: World) -> None:
    run(world, "senders", "add", "law", "Law & Sons")
    run(world, "senders", "add", "tax", "Tax office")
    run(world, "senders", "attest", "law", "--by", "Ines Moll")
    law = Sender.get(Sender.key == "law")
    for number in range(3):
        Mailpiece.create(carrier="usps", tracking_number=f"9400{number}", created_at=time.now(), sender=law)
    page = sign_in(world, Role.VIEWER).get("/console/programs").text
    row = page.partition(f'id="sender-{law.id}"')[2].partition("</tr>")[0]
    assert "Law &amp; Sons" in row and 'class="number">3</td>' in row and "Said by Ines Moll" in row
    assert f'href="/console/mailpieces?sender={law.id}"' in row
    assert "flask senders attest tax" in page


def test_an_admin_makes_a_sender_and_it_is_on_record(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    said = ida.post("/console/programs/senders", {"program": world.program.id, "key": "shop", "name": " Web  shop "})
    made = Sender.get(Sender.key == "shop")
    assert said.status_code == 303 and made.name == "Web shop" and made.attested_at is None
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, entry.object, entry.operator_id) == ("sender.added", f"sender {made.id}", ida.id)


def test_a_sender_that_is_there_or_has_no_name_is_refused_in_words_and_nothing_is_made(world: World) -> None:
    ida = sign_in(world, Role.ADMIN)
    run(world, "senders", "add", "law", "Law office")
    for form, said in (
        ({"program": world.program.id, "key": "law", "name": "Another"}, "There is a sender law already"),
        ({"program": world.program.id, "key": "", "name": "Nobody"}, "1 to 80 characters"),
        ({"program": world.program.id, "key": "x", "name": "N" * 81}, "1 to 80 characters"),
        ({"program": "99", "key": "x", "name": "X"}, "There is no such program"),
    ):
        answer = ida.post("/console/programs/senders", form)
        assert answer.status_code == 422 and said in answer.text
    assert Sender.select().count() == 1
    assert not AuditEntry.select().where(AuditEntry.action == "sender.added").exists()


def test_nobody_but_an_admin_makes_a_sender(world: World) -> None:
    for role in (Role.VIEWER, Role.OPERATOR, Role.AUDITOR):
        person = sign_in(world, role)
        assert person.post("/console/programs/senders", {"program": 1, "key": "x", "name": "X"}).status_code == 403
        assert "A new sender" not in person.get("/console/programs").text
    assert Sender.select().count() == 0
