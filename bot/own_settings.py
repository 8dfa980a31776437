"""What a person sets for themselves by text: language, quiet hours, names, check word, what is put away."""

import re
from datetime import datetime, time
from urllib.parse import urlsplit

from bot import describe, following, opt_out, outbox, wording, zones
from bot.segments import measure, to_gsm7
from bot.turn import Reply, Turn, label_of
from config.hours import NO_QUIET_HOURS, read_hours
from models.contact import Contact, set_check_word
from models.subscription import Subscription
from models.vocabulary import ConsentKind

#: What QUIET alone means where the program itself keeps no quiet hours.
USUAL_QUIET_HOURS = "21-8"
_CHECK_WORD = re.compile(r"[a-z]{3,12}")
_NAME = re.compile(r"[A-Za-z0-9ÄÖÑÜäöñüàèéùìòÇÉ' &+-]{1,16}")
_LOOKS_LIKE_A_LINK = re.compile(r"(?i)\b(https?|www)\b|[a-z0-9]\.[a-z]{2,}")


def language(turn: Turn) -> Reply:
    """LANG ES: our texts are in that language from now on, the answer included."""
    wanted = turn.reading.argument
    if wanted not in wording.LANGUAGES:
        return Reply(turn.say("lang_which"))
    turn.contact.language = wanted
    turn.contact.save(only=[Contact.language])
    return Reply(turn.say("lang_set"))


def quiet(turn: Turn) -> Reply:
    """QUIET, or QUIET 22-7: news waits through those hours of the person's own day."""
    program = turn.program
    usual = f"{program.quiet_from}-{program.quiet_until}"
    wanted = turn.reading.argument or (usual if program.quiet_from != program.quiet_until else USUAL_QUIET_HOURS)
    hours = read_hours(wanted)
    if not hours or hours == NO_QUIET_HOURS:
        return Reply(turn.say("quiet_bad"))
    set_quiet_hours(turn.contact, f"{hours[0]}-{hours[1]}", turn.now)
    start, end = (describe.hour(time(hour), turn.contact.language) for hour in hours)
    own = zones.zones_of(turn.contact)
    if len(own) > 1:
        return Reply(turn.say("quiet_set_local", from_hour=start, until_hour=end))
    label = label_of(turn.now.astimezone(own[0]))
    return Reply(turn.say("quiet_set", from_hour=start, until_hour=end, zone=label))


def awake(turn: Turn) -> Reply:
    set_quiet_hours(turn.contact, "none", turn.now)
    return Reply(turn.say("awake_set"))


def set_quiet_hours(contact: Contact, value: str, now: datetime) -> None:
    contact.quiet_hours = value
    contact.save(only=[Contact.quiet_hours])
    outbox.release(contact, "quiet_hours", now)  # what waits is judged anew, by these hours


def check_word(turn: Turn) -> Reply:
    """WORD maple: our texts then carry it, so that this person can tell them from forged ones."""
    wanted = to_gsm7(turn.reading.argument).strip().lower()
    if wanted == "off":
        set_check_word(turn.contact, None)
        return Reply(turn.say("word_off"))
    if not is_check_word(wanted):
        return Reply(turn.say("word_bad"))
    set_check_word(turn.contact, wanted)
    return Reply(turn.say("word_set", word=wanted))


def is_check_word(wanted: str) -> bool:
    return bool(_CHECK_WORD.fullmatch(wanted))


def name(turn: Turn) -> Reply:
    """NAME 1234 mom's gift."""
    wanted = " ".join(to_gsm7(turn.reading.argument).split())
    if not is_good_name(wanted) or not (turn.reading.last_four or turn.reading.numbers):
        return Reply(turn.say("name_bad"))
    subscription = _the_one_named(turn)
    if isinstance(subscription, Reply):
        return subscription
    subscription.nickname = wanted
    subscription.save(only=[Subscription.nickname])
    last_four = subscription.mailpiece.tracking_number[-4:]
    return Reply(turn.say("name_set", piece=wanted, last_four=last_four))


def is_good_name(wanted: str) -> bool:
    """Short enough for one segment, and nothing in it that a forwarded text could make somebody tap."""
    return (
        bool(_NAME.fullmatch(wanted))
        and any(char.isalpha() for char in wanted)
        and measure(wanted).units <= wording.MAX_PIECE
        and not _LOOKS_LIKE_A_LINK.search(wanted)
        and not urlsplit(wanted).scheme
    )


def done(turn: Turn) -> Reply:
    """DONE 1234: put away, and no more texts about it."""
    subscription = _the_one_named(turn)
    if isinstance(subscription, Reply):
        return subscription
    piece = describe.shown(subscription).piece
    event = opt_out.end_pieces(turn, [subscription])
    return Reply(turn.say("done_one", piece=piece), event=event)


def reset(turn: Turn) -> Reply:
    """Language, quiet hours and choices as at the start; names and the check word stay."""
    turn.contact.language = turn.program.language
    turn.contact.save(only=[Contact.language])
    set_quiet_hours(turn.contact, "", turn.now)
    Subscription.update(choices="standard").where(Subscription.contact == turn.contact).execute()
    return Reply(turn.say("reset_done"))


def always(turn: Turn) -> Reply:
    """ALWAYS 3456: each new piece of that one's sender is followed at once. Only the person can give this consent."""
    if turn.reading.argument == "off":
        for sender in following.standing_senders(turn.contact):
            turn.record(ConsentKind.STANDING_ENDED, sender=sender)
        return Reply(turn.say("always_off"))
    if not turn.reading.last_four and not turn.reading.numbers:
        return Reply(turn.say("which_one_needed"))  # a consent for all to come is never guessed
    subscription = _the_one_named(turn)
    if isinstance(subscription, Reply):
        return subscription
    piece = describe.shown(subscription).piece
    if subscription.mailpiece.sender is None:
        return Reply(turn.say("always_none", piece=piece))
    event = turn.record(ConsentKind.STANDING, sender=subscription.mailpiece.sender)
    return Reply(turn.say("always_set", piece=piece), event=event)


def _the_one_named(turn: Turn) -> Subscription | Reply:
    """The piece that the command names; the only one, when it names none; else what to text instead."""
    if not turn.reading.last_four and not turn.reading.numbers:
        followed = following.followed(turn.contact)
        if len(followed) == 1:
            return followed[0]
        return Reply(turn.say("list_empty") if not followed else turn.say("which_one_needed"))
    named = following.named(turn.contact, turn.reading)
    four = (turn.reading.last_four or tuple(number.tracking_number[-4:] for number in turn.reading.numbers))[0]
    if not named:
        return Reply(turn.say("none_such", last_four=four))
    if len({one.mailpiece.tracking_number for one in named}) == 1 and turn.reading.numbers:
        return max(named, key=lambda one: one.mailpiece.era)  # a number that is used again means its newest piece
    return named[0] if len(named) == 1 else Reply(turn.say("which_one", last_four=four))
