"""FedEx scan codes and exceptions, and which milestone each means. What is not here is `unknown`: never a guess.

Source: the event types of FedEx's Track API as public clients list them.
"""

import re

from models.vocabulary import Milestone as M

CODES: dict[str, M] = {
    "OC": M.LABEL_CREATED,
    **dict.fromkeys(("PU", "PX"), M.ACCEPTED),
    **dict.fromkeys(
        (
            "AA",
            "AF",
            "AR",
            "AX",
            "CC",
            "DP",
            "EA",
            "EO",
            "FD",
            "IT",
            "IX",
            "LO",
            "OF",
            "OX",
            "PF",
            "PL",
            "PM",
            "SF",
            "TR",
        ),
        M.IN_TRANSIT,
    ),
    "AD": M.ARRIVED_LOCAL,
    **dict.fromkeys(("OD", "ED"), M.OUT_FOR_DELIVERY),
    **dict.fromkeys(("CD", "DD", "DY"), M.DELAYED),
    **dict.fromkeys(("HL", "HP"), M.AVAILABLE_FOR_PICKUP),
    "HA": M.HELD,
    "DL": M.DELIVERED,
    "RS": M.RETURNING,
    "CA": M.CANCELLED,
}

#: A delivery exception (DE) or a shipment exception (SE) says little by itself: what it was about says the rest.
EXCEPTIONS = frozenset({"DE", "SE"})
ABOUT: dict[str, M] = {
    **dict.fromkeys(("08", "30"), M.DELIVERY_ATTEMPTED),
    "03": M.UNDELIVERABLE,
    "07": M.REFUSED,
    "17": M.HELD,
}
TEXTS: tuple[tuple[re.Pattern[str], M], ...] = tuple(
    (re.compile(pattern), milestone)
    for pattern, milestone in (
        (r"\brefused\b", M.REFUSED),
        (r"\breturn(?:ed|ing)? to (?:the )?(?:shipper|sender)\b", M.RETURNING),
        (r"\bincorrect address\b|\bunable to locate\b|\brecipient (?:moved|unknown)\b", M.UNDELIVERABLE),
        (r"\bnot available\b|\bbusiness closed\b|\bdelivery attempt", M.DELIVERY_ATTEMPTED),
        (r"\bfuture delivery\b|\bheld\b|\bhold\b", M.HELD),
        (r"\bdelay|\bweather\b", M.DELAYED),
    )
)


def milestone_of(code: str, exception: str, text: str) -> M:
    """`exception`: the code beside a DE or SE; `text`: all that was said about the scan."""
    code = code.strip().upper()
    if code not in EXCEPTIONS:
        return CODES.get(code, M.UNKNOWN)
    lowered = text.lower()
    by_text = next((milestone for pattern, milestone in TEXTS if pattern.search(lowered)), M.UNKNOWN)
    return ABOUT.get(exception.strip().zfill(2), by_text) if exception.strip() else by_text
