"""Makes valid tracking numbers of every family from a seed, its check digit sums written out anew, plainly."""

import random
import string
from collections.abc import Callable

Maker = Callable[[random.Random], str]
LETTER_VALUES = {letter: (place + 2) % 10 for place, letter in enumerate(string.ascii_uppercase)}


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(count))


def gs1(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        total += int(digit) * (3 if place % 2 == 0 else 1)
    return str((10 - total % 10) % 10)


def ups_digit(body: str) -> str:
    total = 0
    for place, char in enumerate(body):
        value = int(char) if char.isdigit() else LETTER_VALUES[char]
        total += value * (1 if place % 2 == 0 else 2)
    return str((10 - total % 10) % 10)


def express_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        total += int(digit) * (1, 3, 7)[place % 3]
    return str(total % 11 % 10)


def s10_digit(body: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return "50987654321"[total % 11]


def impb(head: str, length: int) -> Maker:
    def make(chance: random.Random) -> str:
        body = head + digits(chance, length - 1 - len(head))
        return body + gs1(body)

    return make


def impb_with_mailer(identifier: str, nine: bool, length: int) -> Maker:
    def make(chance: random.Random) -> str:
        service = f"{chance.randrange(1, 1000):03}"
        body = identifier + service + ("9" if nine else str(chance.randrange(9)))
        body += digits(chance, length - 1 - len(body))
        return body + gs1(body)

    return make


def routed(zip_digits: int, inner: Maker) -> Maker:
    return lambda chance: "420" + digits(chance, zip_digits) + inner(chance)


def without_identifier(head: str) -> Maker:
    """Twenty digits whose check digit covers the unprinted 91 as well."""

    def make(chance: random.Random) -> str:
        body = head + digits(chance, 19 - len(head))
        return body + gs1("91" + body)

    return make


def s10(chance: random.Random) -> str:
    serial = digits(chance, 8)
    country = chance.choice(("US", "GB", "DE", "CN", "FR", "CA", "MX", "JP", "ES", "CV", "IL", "IE"))
    return "".join(chance.choice("RECLAV") for _ in "12") + serial + s10_digit(serial) + country


def ups(chance: random.Random) -> str:
    shipper = "".join(chance.choice(string.ascii_uppercase + string.digits) for _ in range(6))
    body = shipper + digits(chance, 9)
    return "1Z" + body + ups_digit(body)


def waybill(chance: random.Random) -> str:
    body = digits(chance, 9)
    return chance.choice("AHJKTV") + body + ups_digit(body)


def express(head: str, before: int, after: int) -> Maker:
    """An Express number of eleven digits and a check digit, inside a longer barcode or alone."""

    def make(chance: random.Random) -> str:
        body = digits(chance, 11)
        return head + digits(chance, before - len(head)) + body + express_digit(body) + digits(chance, after)

    return make


def express_34(head: str) -> Maker:
    def make(chance: random.Random) -> str:
        body = digits(chance, 13)
        return head + digits(chance, 20 - len(head)) + body + express_digit(body)

    return make


def ground(head: str, length: int, summed: int) -> Maker:
    """The check digit covers the `summed` digits before it."""

    def make(chance: random.Random) -> str:
        body = head + digits(chance, length - 1 - len(head))
        return body + gs1(body[-summed:])

    return make


def smartpost(chance: random.Random) -> str:
    body = "61" + digits(chance, 17)
    return body + gs1("92" + body)


def luhn_digit(body: str) -> str:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    return str(-sum(each // 10 + each % 10 for each in doubled) % 10)


def summed(head: str, length: int, digit_of: Callable[[str], str]) -> Maker:
    """Digits behind a head, the last of them computed from all before it."""

    def make(chance: random.Random) -> str:
        body = head + digits(chance, length - 1 - len(head))
        return body + digit_of(body)

    return make


def ontrac(letter: str) -> Maker:
    def make(chance: random.Random) -> str:
        body = digits(chance, 13)
        return letter + body + ups_digit(letter + body)

    return make


def dpd_character(body: str) -> str:
    """ISO 7064, MOD 37,36, written as its text has it."""
    product = 36
    for char in body:
        total = (product + int(char)) % 36
        product = (total or 36) * 2 % 37
    return (string.digits + string.ascii_uppercase)[(37 - product) % 36]


def plain(head: str, count: int, tail: str = "") -> Maker:
    """A head and digits, none of which can be checked."""
    return lambda chance: head + digits(chance, count) + tail


N22, C22 = impb("94", 22), impb_with_mailer("92", nine=True, length=22)
# family: (maker, carrier, format, certain without a carrier word)
FAMILIES: dict[str, tuple[Maker, str, str, bool]] = {
    "usps 94, 22 digits": (N22, "usps", "usps_impb_n", True),
    "usps 94, 26 digits": (impb("94", 26), "usps", "usps_impb_n", True),
    "usps 94, 30 digits": (impb_with_mailer("94", nine=True, length=30), "usps", "usps_impb_n", True),
    "usps 92, 22 digits": (C22, "usps", "usps_impb_c", True),
    "usps 92, 26 digits": (impb_with_mailer("92", nine=True, length=26), "usps", "usps_impb_c", True),
    "usps 93, 22 digits": (impb_with_mailer("93", nine=False, length=22), "usps", "usps_impb_c", True),
    "usps 93, 26 digits": (impb_with_mailer("93", nine=False, length=26), "usps", "usps_impb_c", True),
    "usps 95, 22 digits": (impb("9505", 22), "usps", "usps_impb_c", True),
    "usps 91, 22 digits": (impb("91", 22), "usps", "usps_legacy", True),
    "usps 420 and ZIP5": (routed(5, N22), "usps", "usps_impb_n", True),
    "usps 420 and ZIP+4": (routed(9, C22), "usps", "usps_impb_c", True),
    "usps 420 and ZIP5, 26 digits": (routed(5, impb("9400", 26)), "usps", "usps_impb_n", True),
    "certified, paper to 2022": (impb("70", 20), "usps", "usps_20", True),
    "certified, paper with unprinted 91": (without_identifier("71"), "usps", "usps_legacy", True),
    "certified, paper since 2023": (impb("958907105270", 22), "usps", "usps_impb_c", True),
    "certified, software 9407 1": (impb("94071", 22), "usps", "usps_impb_n", True),
    "certified, software 9414 7": (impb("94147", 22), "usps", "usps_impb_n", True),
    "certified, software 9414 8": (impb("94148", 22), "usps", "usps_impb_n", True),
    "green card": (impb("95909402", 22), "usps", "usps_green_card", True),
    "usps 20 digits": (impb("03", 20), "usps", "usps_20", False),
    "s10": (s10, "s10", "s10", True),
    "ups 1Z": (ups, "ups", "ups", True),
    "ups waybill": (waybill, "ups", "ups_waybill", False),
    "fedex 12": (express("", 0, 0), "fedex", "fedex_12", False),
    "fedex 15": (ground("", 15, 14), "fedex", "fedex_ground", False),
    "fedex 18": (ground("00", 18, 15), "fedex", "fedex_ground_sscc_18", False),
    "fedex 20": (smartpost, "fedex", "fedex_smartpost", False),
    "fedex 22": (ground("96", 22, 14), "fedex", "fedex_ground_96", True),
    "fedex 32": (express("3", 16, 4), "fedex", "fedex_astra_32", False),
    "fedex 34": (express_34("1"), "fedex", "fedex_34", False),
    "fedex 34 GSN": (express_34("96"), "fedex", "fedex_ground_gsn", False),
    "purolator 12": (summed("3", 12, luhn_digit), "purolator", "purolator_numeric", False),
    "old dominion": (summed("777", 11, luhn_digit), "old_dominion", "old_dominion", False),
    "old dominion guaranteed": (summed("80", 11, luhn_digit), "old_dominion", "old_dominion_guaranteed", False),
    "dhl express 10": (summed("4", 10, lambda body: str(int(body) % 7)), "dhl", "dhl_express", False),
    "dhl express 11": (summed("7", 11, lambda body: str(int(body) % 7)), "dhl", "dhl_express", False),
    "canada post": (summed("7", 16, gs1), "canada_post", "canada_post", False),
    "dpd 14": (summed("0998", 15, dpd_character), "dpd", "dpd_14", False),
    "dpd 28": (summed("0081827", 28, dpd_character), "dpd", "dpd", False),
    "ontrac C": (ontrac("C"), "ontrac", "ontrac_c", False),
    "ontrac D": (ontrac("D"), "ontrac", "ontrac_d", False),
    "dhl ecommerce": (plain("GM", 16), "dhl", "dhl_ecommerce", False),
    "dhl ecommerce 14": (plain("6", 13), "dhl", "dhl_ecommerce_14", False),
    "dhl piece": (plain("JJD0", 9), "dhl", "dhl_express_piece_id", False),
    "lasership LX": (plain("LX1", 7), "lasership", "lasership_lx", False),
    "lasership 1LS7": (plain("1LS71", 10), "lasership", "lasership_1ls7", False),
    "lasership 1LSCX": (plain("1LSCXV", 9), "lasership", "lasership_1lscx", False),
    "amazon": (plain("TBA", 12), "amazon", "amazon_logistics", False),
    "amazon abroad": (plain("C1", 9), "amazon", "amazon_international", False),
    "canpar": (plain("D", 21), "canpar", "canpar_22", False),
    "gofo": (plain("GFUS", 14), "gofo", "gofo_us", False),
    "landmark": (plain("LTN", 8, "N1"), "landmark", "landmark_global", False),
    "purolator letters": (plain("KYV", 9), "purolator", "purolator_alpha", False),
    "spee-dee": (plain("SP", 18), "speedee", "speedee", False),
    "yodel": (plain("JD", 16), "yodel", "yodel", False),
    "yunexpress": (plain("YT", 16), "yunexpress", "yunexpress", False),
}
