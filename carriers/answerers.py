"""Who answers for which courier's numbers, by what is configured. Pure."""

from collections.abc import Collection, Mapping, Sequence

#: Courier -> the client of its own API. International (S10) items are asked of USPS, which carries them in the US.
OWN = {"usps": "usps", "s10": "usps", "ups": "ups", "fedex": "fedex"}
#: Those who answer for any courier's numbers.
AGGREGATORS = ("easypost",)
#: No tracking by anybody but themselves.
NOBODY = frozenset({"amazon"})


def in_order(courier: str, clients: Collection[str], first: Sequence[str]) -> tuple[str, ...]:
    """The clients that answer for this courier, the first one first. `clients`: what we have credentials for; `first`:
    the order of the kinds "own" and "aggregator", of which one may be missing."""
    if courier in NOBODY:
        return ()
    of_kind: Mapping[str, Sequence[str]] = {"own": (OWN.get(courier, ""),), "aggregator": AGGREGATORS}
    return tuple(name for kind in first for name in of_kind[kind] if name in clients)
