"""What is looked at before a text is answered: all that there is of the person, and nothing of others."""

from bot import acquaintance
from bot.acquaintance import Acquaintance
from models.contact import Contact, find_contact
from tests.world import ADA, BEN, NUMBER, NUMBERS, World


def known(world: World, phone: str) -> Acquaintance:
    contact: Contact | None = find_contact(world.program, phone)
    assert contact is not None
    return acquaintance.read(contact, world.clock())


def test_of_somebody_who_never_wrote_there_is_nothing(world: World) -> None:
    world.text(ADA, NUMBER)
    find_contact(world.program, ADA)
    stranger = Contact.create(
        program=world.program, phone=BEN, phone_index="nobody", language="en", created_at=world.clock()
    )
    assert acquaintance.read(stranger, world.clock()) == Acquaintance(opted_out=False, asked=False)


def test_what_a_person_did_is_known_and_ages(world: World) -> None:
    world.text(ADA, NUMBER)
    world.text(ADA, NUMBERS[0])
    world.text(BEN, NUMBER)
    after_two = known(world, ADA)
    assert (after_two.answers, after_two.begun, after_two.follows, after_two.stopped) == (2, 2, True, False)
    world.text(ADA, f"stop {NUMBER[-4:]}")
    assert known(world, ADA).stopped and not known(world, ADA).opted_out
    world.clock.move(hours=25)
    later = known(world, ADA)
    assert (later.answers, later.begun, later.follows, later.stopped) == (0, 0, True, True)
    assert known(world, BEN).stopped is False


def test_a_stop_and_an_open_question_are_known(world: World) -> None:
    world.text(ADA, "stop")
    assert known(world, ADA).opted_out and not known(world, ADA).asked
    world.text(ADA, NUMBER)
    assert known(world, ADA).asked
    world.text(ADA, "start")
    assert not known(world, ADA).opted_out and not known(world, ADA).asked
