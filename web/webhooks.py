"""Twilio's two webhooks: texts that come in, and what became of those that went out. Verify, store, ring, 200."""

from flask import Blueprint, Response, current_app, request
from peewee import DatabaseError, InterfaceError

from bot import inbox, outbox, receipts
from bot.phone import split_address
from bot.whatsapp import WINDOW_CLOSED
from config import crash_points, queues, time
from models.prepared import prepared
from models.program import Program
from web.access import twilio_signed

webhooks = Blueprint("webhooks", __name__, url_prefix="/sms")

#: A text has at most 1,600 characters; with every other field Twilio's form stays far below this.
MOST_BYTES = 64 * 1024
#: What Advanced Opt-Out says when Twilio has answered already.
OPT_OUT_TYPES = frozenset({"STOP", "START", "HELP"})
EMPTY_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@webhooks.post("/inbound")
@twilio_signed
def inbound() -> Response:
    """A text came in: keep it, answer it in one transaction, and only then say 200. A repeat is a quiet 200."""
    problem = _problem_with("MessageSid", "From", "To")
    if problem:
        return problem
    program = _program_of(request.form["To"])
    if program is None:
        return _refuse(
            "To is not a number of ours; nothing was stored. Check FROM_NUMBER, WHATSAPP_FROM, the webhook's number."
        )
    text = inbox.InboundText(
        provider_reference=request.form["MessageSid"],
        sender=request.form["From"],
        body=request.form.get("Body", ""),
        media_count=_number("NumMedia"),
        opt_out_type=opt_out if (opt_out := request.form.get("OptOutType", "")) in OPT_OUT_TYPES else "",
    )
    crash_points.reached("inbound.verified")
    message = inbox.store(text, program, time.now())
    if message is not None:
        inbox.answer(message.id, time.now(), current_app.config["FIRST_LOOK"])
        crash_points.reached("inbound.committed")
        if message.contact.channel == "whatsapp":
            outbox.release(message.contact, WINDOW_CLOSED, time.now())
        queues.ring("deliver")
        queues.ring("poll")
        crash_points.reached("inbound.rung")
    return Response(EMPTY_ANSWER, mimetype="text/xml")


def _program_of(to: str) -> Program | None:
    """Whose number this is. A WhatsApp sender may be the number of the text messages, or one of its own."""
    channel, address = split_address(to)
    whose = _of_either_sender if channel == "whatsapp" else _of_from_number
    found: Program | None = whose.first(address) if address else None
    return found


_of_from_number = prepared(lambda address: Program.select().where(Program.from_number == address))
_of_either_sender = prepared(
    lambda address: Program.select().where((Program.from_number == address) | (Program.whatsapp_from == address))
)


@webhooks.post("/status")
@twilio_signed
def status() -> Response:
    """A status callback: kept as it came; the message only ever moves forward."""
    problem = _problem_with("MessageSid", "MessageStatus")
    if problem:
        return problem
    crash_points.reached("receipt.verified")
    receipts.take_in(
        receipts.Callback(
            provider_reference=request.form["MessageSid"],
            status=request.form["MessageStatus"],
            error_code=_number("ErrorCode"),
            reference=_reference(),
            form=request.form.to_dict(),
        ),
        time.now(),
    )
    crash_points.reached("receipt.committed")
    return Response(status=204)


def _problem_with(*needed: str) -> Response | None:
    """Why this form cannot be taken; None when it can. Repeated fields are refused: the signature counts them once."""
    repeated = [name for name, values in request.form.lists() if len(values) > 1]
    if repeated:
        return _refuse(f"{repeated[0]} was given more than once; nothing was stored.")
    missing = [name for name in needed if not request.form.get(name)]
    if missing:
        return _refuse(f"{missing[0]} is missing; nothing was stored.")
    ours = current_app.config["SETTINGS"].twilio_account_sid
    if request.form.get("AccountSid", ours) != ours:
        return _refuse("AccountSid is not our account; nothing was stored.")
    for name in needed:
        value = request.form[name]
        if len(value) > 64:
            return _refuse(f"{name} is too long; nothing was stored.")
        if not (value.isascii() and value.isprintable()):
            return _refuse(f"{name} is not plain text; nothing was stored.")
    return None


def _reference() -> str:
    """Ours, from the callback's query; anything that we could not have put there counts as none."""
    given = request.args.get("delivery", "")
    return given if given.isascii() and given.replace("-", "").replace("_", "").isalnum() else ""


def _number(name: str) -> int:
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else 0


def _refuse(why: str) -> Response:
    return Response(why + "\n", 400, mimetype="text/plain")


@webhooks.app_errorhandler(DatabaseError)
@webhooks.app_errorhandler(InterfaceError)
def database_away(_problem: Exception) -> Response:
    """The provider tries again on a 5xx; nothing was acknowledged."""
    current_app.logger.exception("database away")
    return Response("The database is away; please try again.\n", 503, headers={"Retry-After": "5"})
