"""Whoever changes the ledger behind the database's triggers is found, by our verifier and by the one in an export."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from peewee import BlobField, DateField, ForeignKeyField, IntegerField

from bot.ledger_cli import ledger_group
from config import time
from models import ledger_seal
from models.consent import ConsentEvent
from models.database import bind, database, is_postgresql, raw_rows, unit_of_work
from models.ledger import Erasure, LedgerHead, LedgerLeaf, LedgerNode, leaf_data, plain_fields
from models.ledger_verify import Report, verify
from models.merkle import leaf_hash
from tests.conftest import PAIRINGS, _administer
from tests.ledger_story import ADA, CORA, NOON, events_of, live, wire

SEALED_AT = NOON + timedelta(hours=1)
#: Everything that the ledger stands on. A new column of these is tested by itself.
TABLES = (ConsentEvent, Erasure, LedgerLeaf, LedgerNode, LedgerHead)
COLUMNS = [(table, field.column_name) for table in TABLES for field in table._meta.sorted_fields]


@pytest.fixture(scope="module", params=PAIRINGS)
def sealed(request: pytest.FixtureRequest, short_tmp: Path, keys: None) -> Iterator[tuple[str, Path]]:
    """(address, folder) of a sealed ledger of more than 256 leaves: with nodes, an erasure, full histories of ADA and
    CORA. Made once; each test changes a copy of its own."""
    folder = short_tmp / f"sealed-{request.param}"
    folder.mkdir()
    if request.param == "sqlite-alone":
        shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "sealed.db")
        address = f"sqlite:///{folder / 'sealed.db'}"
    else:
        server = request.getfixturevalue("postgresql")
        _administer(server, "CREATE DATABASE sealed TEMPLATE empty")
        address = server.format("sealed")
    bind(address)
    file = wire(folder)
    with unit_of_work(), time.clock(lambda: SEALED_AT):
        live()
        assert ledger_seal.seal_waiting() > 256
        assert command("seal").exit_code == 0  # writes the file of heads
        assert checked(file).findings == []
    database.close_all() if is_postgresql() else database.close()
    yield address, folder
    if request.param != "sqlite-alone":
        _administer(server, "DROP DATABASE sealed WITH (FORCE)")


@pytest.fixture
def heads_file(sealed: tuple[str, Path], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The file of heads of a copy of the sealed ledger, which stands bound."""
    address, folder = sealed
    shutil.copytree(folder / "instance", tmp_path / "instance")
    shutil.copy(folder / "heads.jsonl", tmp_path)
    if address.startswith("sqlite"):
        shutil.copy(folder / "sealed.db", tmp_path / "waypost.db")
        bind(f"sqlite:///{tmp_path / 'waypost.db'}")
    else:
        server = request.getfixturevalue("postgresql")
        _administer(server, "CREATE DATABASE tampered TEMPLATE sealed")
        bind(server.format("tampered"))
    with unit_of_work(), time.clock(lambda: SEALED_AT):
        yield wire(tmp_path)
    if is_postgresql():
        database.close_all()
        _administer(server, "DROP DATABASE tampered WITH (FORCE)")
    else:
        database.close()


def command(*words: str) -> Any:
    return CliRunner().invoke(ledger_group, list(words), catch_exceptions=False)


def checked(heads_file: Path) -> Report:
    return verify(heads_file=heads_file)


@contextmanager
def unguarded(*tables: type) -> Iterator[None]:
    """As somebody who owns the database: no triggers, no foreign keys."""
    if is_postgresql():
        for table in tables:
            database.execute_sql(f'ALTER TABLE "{table._meta.table_name}" DISABLE TRIGGER ALL')
        yield
        return
    database.execute_sql("PRAGMA foreign_keys = 0")
    for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute_sql(f"DROP TRIGGER {name}")
    yield
    database.execute_sql("PRAGMA foreign_keys = 1")


def execute(statement: str, *values: Any) -> None:
    database.execute_sql(statement.replace("?", "%s") if is_postgresql() else statement, values)


def one_row(table: type) -> dict[str, Any]:
    """A row that ADA's or CORA's export must show: of theirs, and with as many columns filled as there are."""
    query = table.select()
    if table is ConsentEvent:
        query = query.where(table.id == events_of(ADA)[0].id)
    elif table is LedgerLeaf:
        query = query.where((table.kind == "consent") & (table.row_id == events_of(ADA)[0].id))
    names = [field.column_name for field in table._meta.sorted_fields]
    return dict(zip(names, raw_rows(query.limit(1))[0], strict=True))


def with_one_byte_changed(field: Any, value: Any) -> Any:
    """Another value that the column bears: one byte in the middle is different."""
    if isinstance(value, int):
        return value ^ 1 << 12
    if isinstance(field, BlobField):
        changed = bytearray(value or b"\x00")
        changed[len(changed) // 2] ^= 4
        return bytes(changed)
    if value is None:
        return 7 if isinstance(field, ForeignKeyField | IntegerField) else "x"
    if isinstance(field, DateField):
        return date(2001, 1, 1)
    middle = len(value) // 2
    return value[:middle] + chr(ord(value[middle]) ^ 2) + value[middle + 1 :] if value else "x"


def change(table: type, column: str) -> None:
    row = one_row(table)
    field = next(field for field in table._meta.sorted_fields if field.column_name == column)
    keys = [field.column_name for field in table._meta.get_primary_keys()]
    new = with_one_byte_changed(field, row[column])
    assert new != row[column]
    where = " AND ".join(f'"{key}" = ?' for key in keys)
    with unguarded(table):
        execute(f'UPDATE "{table._meta.table_name}" SET "{column}" = ? WHERE {where}', new, *(row[key] for key in keys))


def export(phone: str, tmp_path: Path, *more: str) -> Path:
    """The unzipped export of this phone; on a broken ledger it is written all the same."""
    out = tmp_path / "out.zip"
    said = command("export", "--phone", phone, "--out", str(out), *more)
    assert out.exists(), said.output
    folder = tmp_path / "export"
    shutil.rmtree(folder, ignore_errors=True)
    zipfile.ZipFile(out).extractall(folder)
    return folder


def run_verifier(folder: Path, *more: str) -> tuple[int, str]:
    """In a process of its own, in that folder, with nothing of ours on its path."""
    ran = subprocess.run(
        [sys.executable, "-I", "verify.py", *more], cwd=folder, capture_output=True, text=True, timeout=60, env={}
    )
    assert "Traceback" not in ran.stdout + ran.stderr, ran.stderr
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("phone", [ADA, CORA])
def test_an_untouched_ledger_is_clean_for_both_verifiers(phone: str, heads_file: Path, tmp_path: Path) -> None:
    folder = export(phone, tmp_path)
    status, said = run_verifier(
        folder, "--head", str(heads_file), "--key", str(tmp_path / "instance/ledger_public.pem")
    )
    assert (status, "FAULT" in said) == (0, False), said
    assert "All holds" in said and "Not proven" in said


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda part: getattr(part, "__name__", part))
def test_one_changed_byte_in_any_column_is_found_by_both_verifiers(
    table: type, column: str, heads_file: Path, tmp_path: Path
) -> None:
    change(table, column)
    report = checked(heads_file)
    assert report.findings, f"a change of {table.__name__}.{column} went unseen"
    assert all(where and what for where, what in report.findings)
    if table in (ConsentEvent, Erasure, LedgerLeaf):
        assert any("position" in where for where, _ in report.findings), report.findings
    said = command("verify")
    assert said.exit_code == 1 and "FAULT" in said.output
    status, said = run_verifier(export(CORA if table is Erasure else ADA, tmp_path))
    assert status == 1 and "FAULT" in said


@pytest.mark.parametrize("column", [column for table, column in COLUMNS if table is ConsentEvent and column != "id"])
def test_the_verifier_in_an_export_finds_a_changed_event_by_itself(
    column: str, heads_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the operator's own check is left out of the export: proofs alone tell. (Another id makes it another
    event: one taken away and one put in. That only the whole ledger can tell.)"""
    monkeypatch.setattr("bot.ledger_cli.verify", lambda *_: Report())
    change(ConsentEvent, column)
    status, said = run_verifier(export(ADA, tmp_path))
    assert status == 1, said
    assert "own check" not in said


# -- rows taken away, put in, exchanged --------------------------------------------------------------------------------


def positions(kind: str = "consent") -> dict[int, int]:
    return dict(raw_rows(LedgerLeaf.select(LedgerLeaf.row_id, LedgerLeaf.position).where(LedgerLeaf.kind == kind)))


def take_away_the_row() -> str:
    event = events_of(ADA)[0].id
    with unguarded(ConsentEvent):
        execute("DELETE FROM consent_event WHERE id = ?", event)
    return f"position {positions()[event]} "


def take_away_the_row_and_its_leaf() -> str:
    event = events_of(ADA)[0].id
    position = positions()[event]
    with unguarded(ConsentEvent, LedgerLeaf):
        execute("DELETE FROM consent_event WHERE id = ?", event)
        execute("DELETE FROM ledger_leaf WHERE position = ?", position)
    return f"position {position}"


def take_away_a_leaf() -> str:
    with unguarded(LedgerLeaf):
        execute("DELETE FROM ledger_leaf WHERE position = 40")
    return "position 40"


def cut_off_the_end() -> str:
    with unguarded(LedgerLeaf):
        execute("DELETE FROM ledger_leaf WHERE position >= 200")
    return "position 200 to 2"


def put_in_a_row() -> str:
    copied = ", ".join(f'"{field.column_name}"' for field in ConsentEvent._meta.sorted_fields if field.name != "id")
    with unguarded(ConsentEvent):
        execute(f"INSERT INTO consent_event (id, {copied}) SELECT 9999, {copied} FROM consent_event WHERE id = 5")
    return "consent row 9999"


def put_in_a_row_that_is_then_sealed() -> str:
    put_in_a_row()
    assert ledger_seal.seal_waiting() == 1
    return f"position {positions()[9999]} "


def put_in_a_row_and_a_leaf() -> str:
    put_in_a_row()
    end = LedgerLeaf.select().count()
    with unguarded(LedgerLeaf):
        LedgerLeaf.insert(position=end, kind="consent", row_id=9999, leaf_hash=hash_of(9999)).execute()
    return f"position {end} "


def exchange_two_leaves() -> str:
    with unguarded(LedgerLeaf):
        for old, new in ((20, -1), (30, 20), (-1, 30)):
            execute("UPDATE ledger_leaf SET position = ? WHERE position = ?", new, old)
    return "position 21 "  # 20 now bears a later row, so 21 is the first that stands too late


def exchange_two_rows() -> str:
    columns = ("happened_at", "digest", "evidence")
    first, second = (
        raw_rows(ConsentEvent.select(*map(ConsentEvent._meta.fields.get, columns)).where(ConsentEvent.id == row_id))[0]
        for row_id in (20, 30)
    )
    with unguarded(ConsentEvent):
        for row_id, values in ((20, second), (30, first)):
            execute("UPDATE consent_event SET happened_at = ?, digest = ?, evidence = ? WHERE id = ?", *values, row_id)
    return f"position {positions()[20]} "


def change_a_row_and_its_leaf() -> str:
    """Somebody who knows how leaves are made: the root tells, and names the sealing."""
    event = events_of(ADA)[0].id
    with unguarded(ConsentEvent, LedgerLeaf):
        execute("UPDATE consent_event SET kind = 'kept' WHERE id = ?", event)
        execute("UPDATE ledger_leaf SET leaf_hash = ? WHERE row_id = ? AND kind = 'consent'", hash_of(event), event)
    return "head of size "


def empty_the_evidence() -> str:
    event = events_of(ADA)[0].id
    ConsentEvent.update(evidence=None).where(ConsentEvent.id == event).execute()  # the triggers allow an erasure's act
    return f"position {positions()[event]} "


def empty_the_evidence_of_an_erasure() -> str:
    with unguarded(Erasure):
        execute("UPDATE erasure SET evidence = NULL")
    return f"position {positions('erasure')[Erasure.get().id]} "


def bring_back_erased_evidence() -> str:
    event = events_of(CORA)[0].id
    with unguarded(ConsentEvent):
        execute(
            "UPDATE consent_event SET evidence = (SELECT evidence FROM consent_event WHERE id = 5) WHERE id = ?", event
        )
    return f"position {positions()[event]} "


def take_away_a_node() -> str:
    with unguarded(LedgerNode):
        execute("DELETE FROM ledger_node")
    return "node of height 8, place 0 "


def put_in_a_node() -> str:
    with unguarded(LedgerNode):
        LedgerNode.insert(height=8, position=7, hash=b"x" * 32).execute()
    return "node of height 8, place 7"


def take_away_the_newest_head() -> str:
    with unguarded(LedgerHead):
        execute("DELETE FROM ledger_head")
    return "heads.jsonl, line 1"


def hash_of(row_id: int) -> bytes:
    fields = plain_fields(ConsentEvent)
    return leaf_hash(leaf_data("consent", raw_rows(ConsentEvent.select(*fields).where(ConsentEvent.id == row_id))[0]))


ATTACKS: list[Callable[[], str]] = [
    take_away_the_row,
    take_away_the_row_and_its_leaf,
    take_away_a_leaf,
    cut_off_the_end,
    put_in_a_row,
    put_in_a_row_that_is_then_sealed,
    put_in_a_row_and_a_leaf,
    exchange_two_leaves,
    exchange_two_rows,
    change_a_row_and_its_leaf,
    empty_the_evidence,
    empty_the_evidence_of_an_erasure,
    bring_back_erased_evidence,
    take_away_a_node,
    put_in_a_node,
    take_away_the_newest_head,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_what_was_taken_away_put_in_or_exchanged_is_found_and_named(
    attack: Callable[[], str], heads_file: Path, tmp_path: Path
) -> None:
    named = attack()
    found = checked(heads_file).findings
    assert any(where.startswith(named.strip()) for where, _ in found), (named, found)
    assert run_verifier(export(ADA, tmp_path))[0] == 1


def test_a_rewritten_ledger_with_heads_of_the_same_key_does_not_continue_a_head_held_elsewhere(
    heads_file: Path, tmp_path: Path
) -> None:
    """The operator with the key seals everything anew: consistent in itself, but not with what others hold."""
    held = tmp_path / "held.jsonl"
    held.write_text(command("head").output)
    rewritten = (LedgerLeaf, LedgerNode, LedgerHead, ConsentEvent)
    with unguarded(*rewritten):
        execute("UPDATE consent_event SET rule = 'another' WHERE id = ?", events_of(ADA)[0].id)
        for table in rewritten[:3]:
            execute(f'DELETE FROM "{table._meta.table_name}"')
    ledger_seal.look_at_every_row()
    ledger_seal.seal_waiting()
    assert verify().findings == [], "whoever has the key and the database can do this"
    said = command("verify", "--head", str(held))
    assert said.exit_code == 1 and "held elsewhere" in said.output
    assert run_verifier(export(ADA, tmp_path, "--head", str(held)), "--head", str(held))[0] == 1
    (tmp_path / "heads.jsonl").unlink()
    alone = export(ADA, tmp_path)
    assert run_verifier(alone)[0] == 0, "an export by itself cannot tell"
    assert run_verifier(alone, "--head", str(held))[0] == 1


# -- the export itself, changed on its way -----------------------------------------------------------------------------


def test_any_changed_file_of_an_export_is_found(heads_file: Path, tmp_path: Path) -> None:
    folder = export(ADA, tmp_path)
    for name in ("history.html", "history.json", "proofs.json", "heads.json", "manifest.json", "public_key.pem"):
        kept = (folder / name).read_bytes()
        middle = len(kept) // 2
        (folder / name).write_bytes(kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1 :])
        assert run_verifier(folder)[0] == 1, name
        (folder / name).unlink()
        assert run_verifier(folder)[0] == 1, f"without {name}"
        (folder / name).write_bytes(kept)
    assert run_verifier(folder)[0] == 0


@pytest.mark.parametrize("part", ["leaf", "evidence", "position"])
def test_a_changed_proof_is_found_even_if_the_list_of_files_is_not_asked(
    part: str, heads_file: Path, tmp_path: Path
) -> None:
    """Somebody with the key changes words in an export: the tree does not bear it out."""
    folder = export(ADA, tmp_path)
    script = (folder / "verify.py").read_text().replace("    check_files(key, folder)\n", "")
    (folder / "verify.py").write_text(script)
    status, said = run_verifier(folder)
    assert status == 0, said
    proofs, history = (json.loads((folder / name).read_text()) for name in ("proofs.json", "history.json"))
    entry, event = proofs["leaves"][1], history["events"][1]
    if part == "position":
        entry["position"] = event["position"] = entry["position"] + 1
    else:
        said = json.loads(entry[part])
        (said["row"] if part == "leaf" else said)["rule" if part == "leaf" else "text"] = "something else"
        entry[part] = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        event[part] = said
    (folder / "proofs.json").write_text(json.dumps(proofs))
    (folder / "history.json").write_text(json.dumps(history))
    assert run_verifier(folder)[0] == 1


def test_another_operators_key_is_not_taken(heads_file: Path, tmp_path: Path) -> None:
    folder = export(ADA, tmp_path)
    wire(tmp_path / "another")
    assert command("verify").exit_code == 1, "heads signed with another key"
    from config.ledger_key import load_ledger_key

    load_ledger_key(tmp_path / "another/instance")
    status, said = run_verifier(folder, "--key", str(tmp_path / "another/instance/ledger_public.pem"))
    assert status == 1 and "not the key that you were given" in said


def test_a_copy_of_the_ledger_in_another_database_is_still_whole(heads_file: Path, tmp_path: Path) -> None:
    """A dump that was put back verifies: nothing depends on the process that sealed."""
    if is_postgresql():
        pytest.skip("SQLite's file is its dump")
    database.close()
    source = next(tmp_path.glob("waypost.db"))
    shutil.copy(source, tmp_path / "copy.db")
    bind(f"sqlite:///{tmp_path / 'copy.db'}")
    with unit_of_work():
        assert checked(heads_file).findings == []
    database.close()
