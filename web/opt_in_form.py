"""Reads the opt-in form: what was typed, what is wrong with it, in keys of web/words/opt_in.py. Stores nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import phonenumbers

from bot import following, phone
from bot.describe import CARRIER_NAMES
from carriers.recognise import Candidate, is_green_card, near_miss, recognise
from web.words import LANGUAGES

#: What may be asked for, in the order in which it is offered; bot/choices.py says what each hears.
CHOICES = ("standard", "all", "delivery", "action", "date")
#: As they stand in `contact.quiet_hours`; "" is what the program keeps anyway.
QUIET = ("", "none", "20-8", "21-8", "22-7", "22-9")
_ROUNDED = re.compile(r"(?i)[0-9][.,][0-9]+\s*e\s*\+?\s*[0-9]+")
LONGEST = 200


@dataclass
class Filled:
    """`errors`: field -> key of what is wrong. `number` is None where none was asked for or none could be read."""

    typed: str = ""
    carrier: str = ""
    phone_typed: str = ""
    choice: str = "standard"
    language: str = ""
    quiet_hours: str = ""
    agreed: bool = False
    number: Candidate | None = None
    carriers: tuple[str, ...] = ()
    phone: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def read_form(form: Mapping[str, str], language: str, regions: str) -> Filled:
    """Everything but the box and the phone is checked here; which of those is needed depends on the button."""

    def one_of(name: str, allowed: tuple[str, ...]) -> str:
        value = form.get(name, "")
        return value if value in allowed else allowed[0]

    filled = Filled(
        typed=form.get("number", "").strip()[:LONGEST],
        carrier=one_of("carrier", ("", *CARRIER_NAMES)),
        phone_typed=form.get("phone", "").strip()[:40],
        choice=one_of("choice", CHOICES),
        language=one_of("texts_in", (language, *LANGUAGES)),
        quiet_hours=one_of("quiet", QUIET),
        agreed=form.get("agree") == "yes",
    )
    filled.phone = typed_phone(filled.phone_typed, regions) or ""
    return filled


def read_number(filled: Filled) -> None:
    """Sets `number`, or what is wrong with it; `carriers` where it could be of several."""
    named = CARRIER_NAMES.get(filled.carrier, "")
    numbers = recognise(f"{named} {filled.typed}" if named else filled.typed)
    certain = {number.tracking_number: number for number in numbers if number.certain}
    if len(certain) == 1:
        filled.number = next(iter(certain.values()))
        if is_green_card(filled.number.tracking_number):
            filled.errors["number"] = "bad_green_card"
        elif not following.can_follow(filled.number):
            filled.errors["number"] = "bad_carrier"
    elif certain:
        filled.errors["number"] = "bad_several"
    elif numbers:
        filled.carriers = tuple(dict.fromkeys(number.carrier for number in numbers))
        filled.errors["number"] = "bad_which"
    else:
        filled.errors["number"] = _what_is_wrong(filled.typed)


def _what_is_wrong(typed: str) -> str:
    if not typed:
        return "bad_empty"
    if _ROUNDED.search(typed):
        return "bad_rounded"
    miss = near_miss(typed)
    return f"bad_{miss.reason}" if miss else "bad_unknown"


def typed_phone(typed: str, regions: str) -> str | None:
    """`(202) 555-0143` → `+12025550143`, by the plan of the program's main country; None for what is no phone."""
    main = "US" if "US" in regions.split(",") else regions.split(",")[0]
    try:
        parsed = phonenumbers.parse(typed, main)
    except phonenumbers.NumberParseException:
        return None
    if parsed.extension:
        return None
    return phone.e164(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
