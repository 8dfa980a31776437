"""The numbers of USPS and of the world's posts (S10): shapes, check digits, trust.

Clean numbers only, as in carriers/formats.py, which puts all formats together.
"""

import string

from carriers.checkdigits import s10
from carriers.number_format import MOD10, D, Format, Trust, last_with_prefix, row

# UPU member countries, then territories whose posts print codes of their own. Taiwan is no member but prints TW.
S10_COUNTRIES = frozenset(
    """
    AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF
    CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FR GA GB GD
    GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN
    KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MR MT MU MV MW MX
    MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PT PY QA RO RS RU RW SA SB SC SD SE
    SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ
    VA VC VE VN VU WS YE ZA ZM ZW
    AI AW AX BM CW FK FO GG GI GL HK IM JE KY MO MS NC PF PN PS SH SX TC TW VG
    """.split()
)


def _s10_holds(number: str) -> bool:
    return number[11:] in S10_COUNTRIES and number[10] == str(s10(number[2:10]))


# IMpb: AI (2), service type (3), mailer id (6, or 9 when it begins with 9), serial, check digit. AI 92 has a nine-digit
# mailer, 93 a six-digit one, 94 and 95 either. 22 digits are usual, 26 carry a longer serial, 30 is the N construct.
def _usps_impb(length: int) -> list[Format]:
    rest = length - 6
    commercial = f"92{D}{{3}}9{D}{{{rest}}}|93{D}{{3}}[0-8]{D}{{{rest}}}|95(?!9094){D}{{{length - 2}}}"
    return [
        row("usps_impb_n", "usps", f"94{D}{{{length - 2}}}", length, MOD10, Trust.ANYWHERE, routed=True),
        row("usps_impb_c", "usps", commercial, length, MOD10, Trust.ANYWHERE, routed=True),
    ]


def _usps_twenty(head: str, trust: Trust, opens: str | None = None) -> list[Format]:
    """Printed without an identifier: the check digit covers the bare number, or the number with 91 before it."""
    shape, opens = f"{head}{D}*", opens or head[0]
    return [
        row("usps_20", "usps", shape, 20, MOD10, trust, opens=opens),
        row("usps_legacy", "usps", f"(?!91){shape}", 20, last_with_prefix("91"), trust, routed=True, opens=opens),
    ]


# AI 92 ought to have a nine-digit mailer and 93 a six-digit one, yet people text 22 digits that break the rule and hold
# their check digit. Found, but only alone, and no service type is 000.
_LOOSE_MAILER = f"(?:92(?!000){D}{{3}}[0-8]|93(?!000){D}{{3}}9){D}{{16}}"

POSTAL: tuple[Format, ...] = (
    # The green card (PS 3811) travels back by itself; its number is not the number of the letter.
    row("usps_green_card", "usps", f"959094{D}{{16}}", 22, MOD10, Trust.ANYWHERE, routed=True),
    *_usps_impb(22),
    row("usps_impb_c", "usps", _LOOSE_MAILER, 22, MOD10, Trust.ALONE, routed=True, opens="9"),
    *_usps_impb(26),
    row("usps_impb_n", "usps", f"94{D}{{3}}9{D}{{24}}", 30, MOD10, Trust.ANYWHERE),
    row("usps_legacy", "usps", f"91{D}{{20}}", 22, MOD10, Trust.ANYWHERE, routed=True),
    # Paper Certified labels until about 2022 begin 70, 71 or 72; two passing check sums make the rest weak evidence.
    *_usps_twenty("7[0-2]", Trust.ANYWHERE),
    *_usps_twenty("9", Trust.ALONE),
    *_usps_twenty("(?!7[0-2]|9)", Trust.NAMED, opens="012345678"),
    row("s10", "s10", f"[A-Z]{{2}}{D}{{9}}[A-Z]{{2}}", 13, _s10_holds, Trust.ANYWHERE, opens=string.ascii_uppercase),
)
