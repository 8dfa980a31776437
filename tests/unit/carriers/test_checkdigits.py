"""The check digit sums, held against plain re-writings of them and against what each can and cannot catch."""

import random

import number_makers as makers
import pytest

from carriers.checkdigits import luhn, mod7, mod10_one_two, mod10_three_one, mod11_mod10, mod37_mod36, s10

SUMS = [
    (mod10_three_one, makers.gs1, range(10, 30)),
    (mod10_one_two, makers.ups_digit, (9, 15)),
    (mod11_mod10, makers.express_digit, (11, 13)),
    (s10, makers.s10_digit, (8,)),
    (luhn, makers.luhn_digit, (10, 11)),
    (mod7, lambda body: str(int(body) % 7), (9, 10)),
    (mod37_mod36, makers.dpd_character, (14, 27)),
]


@pytest.mark.parametrize(("ours", "plain", "lengths"), SUMS)
def test_each_sum_agrees_with_the_same_sum_written_out_plainly(ours, plain, lengths):
    chance = random.Random(1)
    for length in lengths:
        for _ in range(300):
            body = makers.digits(chance, length)
            assert str(ours(body)) == plain(body)


def test_ups_reads_a_letter_as_two_more_than_its_place():
    assert [mod10_one_two("0" * 14 + letter) for letter in "AHIZ"] == [8, 1, 0, 3]


def slips(body):
    for place, digit in enumerate(body):
        for other in "0123456789":
            if other != digit:
                yield place, body[:place] + other + body[place + 1 :]


def test_three_one_catches_every_one_digit_slip():
    body = "940580369930012428789"
    assert all(mod10_three_one(slipped) != mod10_three_one(body) for _, slipped in slips(body))


def test_one_two_misses_exactly_the_slips_of_five_in_doubled_places():
    body = "879930034683444"
    missed = {(p, abs(int(s[p]) - int(body[p]))) for p, s in slips(body) if mod10_one_two(s) == mod10_one_two(body)}
    assert missed == {(place, 5) for place in range(1, 15, 2)}


def test_mod11_misses_only_the_slips_between_remainder_ten_and_zero():
    chance = random.Random(2)
    bodies = [makers.digits(chance, 11) for _ in range(300)]
    missed = {mod11_mod10(b) for b in bodies for _, s in slips(b) if mod11_mod10(s) == mod11_mod10(b)}
    assert missed == {0}


def test_s10_misses_only_slips_between_the_two_remainders_that_print_five():
    chance = random.Random(3)
    bodies = [makers.digits(chance, 8) for _ in range(300)]
    missed = {s10(b) for b in bodies for _, s in slips(b) if s10(s) == s10(b)}
    assert missed == {5}


@pytest.mark.parametrize("body", ["3206108049", "09980000020033"])
def test_luhn_and_dpds_sum_catch_every_one_digit_slip(body):
    for algorithm in (luhn, mod37_mod36):
        assert all(algorithm(slipped) != algorithm(body) for _, slipped in slips(body))


def test_dhl_cannot_see_a_digit_that_is_seven_more():
    assert mod7("331881002") == mod7("331881009") and mod7("331881002") != mod7("331881003")
