"""Reads one tracking number as somebody gives it who has it before them: typed, pasted, scanned, or from a table.

Refuses a guess: what is not exactly one number that we know comes back as a sentence that says what is wrong with it.
"""

import re

from carriers.recognise import Candidate, is_green_card, near_miss, recognise

#: What scanners put around a code: its symbology's name in front (ISO/IEC 15424), and signs between its parts.
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_BETWEEN = re.compile(r"[\x00-\x1f\x7f()]+")
#: 9.40711E+21, and 9407110000000000000000.0: a spreadsheet took the number for an amount.
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}\b|\b\d{16,34}[.,]0+\b")
_ZEROS = re.compile(r"\d{15,}?0{6,}$")

ROUNDED = (
    "A spreadsheet has rounded this number, and its last digits are lost. In the original file, format the column as "
    "text, and export it again."
)
_MISSES = {
    "check_digit": "its check digit does not fit, so a digit is mistyped. Compare it with the label",
    "prefix": "no number of theirs begins so. Compare its first digits with the label",
    "country_code": "it ends with a country that there is not. Compare its last letters with the label",
    "one_digit_short": "a digit is missing. Compare it with the label",
    "one_digit_long": "it has a digit too many. Compare it with the label",
    "letter_in_number": "there is a letter where a digit belongs (O for 0, I for 1). Compare it with the label",
}
_NAMES = {"usps": "USPS", "ups": "UPS", "fedex": "FedEx", "s10": "international"}


def courier_of(number: Candidate) -> str:
    """International (S10) items are USPS's here: it carries them in the US, and is asked."""
    return "usps" if number.carrier == "s10" else number.carrier


def read_one(given: str) -> Candidate | str:
    """The number, or why there is none, in a sentence or two that say what to do."""
    typed = _BETWEEN.sub(" ", _SYMBOLOGY.sub("", given.strip())).strip()
    if not typed:
        return "There is no tracking number."
    if _is_rounded(typed):
        return ROUNDED
    found = {one.tracking_number: one for one in recognise(typed) if one.certain}
    if len(found) > 1:
        return "There is more than one number. Give each mailpiece a row of its own."
    if not found:
        return _what_is_wrong(typed)
    number = next(iter(found.values()))
    if is_green_card(number.tracking_number):
        return "This is the number of the green return receipt card. The mailpiece's own number stands on its label."
    return number


def _is_rounded(typed: str) -> bool:
    plain = typed.replace(" ", "")
    return bool(_ROUNDED.search(plain) or (_ZEROS.fullmatch(plain) and not any(n.certain for n in recognise(typed))))


def _what_is_wrong(typed: str) -> str:
    miss = near_miss(typed)
    if miss is None:
        return "This is no tracking number that we know. A USPS Certified Mail number has 20 or 22 digits."
    return f"This looks like a {_NAMES.get(miss.carrier, miss.carrier)} number, but {_MISSES[miss.reason]}."
