"""How exports of common kinds of programs are read, by the headings that they bear: what the office would otherwise say
column by column. Told from our own looks at such exports, by what they have in common; none is anybody's text.

Pure. Refuses to choose one that the headings do not bear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from records.columns import ADDRESS, RECIPIENT, TRACKING, guessed, plain


@dataclass(frozen=True)
class Preset:
    """`marks`: headings (as columns.plain spells them) all of which such an export has. `columns`: field -> its
    heading there, where that is not what the heading would be taken for elsewhere; an empty one is left out."""

    key: str
    name: str
    marks: frozenset[str]
    columns: Mapping[str, str] = field(default_factory=dict)


def _marks(*headings: str) -> frozenset[str]:
    return frozenset(headings)


#: Narrower ones first: the first that fits is taken.
PRESETS: tuple[Preset, ...] = (
    Preset(
        "firm_book",
        "Firm mailing book (the columns of PS 3877)",
        _marks("article number", "addressee"),
        {TRACKING: "article number", ADDRESS: "addressee", RECIPIENT: ""},
    ),
    Preset(
        "label_service",
        "Certified Mail label service: mailing report",
        _marks("certified mail number", "label reference"),
        {TRACKING: "certified mail number", "reference:reference": "label reference"},
    ),
    Preset(
        "postage_program",
        "Postage program: print history",
        _marks("print date", "recipient", "tracking number"),
        {"mailed_on": "ship date", "reference:reference": "cost code", "reference:reference 2": "memo"},
    ),
    Preset(
        "print_and_mail",
        "Print-and-mail service: job report",
        _marks("job id", "tracking number"),
        {"external_id": "job id", "mailed_on": "mail date", "reference:reference 2": "document name"},
    ),
    Preset(
        "shipping_platform",
        "Shipping platform: shipments",
        _marks("ship to name", "tracking number"),
        {"external_id": "order number", "mailed_on": "ship date"},
    ),
    Preset(
        "case_program",
        "Case or practice program: mail log",
        _marks("matter", "contact", "tracking number"),
        {RECIPIENT: "contact", "reference:matter": "matter"},
    ),
    Preset(
        "property_program",
        "Property program: notices sent",
        _marks("tenant", "property", "tracking number"),
        {"reference:tenant": "tenant", "reference:property": "property"},
    ),
)
BY_KEY = {one.key: one for one in PRESETS}


def fitting(headings: Sequence[str]) -> Preset | None:
    return next((one for one in PRESETS if all(_found(mark, headings) for mark in one.marks)), None)


def _found(wanted: str, headings: Sequence[str]) -> str:
    """The heading that says it, else the first that begins with it: forms explain theirs in brackets."""
    same = [one for one in headings if plain(one) == wanted]
    longer = [one for one in headings if plain(one).startswith(f"{wanted} ")]
    return next(iter([*same, *longer]), "")


def columns_of(preset: Preset, headings: Sequence[str]) -> dict[str, str]:
    """field -> heading, for this file: what the preset says, and beside it what is known of the other headings."""
    found = {name: _found(wanted, headings) for name, wanted in preset.columns.items() if wanted}
    said = {name: heading for name, heading in found.items() if heading}
    rest = guessed([one for one in headings if one not in said.values()])
    left_out = {name for name, wanted in preset.columns.items() if not wanted}
    return {name: one for name, one in {**rest, **said}.items() if name not in left_out}
