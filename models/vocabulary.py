"""The words that tables, modules and texts share. Values are stored in the database: add, never rename."""

from enum import StrEnum


class Milestone(StrEnum):
    """Our small normalised steps of a mailpiece. `unknown` is a value, never a guess."""

    NOT_FOUND = "not_found"
    LABEL_CREATED = "label_created"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    ARRIVED_LOCAL = "arrived_local"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_ATTEMPTED = "delivery_attempted"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    HELD = "held"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    DELIVERED_AGENT = "delivered_agent"
    FORWARDED = "forwarded"
    MISSENT = "missent"
    UNDELIVERABLE = "undeliverable"
    REFUSED = "refused"
    UNCLAIMED = "unclaimed"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST_RECOVERY = "lost_recovery"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class InboundState(StrEnum):
    RECEIVED = "received"  # stored, not answered yet
    ANSWERED = "answered"
    SILENT = "silent"  # taken in, and deliberately not answered: the reason stands beside it
    FAILED = "failed"  # answering failed; the sweep tries again


class OutboundState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"  # it may or may not have been sent; never resent before it is reconciled
    ACCEPTED = "accepted"  # the provider has it
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    DROPPED = "dropped"  # ours to drop; the reason stands beside it


class ConsentKind(StrEnum):
    """Facts about consent, appended in the order they happened."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    REVOKED = "revoked"
    RESUMED = "resumed"
    PROVIDER_BLOCK = "provider_block"
    WRONG_NUMBER = "wrong_number"
    DOUBTED = "doubted"  # a text that may have been a stop; we asked, and silence for 24 h means it was
    KEPT = "kept"  # the answer: texts stay on
    STANDING = "standing"  # new mailpieces of this sender are followed at once
    STANDING_ENDED = "standing_ended"
    ERASED = "erased"  # their data was removed; nothing goes to this phone until they text START
    REASSIGNED = "reassigned"  # the phone changed hands: the consent was another person's
    CHECKED = "checked"  # the provider says that it did not
    ASKED = "asked"  # the person asked us something: allows the one answer to it
    DESK = "desk"  # somebody of a sender's desk wants word on this phone when its mail needs them
    DESK_ENDED = "desk_ended"


class Scope(StrEnum):
    ALL = "all"
    SENDER = "sender"
    MAILPIECE = "mailpiece"


class Source(StrEnum):
    INBOUND_TEXT = "inbound_text"
    WEB = "web"
    OPERATOR = "operator"
    PROVIDER = "provider"
    NOBODY = "nobody"  # no act: time ran out
    SENDER = "sender"  # a third party: never consent by itself


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"
    ONCE = "once"  # waits for the answer to one question; nothing is followed


class AnswerState(StrEnum):
    """What the carrier last said about a mailpiece."""

    NEVER_ASKED = "never_asked"
    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_PERMITTED = "not_permitted"
    UNSUPPORTED = "unsupported"


class UpdateState(StrEnum):
    """What became of a carrier's own message to us."""

    WAITING = "waiting"
    APPLIED = "applied"
    IGNORED = "ignored"  # of a piece that we do not keep, or with nothing to tell
    UNREADABLE = "unreadable"


class PushState(StrEnum):
    """How a standing order at a carrier stands."""

    ASKED = "asked"  # not heard of since
    ENABLED = "enabled"
    FAILED = "failed"


class Purpose(StrEnum):
    """Why a text goes out; consent is judged by it."""

    PUSH = "push"  # news of a mailpiece that the person follows
    INVITE = "invite"  # the one YES question that a third party asks for
    REPLY = "reply"  # the one answer to the person's own text
    ESSENTIAL = "essential"  # what may go even after a stop: the goodbye, and answers to HELP, START


class WebKind(StrEnum):
    """What a person asked for on a web page."""

    CODE = "code"  # shows a code that they text to us
    QUESTION = "question"  # we text one YES question
    BATCH = "batch"  # a whole batch is to be followed, said by their own text
    PREFERENCES = "preferences"  # opens their own settings
    VERIFY = "verify"  # was a text really ours?
    DESK = "desk"  # shows a code by which somebody of a desk has their own phone told


class WebState(StrEnum):
    WAITING = "waiting"  # for us, or for the person
    ASKED = "asked"  # our text is on its way
    OPEN = "open"  # of PREFERENCES: the person has shown that the phone is theirs
    DONE = "done"
    REFUSED = "refused"


class Role(StrEnum):
    """What a person at the console may do; web/console/roles.py says what that is."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    SENDER = "sender"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Stage(StrEnum):
    """How far a browser has come in signing in."""

    BEGUN = "begun"  # at somebody else's sign-in page
    PASSWORD = "password"  # noqa: S105 - shown; the one-time code is still missing
    ENROLLING = "enrolling"  # the password is set; the one-time codes are not, and this role needs them
    OPEN = "open"
    ENDED = "ended"


class InquiryKind(StrEnum):
    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    FEEDBACK = "feedback"


class InquiryState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class TaskState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
