"""Every sentence we text: keyed, versioned, one GSM-7 segment. Changing a sentence changes its version.

Rules (a true text must look true): own brand first, no link, no money, no urgency, no names, nothing that a sender
typed. When room runs out the place goes first, then the time.
"""

from dataclasses import dataclass

from bot.segments import measure, to_gsm7
from models.vocabulary import Milestone

VERSION = "1"
DEFAULT_LANGUAGE = "en"
#: Longest values that a sentence must bear and stay one segment.
MAX_BRAND, MAX_PIECE, MAX_PLACE, MAX_HELP_CONTACT, MAX_STATE = 12, 16, 28, 40, 26

_FEES = "Freq varies. Msg&data rates may apply. HELP 4 info, STOP to end"

#: {p} is ", place" or nothing, {w} is ", time" or nothing: they go when room runs out.
SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "followed_status": "{brand}: {piece}: {state}{p}{w}. Updates will follow. " + _FEES,
        "followed_ended": "{brand}: {piece}: {state}{p}{w}. Msg&data rates may apply. HELP 4 info, STOP to end",
        "followed_waiting": "{brand}: We follow {piece} now and will text its updates. " + _FEES,
        "followed_not_found": "{brand}: {piece} has no scan yet. We keep looking and text its updates. " + _FEES,
        "followed_many": "{brand}: We follow {items}. Updates will follow. " + _FEES,
        "status_now": "{brand}: {piece}: {state}{p}{w}.",
        "list_items": "{brand}: {items}.",
        "list_empty": "{brand}: You follow nothing now. Text a tracking number to follow it.",
        "not_permitted": "{brand}: We cannot see {piece}: USPS shows it only to its shipper. Please type the number at "
        "the USPS site or app. HELP 4 info, STOP to end",
        "unsupported": "{brand}: {piece} is a {carrier} number. We follow USPS mail only. Please type it at the "
        "{carrier} site or app.",
        "unsure": "{brand}: {piece} may be of several carriers, and we follow USPS mail only. Please type it at its "
        "carrier's site or app.",
        "check_digit": "{brand}: That {carrier} number does not add up: its last digit checks the others and does not "
        "fit. Please read it again and text it.",
        "one_digit_short": "{brand}: That {carrier} number is one digit short. Please read it again and text it.",
        "one_digit_long": "{brand}: That {carrier} number has one digit too many. Please read it again and text it.",
        "letter_in_number": "{brand}: That {carrier} number has a letter where a digit belongs. Please read it again "
        "and text it.",
        "prefix": "{brand}: No {carrier} number begins like that. Please read its first digits again and text it.",
        "country_code": "{brand}: That number's last two letters are no country we know. Please read it again and "
        "text it.",
        "green_card": "{brand}: That is the number of the green return receipt card. Please text the number of the "
        "mailpiece, often 22 digits from 9589 or 9407.",
        "too_many_numbers": "{brand}: That is more than 10 new numbers in a day. We go on with the ones you follow; "
        "please try again tomorrow.",
        "picture": "{brand}: We cannot read pictures. Please type the tracking number.",
        "goodbye": "{brand}: You are opted out and will get no more texts from us. Reply START to resume.",
        "stopped_one": "{brand}: No more texts about {piece}. Reply STOP to end all texts.",
        "started": "{brand}: Texts are on again. Text a tracking number to follow it; earlier ones stay off. " + _FEES,
        "opted_out_number": "{brand}: You are opted out. Reply START to follow {piece}.",
        "help": "{brand}: Text a tracking number for updates. Help: {help_contact}. Freq varies. "
        "Msg&data rates may apply. STOP to cancel.",
        "pin_right": "{brand}: Thank you. You now see the full status of {piece}.",
        "pin_wrong": "{brand}: That PIN fits none of the numbers you follow. Please ask the sender for it.",
        "unclear": "{brand}: Sorry, we did not understand. Text a tracking number, LIST for what you follow, HELP for "
        "help, STOP to end.",
        Milestone.LABEL_CREATED: "{brand}: {piece} has a label; USPS does not have it yet{w}. {stops}",
        Milestone.ACCEPTED: "{brand}: {piece} was accepted by the carrier{p}{w}. {stops}",
        Milestone.IN_TRANSIT: "{brand}: {piece} is in transit{p}{w}. {stops}",
        Milestone.ARRIVED_LOCAL: "{brand}: {piece} arrived at the local post office{p}{w}. {stops}",
        Milestone.OUT_FOR_DELIVERY: "{brand}: {piece} is out for delivery{p}{w}. {stops}",
        Milestone.DELIVERY_ATTEMPTED: "{brand}: {piece}: notice left{p}{w}. Held at the Post Office{until}. "
        "Bring ID and the slip. {stops}",
        "tried_without_notice": "{brand}: {piece}: delivery was tried{p}{w}, without success. USPS usually tries "
        "again. {stops}",
        Milestone.AVAILABLE_FOR_PICKUP: "{brand}: {piece} is ready for pickup at the Post Office{until}{p}{w}. {stops}",
        "hold_reminder": "{brand}: {piece} still waits at the Post Office{until}{p}{w}. {stops}",
        Milestone.HELD: "{brand}: {piece} is held at the Post Office{until}{p}{w}. {stops}",
        Milestone.DELAYED: "{brand}: {piece} is delayed{p}{w}. We text when it moves. {stops}",
        Milestone.DELIVERED: "{brand}: {piece} was delivered{p}{w}. {stops}",
        Milestone.DELIVERED_AGENT: "{brand}: {piece} was delivered to an agent{p}{w}. {stops}",
        Milestone.FORWARDED: "{brand}: {piece} was forwarded to a new address{p}{w}. {stops}",
        Milestone.UNDELIVERABLE: "{brand}: {piece} could not be delivered as addressed{p}{w}. {stops}",
        Milestone.REFUSED: "{brand}: {piece} was refused{p}{w}. It goes back to its sender. {stops}",
        Milestone.UNCLAIMED: "{brand}: {piece} was not picked up in time{p}{w}. It goes back to its sender. {stops}",
        Milestone.RETURNING: "{brand}: {piece} is on its way back to its sender{p}{w}. {stops}",
        Milestone.RETURNED: "{brand}: {piece} was delivered back to its sender{p}{w}. {stops}",
        Milestone.LOST_RECOVERY: "{brand}: {piece} is at the USPS mail recovery center{w}. {stops}",
        "stops": "STOP {last_four} ends this, STOP ends all.",
        "until": ", usually until {day}",
    }
}

#: The state as one reads it in a reply: "USPS ..3456: <this>".
STATES: dict[str, dict[Milestone, str]] = {
    "en": {
        Milestone.NOT_FOUND: "not scanned yet",
        Milestone.LABEL_CREATED: "label made, not mailed yet",
        Milestone.ACCEPTED: "accepted",
        Milestone.IN_TRANSIT: "in transit",
        Milestone.ARRIVED_LOCAL: "at the local post office",
        Milestone.OUT_FOR_DELIVERY: "out for delivery",
        Milestone.DELIVERY_ATTEMPTED: "notice left",
        Milestone.AVAILABLE_FOR_PICKUP: "ready for pickup",
        Milestone.HELD: "held at the post office",
        Milestone.DELAYED: "delayed",
        Milestone.DELIVERED: "delivered",
        Milestone.DELIVERED_AGENT: "delivered to an agent",
        Milestone.FORWARDED: "forwarded",
        Milestone.MISSENT: "missent, being rerouted",
        Milestone.UNDELIVERABLE: "undeliverable",
        Milestone.REFUSED: "refused",
        Milestone.UNCLAIMED: "unclaimed",
        Milestone.RETURNING: "going back to its sender",
        Milestone.RETURNED: "back at its sender",
        Milestone.LOST_RECOVERY: "in mail recovery",
        Milestone.CANCELLED: "cancelled",
        Milestone.EXPIRED: "silent for long",
        Milestone.UNKNOWN: "with USPS, state unclear",
    }
}


@dataclass(frozen=True)
class Wording:
    key: str
    version: str
    language: str
    text: str

    @property
    def segments(self) -> int:
        return measure(self.text).segments


def say(key: str, language: str = DEFAULT_LANGUAGE, *, place: str = "", when: str = "", **values: str) -> Wording:
    """The sentence `key` with its values, within one segment: first the place goes, then the time.

    Values are brought into GSM-7; the caller keeps them within the MAX_ lengths above.
    """
    sentence = SENTENCES[language][key]
    values = {name: to_gsm7(value) for name, value in values.items()}
    values["stops"] = SENTENCES[language]["stops"].format(last_four=values.get("last_four", ""))
    values["until"] = SENTENCES[language]["until"].format(day=values["until"]) if values.get("until") else ""
    place, when = (f", {to_gsm7(part)}" if part else "" for part in (place, when))
    text = ""
    for p, w in ((place, when), ("", when), ("", "")):
        text = sentence.format(p=p, w=w, **values)
        if measure(text).segments == 1:
            break
    return Wording(key, VERSION, language, text)


def has(key: str, language: str = DEFAULT_LANGUAGE) -> bool:
    return key in SENTENCES[language]


def state_words(milestone: Milestone, language: str = DEFAULT_LANGUAGE) -> str:
    return STATES[language][milestone]
