"""Shows a page for people: its words in the reader's language, and what stands around it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Response, render_template, request
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from models.program import Program, first_program
from web.headers import UNLISTED
from web.words import DEFAULT, LANGUAGES, words_of


@dataclass(frozen=True)
class Frame:
    """What is the same on every page of a language, made once: a page would spend a third of its time on it."""

    head: Markup
    header: Markup
    footer: Markup


def reader_language(own: str = "") -> str:
    """As chosen on the page, else the person's `own`, else the browser's."""
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return own if own in LANGUAGES else _best_of(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1024)
def _best_of(accepted: str) -> str:
    """A reader of fr-CA reads fr, before any language that comes after it."""
    for wanted, _weight in parse_accept_header(accepted[:200], LanguageAccept):
        if wanted[:2].lower() in LANGUAGES:
            return wanted[:2].lower()
    return DEFAULT


def fill_in(template: str, language: str, **values: Any) -> str:
    """`template` within its frame."""
    return render_template(template, language=language, frame=_frame(language, request.root_path), **values)


def show(page: str, template: str, language: str, status: int = 200, unlisted: bool = False, **values: Any) -> Response:
    """`page` names the words, `template` the file; both get `language`, `languages` and `program`."""
    program: Program | None = values.pop("program", None) or first_program()
    filled = fill_in(
        template,
        language,
        words=words_of(page, language),
        languages=LANGUAGES,
        program=program,
        **values,
    )
    return Response(filled, status, headers=UNLISTED if unlisted else None)


@lru_cache(maxsize=16)
def _frame(language: str, root: str) -> Frame:
    """`root` is what stands before every path of ours, if anything."""
    parts = {
        part: Markup(  # noqa: S704 - our own templates and words, escaped there
            render_template(
                f"frame/{part}.html", words=words_of("frame", language), language=language, languages=LANGUAGES
            )
        )
        for part in ("head", "header", "footer")
    }
    return Frame(**parts)
