"""What a text means: pure, explainable, without network or model. Every reading names the rule that decided it.

A stop wins over everything else in the same text; then commands, start, a wrong number, tracking numbers, questions.
"""

from dataclasses import replace

from bot import asking, carrier_choice, codes, complaints, meanings, starts, strangers
from bot.clean import LONGEST, plain
from bot.commands import choice_beside, read_command
from bot.grammar import first
from bot.hearing import Heard, hear
from bot.languages import language_of
from bot.reading import Intent, Reading
from bot.stop_reading import read_stop
from carriers.recognise import Candidate, carriers_named, is_green_card, near_miss, recognise

__all__ = ["Intent", "Reading", "understand"]

#: The rule of a text that the bot cannot answer: bot/inquiries.py keeps it for a person of ours.
NOTHING_KNOWN = "nothing that we know"
#: Asked one after the other once there is no stop, command or number in the text.
_QUESTIONS = (
    (Intent.YES, meanings.YES),
    (Intent.NO, meanings.NO),
    (Intent.HELP, asking.FIRST_HELP),
    (Intent.COMPLAINT, complaints.OUTRAGE),
    (Intent.STATUS, asking.STATUS),
    (Intent.HELP, asking.HELP),
    (Intent.COMPLAINT, complaints.COMPLAINT),
)


def understand(
    text: str,
    own_phone: str | None = None,
    media_count: int = 0,
    question_open: bool | None = None,
    options: tuple[str, ...] = (),
) -> Reading:
    """`question_open` says whether we asked something that yes or no would answer; None: not known. `options` are the
    carriers that we asked to choose from, in their order."""
    code = codes.find(text[:LONGEST])
    said = plain(codes.without(text, code))  # "K7QX3M stop" stops: a code is no word
    if said.quotes_only:
        return Reading(Intent.UNRELATED, said.quotes_only)
    heard = hear(said.text)
    numbers = tuple(recognise(text, own_phone))
    reading = (
        read_stop(heard, numbers, text, own_phone)
        or read_command(heard, text[:LONGEST], numbers)
        or _code_alone(text)
        or _personal(heard, numbers)
        or _choice(said.text, numbers, options)
        or _number(heard, text, own_phone, numbers)
        or _question(heard, question_open)
        or _rest(heard, media_count)
    )
    beside = code if reading.intent in (Intent.TRACK, Intent.UNSURE) else ""
    return replace(reading, language=language_of(heard.apart), code=reading.code or beside)


def _code_alone(text: str) -> Reading | None:
    code = codes.alone(text[:LONGEST])
    return Reading(Intent.CODE, "a code from our web page", code=code) if code else None


def _personal(heard: Heard, numbers: tuple[Candidate, ...]) -> Reading | None:
    """Begin again, or not me: said about the person, so a number in the text does not change it."""
    if not numbers and starts.is_undone(heard.code):
        return Reading(Intent.START, "a stop that is undone in the same text")
    if not numbers and (rule := first(starts.START, heard.code)):
        return Reading(Intent.START, rule.reason)
    rule = first(strangers.WRONG_NUMBER[:1] if numbers else strangers.WRONG_NUMBER, heard.code)
    return Reading(Intent.WRONG_NUMBER, rule.reason) if rule else None


def _choice(text: str, numbers: tuple[Candidate, ...], options: tuple[str, ...]) -> Reading | None:
    chosen = "" if numbers or not options else carrier_choice.read_choice(text, options)
    return Reading(Intent.CARRIER, "one of the carriers that we asked about", argument=chosen) if chosen else None


def _number(heard: Heard, text: str, own_phone: str | None, numbers: tuple[Candidate, ...]) -> Reading | None:
    certain = tuple(number for number in numbers if number.certain)
    pieces = tuple(number for number in certain if not is_green_card(number.tracking_number))
    if pieces:
        return Reading(Intent.TRACK, "a tracking number", pieces, choice=choice_beside(heard))
    if certain:
        return Reading(Intent.GREEN_CARD, "the number of a return receipt, not of the mailpiece", certain)
    if numbers:
        return _doubtful(heard, text, numbers)
    miss = near_miss(text, own_phone)
    if miss:
        return Reading(Intent.MISTYPED, f"looks like a {miss.carrier} number: {miss.reason}", miss=miss)
    return None


def _doubtful(heard: Heard, text: str, numbers: tuple[Candidate, ...]) -> Reading:
    """Where the text names the carrier, that settles it, even if nothing in the number can be checked."""
    named = carriers_named(text)
    meant = tuple(number for number in numbers if number.carrier in named)
    if meant:
        return Reading(Intent.TRACK, "a number of the carrier it names", meant, choice=choice_beside(heard))
    rule = "digits that more than one carrier could have given"
    return Reading(Intent.UNSURE, rule, numbers, choice=choice_beside(heard))


def _question(heard: Heard, question_open: bool | None) -> Reading | None:
    for intent, rules in _QUESTIONS:
        if rule := first(rules, heard.code):
            if intent == Intent.STATUS and first(asking.NOT_OURS, heard.code):
                continue
            if intent in (Intent.YES, Intent.NO) and question_open is False:
                return Reading(Intent.UNRELATED, f"{rule.reason}, and no question is open")
            return Reading(intent, rule.reason, argument="why" if rule.reason == asking.WHY_WE_TEXT else "")
    return None


def _rest(heard: Heard, media_count: int) -> Reading:
    if media_count and not heard.spoken:
        return Reading(Intent.PICTURE, "a picture without words")
    return Reading(Intent.UNRELATED, NOTHING_KNOWN)
