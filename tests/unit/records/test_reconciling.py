"""What was listed, accepted and missing ties out, and those that are missing are named."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from records.reconciling import Listed, Totals, reconcile, verdict
from tests.batch_letters import name, number

DAY = date(2026, 11, 20)
FIFTY = [Listed(serial, number(serial), name(serial), accepted_on=DAY) for serial in range(1, 51)]


def test_of_fifty_with_two_missing_those_two_are_named() -> None:
    pieces = [Listed(one.piece, one.tracking_number, one.recipient) if one.piece in (7, 33) else one for one in FIFTY]
    found = reconcile(pieces)
    assert [one.recipient for one in found.missing] == [name(7), name(33)]
    assert found.totals == Totals(listed=50, accepted=48, missing=2) and found.totals.tie_out
    assert verdict(found.totals, stamped=False) == "2 of 50 pieces have no acceptance scan."
    assert "stamped sheet alone speaks for these" in verdict(found.totals, stamped=True)


def test_a_batch_that_was_taken_back_counts_nothing_as_mailed() -> None:
    undone = [Listed(1, number(1), "Ada", accepted_on=DAY, undone=True), Listed(2, number(2), undone=True)]
    found = reconcile(undone)
    assert found.totals == Totals(listed=2, undone=2) and not found.accepted and not found.missing
    assert "taken back" in verdict(found.totals, stamped=False)


def test_pieces_by_number_alone_are_counted_beside_and_never_lost() -> None:
    found = reconcile([*FIFTY, Listed(51, number(51), certified=False), Listed(51, number(51), certified=False)])
    assert found.totals == Totals(listed=51, accepted=50, missing=1, by_number=1)


def test_nothing_listed_and_all_accepted_say_so() -> None:
    assert verdict(Totals(), stamped=False) == "Nothing is listed in this batch yet."
    assert verdict(reconcile(FIFTY).totals, stamped=False) == "The carrier has accepted all 50 pieces that were listed."


pieces = st.builds(
    Listed,
    st.integers(1, 60),
    st.just("1"),
    st.text(max_size=5),
    st.booleans(),
    st.none() | st.just(DAY),
    st.booleans(),
)


@given(st.lists(pieces, max_size=80))
def test_totals_tie_out_whatever_was_listed(given_pieces: list[Listed]) -> None:
    found = reconcile(given_pieces)
    assert found.totals.tie_out
    assert found.totals.listed == len({one.piece for one in given_pieces})
    named = [one.piece for part in (found.accepted, found.missing, found.undone) for one in part]
    assert len(named) == len(set(named)) == found.totals.listed
