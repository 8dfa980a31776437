"""What a text does that carries a code from our web page: the page said what for, the text says who.

Nothing went to the phone before it; their own text is the consent, and the page's words are its evidence.
"""

from dataclasses import replace
from typing import Any

from bot import consent, desk_alerts, following, limits, numbers, opt_out, own_settings, web_requests
from bot.turn import Reply, Turn
from bot.web_requests import Form
from carriers.recognise import Candidate, recognise
from models.batch import BatchPiece
from models.contact import Contact
from models.mailpiece import Mailpiece
from models.sender_link import SenderLink
from models.vocabulary import ConsentKind, Source, WebKind, WebState
from models.web_request import WebRequest


def by_code(turn: Turn) -> Reply | None:
    """The answer to a text that is nothing but a code."""
    request = web_requests.take(turn.reading.code, turn.now)
    return Reply(turn.say("code_unknown")) if request is None else _answer(turn, request)


def beside_number(turn: Turn) -> tuple[bool, Reply | None]:
    """(whether the code in the text says more than the number beside it, the answer)."""
    request = web_requests.take(turn.reading.code, turn.now)
    if request is None:
        return False, None  # the number alone says enough
    return True, _answer(turn, request)


def _answer(turn: Turn, request: WebRequest) -> Reply | None:
    if request.kind == WebKind.PREFERENCES:
        if request.phone_index != turn.contact.phone_index:
            return Reply(turn.say("code_unknown"))  # somebody talked them into texting it: it opens nothing of theirs
        stays: dict[str, Any] = {"contact": turn.contact, "expires_at": turn.now + web_requests.SETTINGS_STAY_OPEN}
        web_requests.settle(request, WebState.OPEN, turn.now, **stays)
        return None  # the page goes on; a text would only say that it does
    form = web_requests.form_of(request)
    if turn.known.asked:
        opt_out.clear_doubt(turn)  # who asks for news has told us that texts may stay on
    _allow_again(turn, form)
    adopt(turn.contact, form, turn)
    if request.kind == WebKind.DESK:
        return desk_alerts.begin(turn, request, form)
    if request.kind == WebKind.BATCH:
        return _follow_batch(turn, request, form)
    web_requests.settle(request, WebState.DONE, turn.now, contact=turn.contact)
    pieces = _pieces(turn, request, form)
    if not pieces:
        return Reply(turn.say("too_many_numbers"))
    return numbers.sign_up(_choosing(turn, form), pieces, proven=is_proof(request), page=form)


def _allow_again(turn: Turn, form: Form) -> None:
    """Somebody who had stopped ticked the box and texted us: that is as good as START."""
    if not turn.known.opted_out:
        return
    event = turn.record(ConsentKind.RESUMED, shown=form.shown, where=form.where, source=Source.WEB)
    consent.lift(turn.contact, event, turn.now)


def taken_up(turn: Turn, request: WebRequest) -> Turn:
    """The person said YES to the question that a form made us ask: what was chosen there holds now."""
    form = web_requests.form_of(request)
    adopt(turn.contact, form, turn)
    web_requests.settle(request, WebState.DONE, turn.now, contact=turn.contact)
    return _choosing(turn, form)


def _choosing(turn: Turn, form: Form) -> Turn:
    return replace(turn, reading=replace(turn.reading, choice=form.choice))


def adopt(contact: Contact, form: Form, turn: Turn) -> None:
    """Language and quiet hours as chosen on the page."""
    contact.language = form.language or contact.language
    contact.save(only=[Contact.language])
    if form.quiet_hours and form.quiet_hours != contact.quiet_hours:
        own_settings.set_quiet_hours(contact, form.quiet_hours, turn.now)


def is_proof(request: WebRequest) -> bool:
    """A sender's link to one piece was given to its recipient: whoever has it may read everything of it."""
    link = request.sender_link
    return link is not None and link.mailpiece_id is not None


def _pieces(turn: Turn, request: WebRequest, form: Form) -> list[Mailpiece]:
    """What the page was filled in for; nothing when the phone has begun too many numbers today."""
    if request.mailpiece is not None:
        return [request.mailpiece]
    number = number_in(form)
    new = following.is_new(turn.contact, number)
    if new and limits.new_numbers_left(turn.known.begun) < 1:
        return []
    return [following.find_or_make_mailpiece(number, turn.now)]


def number_in(form: Form) -> Candidate:
    """The page has checked it, and asked whose it is where that could be several."""
    return next(number for number in recognise(form.number) if number.carrier == form.carrier)


def _follow_batch(turn: Turn, request: WebRequest, form: Form) -> Reply:
    """A sender's own notices: the answer goes at once, jobs/ask.py follows piece by piece."""
    details = replace(form, inbound=turn.message.id).packed()
    goes_on = WebRequest.update(state=WebState.OPEN, contact=turn.contact, details=details)
    goes_on.where(WebRequest.id == request.id).execute()
    of_link = SenderLink.select(SenderLink.batch).where(SenderLink.id == request.sender_link_id)
    count = BatchPiece.select().where(BatchPiece.batch.in_(of_link)).count()
    return Reply(turn.say("followed_batch", count=str(count)))
