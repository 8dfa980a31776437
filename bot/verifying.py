"""Was a text really ours? Asked on a web page, so nobody has shown whose phone it was: the sender, the last four
digits and the person's check word must all fit, and only our own log answers. Never says which of them did not."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import web_limits
from bot.explaining import LEFT
from bot.segments import to_gsm7
from models.consent import ConsentEvent
from models.contact import Contact, word_index
from models.database import raw_rows
from models.database import take_turn as hold
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import WebKind, WebState
from models.web_request import WebRequest

#: Older texts are not asked about, and fewer of them are there to be guessed.
LOOK_BACK = timedelta(days=90)
#: Each try is kept so long, because limits are counted from them.
KEPT_FOR = timedelta(days=30)
#: Tries of everybody in an hour, and how many times what texts somebody may be asked by one network.
ALL_AN_HOUR, FACTOR = 300, 2
#: What a phone shows as its sender: digits, and what stands between them.
_SENDER = re.compile(r"[0-9+(). \-]{3,24}")
_LAST_FOUR, _CHECK_WORD = re.compile(r"[0-9A-Z]{4}"), re.compile(r"[a-z]{3,12}")


@dataclass(frozen=True)
class Asked:
    """As typed: anything, of any length."""

    sender: str
    last_four: str
    check_word: str


def take_turn(program: Program, network: str, wide_network: str, now: datetime) -> bool:
    """Keeps this try; False when there were too many. In a transaction: whoever asks holds the program's row."""
    hold(Program.select(Program.id).where(Program.id == program.id)).first()
    tries = (WebRequest.kind == WebKind.VERIFY) & (WebRequest.created_at > now - web_limits.HOUR)
    if web_limits.network_is_busy(WebKind.VERIFY, network, wide_network, now, factor=FACTOR):
        return False
    if WebRequest.select().where(tries).count() >= ALL_AN_HOUR:
        return False
    WebRequest.create(
        kind=WebKind.VERIFY,
        state=WebState.DONE,
        network=network,
        wide_network=wide_network,
        created_at=now,
        expires_at=now + KEPT_FOR,
        done_at=now,
    )
    return True


def was_ours(program: Program, asked: Asked, now: datetime) -> bool:
    """Did such a text leave us? The log is asked whichever sender was named: the time to the answer tells nothing."""
    last_four, check_word = asked.last_four[:20].strip().upper(), to_gsm7(asked.check_word[:20]).strip().lower()
    if not _LAST_FOUR.fullmatch(last_four) or not _CHECK_WORD.fullmatch(check_word):
        return False
    channels = _texted_by_us(program, last_four, check_word, now)
    return not channels.isdisjoint(_channels_of(program, asked.sender))


def _texted_by_us(program: Program, last_four: str, check_word: str, now: datetime) -> set[str]:
    """The channels on which a text about such a piece went to somebody with this word."""
    theirs = Contact.select(Contact.id).where(Contact.check_word_index == word_index(check_word))
    named = Mailpiece.tracking_number.endswith(last_four)
    follows = Subscription.select(Subscription.id).join(Mailpiece).where(Subscription.contact.in_(theirs) & named)
    acts = ConsentEvent.select(ConsentEvent.id).join(Mailpiece).where(ConsentEvent.contact.in_(theirs) & named)
    among = OutboundSubject.select(OutboundSubject.outbound).where(OutboundSubject.subscription.in_(follows))
    about = OutboundMessage.subscription.in_(follows) | OutboundMessage.consent_event.in_(acts)
    about |= OutboundMessage.id.in_(among)
    left = OutboundMessage.state.in_(LEFT) & (OutboundMessage.started_at > now - LOOK_BACK)
    found = OutboundMessage.select(Contact.program, Contact.channel).join(Contact)
    # The program is judged here: SQLite would begin with its index, and read all its contacts.
    told = raw_rows(found.where(Contact.id.in_(theirs) & left & about).distinct())
    return {channel for program_id, channel in told if program_id == program.id}


def _channels_of(program: Program, sender: str) -> set[str]:
    """`sms`, `whatsapp`: those on which this number is ours."""
    if not _SENDER.fullmatch(sender.strip()):
        return set()
    ours = {"sms": program.from_number, "whatsapp": program.whatsapp_from}
    return {channel for channel, number in ours.items() if number and _digits(number) == _digits(sender)}


def _digits(number: str) -> str:
    """`+1 (202) 555-0100`, `12025550100` and `202 555 0100` alike: people leave the 1 of North America out."""
    digits = re.sub(r"[^0-9]", "", number)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
