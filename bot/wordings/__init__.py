"""The sentences of each language, and the words that go into them. Whoever says one goes through `bot/wording.py`."""

from types import ModuleType

from bot.wordings import en, es, fr
from bot.wordings.by_people import ANSWERS
from models.vocabulary import Milestone

_TABLES: dict[str, ModuleType] = {"en": en, "es": es, "fr": fr}

#: By language and key: the sentence's version and the sentence.
SENTENCES: dict[str, dict[str, tuple[int, str]]] = {
    code: table.SENTENCES | ANSWERS[code] for code, table in _TABLES.items()
}
STATES: dict[str, dict[Milestone, str]] = {code: table.STATES for code, table in _TABLES.items()}
#: Where the state of another carrier's piece reads otherwise than that of a piece of USPS.
COURIER_STATES: dict[str, dict[Milestone, str]] = {code: table.COURIER_STATES for code, table in _TABLES.items()}
MONTHS: dict[str, tuple[str, ...]] = {code: table.MONTHS for code, table in _TABLES.items()}
INTERNATIONAL: dict[str, str] = {code: table.INTERNATIONAL for code, table in _TABLES.items()}
OR: dict[str, str] = {code: table.OR for code, table in _TABLES.items()}
HALF_DAYS: dict[str, bool] = {code: table.HALF_DAYS for code, table in _TABLES.items()}

#: Keys that are no whole sentence: they stand inside one, so they carry neither our name nor a full stop.
PARTS = frozenset("until more_items state_not_open choice_standard choice_all choice_delivery choice_date".split())
