"""What people said in a made-up history and what it meant: inbound texts, consent events, subscriptions, the opt-out
log, suppressions and questions. The database makes the rows from a series of numbers."""

from bot.consent import ENDS_ALL
from bot.seed.acts import act_sql
from bot.seed.plan import (
    BLOCK,
    SIGN_UPS,
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
from models.consent import ConsentEvent
from models.database import database, run_sql
from models.inbound import InboundMessage
from models.opt_out import OptOut, OptOutWord
from models.opt_out_log import LOGGED, LONGEST_RULE
from models.subscription import Subscription

#: So many of the newest texts could not be answered, and so many questions are still open.
FAILED, DOUBTS = 3, 9
HOUR, HOURS_24 = 3_600_000_000, 86_400_000_000


def make(plan: Plan, say: Say) -> None:
    with without_indexes(InboundMessage):
        in_pieces(lambda numbers: _inbound(plan, numbers), 0, plan.events)
    say(f"{plan.events:,} texts from people")
    with without_indexes(ConsentEvent):
        in_pieces(lambda numbers: _events(plan, numbers), 0, plan.events)
    say(f"{plan.events:,} consent events")
    with without_indexes(Subscription):
        in_pieces(lambda numbers: _subscriptions(plan, numbers), 0, plan.pieces)
    say(f"{plan.pieces:,} subscriptions")
    _make_log(plan)
    say("the opt-out log")
    with database.atomic():
        run_sql(_SUPPRESSIONS, ())
        run_sql(_questions(plan), ())


def spoken(plan: Plan, numbers: str) -> str:
    """A table `e`: each event with its contact and the sample of its act."""
    contact = contact_of("s.n")
    return (
        f"(SELECT s.n AS k, {contact} AS contact_id, {program_of(contact)} AS program_id, {act_sql('s.n')} AS act, "  # noqa: S608
        f"{language_of(contact)} AS language, {rest(f's.n / {BLOCK}', str(VARIANTS))} AS variant, "
        f"{moment_of(plan, 's.n')} AS made FROM {numbers}) AS e"
    )


_SAMPLE = (
    "JOIN said ON said.program = e.program_id AND said.act = e.act AND said.language = e.language "
    "AND said.variant = e.variant"
)


def _inbound(plan: Plan, numbers: str) -> str:
    failed = f"e.k >= {plan.events - FAILED * BLOCK} AND {rest('e.k', str(BLOCK))} = {SIGN_UPS}"
    return (
        "INSERT INTO inbound_message (id, provider_reference, program_id, contact_id, body, media_count, opt_out_type, "  # noqa: S608
        "received_at, source, state, intent, rule, tries, next_try_at, answered_at, sent_at) "
        f"SELECT e.k + 1, 'SM00000000000000' || (1000000000000000000 + e.k), e.program_id, e.contact_id, said.body, 0, "
        f"'', e.made, 'webhook', CASE WHEN {failed} THEN 'failed' WHEN e.act = 'writes' AND "
        f"{rest('e.k', '3')} = 0 THEN 'silent' ELSE 'answered' END, said.intent, said.reading, "
        f"CASE WHEN {failed} THEN 6 ELSE 1 END, CASE WHEN {failed} THEN {plan.now} + 3600000000 END, "
        f"CASE WHEN {failed} THEN NULL ELSE e.made + 40000 END, NULL "
        f"FROM {spoken(plan, numbers)} {_SAMPLE} ORDER BY e.k"
    )


def _events(plan: Plan, numbers: str) -> str:
    """A stop of one piece is a stop of the newest of the block: like enough."""
    last_piece = f"{SIGN_UPS} * (e.k / {BLOCK} + 1)"
    piece = f"CASE WHEN e.act IN ('sign_up', 'on_page') THEN {piece_of('e.k')} ELSE {last_piece} END"
    sender = f"CASE WHEN e.act = 'requested' THEN {rest('e.k / 5', '8')} + 1 END"
    return (
        "INSERT INTO consent_event (id, contact_id, kind, scope, mailpiece_id, source, inbound_id, rule, language, "  # noqa: S608
        "wording_key, wording_version, state_before, happened_at, recorded_at, subject, evidence, digest, sender_id) "
        f"SELECT e.k + 1, e.contact_id, said.kind, said.scope, CASE WHEN said.scope = 'mailpiece' THEN {piece} END, "
        "said.source, CASE WHEN said.by_text = 1 THEN e.k + 1 END, said.rule, e.language, said.wording_key, "
        "said.wording_version, 'open', e.made, e.made + 30000, contact.phone_index, said.evidence, said.digest, "
        f"{sender} FROM {spoken(plan, numbers)} {_SAMPLE} JOIN contact ON contact.id = e.contact_id ORDER BY e.k"
    )


def _subscriptions(plan: Plan, numbers: str) -> str:
    event = f"(s.n / {SIGN_UPS} * {BLOCK} + {rest('s.n', str(SIGN_UPS))})"
    made, choices = moment_of(plan, event), f"CASE WHEN {rest('s.n', '11')} = 0 THEN 'all' ELSE 'standard' END"
    ended = f"({rest('s.n', '10')} < 9 AND {made} < {plan.now} - 40 * {HOURS_24})"
    no = "(1 = 0)"
    return (
        "INSERT INTO subscription (id, contact_id, mailpiece_id, state, choices, proven, consent_event_id, "  # noqa: S608
        f"told_answer, told_through, created_at, ended_at) SELECT s.n + 1, {contact_of(event)}, s.n + 1, "
        f"CASE WHEN {ended} THEN 'ended' ELSE 'active' END, {choices}, {no}, {event} + 1, 'found', {made}, {made}, "
        f"CASE WHEN {ended} THEN {made} + 30 * {HOURS_24} END FROM {numbers} ORDER BY s.n"
    )


def _make_log(plan: Plan) -> None:
    kinds = ", ".join(f"'{kind}'" for kind in sorted(LOGGED))
    with without_indexes(OptOut), database.atomic():
        run_sql(
            "INSERT INTO opt_out (event_id, program_id, contact_id, kind, source, scope, language, rule, recorded_at) "  # noqa: S608
            "SELECT e.id, c.program_id, e.contact_id, e.kind, e.source, e.scope, e.language, "
            f"substr(e.rule, 1, {LONGEST_RULE}), e.recorded_at FROM consent_event e JOIN contact c "
            f"ON c.id = e.contact_id WHERE e.kind IN ({kinds}) ORDER BY e.id",
            (),
        )
    with without_indexes(OptOutWord):
        in_pieces(lambda numbers: _words(plan, numbers), 0, plan.events)


def _words(plan: Plan, numbers: str) -> str:
    return (
        "INSERT INTO opt_out_word (word, event_id) SELECT log_word.word, opt_out.event_id "  # noqa: S608
        f"FROM {spoken(plan, numbers)} JOIN opt_out ON opt_out.event_id = e.k + 1 JOIN log_word "
        "ON log_word.act = e.act AND log_word.language = e.language AND log_word.variant = e.variant"
    )


_ENDS = ", ".join(f"'{kind}'" for kind in sorted({*ENDS_ALL, "resumed"}))
#: In force for whoever's last word was an end of everything; a START before it was lifted long ago.
_SUPPRESSIONS = (
    "INSERT INTO suppression (program_id, channel, phone_index, reason, consent_event_id, since) "  # noqa: S608
    "SELECT c.program_id, c.channel, c.phone_index, e.kind, e.id, e.happened_at FROM consent_event e "
    "JOIN contact c ON c.id = e.contact_id WHERE e.id IN (SELECT MAX(id) FROM consent_event WHERE scope = 'all' "
    f"AND kind IN ({_ENDS}) GROUP BY contact_id) "
    "AND e.kind <> 'resumed' ORDER BY e.id"
)


def _questions(plan: Plan) -> str:
    """One for each unclear stop; the last ones are still open."""
    doubts = f"SELECT id FROM consent_event WHERE kind = 'doubted' ORDER BY id DESC LIMIT {DOUBTS}"  # noqa: S608
    newest = f"(SELECT MIN(id) FROM ({doubts}) AS d)"  # noqa: S608
    lately = f"{plan.now} - {HOUR} / {plan.events} * ({plan.events} - e.id)"
    asked = f"CASE WHEN e.id >= {newest} THEN {lately} ELSE e.recorded_at END"
    return (
        "INSERT INTO open_question (contact_id, kind, asked_at, expires_at, closed_at, answer) "  # noqa: S608
        f"SELECT e.contact_id, 'stop_question', {asked}, {asked} + {HOURS_24}, "
        f"CASE WHEN e.id >= {newest} THEN NULL ELSE e.recorded_at + 3600000000 END, "
        f"CASE WHEN e.id >= {newest} THEN '' ELSE 'no' END FROM consent_event e WHERE e.kind = 'doubted' ORDER BY e.id"
    )
