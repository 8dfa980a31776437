"""Standing orders at USPS (Subscriptions - Tracking 3.2): it then tells us each scan of one Mailer ID's pieces.

What comes in is read in pushes.py. Sources: what public clients show; one says that the list of a Mailer ID is stale
for hours, that a DELETE needs the ETag of a GET, and that a second order for the same address is refused with the id of
the first. An order without events for 30 days is deleted; making it anew begins its time again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from carriers.answers import Exchange
from carriers.asking import Asking, NoAnswer, without
from carriers.http import Call, Reply
from carriers.reading import as_json, as_list, clean, lowered

SERVICE = "usps-subscriptions"
PATH = "/subscriptions-tracking/v3r2/subscriptions"
_ID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_NAMED = re.compile(rf"subscription\s*id\W{{1,5}}({_ID})", re.I)
_ALIVE = frozenset({"enabled", "active"})
#: So many orders in the way are removed one after the other, not more.
MOST_IN_THE_WAY = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """`secret` signs what USPS sends; one source says that it must have exactly 32 characters."""

    mailer_id: str
    listener_url: str
    secret: str = field(repr=False)
    alert_email: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One standing order as USPS sees it. `status` is USPS's word (ENABLED, SUSPENDED), GONE when there is none."""

    id: str
    status: str
    listener_url: str = ""

    @property
    def is_alive(self) -> bool:
        return self.status.casefold() in _ALIVE


class UspsSubscriptions:
    """Each method makes a call or a few, adds a record of each, and returns NoAnswer when USPS does not do it."""

    def __init__(self, base_url: str, asking: Asking, secrets: Sequence[str] = ()) -> None:
        """`secrets`: what USPS may repeat in its answers and nobody is to read."""
        self._url = base_url.rstrip("/") + PATH
        self._asking = asking
        self._secrets = secrets

    def renew(self, wish: Wish, exchanges: list[Exchange]) -> str | NoAnswer:
        """Make the order anew and return its id; what stands in its way is removed first."""
        removed: set[str] = set()
        while True:
            outcome = self._call("POST", "", exchanges, _body(wish))
            if isinstance(outcome, NoAnswer):
                return outcome
            if outcome.status in (200, 201):
                return _id_of(outcome) or NoAnswer("garbage", "USPS made a subscription without an id")
            in_the_way = _in_the_way(outcome)
            if in_the_way is None or in_the_way in removed or len(removed) == MOST_IN_THE_WAY:
                return _refused(outcome)
            removed.add(in_the_way)
            problem = self.delete(in_the_way, exchanges)
            if problem is not None:
                return problem

    def standing(self, subscription_id: str, exchanges: list[Exchange]) -> Standing | NoAnswer:
        """As it is now: a single order is never stale, the list is."""
        outcome = self._call("GET", subscription_id, exchanges)
        if isinstance(outcome, NoAnswer):
            return outcome
        if outcome.status == 404:
            return Standing(subscription_id, "GONE")
        said = as_json(outcome.body)
        if outcome.status != 200 or not isinstance(said, Mapping):
            return _refused(outcome)
        return _standing(said) or NoAnswer("garbage", "USPS answered without a subscription")

    def listed(self, mailer_id: str, exchanges: list[Exchange]) -> list[Standing] | NoAnswer:
        """Every order for this Mailer ID, which may be hours old. USPS says 404 when there is none."""
        outcome = self._call("GET", f"?MID={quote(mailer_id)}", exchanges)
        if isinstance(outcome, NoAnswer):
            return outcome
        if outcome.status == 404:
            return []
        said = as_json(outcome.body)
        if outcome.status != 200 or said is None:
            return _refused(outcome)
        rows = lowered(said).get("subscriptions", said) if isinstance(said, Mapping) else said
        return [one for one in (_standing(row) for row in as_list(rows) if isinstance(row, Mapping)) if one]

    def delete(self, subscription_id: str, exchanges: list[Exchange]) -> NoAnswer | None:
        """None when it is gone. The ETag may change between our GET and our DELETE: once more then."""
        for _ in range(2):
            got = self._call("GET", subscription_id, exchanges)
            if isinstance(got, NoAnswer):
                return got
            if got.status == 404:
                return None
            etag = {"If-Match": got.headers["etag"]} if got.headers.get("etag") else {}
            outcome = self._call("DELETE", subscription_id, exchanges, headers=etag)
            if isinstance(outcome, NoAnswer):
                return outcome
            if outcome.status in (200, 202, 204, 404):
                return None
            if outcome.status != 412:
                return _refused(outcome)
        return NoAnswer("garbage", "USPS's subscription changes faster than it can be deleted")

    def _call(
        self,
        method: str,
        tail: str,
        exchanges: list[Exchange],
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply | NoAnswer:
        url = self._url + (tail if tail.startswith("?") or not tail else "/" + quote(tail))

        def call_with(authorization: str) -> Call:
            common = {"Authorization": authorization, "Accept": "application/json", **(headers or {})}
            return Call(SERVICE, method, url, body, {**common, "Content-Type": "application/json"} if body else common)

        outcome = self._asking.ask(call_with, exchanges)
        return outcome if isinstance(outcome, NoAnswer) else without(self._secrets, outcome)


def _body(wish: Wish) -> bytes:
    """`trackingEventTypes` goes with single numbers alone; a Mailer ID gets everything."""
    content: dict[str, Any] = {
        "listenerURL": wish.listener_url,
        "secret": wish.secret,
        "adminNotification": [{"email": wish.alert_email}],
        "filterProperties": {"MID": wish.mailer_id},
    }
    return json.dumps(content).encode()


def _in_the_way(reply: Reply) -> str | None:
    """The order that USPS names when it refuses a second one."""
    if reply.status not in (400, 409):
        return None
    named = _NAMED.search(reply.body.decode("utf-8", "replace"))
    return named[1] if named else None


def _id_of(reply: Reply) -> str:
    said = as_json(reply.body)
    return _name(lowered(said)) if isinstance(said, Mapping) else ""


def _name(fields: Mapping[str, object]) -> str:
    return clean(fields.get("subscriptionid")) or clean(fields.get("id"))


def _standing(said: Mapping[str, object]) -> Standing | None:
    fields = lowered(said)
    status = clean(fields.get("status")) or clean(fields.get("subscriptionstatus"))
    return Standing(_name(fields), status, clean(fields.get("listenerurl"))) if _name(fields) else None


def _refused(reply: Reply) -> NoAnswer:
    """Only the words of the error are kept."""
    said = as_json(reply.body)
    error = lowered(said).get("error") if isinstance(said, Mapping) else None
    fields = lowered(error) if isinstance(error, Mapping) else {}
    inner = next((lowered(one) for one in as_list(fields.get("errors")) if isinstance(one, Mapping)), {})
    words = clean(inner.get("detail")) or clean(fields.get("message")) or clean(inner.get("title"))
    kind = "unauthorized" if reply.status in (401, 403) else "garbage"
    return NoAnswer(kind, f"USPS refuses the subscription (HTTP {reply.status}): {words or 'no reason given'}")
