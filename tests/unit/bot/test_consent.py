"""Who may be texted: a pure decision over the history of one contact."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from bot.consent import Allowed, Fact, Refused, may_text
from models.vocabulary import ConsentKind, Purpose, Scope

START = datetime(2026, 11, 20, tzinfo=UTC)


def history(*facts: tuple[ConsentKind, int | None]) -> list[Fact]:
    return [
        Fact(number, kind, Scope.MAILPIECE if piece else Scope.ALL, piece, START + timedelta(minutes=number))
        for number, (kind, piece) in enumerate(facts, 1)
    ]


def test_nobody_is_pushed_without_a_confirmation_for_that_mailpiece() -> None:
    assert may_text([], Purpose.PUSH, 7) == Refused("no_consent")
    assert may_text(history((ConsentKind.REQUESTED, 7)), Purpose.PUSH, 7) == Refused("no_consent")
    assert may_text(history((ConsentKind.CONFIRMED, 8)), Purpose.PUSH, 7) == Refused("no_consent")
    assert may_text(history((ConsentKind.CONFIRMED, 7)), Purpose.PUSH, 7) == Allowed(1)


def test_a_stop_ends_all_and_a_start_brings_no_old_mailpiece_back() -> None:
    stopped = [(ConsentKind.CONFIRMED, 7), (ConsentKind.REVOKED, None)]
    assert may_text(history(*stopped), Purpose.PUSH, 7) == Refused("opted_out")
    assert may_text(history(*stopped), Purpose.REPLY) == Refused("opted_out")
    assert may_text(history(*stopped), Purpose.ESSENTIAL) == Allowed(2)
    resumed = [*stopped, (ConsentKind.RESUMED, None)]
    assert may_text(history(*resumed), Purpose.PUSH, 7) == Refused("no_consent")
    assert may_text(history(*resumed, (ConsentKind.CONFIRMED, 7)), Purpose.PUSH, 7) == Allowed(4)


def test_a_stop_of_one_leaves_the_others() -> None:
    facts = history((ConsentKind.CONFIRMED, 7), (ConsentKind.CONFIRMED, 8), (ConsentKind.REVOKED, 7))
    assert may_text(facts, Purpose.PUSH, 7) == Refused("no_consent")
    assert may_text(facts, Purpose.PUSH, 8) == Allowed(2)


def test_after_a_providers_block_not_even_an_answer_goes() -> None:
    facts = history((ConsentKind.CONFIRMED, 7), (ConsentKind.PROVIDER_BLOCK, None))
    assert may_text(facts, Purpose.ESSENTIAL) == Refused("provider_block")


kinds = some.sampled_from([kind for kind in ConsentKind if kind != ConsentKind.ASKED])


@given(some.lists(some.tuples(kinds, some.sampled_from([None, 7, 8])), max_size=30))
def test_whatever_happened_before_a_stop_nothing_is_pushed_after_it(
    facts: list[tuple[ConsentKind, int | None]],
) -> None:
    stopped = history(*facts, (ConsentKind.REVOKED, None))
    for piece in (7, 8):
        assert isinstance(may_text(stopped, Purpose.PUSH, piece), Refused)
    started = history(*facts, (ConsentKind.REVOKED, None), (ConsentKind.RESUMED, None))
    assert isinstance(may_text(started, Purpose.PUSH, 7), Refused)
