"""The check digit sums that carriers print into their tracking numbers, as pure functions.

Each takes the body (ASCII digits, for UPS and OnTrac also A-Z) without its check digit and returns what should follow,
for DPD a digit or a letter. They do not look at lengths or prefixes (carriers/formats.py) nor guess whose a number is.
"""

import string

# UPS reads a letter as its place in ASCII, less 3, modulo 10: A=2, B=3 … H=9, I=0 …
UPS_LETTERS = str.maketrans({letter: str((ord(letter) - 3) % 10) for letter in string.ascii_uppercase})
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
ZERO = ord("0")
DIGITS_AND_LETTERS = string.digits + string.ascii_uppercase


def mod10_three_one(body: str) -> int:
    """GS1's sum: weights 3, 1, 3, 1 … from the right. USPS, FedEx Ground, SSCC. Catches every one-digit slip."""
    codes = body.encode()
    threes, ones = codes[::-2], codes[-2::-2]
    total = 3 * sum(threes) + sum(ones) - ZERO * (3 * len(threes) + len(ones))
    return -total % 10


def mod10_one_two(body: str) -> int:
    """UPS and OnTrac: weights 1, 2, 1, 2 … from the left, letters read as digits.

    Twice five is a whole ten, so a slip of exactly 5 in a doubled place goes unseen, as do letters of equal value.
    """
    codes = body.translate(UPS_LETTERS).encode()
    ones, twos = codes[::2], codes[1::2]
    total = sum(ones) + 2 * sum(twos) - ZERO * (len(ones) + 2 * len(twos))
    return -total % 10


def mod11_mod10(body: str) -> int:
    """FedEx Express: weights 1, 3, 7 … from the right, modulo 11, then modulo 10.

    Remainders 0 and 10 both print 0, so a slip that moves a sum from one to the other goes unseen.
    """
    codes = body.encode()
    ones, threes, sevens = codes[::-3], codes[-2::-3], codes[-3::-3]
    total = sum(ones) + 3 * sum(threes) + 7 * sum(sevens)
    total -= ZERO * (len(ones) + 3 * len(threes) + 7 * len(sevens))
    return total % 11 % 10


def s10(body: str) -> int:
    """UPU S10: eight digits, eight weights, 11 less the remainder; 10 prints 0 and 11 prints 5.

    Remainders 0 and 6 both print 5, so a slip that moves a sum from one to the other goes unseen.
    """
    total = sum(weight * int(digit) for weight, digit in zip(S10_WEIGHTS, body, strict=True))
    digit = 11 - total % 11
    return {10: 0, 11: 5}.get(digit, digit)


def luhn(body: str) -> int:
    """Purolator, Old Dominion: every second digit from the right doubled, the digits of what comes out added up.

    Catches every one-digit slip.
    """
    codes = body.encode()
    singles, doubles = codes[-2::-2], codes[::-2]
    total = sum(singles) - ZERO * len(singles) + sum(_DOUBLED[code - ZERO] for code in doubles)
    return -total % 10


_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def mod7(body: str) -> int:
    """DHL Express: the whole number modulo 7. Digits that differ by seven are the same to it."""
    return int(body) % 7


def mod37_mod36(body: str) -> str:
    """DPD: the hybrid system of ISO 7064, over digits and letters; its check character is one of either."""
    carry = 36
    for char in body:
        carry = (carry + DIGITS_AND_LETTERS.index(char)) % 36 or 36
        carry = carry * 2 % 37
    return DIGITS_AND_LETTERS[(37 - carry) % 36]
