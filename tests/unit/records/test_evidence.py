"""What is on file, what is still to come, what nobody asked for, and what can no longer be had."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Milestone
from records.evidence import EVIDENCE, Facts, Item, State, checklist, gaps, score

REGISTERED = date(2026, 8, 3)
NEW = Facts(registered_on=REGISTERED, today=REGISTERED, milestone=Milestone.UNKNOWN, options=frozenset({"certified"}))
DELIVERED = replace(
    NEW,
    today=date(2026, 9, 1),
    milestone=Milestone.DELIVERED,
    accepted_on=date(2026, 8, 4),
    ended_on=date(2026, 8, 7),
    outcome="delivered",
    signer=True,
)
RETURNED = replace(DELIVERED, milestone=Milestone.RETURNED, outcome="returned", signer=False)
ALL = list(EVIDENCE)


def of(facts: Facts, key: str, profile: list[str] = ALL) -> Item:
    return next(item for item in checklist(facts, profile) if item.key == key)


def test_a_label_alone_is_never_acceptance() -> None:
    made = replace(NEW, milestone=Milestone.LABEL_CREATED)
    assert of(made, "accepted").state is State.WAITING
    late = replace(made, today=REGISTERED + timedelta(days=6))
    assert of(late, "accepted").state is State.MISSING and "no evidence of mailing" in of(late, "accepted").said


def test_what_nobody_asked_for_and_nobody_bought_says_so() -> None:
    assert of(DELIVERED, "letter", []).state is State.NEVER
    assert of(DELIVERED, "return_receipt", []).state is State.NEVER
    bought = replace(DELIVERED, options=frozenset({"certified", "receipt_electronic"}))
    assert of(bought, "return_receipt", []).said == "Expected, not received. Attach it, or ask the carrier for it."


def test_a_bought_receipt_is_expected_before_it_is_missing() -> None:
    bought = replace(DELIVERED, options=frozenset({"receipt_paper"}), today=date(2026, 8, 9))
    assert of(bought, "return_receipt").said == "Expected, not yet received."


def test_a_stamped_sheet_stands_for_the_receipts_of_its_batch() -> None:
    in_batch = replace(DELIVERED, in_batch=True)
    assert of(in_batch, "receipt").state is State.MISSING
    assert of(replace(in_batch, stamped=True), "receipt").state is State.HAVE
    assert of(DELIVERED, "stamped_manifest").required is False, "a single piece has no sheet"


def test_a_signature_is_kept_two_years_and_a_scan_for_120_days() -> None:
    unsigned = replace(DELIVERED, signer=False)
    assert of(unsigned, "signature").until == date(2028, 8, 6)
    too_late = replace(unsigned, today=date(2028, 8, 7))
    assert of(too_late, "signature").said.startswith("The carrier kept it until 2028-08-06")
    assert of(replace(NEW, today=date(2026, 9, 1)), "accepted").until == date(2026, 12, 1)


def test_what_came_back_asks_for_its_envelope_and_for_no_signature() -> None:
    assert of(RETURNED, "returned_envelope").state is State.MISSING
    assert of(RETURNED, "signature").required is False
    assert of(RETURNED, "delivery").state is State.HAVE
    assert of(DELIVERED, "returned_envelope").required is False


def test_the_score_counts_what_the_profile_asks_for_alone() -> None:
    whole = score(checklist(DELIVERED, ["accepted", "delivery", "signature"]))
    assert (whole.have, whole.required, whole.is_whole) == (3, 3, True)
    with_letter = score(checklist(DELIVERED, ["accepted", "letter"]))
    assert (with_letter.have, with_letter.required, with_letter.is_whole) == (1, 2, False)
    again = score(checklist(replace(DELIVERED, files=frozenset({"letter"})), ["accepted", "letter"]))
    assert again.is_whole


@pytest.mark.parametrize("facts", [NEW, DELIVERED, RETURNED])
def test_every_kind_of_evidence_has_its_line(facts: Facts) -> None:
    items = checklist(facts, [])
    assert [item.key for item in items] == list(EVIDENCE) and all(item.said for item in items)


some_facts = st.builds(
    Facts,
    registered_on=st.just(REGISTERED),
    today=st.dates(REGISTERED, date(2029, 1, 1)),
    milestone=st.sampled_from(Milestone),
    options=st.frozensets(st.sampled_from(["certified", "receipt_paper", "receipt_electronic", "insured"])),
    accepted_on=st.none() | st.dates(REGISTERED, date(2026, 10, 1)),
    ended_on=st.none() | st.dates(REGISTERED, date(2026, 12, 1)),
    outcome=st.sampled_from(["", "delivered", "returned"]),
    signer=st.booleans(),
    files=st.frozensets(st.sampled_from(["ps3800", "letter", "green_card", "proof_of_delivery", "returned_envelope"])),
    in_batch=st.booleans(),
    stamped=st.booleans(),
)


@given(facts=some_facts, profile=st.lists(st.sampled_from(ALL), unique=True))
def test_a_gap_is_asked_for_not_on_file_and_says_what_to_do(facts: Facts, profile: list[str]) -> None:
    items = checklist(facts, profile)
    for item in gaps(items):
        assert item.key in profile and item.state is State.MISSING and item.said
        assert item.until is None or item.until >= facts.today, "what cannot be had any more has no day to have it by"
    assert 0 <= score(items).have <= score(items).required <= len(profile)


@given(facts=some_facts, more=st.sampled_from(["ps3800", "letter", "green_card", "proof_of_delivery"]))
def test_a_file_more_never_lowers_the_score(facts: Facts, more: str) -> None:
    before = score(checklist(facts, ALL))
    after = score(checklist(replace(facts, files=facts.files | {more}), ALL))
    assert after.have >= before.have and after.required == before.required
