"""What stored words mean, for whoever of us reads them: kinds and sources of acts, purposes, what the provider said."""

from models.vocabulary import ConsentKind, Purpose, Source, SubscriptionState

#: What happened, said of the person.
KINDS: dict[str, str] = {
    ConsentKind.REQUESTED: "Somebody asked us to ask them",
    ConsentKind.CONFIRMED: "They agreed to texts about a mailpiece",
    ConsentKind.DECLINED: "They declined",
    ConsentKind.REVOKED: "They ended texts",
    ConsentKind.RESUMED: "They allowed texts again",
    ConsentKind.PROVIDER_BLOCK: "The provider reported an opt-out",
    ConsentKind.WRONG_NUMBER: "They said: wrong number",
    ConsentKind.DOUBTED: "A text that may have been a stop",
    ConsentKind.KEPT: "They said that texts stay on",
    ConsentKind.STANDING: "They asked for all mail of a sender",
    ConsentKind.STANDING_ENDED: "They ended texts about all mail of a sender",
    ConsentKind.ERASED: "Their data was erased",
    ConsentKind.REASSIGNED: "The phone changed hands",
    ConsentKind.CHECKED: "The provider was asked who holds the phone",
    ConsentKind.ASKED: "They asked us something",
    ConsentKind.DESK: "They want word on this phone when their desk's mail needs them",
    ConsentKind.DESK_ENDED: "They ended word about their desk's mail",
}
SOURCES: dict[str, str] = {
    Source.INBOUND_TEXT: "their own text",
    Source.WEB: "a page of ours",
    Source.OPERATOR: "an operator of ours, for them",
    Source.PROVIDER: "the messaging provider",
    Source.NOBODY: "nobody: time ran out",
    Source.SENDER: "a sender who mailed to them",
}
PURPOSES: dict[str, str] = {
    Purpose.PUSH: "news of a mailpiece",
    Purpose.INVITE: "the one question that a third party may have us ask",
    Purpose.REPLY: "an answer to them",
    Purpose.ESSENTIAL: "an answer that may go even after a stop",
}
CHOICES: dict[str, str] = {
    "standard": "the main steps",
    "all": "each scan",
    "future": "each scan from then on",
    "delivery": "delivery and attempts",
    "date": "the expected date",
    "action": "what calls for an act, and the end",
}
FOLLOWS: dict[str, str] = {
    SubscriptionState.ACTIVE: "followed now",
    SubscriptionState.ENDED: "ended",
    SubscriptionState.ONCE: "asked about once, not followed",
}
#: Twilio's words for what became of a text.
RECEIPTS: dict[str, str] = {
    "accepted": "taken by the provider",
    "scheduled": "put off by the provider",
    "queued": "waiting at the provider",
    "sending": "on its way to the mobile network",
    "sent": "given to the mobile network",
    "delivered": "delivered to the phone",
    "read": "read",
    "undelivered": "not delivered",
    "failed": "failed at the provider",
    "canceled": "called off at the provider",
}


def in_words(table: dict[str, str], word: str) -> str:
    """A word that is new to the table stands for itself."""
    return table.get(word, word.replace("_", " "))
