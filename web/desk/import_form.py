"""Reads the form by which somebody says how a file of mailings is read. Refuses two columns for one of our fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.record_import import RecordImport
from records import column_presets, columns, mappings, references
from records.columns import REFERENCE
from records.import_choices import Choices, kinds_of
from records.import_rows import Fixed
from records.options import CLASSES, OPTIONS

SAVED, PRESET = "saved:", "preset:"
BY_HAND = "chosen by hand"


@dataclass(frozen=True)
class Wanted:
    """`save_as`: under which name it is kept for the next file; empty: for this one alone."""

    columns: Mapping[str, str]
    fixed: Fixed
    batch: str
    said: str
    save_as: str
    problem: str = ""


def read_form(load: RecordImport, choices: Choices, form: Any) -> Wanted:
    """`form`: a MultiDict. What is wrong is said, and the rest is taken nevertheless."""
    if form.get("act") == "way":
        return _as_another(load, choices, form)
    chosen, problems = dict[str, str](), list[str]()
    for place, heading in enumerate(choices.top.headings):
        field = form.get(f"col-{place}", "")
        if field == REFERENCE:
            field = own_reference(heading)
        if not field or not columns.is_field(field):
            continue
        if field in chosen:
            problems.append(f"{columns.name_of(field)} is said of two columns; {chosen[field]!r} was taken.")
        chosen.setdefault(field, heading)
    fixed, said = _fixed(load, form)
    return Wanted(
        chosen, fixed, form.get("batch", ""), BY_HAND, form.get("save_as", "").strip(), " ".join([*problems, *said])
    )


def own_reference(heading: str) -> str:
    """A reference that is called as its column is."""
    return f"{REFERENCE}{references.kind_of(heading) or 'reference'}"


def _fixed(load: RecordImport, form: Any) -> tuple[Fixed, list[str]]:
    said, mailed_on = [], form.get("mailed_on", "").strip()
    try:
        mailed_on = date.fromisoformat(mailed_on).isoformat() if mailed_on else ""
    except ValueError:
        said, mailed_on = ["Write the day as 2026-11-30; it was left out."], ""
    kinds = {str(one.id): one.id for one in kinds_of(load.sender)}
    fixed = Fixed(
        notice_type=kinds.get(form.get("notice_type", ""), 0),
        mailed_on=mailed_on,
        mailing_class=form.get("mailing_class", "") if form.get("mailing_class") in CLASSES else "",
        options=tuple(one for one in OPTIONS if one in form.getlist("options")),
        name_on_top=bool(form.get("name_on_top")),
    )
    return fixed, said


def _as_another(load: RecordImport, choices: Choices, form: Any) -> Wanted:
    """As a saved way or a preset says, as far as the file has its headings."""
    way, headings = form.get("way", ""), choices.top.headings
    fixed = _fixed(load, form)[0]
    found, said = columns.guessed(headings), mappings.GUESSED
    if way.startswith(PRESET) and way[len(PRESET) :] in column_presets.BY_KEY:
        preset = column_presets.BY_KEY[way[len(PRESET) :]]
        found, said = column_presets.columns_of(preset, headings), preset.name
    elif way.startswith(SAVED):
        own = mappings.find(load.sender, way[len(SAVED) :])
        if own is not None:
            read = mappings.way_of(own, headings)
            found, fixed, said = dict(read.columns), read.fixed, read.said
    return Wanted(found, fixed, form.get("batch", ""), said, "")


def ways_for(load: RecordImport) -> list[tuple[str, str]]:
    own = [(f"{SAVED}{one.id}", one.name) for one in mappings.of(load.sender)]
    return [*own, *((f"{PRESET}{one.key}", one.name) for one in column_presets.PRESETS)]
