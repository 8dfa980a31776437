"""What an answer holds that its reader does not expect: a field of another kind, a scan that has no time. Pure.

It names fields and kinds, never what a field held. A field that is new says nothing; a known one that changes does.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from carriers.reading import as_list, lowered

LONGEST = 120
_KINDS: Mapping[type, str] = {str: "text", bool: "flag", int: "number", float: "number", list: "list", dict: "object"}


class Drift(NamedTuple):
    """`kind`: field, time, code or unreadable."""

    kind: str
    what: str


@dataclass(frozen=True)
class Shape:
    """`scans`: the way to the list of scans. `kinds`: of what kinds a field may be, by its way, [] standing for a list;
    one that is missing or null is never wrong."""

    scans: Sequence[str]
    kinds: Mapping[str, str]
    is_placed: Callable[[object], bool]


def drift_from(shape: Shape, said: object) -> list[Drift]:
    """Each difference once, in the order of the answer."""
    fields = (Drift("field", f"{way} is a {kind}") for way, kind in _walk(said, "") if kind not in _allowed(shape, way))
    found = dict.fromkeys(fields)
    unplaced = [scan for scan in scans_in(shape, said) if isinstance(scan, Mapping) and not shape.is_placed(scan)]
    return [*found, *([Drift("time", "a scan has no time that can be read")] if unplaced else [])]


def _allowed(shape: Shape, way: str) -> Sequence[str]:
    expected = shape.kinds.get(way)
    return expected.split() if expected else tuple(_KINDS.values())


def _walk(said: object, way: str) -> Iterator[tuple[str, str]]:
    if said is None:
        return
    yield way, _KINDS.get(type(said), "text")
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from _walk(value, f"{way}.{str(name).lower()}"[-LONGEST:].lstrip("."))
    elif isinstance(said, list):
        for value in said:
            yield from _walk(value, f"{way}[]")


def scans_in(shape: Shape, said: object) -> list[object]:
    """A level may be a list, a single thing that should have been one, or missing."""
    found = [said]
    for name in shape.scans:
        found = [inner for one in found if isinstance(one, Mapping) for inner in as_list(lowered(one).get(name))]
    return found
