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
}
