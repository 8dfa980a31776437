"""A text that somebody wants to post. bot/fates.py says what becomes of it, bot/outbox.py makes it a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot import pacing
from bot.wording import Wording
from models.consent import ConsentEvent
from models.contact import Contact
from models.inbound import InboundMessage
from models.subscription import Subscription
from models.vocabulary import Purpose


@dataclass(frozen=True)
class Draft:
    """A text to post. Set `subscription` and `occasion` for news, `in_reply_to` for answers."""

    contact: Contact
    consent_event: ConsentEvent | int
    purpose: Purpose
    wording: Wording
    kind: str = ""
    occasion: str = ""
    subscription: Subscription | None = None
    in_reply_to: InboundMessage | None = None
    subjects: tuple[Subscription, ...] = ()
    answered: tuple[Subscription, ...] = ()  # those of them whose status the text carries already
    not_before: datetime | None = None
    event_at: datetime | None = None
    expires_at: datetime | None = None  # when its meaning says so better than its kind
    values: Mapping[str, str] = field(default_factory=dict)  # the parts of the sentence, for an approved template
    drop: str = ""  # post it as dropped, with this reason

    @property
    def named(self) -> str:
        """Its kind; where none is given, the key of its sentence."""
        return self.kind or self.wording.key

    @property
    def is_gathered(self) -> bool:
        return self.purpose == Purpose.PUSH and self.named in pacing.GATHERED
