"""UPS activity codes and types, and which milestone each means. What is not here is `unknown`: never a guess.

Source: the status codes of UPS's Track API as public clients list them.
"""

from models.vocabulary import Milestone as M

CODES: dict[str, M] = {
    **dict.fromkeys(("003", "044", "045"), M.LABEL_CREATED),
    "038": M.ACCEPTED,
    # 012, 014: customs; 025, 039: handed to the post office; 027, 028: another address; 057: on its way to a shop
    **dict.fromkeys(("005", "010", "012", "014", "025", "027", "028", "039", "057"), M.IN_TRANSIT),
    **dict.fromkeys(("006", "021"), M.OUT_FOR_DELIVERY),
    **dict.fromkeys(("022", "023", "024", "060", "061", "062", "066"), M.DELIVERY_ATTEMPTED),
    **dict.fromkeys(("017", "040"), M.AVAILABLE_FOR_PICKUP),
    **dict.fromkeys(("016", "018", "019", "020"), M.HELD),
    **dict.fromkeys(("032", "046", "047", "048", "049", "050", "051", "052", "053", "055", "058"), M.DELAYED),
    **dict.fromkeys(("011", "026"), M.DELIVERED),
    "064": M.REFUSED,
    "069": M.UNCLAIMED,
    **dict.fromkeys(("033", "035", "036", "037"), M.RETURNING),
    **dict.fromkeys(("034", "067"), M.RETURNED),
    "068": M.LOST_RECOVERY,
    **dict.fromkeys(("007", "043"), M.CANCELLED),
}

#: Where the code says nothing. "X", an exception, is missing on purpose: it covers bad weather and a lost piece alike.
TYPES: dict[str, M] = {
    "M": M.LABEL_CREATED,
    "MV": M.CANCELLED,
    "P": M.ACCEPTED,
    "I": M.IN_TRANSIT,
    "O": M.OUT_FOR_DELIVERY,
    "D": M.DELIVERED,
    "RS": M.RETURNING,
}


def normal_code(code: str) -> str:
    """`11` and `011` are one code."""
    return code.zfill(3) if code.isdigit() else code


def milestone_of(code: str, kind: str) -> M:
    return CODES.get(normal_code(code)) or TYPES.get(kind.strip().upper(), M.UNKNOWN)
