"""The opt-in page: number, phone, what to be told, confirm. One page, with two ways to finish it.

(a) The person texts us a code: nothing goes out before they have, and no script is needed. (b) We text one YES
question, which costs their browser a sum; the answer is the same for every phone, jobs/ask.py decides.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import segno
from flask import Blueprint, Response, current_app, request
from peewee import IntegrityError

from bot import codes, sender_links, web_limits, web_requests
from bot.describe import carrier_name, piece_name
from bot.disclosure import disclosure
from bot.web_requests import Form
from bot.wording import Wording
from config import queues, time
from models.database import database
from models.fields import phone_index
from models.program import Program, first_program
from models.sender_link import SenderLink
from models.vocabulary import WebKind
from web import puzzle
from web.access import by_sender_link
from web.headers import UNLISTED, with_script
from web.opt_in_form import CHOICES, QUIET, Filled, read_form, read_number
from web.page import fill_in, reader_language, show
from web.sandboxed import in_sandbox
from web.visitor import Visitor, visitor
from web.words import LANGUAGES, words_of
from web.words.commands import COMMANDS

opt_in_pages = Blueprint("opt_in", __name__)

#: What a form's page shows of the program, and what is filled in for each reader anew.
SHOWN = ("brand", "from_number", "quiet_from", "quiet_until", "pushes_a_day", "pushes_a_day_per_piece")
CHALLENGE, ITS_BITS = "CHALLENGE-OF-THIS-READER", "BITS-OF-THIS-READER"
KEPT_FOR = timedelta(seconds=3)
#: A network may fill in so many times as many forms that text nobody.
CODES_FACTOR = 8


@opt_in_pages.get("/")
def page() -> Response:
    """Nearly everybody gets the very same page; what it shows of the program may be some seconds old."""
    shown, may_ask = _kept(time.now())
    if shown is None:
        return show("opt_in", "not_set_up.html", reader_language())
    return _answer(_empty_form(reader_language(), shown, _base(), may_ask))


@opt_in_pages.post("/")
def submit() -> Response:
    return _submit(None)


@opt_in_pages.get("/o/<token>")
@by_sender_link
def link_page(link: SenderLink) -> Response:
    return _page(link)


@opt_in_pages.post("/o/<token>")
@by_sender_link
def link_submit(link: SenderLink) -> Response:
    return _submit(link)


@opt_in_pages.get("/o/<token>/sheet")
@by_sender_link
def sheet(link: SenderLink) -> Response:
    """To print and put beside a letter: the link as a QR code."""
    address = f"{_base()}/o/{sender_links.token_of(link)}"
    code = _square(address)
    return show("opt_in", "sheet.html", reader_language(), unlisted=True, link=link, address=address, code=code)


def _page(link: SenderLink | None, filled: Filled | None = None, status: int = 200, **more: Any) -> Response:
    language, program = reader_language(), first_program()
    if program is None:
        return show("opt_in", "not_set_up.html", language)
    may_ask = not (link is not None and link.is_own) and web_limits.may_ask(program)
    html = _form_html(program, language, link, filled or Filled(language=language), may_ask, **more)
    return _answer(html, status, UNLISTED if link is not None else None)


def _answer(html: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """With a puzzle of this reader's own."""
    bits = current_app.config.get("PUZZLE_BITS", puzzle.BITS)
    html = html.replace(CHALLENGE, puzzle.challenge(time.now(), bits)).replace(ITS_BITS, str(bits))
    return with_script(Response(html, status, headers=headers))


@lru_cache(maxsize=64)
def _empty_form(language: str, shown: tuple[Any, ...], base: str, may_ask: bool) -> str:
    """Made anew when anything that it shows has changed."""
    program = Program(**dict(zip(SHOWN, shown, strict=True)))
    return _form_html(program, language, None, Filled(language=language), may_ask)


def _kept(now: datetime) -> tuple[tuple[Any, ...] | None, bool]:
    """(what the page shows of the program, whether we text first at all), kept by this process. What is then asked for
    is judged anew."""
    kept: tuple[datetime, tuple[Any, ...] | None, bool] | None = current_app.extensions.get("front page")
    if kept is None or not timedelta(0) <= now - kept[0] < KEPT_FOR:
        program = first_program()
        shown = tuple(getattr(program, name) for name in SHOWN) if program else None
        kept = (now, shown, program is not None and web_limits.may_ask(program))
        current_app.extensions["front page"] = kept
    return kept[1], kept[2]


def _form_html(
    program: Program, language: str, link: SenderLink | None, filled: Filled, may_ask: bool, **more: Any
) -> str:
    return fill_in(
        "opt_in.html",
        language,
        words=words_of("opt_in", language),
        languages=LANGUAGES,
        commands=COMMANDS[language],
        carrier_name=carrier_name,
        piece=_name_of(link, language),
        program=program,
        link=link,
        pieces=sender_links.size(link) if link is not None and link.batch_id else 0,
        filled=filled,
        shown=_disclosure(program, language, link),
        choices=CHOICES,
        quiet=QUIET,
        challenge=CHALLENGE,
        bits=ITS_BITS,
        may_ask=may_ask,
        in_sandbox=in_sandbox(),
        **more,
    )


def _name_of(link: SenderLink | None, language: str) -> str:
    piece = link.mailpiece if link is not None else None
    return piece_name(piece.carrier, piece.tracking_number, language=language) if piece is not None else ""


def _submit(link: SenderLink | None) -> Response:
    language, program, act = reader_language(), first_program(), request.form.get("act", "code")
    if program is None:
        return _page(link)
    filled = read_form(request.form, language, program.regions)
    needs_number = link is None or (link.batch_id is not None and not link.is_own)
    if needs_number:
        read_number(filled)
        _keep_within(link, filled)
    if act == "check":
        return _page(link, filled, verdict="number" not in filled.errors)
    if not filled.agreed:
        filled.errors["agree"] = "bad_agree"
    if act == "question" and not filled.phone:
        filled.errors["phone"] = "bad_phone"
    if filled.errors:
        return _page(link, filled, 422)
    return _ask_me(program, link, filled) if act == "question" else _text_us(program, link, filled)


def _keep_within(link: SenderLink | None, filled: Filled) -> None:
    """By a batch's link only its own pieces."""
    if link is None or filled.number is None or filled.errors:
        return
    if sender_links.piece_in(link, filled.number.carrier, filled.number.tracking_number) is None:
        filled.errors["number"] = "bad_batch"


def _text_us(program: Program, link: SenderLink | None, filled: Filled) -> Response:
    """Way (a): a code, to be texted with the number."""
    now, who = time.now(), visitor("opt-in: text us")
    own = link is not None and link.is_own
    kind = WebKind.BATCH if own else WebKind.CODE
    if web_limits.network_is_busy(kind, who.network, who.wide_network, now, CODES_FACTOR):
        return _page(link, filled, 429, busy=True)
    code = codes.make()
    form = _form(program, link, filled, who)
    with database.atomic():
        web_requests.keep(kind, form, now, code=code, **_of(link, filled), **_networks(who))
    text = f"{filled.number.tracking_number} code {code}" if filled.number else f"code {code}"
    return _text_this(program, text, page="opt_in", title_key="almost")


def _ask_me(program: Program, link: SenderLink | None, filled: Filled) -> Response:
    """Way (b). What a machine gives itself away by, and what the limits say, changes nothing in the answer."""
    now, who = time.now(), visitor("opt-in: ask me")
    nonce = puzzle.solved(request.form.get("challenge", ""), request.form.get("answer", ""), now)
    if nonce is None:
        filled.errors["phone"] = "bad_puzzle"
        return _page(link, filled, 422)
    if not web_limits.may_ask(program):
        return _page(link, filled, 503)
    if web_limits.network_is_busy(WebKind.QUESTION, who.network, who.wide_network, now):
        return _page(link, filled, 429, busy=True)
    code = codes.make()
    form = _form(program, link, filled, who)
    address = "" if request.form.get("website") else filled.phone  # a field that no person sees
    try:
        with database.atomic():
            columns = {**_of(link, filled), **_networks(who), "nonce": nonce}
            web_requests.keep(WebKind.QUESTION, form, now, phone=address, **_phone(address), **columns)
            web_requests.keep(WebKind.CODE, form, now, code=code, **_of(link, filled), **_networks(who))
    except IntegrityError:
        filled.errors["phone"] = "bad_puzzle"  # the same sum was handed in twice
        return _page(link, filled, 422)
    queues.ring("ask")
    text = f"{filled.number.tracking_number} code {code}" if filled.number else f"code {code}"
    return _text_this(program, text, page="opt_in", title_key="asked")


def _text_this(program: Program, text: str, page: str, title_key: str) -> Response:
    """What to text us, as words, as a link to tap and as a QR code for another phone."""
    number = program.from_number
    code = _square(f"SMSTO:{number}:{text}")
    tap = f"sms:{number}?&body={quote(text)}"
    return show(
        page, "text_us.html", reader_language(), unlisted=True, text=text, code=code, tap=tap, title_key=title_key
    )


def _square(says: str) -> str:
    """The QR code as SVG, in the size of its box."""
    drawn: str = segno.make(says, error="m").svg_inline(light="#fff", svgclass="qr", omitsize=True)
    return drawn


def _form(program: Program, link: SenderLink | None, filled: Filled, who: Visitor) -> Form:
    return Form(
        where=who.where,
        shown=_disclosure(program, reader_language(), link),
        number=filled.number.tracking_number if filled.number else "",
        carrier=filled.number.carrier if filled.number else "",
        choice=filled.choice,
        language=filled.language,
        quiet_hours=filled.quiet_hours,
        asked_by=f"link {link.id} of sender {link.sender.key}" if link is not None else "",
    )


def _disclosure(program: Program, language: str, link: SenderLink | None) -> Wording:
    sender, own = (link.sender.name, link.is_own) if link is not None else ("", False)
    return disclosure(program, language, _base(), sender, own)


def _of(link: SenderLink | None, filled: Filled) -> dict[str, Any]:
    """The piece that the request is for, where a sender's link says so."""
    if link is None:
        return {}
    piece = link.mailpiece
    if piece is None and filled.number is not None:
        piece = sender_links.piece_in(link, filled.number.carrier, filled.number.tracking_number)
    return {"sender_link": link, "mailpiece": piece}


def _networks(who: Visitor) -> dict[str, str]:
    return {"network": who.network, "wide_network": who.wide_network}


def _phone(address: str) -> dict[str, str]:
    return {"phone_index": phone_index(address), "block": phone_index(f"block:{address[:-2]}")}


def _base() -> str:
    base: str = current_app.config["SETTINGS"].public_base_url
    return base
