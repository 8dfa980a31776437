"""Of what kinds the fields of each carrier's answers are, as far as their readers rely on them. A table.

Ways are in lower case, [] stands for a list. What is not named here may be anything.
"""

from collections.abc import Iterable, Mapping

from carriers import easypost, fedex, ups, usps_payload
from carriers.drift import Shape


def _texts(way: str, names: Iterable[str]) -> dict[str, str]:
    return {f"{way}{name}": "text" for name in names}


_USPS_ITEM = "trackingnumber mailclass status statuscategory returndatenotice mailpieceintakedate expecteddeliverydate"
_USPS_SCAN = "eventtype eventcode eventtimestamp gmttimestamp gmtoffset eventcity eventstate eventzip eventcountry name"
USPS = Shape(
    scans=("trackingevents",),
    kinds={
        **_texts("", _USPS_ITEM.split()),
        "relatedreturnreceiptid": "text",
        "uniquemailpieceid": "text number",
        "services": "text list",
        "trackingevents": "list object",
        "trackingevents[]": "object",
        **_texts("trackingevents[].", _USPS_SCAN.split()),
        "trackingevents[].authorizedagent": "flag text",
    },
    is_placed=usps_payload.is_placed,
)

_PACKAGE = "trackresponse.shipment[].package[]"
_ACTIVITY = f"{_PACKAGE}.activity[]"
UPS = Shape(
    scans=("trackresponse", "shipment", "package", "activity"),
    kinds={
        "trackresponse": "object",
        "trackresponse.shipment": "list",
        "trackresponse.shipment[].package": "list",
        f"{_PACKAGE}.trackingnumber": "text",
        f"{_PACKAGE}.activity": "list",
        f"{_PACKAGE}.deliverydate": "list",
        _ACTIVITY: "object",
        **_texts(f"{_ACTIVITY}.", ("date", "time", "gmtdate", "gmttime", "gmtoffset")),
        f"{_ACTIVITY}.status": "object",
        **_texts(f"{_ACTIVITY}.status.", ("type", "description", "statuscode")),
        f"{_ACTIVITY}.location": "object",
    },
    is_placed=ups.is_placed,
)

_SCAN = "trackresults[].scanevents[]"
FEDEX = Shape(
    scans=("trackresults", "scanevents"),
    kinds={
        "trackingnumber": "text",
        "trackresults": "list",
        "trackresults[].scanevents": "list",
        "trackresults[].dateandtimes": "list",
        _SCAN: "object",
        **_texts(f"{_SCAN}.", ("date", "eventtype", "eventdescription", "exceptioncode")),
        f"{_SCAN}.scanlocation": "object",
    },
    is_placed=fedex.is_placed,
)

_DETAIL = "tracking_details[]"
EASYPOST = Shape(
    scans=("tracking_details",),
    kinds={
        **_texts("", ("tracking_code", "status", "status_detail", "signed_by", "est_delivery_date")),
        "tracking_details": "list",
        _DETAIL: "object",
        **_texts(f"{_DETAIL}.", ("datetime", "status", "status_detail", "message", "carrier_code")),
        f"{_DETAIL}.tracking_location": "object",
    },
    is_placed=easypost.is_placed,
)

#: As carriers/slices.py names them.
SHAPES: Mapping[str, Shape] = {"usps": USPS, "ups": UPS, "fedex": FEDEX, "easypost": EASYPOST}
