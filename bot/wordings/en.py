"""What we text, in English. Each sentence stands with its version: who changes a sentence raises its own version."""

from models.vocabulary import Milestone

_FEES = "Freq varies. Msg&data rates may apply. HELP 4 info, STOP to end"
_STOPS = "STOP {last_four} ends this, STOP ends all."

#: {p} is ", place" or nothing, {w} is ", time" or nothing: they go when room runs out.
SENTENCES: dict[str, tuple[int, str]] = {
    # Followed by one's own text, or by a YES
    "followed_status": (1, "{brand}: {piece}: {state}{p}{w}. Updates will follow. " + _FEES),
    "followed_ended": (2, "{brand}: {piece}: {state}{p}{w}. " + _FEES),
    "followed_waiting": (1, "{brand}: We follow {piece} now and will text its updates. " + _FEES),
    "followed_not_found": (1, "{brand}: {piece} has no scan yet. We keep looking and text its updates. " + _FEES),
    "followed_status_abroad": (1, "{brand}: {piece}: {state}{p}{w}. Scans abroad may be missing. " + _FEES),
    "followed_waiting_abroad": (1, "{brand}: We follow {piece}. Scans abroad may be missing. " + _FEES),
    "followed_not_found_abroad": (
        1,
        "{brand}: {piece} has no scan yet; some scans abroad never come. We keep looking. " + _FEES,
    ),
    "followed_many": (1, "{brand}: We follow {items}. Updates will follow. " + _FEES),
    "followed_choice": (1, "{brand}: {piece}: {state}{p}{w}. We text {choice}. " + _FEES),
    "followed_choice_waiting": (1, "{brand}: We follow {piece} now and text {choice}. " + _FEES),
    "followed_date": (1, "{brand}: {piece} is expected {day}. We text if that changes. " + _FEES),
    "followed_date_none": (
        1,
        "{brand}: USPS gives no expected date for {piece} yet. We text it when it does. " + _FEES,
    ),
    "followed_date_none_courier": (
        1,
        "{brand}: No expected date for {piece} yet. We text it when there is one. " + _FEES,
    ),
    "followed_expired": (1, "{brand}: Still no news of {piece}. Text its number to ask again. " + _FEES),
    "followed_scans": (1, "{brand}: {piece}: {items}. More will follow. " + _FEES),
    "started": (1, "{brand}: Texts are on again. Text a tracking number to follow it; earlier ones stay off. " + _FEES),
    # Where it is
    "status_now": (1, "{brand}: {piece}: {state}{p}{w}."),
    "status_now_abroad": (1, "{brand}: {piece}: {state}{p}{w}. Scans abroad may be missing."),
    "status_now_behind": (1, "{brand}: {piece}: {state}{p}{w}. We are behind: last answer {span} ago."),
    "list_items": (1, "{brand}: {items}."),
    "list_items_behind": (1, "{brand}: {items}. We are about {span} behind."),
    "list_items_more": (1, "{brand}: {items}. LIST {next} for more."),
    "list_items_more_behind": (1, "{brand}: {items}. LIST {next} for more. We are about {span} behind."),
    "list_empty": (1, "{brand}: You follow nothing now. Text a tracking number to follow it."),
    "past_scans": (1, "{brand}: {piece}: {items}."),
    "past_none": (1, "{brand}: {piece} has no scans yet."),
    "look_later": (1, "{brand}: USPS has not answered about {piece} yet. Please ask again in a few minutes."),
    "look_later_courier": (
        1,
        "{brand}: The carrier has not answered about {piece} yet. Please ask again in a few minutes.",
    ),
    # What we cannot follow
    "not_permitted": (
        1,
        "{brand}: We cannot see {piece}: USPS shows it only to its shipper. Please type the number at the USPS site or "
        "app. HELP 4 info, STOP to end",
    ),
    "not_permitted_courier": (
        1,
        "{brand}: We cannot see {piece}: its carrier shows it only to its shipper. Please type the number at the "
        "carrier's site. HELP 4 info, STOP to end",
    ),
    "unsupported": (
        2,
        "{brand}: {piece} belongs to {carrier}, which we cannot follow. Please type it at the {carrier} site or app.",
    ),
    "unsupported_likely": (
        1,
        "{brand}: {piece} looks like {carrier}, which we cannot follow. Please type it at the {carrier} site or app.",
    ),
    "which_carrier": (1, "{brand}: Is {piece} from {options}? Reply {replies}."),
    "which_carrier_one": (1, "{brand}: Is {piece} from {carrier}? Reply 1 if it is, 2 if not."),
    "which_carrier_other": (
        1,
        "{brand}: Then we do not know the carrier of {piece}. Please type it at its own carrier's site or app.",
    ),
    "check_digit": (
        1,
        "{brand}: That {carrier} number does not add up: its last digit checks the others and does not fit. Please "
        "read it again and text it.",
    ),
    "one_digit_short": (
        1,
        "{brand}: That {carrier} number is one digit short. Please read it again and text it.",
    ),
    "one_digit_long": (
        1,
        "{brand}: That {carrier} number has one digit too many. Please read it again and text it.",
    ),
    "letter_in_number": (
        1,
        "{brand}: That {carrier} number has a letter where a digit belongs. Please read it again and text it.",
    ),
    "prefix": (
        1,
        "{brand}: No {carrier} number begins like that. Please read its first digits again and text it.",
    ),
    "country_code": (
        1,
        "{brand}: That number's last two letters are no country we know. Please read it again and text it.",
    ),
    "green_card": (
        1,
        "{brand}: That is the number of the green return receipt card. Please text the number of the mailpiece, often "
        "22 digits from 9589 or 9407.",
    ),
    "too_many_numbers": (
        1,
        "{brand}: That is more than 10 new numbers in a day. We go on with the ones you follow; please try again "
        "tomorrow.",
    ),
    "picture": (1, "{brand}: We cannot read pictures. Please type the tracking number."),
    "unclear": (
        1,
        "{brand}: Sorry, we did not understand. Text a tracking number, LIST for what you follow, HELP for help, STOP "
        "to end.",
    ),
    # Ends and beginnings
    "goodbye": (1, "{brand}: You are opted out and will get no more texts from us. Reply START to resume."),
    "stopped_one": (1, "{brand}: No more texts about {piece}. Reply STOP to end all texts."),
    "opted_out_number": (1, "{brand}: You are opted out. Reply START to follow {piece}."),
    "stop_question": (
        1,
        "{brand}: Should all our texts end? Reply YES to end them, NO to keep them. Without an answer they end in 24 "
        "hours.",
    ),
    "kept_on": (1, "{brand}: Texts stay on. STOP ends them at any time."),
    "no_question": (
        1,
        "{brand}: We asked nothing that YES or NO would answer. Text a tracking number, LIST or HELP.",
    ),
    "invite": (
        1,
        "{brand}: Someone asked for text updates on {piece} for this number. Reply YES to start. Not you? Ignore or "
        "reply WRONG. Msg&data rates may apply.",
    ),
    "invite_declined": (1, "{brand}: All right, we will not text you about {piece}."),
    "wrong_number": (
        1,
        "{brand}: Sorry! We removed this number and will not text it again. The sender was told the number is wrong, "
        "not who you are.",
    ),
    "complaint": (
        1,
        "{brand}: Sorry about that. We only pass on status; the carrier can do more. A person reads "
        "{help_contact}. STOP ends all texts.",
    ),
    "code_unknown": (
        1,
        "{brand}: We do not know that code, or its time is over. Fill in the page again, or text the tracking number.",
    ),
    "followed_desk": (1, "{brand}: We text this phone when your desk's mail needs you. " + _FEES),
    "desk_waiting": (1, "{brand}: Mailings that need you: {count}, the first by {day}. See your desk. STOP ends all."),
    "desk_waiting_undated": (1, "{brand}: Mailings that need you: {count}. Please see your desk. STOP ends all."),
    "followed_batch": (1, "{brand}: We follow your {count} mailpieces now and text what happens. " + _FEES),
    "web_pin": (
        1,
        "{brand}: {pin} is your code for our settings page, for 10 minutes. We never ask you for it. Not you? Ignore "
        "this.",
    ),
    "help": (
        1,
        "{brand}: Text a tracking number for updates. Help: {help_contact}. Freq varies. Msg&data rates may apply. "
        "STOP to cancel.",
    ),
    "keywords": (
        1,
        "{brand}: After a number: AA all, AF new, AP past, DND delivery, DATE, STOP. Alone: LIST WHY WORD VERIFY NAME "
        "LANG QUIET AWAKE RESET DONE WRONG HELP STOP",
    ),
    # Why, and was it us
    "why_texted": (
        1,
        "{brand}: You got our last text because this phone texted us {piece} on {act_at} (record {record}). Reply STOP "
        "to end.",
    ),
    "why_web": (
        1,
        "{brand}: You got our last text because you signed up for {piece} on our web page on {act_at} (record "
        "{record}). Reply STOP to end.",
    ),
    "why_yes": (
        1,
        "{brand}: You got our last text because this phone said YES to {piece} on {act_at} (record {record}). Reply "
        "STOP to end.",
    ),
    "why_standing": (
        1,
        "{brand}: You got our last text because on {act_at} you asked for all mail of the sender of {piece} (record "
        "{record}). STOP ends all.",
    ),
    "why_desk": (
        1,
        "{brand}: You got our last text because on {act_at} this phone asked for word of a desk's mail (record "
        "{record}). STOP ends all.",
    ),
    "why_reply": (1, "{brand}: Our last text answered your own text of {act_at} (record {record})."),
    "why_invited": (
        1,
        "{brand}: Someone asked for updates on {piece} for this phone on {act_at} (record {record}). Nothing more "
        "comes without your YES.",
    ),
    "why_nothing": (1, "{brand}: We have sent this phone no text yet."),
    "verify_yes": (1, "{brand}: Yes, our last text about {piece} went out on {act_at}."),
    "verify_no": (
        1,
        "{brand}: No, we have sent this phone no text about ..{last_four}. Open no link in it; you can forward it to "
        "7726.",
    ),
    "verify_which": (1, "{brand}: Text VERIFY and the last four digits, such as VERIFY 1234."),
    # The person's own settings
    "word_set": (
        1,
        "{brand}: Your check word is {word}. Our texts carry it in brackets where it fits. A text with another word is "
        "not from us.",
    ),
    "word_off": (1, "{brand}: Your check word is off. Text WORD and a new one to set it, such as WORD maple."),
    "word_bad": (1, "{brand}: A check word has 3 to 12 letters. Text WORD and yours, such as WORD maple."),
    "quiet_set": (
        1,
        "{brand}: Quiet hours are {from_hour} to {until_hour}, {zone} time. We hold news then; answers to you still "
        "come. AWAKE ends them.",
    ),
    "quiet_set_local": (
        1,
        "{brand}: Quiet hours are {from_hour} to {until_hour}, your local time. We hold news then; answers to you "
        "still come. AWAKE ends them.",
    ),
    "quiet_bad": (
        1,
        "{brand}: We could not read those hours. Text QUIET and two times of day, such as QUIET 10pm 7am.",
    ),
    "awake_set": (1, "{brand}: Quiet hours are off: we text at any hour. QUIET turns them on."),
    "name_set": (1, "{brand}: ..{last_four} is now {piece}."),
    "name_bad": (
        1,
        "{brand}: A name has up to 16 plain letters or digits and no link. Text NAME 1234 and the name.",
    ),
    "none_such": (1, "{brand}: You follow nothing that ends in {last_four}. LIST shows what you follow."),
    "which_one": (
        1,
        "{brand}: More than one of yours ends in {last_four}. Please text its whole number with the word.",
    ),
    "which_one_needed": (
        1,
        "{brand}: Which one? Put its last four digits behind the word, such as DONE 1234. LIST shows what you follow.",
    ),
    "lang_set": (1, "{brand}: We text you in English from now on. LANG ES: español, LANG FR: FRANÇAIS."),
    "lang_which": (1, "{brand}: LANG EN: English, LANG ES: español, LANG FR: FRANÇAIS."),
    "reset_done": (
        1,
        "{brand}: Language, quiet hours and choices are as at the start. Names and check word stay.",
    ),
    "done_one": (
        1,
        "{brand}: {piece} is put away: no more texts about it. Text its number to follow it again.",
    ),
    "always_set": (
        1,
        "{brand}: From now on we follow each new mailpiece from the sender of {piece} for you. ALWAYS OFF ends this, "
        "STOP ends all.",
    ),
    "always_off": (1, "{brand}: We follow no sender's new mail for you any more. What you follow now stays on."),
    "always_none": (1, "{brand}: We know no sender of {piece}, so we cannot follow their other mail."),
    "pin_right": (1, "{brand}: Thank you. You now see the full status of {piece}."),
    "pin_wrong": (1, "{brand}: That PIN fits none of the numbers you follow. Please ask the sender for it."),
    # News
    Milestone.LABEL_CREATED: (1, "{brand}: {piece} has a label; USPS does not have it yet{w}. " + _STOPS),
    Milestone.ACCEPTED: (1, "{brand}: {piece} was accepted by the carrier{p}{w}. " + _STOPS),
    Milestone.IN_TRANSIT: (1, "{brand}: {piece} is in transit{p}{w}. " + _STOPS),
    Milestone.ARRIVED_LOCAL: (1, "{brand}: {piece} arrived at the local post office{p}{w}. " + _STOPS),
    Milestone.OUT_FOR_DELIVERY: (1, "{brand}: {piece} is out for delivery{p}{w}. " + _STOPS),
    Milestone.DELIVERY_ATTEMPTED: (
        1,
        "{brand}: {piece}: notice left{p}{w}. Held at the Post Office{until}. Bring ID and the slip. " + _STOPS,
    ),
    "tried_without_notice": (
        1,
        "{brand}: {piece}: delivery was tried{p}{w}, without success. USPS usually tries again. " + _STOPS,
    ),
    Milestone.AVAILABLE_FOR_PICKUP: (
        1,
        "{brand}: {piece} is ready for pickup at the Post Office{until}{p}{w}. " + _STOPS,
    ),
    "hold_reminder": (1, "{brand}: {piece} still waits at the Post Office{until}{p}{w}. " + _STOPS),
    Milestone.HELD: (1, "{brand}: {piece} is held at the Post Office{until}{p}{w}. " + _STOPS),
    Milestone.DELAYED: (1, "{brand}: {piece} is delayed{p}{w}. We text when it moves. " + _STOPS),
    Milestone.DELIVERED: (1, "{brand}: {piece} was delivered{p}{w}. " + _STOPS),
    Milestone.DELIVERED_AGENT: (1, "{brand}: {piece} was delivered to an agent{p}{w}. " + _STOPS),
    Milestone.FORWARDED: (1, "{brand}: {piece} was forwarded to a new address{p}{w}. " + _STOPS),
    Milestone.UNDELIVERABLE: (1, "{brand}: {piece} could not be delivered as addressed{p}{w}. " + _STOPS),
    Milestone.REFUSED: (1, "{brand}: {piece} was refused{p}{w}. It goes back to its sender. " + _STOPS),
    Milestone.UNCLAIMED: (
        1,
        "{brand}: {piece} was not picked up in time{p}{w}. It goes back to its sender. " + _STOPS,
    ),
    Milestone.RETURNING: (1, "{brand}: {piece} is on its way back to its sender{p}{w}. " + _STOPS),
    Milestone.RETURNED: (1, "{brand}: {piece} was delivered back to its sender{p}{w}. " + _STOPS),
    Milestone.LOST_RECOVERY: (1, "{brand}: {piece} is at the USPS mail recovery center{w}. " + _STOPS),
    Milestone.EXPIRED: (
        2,
        "{brand}: No scan of {piece} for 45 days, so we look no more. Text its number to ask again. " + _STOPS,
    ),
    "expected": (1, "{brand}: {piece} is now expected {day}. " + _STOPS),
    "standing_followed": (1, "{brand}: New from a sender you follow: {piece}: {state}{p}{w}. " + _STOPS),
    "digest": (1, "{brand}: {items}. STOP ends all."),
    # News of another carrier's pieces, where USPS has words of its own
    "label_created_courier": (1, "{brand}: {piece} has a label; the carrier does not have it yet{w}. " + _STOPS),
    "arrived_local_courier": (1, "{brand}: {piece} arrived near its destination{p}{w}. " + _STOPS),
    "delivery_attempted_courier": (1, "{brand}: {piece}: delivery was tried{p}{w}, without success. " + _STOPS),
    "available_for_pickup_courier": (1, "{brand}: {piece} is ready for pickup{until}{p}{w}. " + _STOPS),
    "hold_reminder_courier": (1, "{brand}: {piece} still waits for pickup{until}{p}{w}. " + _STOPS),
    "held_courier": (1, "{brand}: {piece} is held{until}{p}{w}. " + _STOPS),
    "lost_recovery_courier": (1, "{brand}: The carrier cannot find {piece} at the moment{w}. " + _STOPS),
    # Parts of sentences
    "until": (1, ", usually until {day}"),
    "more_items": (1, "{count} more"),
    "state_not_open": (1, "not open to us"),
    "choice_standard": (1, "the main steps"),
    "choice_all": (1, "each scan"),
    "choice_delivery": (1, "delivery and attempts"),
    "choice_date": (1, "its expected date"),
}

#: The state as one reads it in a reply: "USPS ..3456: <this>".
STATES: dict[Milestone, str] = {
    Milestone.NOT_FOUND: "not scanned yet",
    Milestone.LABEL_CREATED: "label made, not mailed",
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
#: The same of another carrier's pieces, where it differs.
COURIER_STATES: dict[Milestone, str] = {
    Milestone.LABEL_CREATED: "label made, not shipped",
    Milestone.ARRIVED_LOCAL: "near its destination",
    Milestone.DELIVERY_ATTEMPTED: "delivery was tried",
    Milestone.AVAILABLE_FOR_PICKUP: "ready for pickup",
    Milestone.HELD: "held",
    Milestone.LOST_RECOVERY: "not found by its carrier",
    Milestone.UNKNOWN: "state not clear yet",
}

MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
#: Mail of another country's post, by the number of the Universal Postal Union.
INTERNATIONAL = "Intl mail"
#: Before the last of several to choose from.
OR = "or"
#: 8:14am and 8:14pm; where not, the day has 24 hours.
HALF_DAYS = True
