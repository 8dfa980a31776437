"""What answers hold that their readers do not expect: named by field, never by what stands in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers.reading import canonical
from carriers.shapes import SHAPES
from carriers.slices import drift_in

PAYLOADS = Path(__file__).parents[2] / "payloads"
#: The raw answers that were made to be strange.
STRANGE = {"usps/fault_broken_events.json", "usps/fault_no_gmt.json", "usps/mixed_207.json"}


def items_of(path: Path) -> list[Any]:
    said = json.loads(path.read_bytes(), strict=False)
    if isinstance(said, dict) and path.parent.name == "fedex":
        said = said.get("output", {}).get("completeTrackResults", [])
    return said if isinstance(said, list) else [said]


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*/*.json")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_answers_are_as_expected_and_strange_ones_are_not(path: Path) -> None:
    found = [drift for item in items_of(path) for drift in drift_in(canonical(item))[1]]
    assert bool(found) == (f"{path.parent.name}/{path.name}" in STRANGE), found


@pytest.mark.parametrize(
    ("carrier", "name", "change", "expected"),
    [
        ("usps", "accepted.json", ("trackingEvents", 0, "eventCode", [1]), "trackingevents[].eventcode is a list"),
        ("usps", "accepted.json", ("mailClass", {"a": 1}), "mailclass is a object"),
        (
            "easypost",
            "delivered.json",
            ("tracking_details", 0, "datetime", 5),
            "tracking_details[].datetime is a number",
        ),
        ("easypost", "delivered.json", ("tracking_details", 0, "datetime", "x"), "a scan has no time that can be read"),
    ],
)
def test_a_field_of_another_kind_and_a_scan_without_a_time_are_named(
    carrier: str, name: str, change: tuple[Any, ...], expected: str
) -> None:
    item = items_of(PAYLOADS / carrier / name)[0]
    *way, last, value = change
    place = item
    for step in way:
        place = place[step]
    place[last] = value
    service, found = drift_in(canonical(item))
    assert service == carrier and expected in {drift.what for drift in found}


def test_every_carrier_has_its_shape() -> None:
    assert set(SHAPES) == {path.name for path in PAYLOADS.iterdir() if path.is_dir()}


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["object", "Tracker", "trackResponse", "trackResults", "trackingEvents", "tracking_details"])
        | st.text(max_size=5), inner, max_size=5,
    ), max_leaves=20,
))  # fmt: skip
def test_nothing_that_comes_breaks_it_and_what_it_says_is_short(said: Any) -> None:
    for drift in drift_in(canonical(said))[1]:
        assert drift.kind in ("field", "time") and len(drift.what) <= 160
