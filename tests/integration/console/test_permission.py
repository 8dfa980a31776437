"""The line on top of a dossier says exactly what the sending decides: may we text them now, and why not."""

import pytest

from bot import admission, erasure, permission
from bot.consent import Allowed, Later
from models.contact import Contact
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Purpose
from tests.world import ADA, NUMBER, World


def ada(world: World, *texts: str) -> Contact:
    world.piece(NUMBER)
    for words in texts:
        world.text(ADA, words)
    found: Contact = Contact.get()
    return found


def line(world: World, contact: Contact) -> tuple[str, str]:
    standing = permission.standing_of(Contact.get_by_id(contact.id), world.clock())
    said = standing.said
    return standing.may, f"{said.before}{said.at:%H:%M} {said.after}" if said.at else said.before + said.after


def test_somebody_who_follows_a_piece_may_be_texted(world: World) -> None:
    assert line(world, ada(world, NUMBER)) == ("yes", "Yes: news of what they follow may go now.")


def test_somebody_who_follows_nothing_gets_answers_alone(world: World) -> None:
    may, said = line(world, ada(world, "hello"))
    assert may == "no" and "they follow nothing now" in said


@pytest.mark.parametrize(
    ("texts", "may", "words"),
    [
        ((NUMBER, "STOP"), "no", "They stopped all texts by a text on 15:00"),
        ((NUMBER, "wrong number"), "no", "They told us that this is the wrong number by a text on"),
        ((NUMBER, "make it stop"), "later", "a text of theirs may have been a stop"),
        (("hello", "make it stop"), "later", "a text of theirs may have been a stop"),
        ((NUMBER, "STOP", "START"), "no", "they follow nothing now"),
    ],
)
def test_what_they_texted_decides(texts: tuple[str, ...], may: str, words: str, world: World) -> None:
    got = line(world, ada(world, *texts))
    assert got[0] == may and words in got[1], got


def test_quiet_time_and_a_full_day_say_until_when(world: World) -> None:
    contact = ada(world, NUMBER)
    Program.update(quiet_from=9, quiet_until=12).execute()  # it is ten in the morning in Washington
    assert line(world, contact) == ("later", "Not now: it is quiet time for them. News waits until 17:00 .")
    Program.update(quiet_from=0, quiet_until=0, pushes_a_day=1).execute()
    world.scan(NUMBER, "OF", "Out for Delivery")
    may, said = line(world, contact)
    assert may == "later" and "as many texts as a day may bring" in said


def test_a_phone_out_of_reach_and_a_block_at_the_provider(world: World) -> None:
    contact = ada(world, NUMBER)
    Contact.update(unreachable_at=world.clock()).execute()
    assert line(world, contact)[1] == permission.UNREACHABLE
    Contact.update(unreachable_at=None).execute()
    world.fault("twilio", "refused", code=21610, phone=ADA, count=1)
    world.scan(NUMBER, "OF", "Out for Delivery")
    may, said = line(world, contact)
    assert may == "no" and "The provider reported that they opted out there on 15:01 ; only their own START" in said


def test_after_an_erasure_nothing_goes_to_this_contact(world: World) -> None:
    contact = ada(world, NUMBER)
    erasure.erase(ADA, "asked", "Dora")
    may, said = line(world, contact)
    assert may == "no" and "Their data was erased on 15:00" in said


@pytest.mark.parametrize("texts", [(NUMBER,), (NUMBER, "STOP"), (NUMBER, "make it stop"), (NUMBER, "DONE 0787")])
def test_the_line_never_says_yes_where_the_sending_says_no(texts: tuple[str, ...], world: World) -> None:
    contact = ada(world, *texts)
    may, _ = line(world, contact)
    decisions = [
        admission.judge(contact, Purpose.PUSH, "in_transit", one, world.clock()) for one in Subscription.select()
    ]
    assert (may == "yes") == any(isinstance(decision, Allowed) for decision in decisions)
    assert may != "later" or any(isinstance(decision, Later) for decision in decisions)


def test_every_end_of_consent_has_words() -> None:
    from bot.consent import ENDS_ALL

    assert set(permission._ENDED_BY) >= ENDS_ALL | {ConsentKind.DOUBTED}
