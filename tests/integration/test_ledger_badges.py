"""Each row of a list says whether it is still what was sealed; whoever changes row, leaf or head behind us is told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import consent
from config import time
from models import ledger_badges, ledger_seal
from models.consent import ConsentEvent
from models.database import database, is_postgresql, raw_rows
from models.ledger import LedgerLeaf, leaf_data, plain_fields
from models.ledger_badges import Badge, proof_of, verdicts
from models.merkle import leaf_hash
from models.vocabulary import ConsentKind
from tests.ledger_story import NOON, live, wire

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def sealed(db: str, tmp_path: Path) -> Iterator[list[int]]:
    """A sealed ledger with a row of before it, an erasure, and more; the ids of its consent events."""
    wire(tmp_path)
    ledger_badges._proven.leaves.clear()
    with time.clock(lambda: LATER):
        live(20)
        ledger_seal.seal_waiting()
        yield [row_id for (row_id,) in raw_rows(ConsentEvent.select(ConsentEvent.id).order_by(ConsentEvent.id))]


def change(statement: str) -> None:
    """As somebody with the database's own password would."""
    if is_postgresql():
        with database.atomic():
            database.execute_sql("SET LOCAL session_replication_role = replica")
            database.execute_sql(statement)
        return
    for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute_sql(f"DROP TRIGGER {name}")
    database.execute_sql(statement)


def broken(ids: list[int]) -> dict[int, str]:
    found = verdicts("consent", ids, LATER)
    return {row_id: "; ".join(one.faults) for row_id, one in found.items() if one.badge == Badge.BROKEN}


def test_a_whole_ledger_has_good_badges_and_each_row_its_proof(sealed: list[int]) -> None:
    found = verdicts("consent", sealed, LATER)
    assert {one.badge for one in found.values()} == {Badge.SEALED} and len(found) == len(sealed)
    assert len({one.position for one in found.values()}) == len(sealed)
    for row_id in sealed:
        proof = proof_of("consent", row_id)
        assert proof is not None and proof.holds and proof.position == found[row_id].position
    assert verdicts("erasure", [1], LATER)[1].badge == Badge.SEALED
    assert verdicts("consent", [], LATER) == verdicts("consent", [999_999], LATER) == {}


@pytest.mark.parametrize(
    "statement, fault",
    [
        ("UPDATE consent_event SET rule = 'x' WHERE id = 3", "it was changed since"),
        ("UPDATE consent_event SET kind = 'kept' WHERE id = 3", "it was changed since"),
        ("UPDATE consent_event SET recorded_at = recorded_at + 1 WHERE id = 3", "it was changed since"),
        ("UPDATE consent_event SET evidence = NULL WHERE id = 3", "its evidence was emptied, and no erasure says so"),
        (
            "UPDATE consent_event SET evidence = (SELECT e.evidence FROM consent_event e WHERE e.id = 4) WHERE id = 3",
            "its evidence is not what was sealed",
        ),
    ],
)
@pytest.mark.parametrize("looked_before", [False, True])
def test_a_change_of_one_row_is_told_of_that_row(
    sealed: list[int], statement: str, fault: str, looked_before: bool
) -> None:
    if looked_before:
        assert broken(sealed) == {}, "what was proven before is remembered, and a change is seen all the same"
    change(statement)
    assert list(broken([3, 5])) == [3] and fault in broken([3])[3]


def test_a_leaf_that_was_taken_away_is_told_of_its_row_and_leaves_its_neighbours_without_proof(
    sealed: list[int],
) -> None:
    assert broken([4]) == {}
    change("DELETE FROM ledger_leaf WHERE kind = 'consent' AND row_id = 3")
    found = broken([3, 4, 5])
    assert list(found) == [3, 5], "what was proven of 4 before stays proven"
    assert "it is not in the ledger" in found[3] and "is not whole" in found[5]


def test_a_row_that_was_changed_with_its_leaf_does_not_lead_to_the_head(sealed: list[int]) -> None:
    change("UPDATE consent_event SET rule = 'x' WHERE id = 3")
    row = raw_rows(ConsentEvent.select(*plain_fields(ConsentEvent)).where(ConsentEvent.id == 3))[0]
    forged = leaf_hash(leaf_data("consent", row)).hex()
    literal = f"'\\x{forged}'::bytea" if is_postgresql() else f"x'{forged}'"
    change(f"UPDATE ledger_leaf SET leaf_hash = {literal} WHERE kind = 'consent' AND row_id = 3")
    assert "does not lead to the signed head" in broken([3])[3]
    proof = proof_of("consent", 3)
    assert proof is not None and not proof.holds


def test_heads_that_are_gone_or_not_ours_prove_nothing(sealed: list[int]) -> None:
    change("UPDATE ledger_head SET sealed_at = sealed_at + 1")
    assert "is not ours" in broken([3])[3]
    change("DELETE FROM ledger_head")
    assert "no signed head" in broken([3])[3] and proof_of("consent", 3) is None


def test_a_young_row_waits_and_one_that_was_passed_over_does_not(sealed: list[int]) -> None:
    with time.clock(lambda: LATER):
        contact = ConsentEvent.get_by_id(sealed[0]).contact
        event = consent.record(contact, ConsentKind.ASKED, LATER)
    assert verdicts("consent", [event.id], LATER)[event.id].badge == Badge.WAITS
    assert proof_of("consent", event.id) is None
    late = verdicts("consent", [event.id], LATER + timedelta(minutes=3))[event.id]
    assert late.badge == Badge.BROKEN and "although it should be by now" in late.faults[0]
    put_in = ConsentEvent.create(
        contact=contact, kind="revoked", scope="all", source="web", happened_at=LATER, recorded_at=LATER
    )
    assert "although the ledger had begun" in broken([put_in.id])[put_in.id]


def test_leaves_that_grew_after_the_newest_head_are_not_called_good(sealed: list[int]) -> None:
    size = LedgerLeaf.select().count()
    change(f"UPDATE ledger_leaf SET position = {size + 7} WHERE kind = 'consent' AND row_id = 3")
    assert f"no signed head covers position {size + 7}" in broken([3])[3]
