"""Who may be texted, and when: a pure decision over the history of one contact."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from bot.consent import DOUBT_LASTS, ENDS_ALL, Allowed, Fact, History, Later, Refused, may_invite, may_text
from bot.quiet_hours import QuietHours
from models.vocabulary import ConsentKind, Purpose, Scope

START = datetime(2026, 11, 20, 15, tzinfo=UTC)
NOW = START + timedelta(hours=1)
NIGHT = QuietHours(21, 8, (ZoneInfo("America/New_York"),))


def history(*facts: tuple[ConsentKind, int | None], quiet: QuietHours | None = None) -> History:
    return History(
        [
            Fact(number, kind, Scope.MAILPIECE if piece else Scope.ALL, piece, START + timedelta(minutes=number))
            for number, (kind, piece) in enumerate(facts, 1)
        ],
        quiet,
    )


def push(facts: History, piece: int = 7, now: datetime = NOW) -> Allowed | Refused | Later:
    return may_text(facts, Purpose.PUSH, now, piece)


def test_nobody_is_pushed_without_a_confirmation_for_that_mailpiece() -> None:
    assert push(history()) == Refused("no_consent")
    assert push(history((ConsentKind.REQUESTED, 7))) == Refused("no_consent")
    assert push(history((ConsentKind.CONFIRMED, 8))) == Refused("no_consent")
    assert push(history((ConsentKind.CONFIRMED, 7))) == Allowed(1)


def test_a_stop_ends_all_and_a_start_brings_no_old_mailpiece_back() -> None:
    stopped = [(ConsentKind.CONFIRMED, 7), (ConsentKind.REVOKED, None)]
    assert push(history(*stopped)) == Refused("opted_out")
    assert may_text(history(*stopped), Purpose.REPLY, NOW) == Refused("opted_out")
    assert may_text(history(*stopped), Purpose.ESSENTIAL, NOW) == Allowed(2)
    resumed = [*stopped, (ConsentKind.RESUMED, None)]
    assert push(history(*resumed)) == Refused("no_consent")
    assert push(history(*resumed, (ConsentKind.CONFIRMED, 7))) == Allowed(4)


def test_a_confirmation_after_a_stop_does_not_open_again_by_itself() -> None:
    """A number texted after a STOP is answered with "Reply START"; a STOP found late stands before it all the same."""
    assert push(history((ConsentKind.REVOKED, None), (ConsentKind.CONFIRMED, 7))) == Refused("opted_out")


def test_a_stop_of_one_leaves_the_others() -> None:
    facts = history((ConsentKind.CONFIRMED, 7), (ConsentKind.CONFIRMED, 8), (ConsentKind.REVOKED, 7))
    assert push(facts, 7) == Refused("no_consent")
    assert push(facts, 8) == Allowed(2)


def test_after_a_providers_block_not_even_an_answer_goes() -> None:
    facts = history((ConsentKind.CONFIRMED, 7), (ConsentKind.PROVIDER_BLOCK, None))
    assert may_text(facts, Purpose.ESSENTIAL, NOW) == Refused("provider_block")


def test_while_we_ask_whether_it_was_a_stop_news_waits_and_answers_go() -> None:
    facts = history((ConsentKind.CONFIRMED, 7), (ConsentKind.DOUBTED, None))
    asked = facts.facts[-1].happened_at
    assert push(facts) == Later(asked + DOUBT_LASTS, "unclear_stop")
    assert may_text(facts, Purpose.REPLY, NOW) == Allowed(2)


def test_silence_for_a_day_means_stop_even_if_nobody_has_written_it_down_yet() -> None:
    facts = history((ConsentKind.CONFIRMED, 7), (ConsentKind.DOUBTED, None))
    later = facts.facts[-1].happened_at + DOUBT_LASTS
    assert push(facts, now=later) == Refused("opted_out")
    assert may_text(facts, Purpose.REPLY, later) == Refused("opted_out")
    assert may_text(facts, Purpose.ESSENTIAL, later) == Allowed(2)


def test_an_answer_that_texts_may_stay_on_lets_news_go_again() -> None:
    facts = history((ConsentKind.CONFIRMED, 7), (ConsentKind.DOUBTED, None), (ConsentKind.KEPT, None))
    assert push(facts, now=NOW + timedelta(days=9)) == Allowed(1)


def test_news_waits_for_the_morning_and_answers_do_not() -> None:
    night = datetime(2026, 11, 21, 3, tzinfo=UTC)  # 22:00 in New York
    facts = history((ConsentKind.CONFIRMED, 7), quiet=NIGHT)
    assert push(facts, now=night) == Later(datetime(2026, 11, 21, 13, tzinfo=UTC), "quiet_hours")
    assert push(facts, now=NOW) == Allowed(1)
    for purpose in (Purpose.REPLY, Purpose.ESSENTIAL):
        assert may_text(facts, purpose, night) == Allowed(1)


def test_a_third_party_may_have_us_ask_once_in_thirty_days_and_three_times_ever() -> None:
    assert may_invite([], NOW) == Allowed(None)
    asked = history((ConsentKind.REQUESTED, 7)).facts
    assert may_invite(asked, NOW + timedelta(days=29)) == Refused("asked_within_30_days")
    assert may_invite(asked, NOW + timedelta(days=31)) == Allowed(None)
    thrice = history(*[(ConsentKind.REQUESTED, piece) for piece in (7, 8, 9)]).facts
    assert may_invite(thrice, NOW + timedelta(days=3650)) == Refused("asked_three_times")


def test_whoever_said_no_wrong_or_stop_is_never_asked_again_by_a_third_party() -> None:
    for kind in (*ENDS_ALL, ConsentKind.DECLINED):
        piece = 7 if kind == ConsentKind.DECLINED else None
        for since in ([], [(ConsentKind.RESUMED, None)]):
            past = history((kind, piece), *since).facts
            assert may_invite(past, NOW + timedelta(days=999)) == Refused("said_no_before")


kinds = some.sampled_from([kind for kind in ConsentKind if kind != ConsentKind.ASKED])
pasts = some.lists(some.tuples(kinds, some.sampled_from([None, 7, 8])), max_size=30)


@given(pasts, some.sampled_from(sorted(ENDS_ALL)))
def test_whatever_happened_before_a_stop_nothing_is_pushed_after_it(
    facts: list[tuple[ConsentKind, int | None]], end: ConsentKind
) -> None:
    stopped = history(*facts, (end, None))
    for piece in (7, 8):
        assert isinstance(push(stopped, piece), Refused)
    started = history(*facts, (end, None), (ConsentKind.RESUMED, None))
    assert isinstance(push(started), Refused)


@given(pasts, some.integers(0, 23))
def test_no_news_is_allowed_in_quiet_hours_whatever_the_history(
    facts: list[tuple[ConsentKind, int | None]], hour: int
) -> None:
    now = START + timedelta(hours=hour, days=2)
    decision = push(history(*facts, quiet=NIGHT), now=now)
    assert not (isinstance(decision, Allowed) and NIGHT.holds(now))
    if isinstance(decision, Later):
        assert decision.when > now


def desk(*kinds: ConsentKind) -> Allowed | Refused | Later:
    """Word to somebody of a sender's desk: about no single mailpiece."""
    return may_text(history(*((kind, None) for kind in kinds)), Purpose.PUSH, NOW)


def test_somebody_of_a_desk_is_texted_from_their_own_word_until_they_end_it_or_anything_ends_all() -> None:
    assert desk() == Refused("no_consent")
    assert desk(ConsentKind.DESK) == Allowed(1)
    assert desk(ConsentKind.DESK, ConsentKind.DESK_ENDED) == Refused("no_consent")
    assert desk(ConsentKind.DESK, ConsentKind.REVOKED) == Refused("opted_out")
    assert desk(ConsentKind.DESK, ConsentKind.REVOKED, ConsentKind.RESUMED) == Refused("no_consent")
    assert desk(ConsentKind.DESK, ConsentKind.REVOKED, ConsentKind.RESUMED, ConsentKind.DESK) == Allowed(4)


def test_the_word_of_a_desk_allows_no_news_of_a_mailpiece_and_a_mailpiece_no_word_of_a_desk() -> None:
    assert push(history((ConsentKind.DESK, None))) == Refused("no_consent")
    followed = history((ConsentKind.CONFIRMED, 7))
    assert may_text(followed, Purpose.PUSH, NOW) == Refused("no_consent")
    both = history((ConsentKind.CONFIRMED, 7), (ConsentKind.DESK, None), (ConsentKind.DESK_ENDED, None))
    assert push(both) == Allowed(1)


def test_the_word_of_a_desk_answers_no_question_whether_texts_should_end() -> None:
    facts = history((ConsentKind.DOUBTED, None), (ConsentKind.DESK, None))
    asked = facts.facts[0].happened_at
    assert may_text(facts, Purpose.PUSH, NOW) == Later(asked + DOUBT_LASTS, "unclear_stop")
    assert may_text(facts, Purpose.PUSH, asked + DOUBT_LASTS) == Refused("opted_out")
