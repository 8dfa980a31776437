"""A number that several carriers could have given: asks back by name, and goes on with the one that is answered.

Nothing is followed and nobody is asked before the answer. What was asked stands in the outbox; of the number, only the
person's own text knows.
"""

from dataclasses import replace

from bot import following, numbers, questions
from bot.carrier_choice import OTHER
from bot.describe import carrier_name, either
from bot.turn import Reply, Turn
from bot.understand import Reading, understand
from models.question import OpenQuestion
from models.vocabulary import Purpose

MOST_OPTIONS = 3


def ask(turn: Turn) -> Reply:
    """ "FedEx or Purolator? Reply 1 or 2": for one carrier that we could not ask anyway, a plain word instead."""
    language, candidates = turn.contact.language, turn.reading.numbers
    piece = f"..{candidates[0].tracking_number[-4:]}"
    first = [number for number in candidates if number.tracking_number == candidates[0].tracking_number]
    options = list(dict.fromkeys(number.carrier for number in first))[:MOST_OPTIONS]
    could_follow = any(map(following.can_follow, first))
    if len(options) == 1 and not could_follow:
        return Reply(turn.say("unsupported_likely", piece=piece, carrier=carrier_name(options[0], language)))
    if turn.known.opted_out:
        return Reply(turn.say("opted_out_number", piece=piece), Purpose.ESSENTIAL, kind="opted_out_unsure")
    if len(options) == 1:
        said = turn.say("which_carrier_one", piece=piece, carrier=carrier_name(options[0], language))
        options.append(OTHER)
    else:
        places = [str(place) for place in range(1, len(options) + 1)]
        names = [carrier_name(option, language) for option in options]
        asked = {"options": either(names, language), "replies": either(places, language)}
        said = turn.say(questions.WHICH_CARRIER, piece=piece, **asked)
    questions.ask(turn.contact, questions.WHICH_CARRIER, turn.now, because_of=turn.sent_at)
    return Reply(said, kind=questions.WHICH_CARRIER, occasion=f"{','.join(options)} of text {turn.message.id}")


def options_of(question: OpenQuestion | None) -> tuple[str, ...]:
    """What 1, 2 and 3 stand for; nothing when nothing was asked."""
    asked = questions.text_that_asked(question) if question else None
    return tuple(asked.occasion.split()[0].split(",")) if asked else ()


def answer(turn: Turn) -> Reply | None:
    question = questions.newest_open(turn.contact, turn.sent_at, questions.WHICH_CARRIER)
    return settle(turn, question, turn.reading.argument) if question else Reply(turn.say("unclear"))


def settle(turn: Turn, question: OpenQuestion, carrier: str) -> Reply | None:
    """Go on as if the person had named that carrier beside the number."""
    first = _as_first_read(question)
    questions.close(turn.contact, carrier, turn.now, questions.WHICH_CARRIER)
    meant = tuple(number for number in first.numbers if number.carrier == carrier)
    if not meant:
        ends = first.numbers[0].tracking_number[-4:] if first.numbers else ""
        return Reply(turn.say("which_carrier_other", piece=f"..{ends}"))
    return numbers.track(replace(turn, reading=replace(turn.reading, numbers=meant, choice=first.choice)), question)


def _as_first_read(question: OpenQuestion) -> Reading:
    """The text that we asked about, read again."""
    asked = questions.text_that_asked(question)
    body = asked.in_reply_to.body if asked and asked.in_reply_to else ""
    return understand(body, question.contact.phone)


def by_yes_or_no(turn: Turn, question: OpenQuestion, yes: bool) -> Reply | None:
    """YES and NO answer "is it USPS?"; to a row of several, NO is none of them, and YES no answer at all."""
    options = options_of(question)
    if yes and (len(options) != 2 or options[1] != OTHER):
        return Reply(turn.say("no_question"), kind="unclear")
    return settle(turn, question, options[0] if yes else OTHER)
