"""What is known of a phone from its number alone."""

import random

import phonenumbers

from bot import phone
from models.contact import CHANNELS


def test_north_american_numbers_are_read_as_the_library_reads_them_without_asking_it() -> None:
    chance = random.Random(7)
    for _ in range(500):
        number = f"+1{chance.randrange(200, 1000)}{chance.randrange(10_000_000):07}"
        assert phone._parsed(number) == phonenumbers.parse(number, None)


def test_numbers_of_other_countries_and_of_no_form_are_left_to_the_library() -> None:
    assert phone.zones_of("+442079460000") == ("Europe/London",)
    assert phone.zones_of("+15551") == phone.zones_of("nobody") == ()
    assert phone.zones_of("+12025550143") == ("America/New_York",)
    assert phone.zones_of("+18005550143") == ()


def test_contacts_are_looked_for_on_every_channel_that_an_address_can_name() -> None:
    assert {"sms", *phone.PREFIXES.values()} == set(CHANNELS)
