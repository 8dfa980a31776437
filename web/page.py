"""Shows a page for people: its words in the reader's language, and what stands around it."""

from typing import Any

from flask import Response, render_template, request

from bot.describe import carrier_name, piece_name
from models.mailpiece import Mailpiece
from models.program import Program, first_program
from web.headers import UNLISTED
from web.words import DEFAULT, LANGUAGES, words_of
from web.words.commands import COMMANDS


def reader_language(own: str = "") -> str:
    """As chosen on the page, else the person's `own`, else the browser's."""
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return own if own in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT


def show(page: str, template: str, language: str, status: int = 200, unlisted: bool = False, **values: Any) -> Response:
    """`page` names the words, `template` the file; both get `language`, `languages` and `program`."""
    program: Program | None = values.pop("program", None) or first_program()
    filled = render_template(
        template,
        words=words_of(page, language),
        language=language,
        languages=LANGUAGES,
        program=program,
        commands=COMMANDS[language],
        carrier_name=carrier_name,
        piece_name=_piece_name,
        **values,
    )
    return Response(filled, status, headers=UNLISTED if unlisted else None)


def _piece_name(piece: Mailpiece, language: str) -> str:
    return piece_name(piece.carrier, piece.tracking_number, language=language)
