"""Appending takes one INSERT and no lock; sealing comes within a minute, in batches, whoever else writes or dies."""

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import consent
from bot.ledger_cli import ledger_group
from config import time
from config.ledger_key import load_ledger_key
from jobs import clock, seal
from models import heads, heads_file, ledger, ledger_seal
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.database import database, is_postgresql, raw_rows, unit_of_work
from models.ledger import LedgerHead, LedgerLeaf, LedgerMark, LedgerNode
from models.ledger_tree import LedgerBroken, Proofs, range_at
from models.ledger_verify import verify
from models.merkle import extends, includes
from models.vocabulary import ConsentKind
from tests.ledger_story import ADA, NOON, SHOWN, WORDS, fill, full_event, live, make_program, wire
from tests.world import BEN, CORA, StandingClock, World


@pytest.fixture
def file(db: str, tmp_path: Path) -> Path:
    """Where heads are written outside the database."""
    return wire(tmp_path)


@pytest.fixture
def standing(file: Path) -> Iterator[StandingClock]:
    at = StandingClock(NOON)
    with time.clock(at):
        yield at


@pytest.fixture
def ada(standing: StandingClock) -> Contact:
    return find_or_make_contact(make_program(), ADA, NOON)


def positions() -> list[int]:
    return [row[0] for row in raw_rows(LedgerLeaf.select(LedgerLeaf.position).order_by(LedgerLeaf.position))]


# -- appending ---------------------------------------------------------------------------------------------------------


def test_an_event_keeps_who_what_when_how_which_words_and_where_from(ada: Contact) -> None:
    event = ConsentEvent.get_by_id(full_event(ada, NOON, 1).id)
    opened = ledger.open_evidence(event)
    assert opened is not None
    assert (opened["phone"], opened["text"], opened["asked_by"], opened["proofs"]) == (
        ADA, WORDS, "A Law Office", ["ours-1"]
    )  # fmt: skip
    assert opened["wording"] == {
        "key": "invite", "version": "3", "language": "es", "text": SHOWN.text, "sha256": opened["wording"]["sha256"]
    }  # fmt: skip
    assert opened["where"] == {
        "url": "https://texts.example.org/in", "ip": "192.0.2.7", "user_agent": "Browser/1.0", "form": "optin"
    }  # fmt: skip
    assert (event.subject, event.state_before, event.wording_version) == (ada.phone_index, "open", "3")
    assert len(bytes.fromhex(opened["salt"])) == 32


def test_appending_is_one_insert(ada: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    execute = type(database.obj).execute_sql
    monkeypatch.setattr(
        type(database.obj), "execute_sql", lambda self, sql, *more: said.append(sql) or execute(self, sql, *more)
    )
    ledger.append(
        ConsentEvent, {"a": 1}, contact=ada, kind="asked", scope="all", source="web", happened_at=NOON, recorded_at=NOON
    )
    assert [sql.split()[0] for sql in said] == ["INSERT"]


def test_two_equal_events_have_nothing_in_common_that_could_be_guessed(ada: Contact) -> None:
    first, second = (consent.record(ada, ConsentKind.ASKED, NOON) for _ in range(2))
    assert bytes(first.digest) != bytes(second.digest)


def test_only_a_kind_of_leaf_can_be_appended() -> None:
    with pytest.raises(ValueError, match="no kind of leaf"):
        ledger.append(Contact, {})


# -- sealing -----------------------------------------------------------------------------------------------------------


def test_what_is_recorded_is_sealed_within_60_seconds(ada: Contact, standing: StandingClock) -> None:
    recorded = standing()
    consent.record(ada, ConsentKind.REVOKED, recorded)
    due_since, work = clock.TASKS["seal"]
    while due_since(standing()) is None:
        standing.move(seconds=1)
    # The clock looks each second, and does it itself when nobody comes for 3 s.
    standing.move(seconds=1 + clock.NOBODY_COMES_AFTER.total_seconds() + 1)
    assert work() == 1
    assert LedgerHead.get().sealed_at - recorded <= timedelta(seconds=60)
    assert due_since(standing()) is None


def test_a_thousand_waiting_rows_are_sealed_at_once(ada: Contact, standing: StandingClock) -> None:
    fill(ada, 999, NOON)
    assert seal.due_since(standing()) is None
    fill(ada, 1, NOON)
    assert seal.due_since(standing()) is not None


def test_nothing_new_makes_no_head(ada: Contact, standing: StandingClock) -> None:
    assert seal.run() == 0 and LedgerHead.select().count() == 0
    fill(ada, 3, NOON)
    assert seal.run() == 3
    standing.move(minutes=5)
    assert seal.run() == 0 and LedgerHead.select().count() == 1
    assert verify().findings == [] and verify().size == 3


def test_an_empty_ledger_verifies_and_has_no_head(ada: Contact) -> None:
    assert verify().findings == [] and heads.latest_head() is None
    said = CliRunner().invoke(ledger_group, ["head"])
    assert said.exit_code == 1 and "no head yet" in said.output


def test_many_rows_are_sealed_in_batches_and_every_proof_holds(
    ada: Contact, standing: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_seal, "MOST_LEAVES", 130)
    fill(ada, 900, NOON)
    assert seal.run() == 900
    assert positions() == list(range(900))
    assert [head.size for head in heads.heads_between(0, 900, page=2)] == [130, 260, 390, 520, 650, 780, 900]
    assert LedgerNode.select().count() == 3
    assert LedgerMark.get().passed == ConsentEvent.select().order_by(ConsentEvent.id.desc()).get().id
    proofs, newest = Proofs(), heads.latest_head()
    assert newest is not None and range_at(900).root() == newest.root
    for position, leaf in raw_rows(LedgerLeaf.select(LedgerLeaf.position, LedgerLeaf.leaf_hash)):
        assert includes(bytes(leaf), position, 900, proofs.inclusion(position, 900), newest.root)
    for head in heads.heads_between(0, 900):
        assert extends(head.size, 900, head.root, newest.root, proofs.consistency(head.size, 900))
    assert verify().findings == []


def test_writers_go_on_while_two_seal_and_no_place_is_taken_twice(ada: Contact, standing: StandingClock) -> None:
    problems: list[BaseException] = []
    writing = threading.Event()

    def guarded(work: object) -> None:
        try:
            with unit_of_work():
                work()  # type: ignore[operator]
        except BaseException as problem:
            problems.append(problem)
        finally:
            database.close()

    def write() -> None:
        for _ in range(60):
            consent.record(Contact.get_by_id(ada.id), ConsentKind.ASKED, NOON)

    def keep_sealing() -> None:
        while not writing.is_set():
            ledger_seal.seal_waiting()

    writers = [threading.Thread(target=guarded, args=(write,)) for _ in range(4)]
    sealers = [threading.Thread(target=guarded, args=(keep_sealing,)) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join()
    writing.set()
    for thread in sealers:
        thread.join()
    assert problems == []
    ledger_seal.seal_waiting()
    assert positions() == list(range(240))
    assert verify().findings == []


def test_a_row_that_commits_late_is_still_sealed(ada: Contact, standing: StandingClock) -> None:
    if not is_postgresql():
        pytest.skip("SQLite writes one transaction after the other: ids commit in order")
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with unit_of_work(), database.atomic():
            consent.record(Contact.get_by_id(ada.id), ConsentKind.REVOKED, NOON)
            begun.set()
            go_on.wait(20)

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(20)
    fill(ada, 3, NOON)
    standing.move(minutes=5)
    assert seal.run() == 3
    assert (LedgerMark.get_or_none() or LedgerMark(passed=0)).passed == 0, "the mark waits before the gap"
    go_on.set()
    thread.join()
    assert seal.run() == 1
    assert LedgerMark.get().passed == 4
    assert verify().findings == []


def test_an_id_that_was_never_used_is_passed_after_ten_minutes(ada: Contact, standing: StandingClock) -> None:
    fill(ada, 1, NOON)
    with database.atomic() as transaction:
        fill(ada, 1, NOON)
        transaction.rollback()
    fill(ada, 1, NOON)
    seal.run()
    passed = LedgerMark.get().passed
    standing.move(minutes=11)
    fill(ada, 1, standing())
    seal.run()
    newest = ConsentEvent.select().order_by(ConsentEvent.id.desc()).get().id
    assert LedgerMark.get().passed == newest > passed
    assert verify().findings == []


def test_a_row_that_was_passed_over_is_found_and_can_be_sealed_by_command(
    ada: Contact, standing: StandingClock
) -> None:
    fill(ada, 2, NOON)
    LedgerMark.insert(kind="consent", passed=10).execute()
    standing.move(minutes=3)
    assert seal.run() == 0
    assert "it is not in the ledger" in verify().findings[0][1]
    said = CliRunner().invoke(ledger_group, ["seal"])
    assert "2 rows sealed" in said.output and verify().findings == []


def test_nothing_is_signed_on_top_of_a_broken_ledger(ada: Contact, standing: StandingClock) -> None:
    fill(ada, 3, NOON)
    seal.run()
    database.execute_sql(
        "ALTER TABLE ledger_leaf DISABLE TRIGGER ALL" if is_postgresql() else "DROP TRIGGER ledger_leaf_no_update"
    )
    LedgerLeaf.update(leaf_hash=b"x" * 32).where(LedgerLeaf.position == 1).execute()
    fill(ada, 3, NOON)
    with pytest.raises(LedgerBroken, match="newest head"):
        ledger_seal.seal_waiting()
    assert seal.run() == 0 and LedgerHead.select().count() == 1
    assert "Nothing more can be sealed" in CliRunner().invoke(ledger_group, ["seal"]).output


# -- heads -------------------------------------------------------------------------------------------------------------


def seal_one(contact: Contact, standing: StandingClock) -> None:
    standing.move(minutes=1)
    fill(contact, 1, standing())
    seal.run()


def test_a_head_that_could_not_be_written_is_written_by_the_next_run(
    ada: Contact, standing: StandingClock, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_one(ada, standing)
    with monkeypatch.context() as broken:
        broken.setattr(heads_file, "write_missing", lambda _: (_ for _ in ()).throw(OSError("no space")))
        seal_one(ada, standing)
        seal_one(ada, standing)
    assert len(file.read_text().splitlines()) == 1
    report = verify(heads_file=file)
    assert report.findings == [] and "next sealing" in report.notes[-1]
    seal_one(ada, standing)
    assert [json.loads(line)["size"] for line in file.read_text().splitlines()] == [1, 2, 3, 4]
    assert verify(heads_file=file).findings == [] == verify(heads_file=file).notes


def test_a_writer_that_died_in_the_middle_of_a_line_leaves_a_remark_and_no_gap(
    ada: Contact, standing: StandingClock, file: Path
) -> None:
    seal_one(ada, standing)
    seal_one(ada, standing)
    os.truncate(file, file.stat().st_size - 40)
    seal_one(ada, standing)
    whole = [head.size for _, head in heads_file.read_heads_file(file) if head]
    assert whole == [1, 2, 3]
    report = verify(heads_file=file)
    assert report.findings == [] and "line 2 is no whole head" in report.notes[0]


def test_a_database_put_back_from_a_copy_does_not_fit_the_heads_that_were_given_out(
    ada: Contact, standing: StandingClock, file: Path
) -> None:
    for _ in range(3):
        seal_one(ada, standing)
    kept = file.read_text()
    lost = heads.sign(5, b"r" * 32, 1)  # a head that this database has lost
    file.write_text(kept + lost.line + "\n")
    found = verify(heads_file=file).findings
    assert found == [("heads.jsonl, line 4", "this head of size 5 was given out, but the database does not have it")]
    seal_one(ada, standing)
    assert [head.size for _, head in heads_file.read_heads_file(file) if head] == [1, 2, 3, 5, 4]


def test_a_long_file_of_heads_is_read_from_its_end(
    ada: Contact, standing: StandingClock, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads_file, "_CHUNK", 100)
    for _ in range(3):
        seal_one(ada, standing)
    file.write_text(file.read_text() + "x" * 333 + "\n")
    assert heads_file.write_missing(file) == 0
    seal_one(ada, standing)
    assert [head.size for _, head in heads_file.read_heads_file(file) if head] == [1, 2, 3, 4]


def test_a_head_held_elsewhere_is_checked(ada: Contact, standing: StandingClock, tmp_path: Path) -> None:
    seal_one(ada, standing)
    held = tmp_path / "held"
    held.write_text(CliRunner().invoke(ledger_group, ["head"]).output)
    seal_one(ada, standing)
    assert "continues the 1 heads" in CliRunner().invoke(ledger_group, ["verify", "--head", str(held)]).output
    ahead, other = heads.sign(9, b"r" * 32, 1), heads.sign(1, b"r" * 32, 1)
    forged = held.read_text().replace('"size":1', '"size":2')
    for text, said in ((ahead.line, "cut off"), (other.line, "two ledgers"), (forged, "signature does not fit")):
        held.write_text(text)
        result = CliRunner().invoke(ledger_group, ["verify", "--head", str(held)])
        assert result.exit_code == 1 and said in result.output
    for text in ("{}", "no head", '{"size": "1"}', "[]"):
        held.write_text(text)
        assert CliRunner().invoke(ledger_group, ["verify", "--head", str(held)]).exit_code == 2


def test_the_signing_key_is_made_once_and_only_we_may_read_it(tmp_path: Path) -> None:
    first, second = (load_ledger_key(tmp_path / "instance") for _ in range(2))
    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert (tmp_path / "instance/ledger_key.pem").stat().st_mode & 0o777 == 0o600
    assert "PUBLIC" in (tmp_path / "instance/ledger_public.pem").read_text()


# -- exports -----------------------------------------------------------------------------------------------------------


def test_an_export_shows_everything_and_a_stranger_can_check_it(
    standing: StandingClock, file: Path, tmp_path: Path
) -> None:
    live(events=5)
    standing.move(hours=1)
    seal.run()
    held = tmp_path / "held"
    held.write_text(CliRunner().invoke(ledger_group, ["head"]).output)
    for _ in range(3):
        standing.move(days=1)
        seal_one(Contact.get(Contact.phone_index == ConsentEvent.get_by_id(2).subject), standing)
    standing.move(days=1)
    fill(Contact.get_by_id(1), 1, standing())  # not sealed yet: the export does
    out, folder = tmp_path / "ada.zip", tmp_path / "ada"
    arguments = ["export", "--phone", ADA, "--out", str(out), "--head", str(held)]
    said = CliRunner().invoke(ledger_group, arguments, catch_exceptions=False)
    assert said.exit_code == 0 and "7 events of +…0143" in said.output
    assert out.stat().st_mode & 0o777 == 0o600
    zipfile.ZipFile(out).extractall(folder)
    history = json.loads((folder / "history.json").read_text())
    assert [event["leaf"]["row"]["kind"] for event in history["events"]][:3] == ["revoked", "confirmed", "revoked"]
    assert all(event["position"] is not None for event in history["events"])
    everything = "".join(path.read_text() for path in folder.iterdir())
    others = [phone for phone in (BEN, CORA) if phone in everything]
    assert others == [], "an export shows one person"
    page = (folder / "history.html").read_text()
    for shown in (ADA, WORDS, SHOWN.text.replace("'", "&#x27;"), "192.0.2.7", "Browser/1.0", "optin", "A Law Office"):
        assert shown in page, shown
    for shown in (
        "by post",
        "followed_status/1",
        "ours-1",
        "invite 3 es",
        "2026-11-20 12:01:00 UTC",
        "position 1, sealed",
    ):
        assert shown in page, shown
    assert "http://" not in page and "<script" not in page and "src=" not in page
    ran = subprocess.run(
        [sys.executable, "-I", "verify.py", "--head", str(held)], cwd=folder, capture_output=True, text=True, env={}
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Proven of 7 events" in ran.stdout
    assert (folder / "verify.py").read_bytes() == Path("bot/verifier/verify.py").read_bytes()


def test_an_export_of_a_phone_that_nobody_knows_is_empty_and_whole(ada: Contact, tmp_path: Path) -> None:
    fill(ada, 1, NOON)
    out = tmp_path / "nobody.zip"
    said = CliRunner().invoke(ledger_group, ["export", "--phone", "+12025550199", "--out", str(out)])
    assert "0 events" in said.output
    zipfile.ZipFile(out).extractall(tmp_path / "nobody")
    ran = subprocess.run([sys.executable, "-I", "verify.py"], cwd=tmp_path / "nobody", capture_output=True, env={})
    assert ran.returncode == 0, ran.stdout
    assert CliRunner().invoke(ledger_group, ["export", "--phone", "55501", "--out", str(out)]).exit_code == 2


def test_all_that_people_do_is_sealed_and_verifies(world: World, tmp_path: Path) -> None:
    for body in ("HELP", "STOP", "START"):
        world.text(ADA, body)
    world.clock.move(seconds=51)
    world.work()
    report = verify(heads_file=heads.heads_file())
    assert report.findings == [] and report.size == ConsentEvent.select().count() > 0
    assert (world.settings.instance_dir / "ledger_heads.jsonl").exists()
