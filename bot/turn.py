"""One inbound text being answered, and the reply to it: what every answer in bot/ is given, and what it gives back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import consent, describe, wording, zones
from bot.acquaintance import Acquaintance
from bot.understand import Reading
from bot.wording import Wording
from carriers.zones import zone_label
from models.consent import ConsentEvent
from models.contact import Contact
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.program import Program
from models.sender import Sender
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Purpose, Source


@dataclass(frozen=True)
class Turn:
    """One text, whose it is, what it means, and when."""

    message: InboundMessage
    contact: Contact
    program: Program
    reading: Reading
    now: datetime
    known: Acquaintance

    @property
    def rule(self) -> str:
        return self.reading.rule

    @property
    def sent_at(self) -> datetime:
        """When the person sent it: a text that was lost and found again is older than its arrival."""
        sent: datetime = self.message.sent_at or self.message.received_at
        return sent

    def say(self, key: str, **values: str) -> Wording:
        check_word = self.contact.check_word or ""
        return wording.say(key, self.contact.language, brand=self.program.brand, check_word=check_word, **values)

    def record(
        self,
        kind: ConsentKind,
        mailpiece: Mailpiece | None = None,
        sender: Sender | None = None,
        shown: Wording | None = None,
        proofs: tuple[str, ...] = (),
        where: consent.Where | None = None,
        source: Source = Source.INBOUND_TEXT,
        asked_by: str = "",
    ) -> ConsentEvent:
        """The person's own act, with what of ours they answered: a text, or `where` on a page it was `shown`."""
        return consent.record(
            self.contact,
            kind,
            self.now,
            inbound=self.message,
            mailpiece=mailpiece,
            sender=sender,
            rule=self.rule,
            shown=shown,
            proofs=proofs,
            where=where,
            source=source,
            asked_by=asked_by,
        )

    def own_time(self, moment: datetime) -> str:
        """`Nov 20 8:14am ET`: by the wall clock of the person's likeliest zone, which is named."""
        local = moment.astimezone(zones.zones_of(self.contact)[0])
        return describe.moment(local, label_of(local), self.contact.language)


def label_of(local: datetime) -> str:
    """The zone letters of a wall clock: "ET"."""
    return zone_label(int((local.utcoffset() or timedelta(0)).total_seconds() // 60), local.date())


@dataclass(frozen=True)
class Reply:
    """`event` is the consent fact that allows it; without one, the person's question itself is recorded as such."""

    wording: Wording
    purpose: Purpose = Purpose.REPLY
    kind: str = ""
    event: ConsentEvent | None = None
    subjects: tuple[Subscription, ...] = ()
    occasion: str = ""
    expires_at: datetime | None = None  # when its meaning says so better than its kind
