"""Our texts in a made-up history, in every state that they can be in, with the provider's last words about the newest.

To each act one answer, and four pieces of news about mail that was named one to four days before.
"""

import zlib
from collections.abc import Sequence

from bot.seed.acts import ALL, act_sql
from bot.seed.plan import (
    BLOCK,
    SIGN_UPS,
    STRIDE,
    TEXTS_PER_EVENT,
    VARIANTS,
    Plan,
    contact_of,
    language_of,
    moment_of,
    piece_of,
    program_of,
    rest,
)
from bot.seed.writing import Say, in_pieces, without_indexes
from models.database import database, run_sql
from models.fields import seal
from models.outbound import DeliveryAttempt, DeliveryReceipt, OutboundMessage

#: The kinds of news that come first, second, third, fourth; each tenth is another.
NEWS = (
    ("out_for_delivery", "delayed"),
    ("delivered", "delivery_attempted"),
    ("available_for_pickup", "hold_reminder"),
    ("delivered_agent", "returning"),
)
#: Of ten thousand texts, up to: not delivered, failed, dropped for each reason, sent without a last word.
UNDELIVERED, FAILED, DROPPED, SENT = 150, 170, 420, 470
REASONS = ("'opted_out'", "'superseded'", "'expired'", "'cap'")
CODES = ("30003", "30005", "30006", "30007", "30008")
#: Of the newest texts so many wait, and so many are of unknown fate.
WAITING, UNKNOWN, UNKNOWN_EVERY = 40, 6, 100
SECOND = 1_000_000


def make(plan: Plan, say: Say) -> None:
    with without_indexes(OutboundMessage):
        in_pieces(lambda numbers: _texts(plan, numbers), 0, plan.texts)
        say(f"{plan.texts:,} texts to people; their indexes next")
    say("their indexes")
    with without_indexes(DeliveryReceipt), database.atomic():
        run_sql(_RECEIPTS, (seal_callback(), plan.texts - plan.texts // 10))
    with without_indexes(DeliveryAttempt), database.atomic():
        run_sql(_ATTEMPTS, (plan.texts - plan.texts // 10,))
    say("what the provider said of the newest tenth")


def _texts(plan: Plan, numbers: str) -> str:
    """`t`: each text with what it is about. `u`: with what became of it. MATERIALIZED, else the database copies the
    terms of one into those of the other, again and again. What was dropped or waits is not known to the provider."""
    went = "u.state NOT IN ('dropped', 'queued')"
    over = "u.state NOT IN ('queued', 'sent', 'unknown')"
    return (
        "INSERT INTO outbound_message (id, reference, contact_id, consent_event_id, subscription_id, in_reply_to_id, "  # noqa: S608
        "purpose, kind, occasion, body, body_index, segments, priority, language, wording_version, state, reason, "
        "created_at, not_before, expires_at, event_at, epoch, started_at, tries, provider_reference, provider_rank, "
        "error_code, finished_at, from_number_id, billed_segments, price_micros, price_unit, look_at) "
        f"WITH t AS MATERIALIZED ({_placed(plan, numbers)}), u AS MATERIALIZED ({_judged(plan)}) "
        "SELECT u.n + 1, 'made' || (100000000000000000 + u.n), u.contact_id, u.event + 1, u.subscription, u.reply_to, "
        "u.purpose, u.kind, u.occasion, told.body, told.body_index, told.segments, u.priority, u.language, "
        "told.wording_version, u.state, "
        f"CASE u.state WHEN 'dropped' THEN {_one_of(REASONS, 'u.n')} WHEN 'queued' THEN 'quiet' ELSE '' END, "
        f"u.made, CASE WHEN u.state = 'queued' THEN {plan.now} + 36000000000 + u.n ELSE u.made END, "
        f"CASE WHEN u.state = 'queued' THEN {plan.now} + 90000000000 ELSE u.made + 43200000000 END, "
        f"CASE WHEN u.purpose = 'push' THEN u.made - 900000000 END, 1, CASE WHEN {went} THEN u.made + {SECOND} END, "
        f"CASE WHEN {went} THEN 1 ELSE 0 END, CASE WHEN {went} AND u.state <> 'unknown' THEN 'SM8' || "
        "(1000000000000000000 + u.n) END, CASE WHEN u.state = 'sent' THEN 3 WHEN u.state IN ('delivered', "
        "'undelivered', 'failed') THEN 4 ELSE -1 END, "
        f"CASE WHEN u.state = 'undelivered' THEN {_one_of(CODES, 'u.n')} "
        f"WHEN u.state = 'failed' THEN 30450 END, CASE WHEN {over} THEN u.made + 4 * {SECOND} END, from_number.id, "
        f"CASE WHEN u.state = 'delivered' THEN 1 END, CASE WHEN u.state = 'delivered' THEN 7900 END, "
        "CASE WHEN u.state = 'delivered' THEN 'USD' ELSE '' END, "
        f"CASE WHEN u.state = 'unknown' THEN {plan.now} + 86400000000 END "
        f"FROM u JOIN told ON told.program = u.program_id AND told.kind = u.kind AND told.language = u.language AND "
        f"told.variant = {rest('u.event', str(VARIANTS))} "
        "JOIN from_number ON from_number.program_id = u.program_id AND from_number.channel = 'sms' ORDER BY u.n"
    )


def _judged(plan: Plan) -> str:
    """`u`: a text with its state, kind and owner."""
    chance = rest(f"t.n * {STRIDE}", "10007")
    newest = plan.texts - UNKNOWN * UNKNOWN_EVERY - WAITING
    state = (
        f"CASE WHEN t.n >= {plan.texts - WAITING} THEN 'queued' WHEN t.n >= {newest} AND "
        f"{rest('t.n', str(UNKNOWN_EVERY))} = 0 THEN 'unknown' WHEN {chance} < {UNDELIVERED} THEN 'undelivered' "
        f"WHEN {chance} < {FAILED} THEN 'failed' WHEN {chance} < {DROPPED} THEN 'dropped' WHEN {chance} < {SENT} THEN "
        "'sent' ELSE 'delivered' END"
    )
    contact = contact_of("t.event")
    reply = "t.place = 0"
    return (
        f"SELECT t.n, t.event, t.made, {contact} AS contact_id, {program_of(contact)} AS program_id, "  # noqa: S608
        f"{language_of(contact)} AS language, {state} AS state, t.occasion, "
        f"CASE WHEN {reply} THEN {_answer()} ELSE {_news('t')} END AS kind, "
        f"CASE WHEN {reply} THEN 'reply' ELSE 'push' END AS purpose, CASE WHEN {reply} THEN 0 ELSE 3 END AS priority, "
        f"CASE WHEN {reply} THEN t.event + 1 END AS reply_to, "
        f"CASE WHEN {reply} THEN NULL ELSE {piece_of('t.event')} END AS subscription "
        "FROM t"
    )


def _placed(plan: Plan, numbers: str) -> str:
    """`t`: the event that a text is about. News is about the sign-up of so many days before."""
    own, place = f"s.n / {TEXTS_PER_EVENT}", rest("s.n", str(TEXTS_PER_EVENT))
    early = f"{own} < {place} * {plan.day}"
    before = f"(CASE WHEN {early} THEN {own} ELSE {own} - {place} * {plan.day} END)"
    at_sign_up = f"(CASE WHEN {rest(before, str(BLOCK))} < {SIGN_UPS} THEN {before} ELSE {before} - 2 END)"
    moved = f"(CASE WHEN {rest(before, str(BLOCK))} < {SIGN_UPS} THEN '' ELSE '2' END)"
    return (
        f"SELECT s.n, {place} AS place, CASE WHEN {place} = 0 THEN {own} ELSE {at_sign_up} END AS event, "  # noqa: S608
        f"CASE WHEN {place} = 0 THEN '' WHEN {early} THEN '0' || {rest(before, str(BLOCK))} ELSE '1' || {moved} || "
        f"{rest(before, str(BLOCK))} END AS occasion, "
        f"{moment_of(plan, own)} + {place} * {plan.step // TEXTS_PER_EVENT} AS made FROM {numbers}"
    )


def _answer() -> str:
    cases = " ".join(f"WHEN '{act.name}' THEN '{act.answer}'" for act in ALL)
    return f"(CASE {act_sql('t.event')} {cases} END)"


def _news(table: str) -> str:
    tenth = rest(f"{table}.n * {STRIDE} / 10", "10")
    cases = " ".join(
        f"WHEN {place} THEN (CASE WHEN {tenth} = 0 THEN '{seldom}' ELSE '{usual}' END)"
        for place, (usual, seldom) in enumerate(NEWS, 1)
    )
    return f"(CASE {table}.place {cases} END)"


def _one_of(values: Sequence[str], n: str) -> str:
    """`values` as SQL says them."""
    cases = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(values))
    return f"(CASE {rest(f'{n} / 7', str(len(values)))} {cases} END)"


def seal_callback() -> bytes:
    said = b"MessageStatus=delivered&ApiVersion=2010-04-01&ErrorCode=0&RawDlrDoneDate=2611201514"
    return seal(zlib.compress(said, 6), b"delivery_receipt.raw")


_RECEIPTS = """
INSERT INTO delivery_receipt (outbound_id, provider_reference, status, error_code, raw, received_at)
SELECT id, provider_reference, state, COALESCE(error_code, 0), ?, finished_at FROM outbound_message
WHERE provider_reference IS NOT NULL AND state IN ('delivered', 'undelivered', 'failed') AND id > ? ORDER BY id
"""
_ATTEMPTS = """
INSERT INTO delivery_attempt (outbound_id, started_at, finished_at, outcome, detail, provider_reference)
SELECT id, started_at, started_at + 120000, CASE WHEN state = 'unknown' THEN 'unknown' ELSE 'accepted' END, '',
COALESCE(provider_reference, '') FROM outbound_message WHERE started_at IS NOT NULL AND id > ? ORDER BY id
"""
