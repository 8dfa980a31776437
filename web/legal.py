"""Terms and privacy, made from the settings and the program: what a person may hold us to. No cookie, no script."""

from typing import Any

from babel import Locale
from flask import Blueprint, Response, current_app

from config.settings import Settings
from models.program import Program, first_program
from web.page import reader_language, show

legal_pages = Blueprint("legal", __name__)

#: In the order of the page.
TERMS = ("what", "consent", "often", "cost", "stop", "help", "where", "late", "scan")


@legal_pages.get("/terms")
def terms() -> Response:
    return _shown("terms.html", parts=TERMS)


@legal_pages.get("/privacy")
def privacy() -> Response:
    return _shown("privacy.html")


def _shown(template: str, **values: Any) -> Response:
    language, settings = reader_language(), current_app.config["SETTINGS"]
    facts = _facts(settings, language)
    # A brand that runs itself would read oddly.
    lead = "lead" if settings.operator_name else "lead_own"
    return show("legal", template, language, facts=facts, lead=lead, address=settings.operator_address, **values)


def _facts(settings: Settings, language: str) -> dict[str, str]:
    """What fills the sentences. Before the first release there is no program: then the settings, which it follows."""
    program = first_program()
    source: Program | Settings = program or settings
    regions = program.regions if program else settings.allowed_regions
    return {
        "brand": source.brand,
        "from_number": source.from_number,
        "help_contact": source.help_contact,
        "operator": settings.operator_name or source.brand,
        "privacy_contact": settings.privacy_contact or source.help_contact,
        "countries": _countries(regions, language),
    }


def _countries(regions: str, language: str) -> str:
    """By name in the reader's language, in its order of letters; `regions` are ISO codes, comma separated."""
    names = Locale(language).territories
    codes = (region.strip().upper() for region in regions.split(",") if region.strip())
    return ", ".join(sorted(str(names.get(code, code)) for code in codes))
