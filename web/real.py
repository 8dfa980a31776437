"""Is this text real? What ours look like, what they never ask, and a form that asks our own log.

It answers yes, or that there is no such text, in one shape; it shows nothing again of what was typed. No cookie.
"""

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot import describe, verifying, wording
from bot.verifying import Asked
from config import time
from models.database import database
from models.program import first_program
from models.vocabulary import Milestone
from web.page import reader_language, show
from web.track import SITES
from web.visitor import visitor
from web.words import words_of

real_pages = Blueprint("real", __name__)

#: What the examples on the page are about.
LAST_FOUR, CARRIER, PLACE, ZONE = "3456", "usps", "Memphis TN", "CT"


@real_pages.get("/real")
def page() -> Response:
    return _shown()


@real_pages.post("/real")
def ask() -> Response:
    """The page again with one sentence more; whatever did not fit, it is the same one."""
    program, now, asker = first_program(), time.now(), visitor("verify")
    if program is None:
        return _shown("not_found")
    with database.atomic():
        if not verifying.take_turn(program, asker.network, asker.wide_network, now):
            return _shown("busy", 429)
    return _shown("found" if verifying.was_ours(program, _asked(), now) else "not_found")


def _asked() -> Asked:
    """What is too large to be read is a text that we never sent."""
    try:
        form = request.form
    except RequestEntityTooLarge:
        return Asked("", "", "")
    return Asked(form.get("sender", ""), form.get("last_four", ""), form.get("check_word", ""))


def _shown(answer: str = "", status: int = 200) -> Response:
    """`answer`: the key of its sentence. An answer is the asker's own, so nobody may keep it."""
    language, program = reader_language(), first_program()
    word = words_of("real", language)["example_word"]
    return show(
        "real",
        "real.html",
        language,
        status,
        unlisted=bool(answer),
        program=program,
        answer=answer,
        samples=_samples(program.brand, word, language) if program else [],
        sites=", ".join(SITES.values()),
        example={"last_four": LAST_FOUR, "word": word},
    )


def _samples(brand: str, check_word: str, language: str) -> list[str]:
    """Three texts as we send them, of a mailpiece that does not exist."""
    piece = describe.piece_name(CARRIER, LAST_FOUR, language=language)
    values = {"brand": brand, "piece": piece, "last_four": LAST_FOUR, "place": PLACE}
    values["when"] = describe.moment(time.now().replace(hour=8, minute=14), ZONE, language)
    state = wording.state_words(Milestone.IN_TRANSIT, CARRIER, language)
    said = (
        wording.say("followed_status", language, state=state, **values),
        wording.say(Milestone.DELIVERED, language, check_word=check_word, **values),
        wording.say("goodbye", language, brand=brand),
    )
    return [one.text for one in said]
