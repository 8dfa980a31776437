"""EasyPost's statuses and details, and which milestone each means. What is not here is `unknown`: never a guess.

Source: EasyPost's documentation of trackers. For a USPS piece EasyPost hands on USPS's own words, which say more.
"""

from carriers import usps_codes
from models.vocabulary import Milestone as M

STATUSES: dict[str, M] = {
    "pre_transit": M.LABEL_CREATED,
    "in_transit": M.IN_TRANSIT,
    "out_for_delivery": M.OUT_FOR_DELIVERY,
    "delivered": M.DELIVERED,
    "available_for_pickup": M.AVAILABLE_FOR_PICKUP,
    "return_to_sender": M.RETURNING,
    "cancelled": M.CANCELLED,
    # "failure", "error" and "unknown" are missing on purpose: they cover a notice left and a lost piece alike.
}

#: These say more than the status beside them.
DETAILS: dict[str, M] = {
    "received_at_origin_facility": M.ACCEPTED,
    **dict.fromkeys(("arrived_at_destination", "received_at_destination_facility"), M.ARRIVED_LOCAL),
    **dict.fromkeys(("delayed", "weather_delay"), M.DELAYED),
    "held": M.HELD,
    "missorted": M.MISSENT,
    "lost": M.LOST_RECOVERY,
    "refused": M.REFUSED,
}


def milestone_of(status: str, detail: str, carrier: str, code: str, text: str) -> M:
    """`carrier` as EasyPost names it; `code` and `text` are that carrier's own."""
    own = usps_codes.milestone_of(code, text) if carrier.upper() == "USPS" else M.UNKNOWN
    if own is not M.UNKNOWN:
        return own
    if status == "return_to_sender" and "delivered" in text.lower():
        return M.RETURNED
    return DETAILS.get(detail) or STATUSES.get(status, M.UNKNOWN)
