"""USPS scan codes, scan texts and status categories, and which milestone each means.

Sources: Publication 199 appendix G and public copies of its lists. What is not here is `unknown`: never a guess.
"""

import re

from models.vocabulary import Milestone as M

# Code first, then text, then category: refused, unclaimed and returned pieces all share the category "Alert".
CODES: dict[str, M] = {
    **dict.fromkeys(("MA", "GX", "89", "80", "81", "82"), M.LABEL_CREATED),
    **dict.fromkeys(("03", "TM", "PA", "OA", "UA", "AD"), M.ACCEPTED),
    **dict.fromkeys(("10", "A1", "T1", "TL", "NT", "EF", "SF", "L1", "U1", "41", "42", "43"), M.IN_TRANSIT),
    **dict.fromkeys(("07", "PC"), M.ARRIVED_LOCAL),
    **dict.fromkeys(("OF", "DG"), M.OUT_FOR_DELIVERY),
    **dict.fromkeys(("02", "30", "51", "52", "53", "54", "55", "56"), M.DELIVERY_ATTEMPTED),
    **dict.fromkeys(("14", "16"), M.AVAILABLE_FOR_PICKUP),
    **dict.fromkeys(("71", "DX"), M.DELAYED),
    "01": M.DELIVERED,
    "17": M.DELIVERED_AGENT,
    "06": M.FORWARDED,
    **dict.fromkeys(("08", "15"), M.MISSENT),
    **dict.fromkeys(("05", "21", "22", "23", "24", "25", "26", "28", "29"), M.UNDELIVERABLE),
    "04": M.REFUSED,
    **dict.fromkeys(("27", "31"), M.UNCLAIMED),
    "09": M.RETURNING,
    "11": M.LOST_RECOVERY,
    "44": M.CANCELLED,
}

# Attempts that leave no notice and nothing at the counter: no access (30), business closed (51).
WITHOUT_NOTICE = frozenset({"30", "51"})

# GC says that a green card was associated with the piece. A record, not a movement: `unknown`, and nobody is alarmed.
RECORD_ONLY_CODES = frozenset({"GC"})

CATEGORIES: dict[str, M] = {
    "pre-shipment": M.LABEL_CREATED,
    "accepted": M.ACCEPTED,
    "in transit": M.IN_TRANSIT,
    "on the way": M.IN_TRANSIT,
    "out for delivery": M.OUT_FOR_DELIVERY,
    "delivery attempt": M.DELIVERY_ATTEMPTED,
    "delivery attempt: action needed": M.DELIVERY_ATTEMPTED,
    "available for pickup": M.AVAILABLE_FOR_PICKUP,
    "delivered": M.DELIVERED,
    "delivered to agent": M.DELIVERED_AGENT,
    # "Alert" is missing on purpose: it covers a lost piece and a forwarded one alike.
}

# The first that fits wins, so the narrow stand before the wide. Texts arrive cleaned; matched in lower case.
TEXTS: tuple[tuple[re.Pattern[str], M], ...] = tuple(
    (re.compile(pattern), milestone)
    for pattern, milestone in (
        (r"\boriginal sender\b", M.RETURNED),  # "Delivered, To Original Sender"
        (r"\b(?:to|by) (?:an )?agent\b|^delivered,? agent\b", M.DELIVERED_AGENT),
        (r"\bunclaimed\b", M.UNCLAIMED),  # "Unclaimed/Being Returned to Sender"
        (r"\brefused\b", M.REFUSED),
        (r"^delivered\b|\b(?:was|been) delivered\b|\bpicked up at (?:the |a )?post", M.DELIVERED),
        (r"\breminder\b.*\bpick ?up\b", M.AVAILABLE_FOR_PICKUP),
        (r"\breminder\b", M.DELIVERY_ATTEMPTED),  # "Reminder to Schedule Redelivery"
        (
            r"\bundeliverable\b|\bno such number\b|\binsufficient address\b|\bleft no address\b"
            r"|\bforward(?:ing order)? expired\b|\baddressee (?:unknown|not known)\b|\bnot known\b"
            r"|\bvacant\b|\bdeceased\b",
            M.UNDELIVERABLE,
        ),
        (r"\breturn(?:ed|ing)? to (?:the )?sender\b|\bbeing returned\b", M.RETURNING),
        (r"\bdead (?:letter|mail)\b|\bmail recovery\b", M.LOST_RECOVERY),
        (r"\bmis-?(?:sent|shipped|routed|directed)\b", M.MISSENT),
        (r"\bforwarded\b", M.FORWARDED),
        (r"\brecall(?:ed)?\b|\bvoid(?:ed)?\b|\bcancell?ed\b", M.CANCELLED),
        (r"\bheld at\b|\bhold mail\b|\bredelivery scheduled\b|\bscheduled for redelivery\b", M.HELD),
        (r"\bat customer request\b", M.HELD),
        (r"\bpartner\b.*\bawaiting\b|\bawaiting item\b|\blabel created\b|^pre-?shipment\b", M.LABEL_CREATED),
        (r"\b(?:available|ready) for pick ?up\b", M.AVAILABLE_FOR_PICKUP),
        (
            r"\bnotice left\b|\bdelivery attempt(?:ed)?\b|\battempted delivery\b|\bno access\b|\bbusiness closed\b"
            r"|\breceptacle\b|\bno secure location\b|\bno authorized recipient\b",
            M.DELIVERY_ATTEMPTED,
        ),
        (r"\brescheduled\b|\bdelay(?:ed)?\b|\bweather\b|\barriving late\b|\bstatus not updated\b", M.DELAYED),
        (r"\bout for delivery\b", M.OUT_FOR_DELIVERY),
        (r"\barrived at post office\b|\bsorting complete\b", M.ARRIVED_LOCAL),
        (r"\baccept(?:ed|ance)\b|\bin possession\b|\bpicked up\b", M.ACCEPTED),
        (r"\bin transit\b|\b(?:arrived|departed|processed|en route|depart)\b|\bcustoms\b", M.IN_TRANSIT),
    )
)

# For these codes the text knows more than the code: 01 is used for the addressee, an agent and the sender alike, and a
# piece that waits because its owner asked for that is held, not newly available.
SHARPER: dict[str, frozenset[M]] = {
    "01": frozenset({M.RETURNED, M.DELIVERED_AGENT}),
    "17": frozenset({M.RETURNED}),
    "14": frozenset({M.HELD}),
    "16": frozenset({M.HELD}),
}


def normal_code(code: str) -> str:
    """`1` and `01` are one code."""
    code = code.strip().upper()
    return code.zfill(2) if code.isdigit() else code


def milestone_of(code: str, text: str, category: str = "") -> M:
    """The milestone of one scan. Give the category for the newest scan only: it describes the piece as it is now."""
    code = normal_code(code)
    if code in RECORD_ONLY_CODES:
        return M.UNKNOWN
    by_text = _by_text(text)
    if code in CODES:
        return by_text if by_text in SHARPER.get(code, ()) else CODES[code]
    if by_text is not M.UNKNOWN:
        return by_text
    return CATEGORIES.get(category.strip().lower(), M.UNKNOWN)


def is_reminder(code: str, text: str) -> bool:
    """USPS repeats that a piece waits ("Reminder to Schedule Redelivery"); the stage stays what it was."""
    return "reminder" in text.lower() and milestone_of(code, text) in {M.DELIVERY_ATTEMPTED, M.AVAILABLE_FOR_PICKUP}


def is_record_only(code: str) -> bool:
    return normal_code(code) in RECORD_ONLY_CODES


def _by_text(text: str) -> M:
    lowered = text.lower()
    return next((milestone for pattern, milestone in TEXTS if pattern.search(lowered)), M.UNKNOWN)
