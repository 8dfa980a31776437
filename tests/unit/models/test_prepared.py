"""A prepared statement answers as the query that it was written as, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from peewee import IntegrityError

from models.contact import Contact
from models.database import database
from models.fields import phone_index
from models.inbound import InboundMessage
from models.prepared import add, create, prepared
from models.program import Program

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture
def program(db: str) -> Program:
    made: Program = Program.create(
        key="default", brand="Waypost", from_number="55501", help_contact="x", regions="US", created_at=NOW
    )
    return made


def contact(program: Program, phone: str) -> Contact:
    made = add(Contact, program=program, phone=phone, phone_index=phone_index(phone), created_at=NOW)
    assert made is not None
    return made


def test_a_row_is_added_once_with_its_defaults_and_every_column_in_its_own_shape(program: Program) -> None:
    made = contact(program, "+12025550143")
    kept = Contact.get_by_id(made.id)
    assert (kept.phone, kept.channel, kept.created_at, kept.program) == ("+12025550143", "sms", NOW, program)
    assert (made.channel, made.language, made.created_at) == (kept.channel, kept.language, NOW)
    again = add(Contact, program=program, phone="+12025550143", phone_index=phone_index("+12025550143"), created_at=NOW)
    assert again is None
    assert Contact.select().count() == 1


def test_rows_come_back_as_the_query_says_and_each_call_has_its_own_arguments(program: Program) -> None:
    by_phone = prepared(
        lambda program, key: Contact.select().where((Contact.program == program) & (Contact.phone_index == key))
    )
    ada, ben = contact(program, "+12025550143"), contact(program, "+12025550144")
    assert by_phone.first(program, ada.phone_index) == ada
    assert by_phone.first(program.id, ben.phone_index).phone == "+12025550144"
    assert by_phone.first(program, "nobody") is None
    tuples = prepared(
        lambda since: Contact.select(Contact.id, Contact.created_at).where(Contact.created_at >= since).tuples()
    )
    assert tuples.rows(NOW) == [(ada.id, NOW), (ben.id, NOW)]
    assert tuples.rows(NOW + timedelta(seconds=1)) == []


def test_joined_rows_carry_each_other(program: Program) -> None:
    ada = contact(program, "+12025550143")
    kept = add(
        InboundMessage,
        provider_reference="SM1",
        program=program,
        contact=ada,
        body="hi",
        received_at=NOW,
        state="received",
    )
    whole = prepared(
        lambda key: (
            InboundMessage.select(InboundMessage, Contact, Program)
            .join(Contact)
            .join(Program)
            .where(InboundMessage.id == key)
        )
    )
    for _ in range(2):
        found = whole.first(kept.id)
        assert (found.body, found.contact.phone, found.contact.program.brand) == ("hi", ada.phone, "Waypost")


def test_lists_of_any_length_stand_behind_in(program: Program) -> None:
    people = [contact(program, f"+1202555014{digit}") for digit in range(4)]
    among = prepared(lambda keys, since: Contact.select().where(Contact.id.in_(keys) & (Contact.created_at >= since)))
    for length in (1, 3, 1):
        assert among.rows([one.id for one in people[:length]], NOW) == people[:length]


def test_a_change_says_how_many_rows_it_met(program: Program) -> None:
    ada, ben = contact(program, "+12025550143"), contact(program, "+12025550144")
    turn = prepared(
        lambda key, language, at: Contact.update(language=language, erased_at=at).where(
            (Contact.id == key) & Contact.erased_at.is_null()
        )
    )
    assert turn.run(ada.id, "es", NOW) == 1
    assert turn.run(ada.id, "fr", NOW) == 0
    assert (Contact.get_by_id(ada.id).language, Contact.get_by_id(ada.id).erased_at) == ("es", NOW)
    assert Contact.get_by_id(ben.id).erased_at is None


def test_a_single_column_comes_as_the_driver_gives_it(program: Program) -> None:
    contact(program, "+12025550143")
    there = prepared(lambda key: Contact.select(Contact.id).where(Contact.phone_index == key))
    assert there.value(phone_index("+12025550143")) is not None
    assert there.value("nobody") is None


def test_a_row_that_must_be_new_is_refused_when_it_is_not(program: Program) -> None:
    made = create(Contact, program=program, phone="+12025550143", phone_index="x", created_at=NOW)
    assert Contact.get_by_id(made.id).phone == "+12025550143"
    with pytest.raises(IntegrityError), database.atomic():
        create(Contact, program=program, phone="+12025550143", phone_index="x", created_at=NOW)
    assert Contact.select().count() == 1


def test_an_empty_list_is_refused_and_not_asked(program: Program) -> None:
    among = prepared(lambda keys: Contact.select().where(Contact.id.in_(keys)))
    with pytest.raises(ValueError):
        among.rows([])
