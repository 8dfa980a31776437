"""Whatever waits, in whatever order: nobody starves, finished pieces stop, the same question has the same answer."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from carriers.rhythm import stage_of
from carriers.schedule import (
    AFTER_THE_END,
    ENDED,
    LONGEST,
    MOST_PATIENCE,
    SILENT_FOR,
    STARVES_AFTER,
    Seen,
    Waiting,
    _pressing,
    choose,
    next_look,
)
from models.vocabulary import Milestone as M

NOW = datetime(2026, 3, 2, tzinfo=UTC)

moments = some.integers(0, 14 * 1440).map(lambda minute: NOW + timedelta(minutes=minute))
seen = some.builds(
    Seen,
    some.sampled_from(sorted(set(M) - {M.EXPIRED})),
    some.just("found"),
    some.none() | moments.map(lambda at: at - timedelta(days=3)),
    some.none() | moments.map(lambda at: at.date()),
    some.integers(-600, 600),
    some.booleans(),
)
waiting = some.lists(some.tuples(some.integers(-3_600, 3 * 86_400), some.integers(0, MOST_PATIENCE)), max_size=120).map(
    lambda rows: [Waiting(key, late, patience) for key, (late, patience) in enumerate(rows)]
)


@given(seen, moments)
def test_every_look_has_a_moment_within_the_bound_of_its_stage_until_the_piece_is_finished(known, now):
    look = next_look(known, now)
    silent = now - known.last_scan_at if known.last_scan_at else timedelta(0)
    over = silent >= (AFTER_THE_END if known.milestone in ENDED else SILENT_FOR)
    assert (look is None) == over
    if look is not None:
        longest = timedelta(hours=LONGEST[stage_of(known.milestone)] * (2 if known.pushed else 1))
        assert now < look.at <= now + longest and 0 <= look.patience <= MOST_PATIENCE


@given(seen, moments)
def test_a_schedule_is_deterministic(known, now):
    assert next_look(known, now) == next_look(known, now)


@given(waiting, some.integers(1, 40), some.randoms(use_true_random=False))
def test_who_is_chosen_does_not_depend_on_the_order_in_which_they_are_found(rows, size, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    rank = {one.key: _pressing(one) for one in rows}
    assert [rank[key] for key in choose(rows, size)] == [rank[key] for key in choose(shuffled, size)]


@given(waiting, some.integers(1, 40))
def test_a_call_is_full_as_long_as_there_is_somebody_to_fill_it_and_nobody_is_in_it_twice(rows, size):
    chosen = choose(rows, size)
    assert len(set(chosen)) == len(chosen)
    assert len(chosen) in (0, min(size, len(rows)))
    if sum(one.late >= 0 for one in rows) >= size:
        assert chosen and all(rows[key].late >= 0 for key in chosen)


@given(waiting, some.integers(1, 40))
def test_who_starves_is_never_left_behind_for_somebody_who_does_not(rows, size):
    chosen = set(choose(rows, size))
    starving = {one.key for one in rows if one.late >= STARVES_AFTER}
    if chosen and starving - chosen:
        assert chosen <= starving
        assert min(rows[key].late for key in chosen) >= max(rows[key].late for key in starving - chosen)


@settings(max_examples=20, deadline=None)
@given(some.integers(0, 2**32), some.integers(20, 400), some.integers(1, 10))
def test_with_far_too_few_calls_every_look_is_still_made(seed, pieces, size):
    """Pieces of every patience come due again at once, forever; each call takes `size` of them."""
    chance, minutes_a_call = random.Random(seed), 1.0
    due = {key: (0.0, chance.randint(0, MOST_PATIENCE)) for key in range(pieces)}
    looked, bound = dict.fromkeys(due, 0), STARVES_AFTER / 60 + minutes_a_call * (pieces / size + 2)
    for call in range(int(3 * bound)):
        now = call * minutes_a_call
        for key in choose([Waiting(key, (now - at) * 60, much) for key, (at, much) in due.items()], size):
            assert now - due[key][0] <= bound
            due[key], looked[key] = (now, due[key][1]), looked[key] + 1
    assert min(looked.values()) >= 1
