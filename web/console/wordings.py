"""Every sentence that we text: as people read it in three languages, its size, its rules, its versions. Read only."""

from flask import Blueprint, Response, request

from bot import wording_previews
from bot.wording import LANGUAGES
from models.operator import Operator
from models.program import first_program
from web.access import by_role
from web.console.page import show, show_refusal
from web.console.plain_words import language_name

wording_pages = Blueprint("wordings", __name__, url_prefix="/console/wordings")


@wording_pages.get("")
@by_role
def page(who: Operator) -> Response:
    asked = request.args.get("words", "")[:60].lower()
    found = [(key, previews) for key in wording_previews.keys() if _fits(asked, previews := _previews(key))]
    return show(
        "wordings.html",
        who,
        title="Wordings",
        found=found,
        asked=asked,
        languages=[(code, language_name(code)) for code in LANGUAGES],
        last_sent=wording_previews.last_sent(),
        bad=sum(1 for _, previews in found for preview in previews if preview.faults),
    )


@wording_pages.get("/<key>")
@by_role
def wording(who: Operator, key: str) -> Response:
    if key not in wording_previews.keys():
        return show_refusal(who, "There is no sentence of that name. The list of wordings has them all.", 404)
    return show(
        "wording.html",
        who,
        title=f"Wording: {key}",
        previews=_previews(key),
        history=wording_previews.history(key),
    )


def _previews(key: str) -> list[wording_previews.Preview]:
    program = first_program()
    brand, contact = (program.brand, program.help_contact) if program else ("Waypost", "help@example.org")
    return wording_previews.of_key(key, brand, contact)


def _fits(asked: str, previews: list[wording_previews.Preview]) -> bool:
    """By the name of a sentence, or words of it in any language."""
    return any(asked in preview.key.lower() or asked in preview.usual.text.lower() for preview in previews)
