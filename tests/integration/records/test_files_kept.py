"""Files of records: kept part by part as they came, once, whoever brings them at once; and the command for a folder."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from config import time
from config.settings import current, use
from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.database import database, is_postgresql, unit_of_work
from models.record_file import RecordFile, RecordFilePart
from models.sender import Sender
from records import cli, drop_folder, file_bytes
from records.checking_files import MOST_BYTES, Checked, Refused, check
from records.files import keep
from records.storing import store
from tests.batch_letters import number
from tests.dropped import pdf, proof
from tests.mailings import NOW, department, letter
from tests.world import World


@pytest.fixture
def record(db: str) -> CertifiedRecord:
    with database.atomic():
        store(department("legal"), [letter()], None, "form", None, NOW)
    found: CertifiedRecord = CertifiedRecord.get()
    return found


def test_a_file_of_many_parts_comes_back_as_it_was(record: CertifiedRecord) -> None:
    content = pdf("a letter") + os.urandom(3 * file_bytes.MOST_PART_BYTES)
    for checked in (check(content, "a.pdf"), Checked("application/pdf", ".pdf")):  # sealed beforehand, and not
        with database.atomic():
            file, _ = keep(record=record, kind="letter", name="a", content=content, checked=checked, by=None, now=NOW)
        parts = list(file_bytes.read(file))
        assert b"".join(parts) == content and len(parts) == 4
        assert all(len(part) <= file_bytes.MOST_PART_BYTES for part in parts)
        RecordFilePart.delete().execute()
        RecordFile.delete().where(RecordFile.preview_of.is_null(False)).execute()
        RecordFile.delete().execute()


def test_what_was_sealed_before_is_no_plainer_than_what_was_not(record: CertifiedRecord) -> None:
    content = b"Maria lives at 12 Elm Street. " * 100
    with database.atomic():
        keep(record=record, kind="other", name="a", content=content, checked=check(content, "a.txt"), by=None, now=NOW)
    ((body,),) = database.execute_sql("SELECT body FROM record_file_part").fetchall()
    assert b"Elm" not in bytes(body) and len(bytes(body)) < 300


def test_two_who_bring_the_same_file_at_once_bring_it_once(record: CertifiedRecord) -> None:
    content, made = proof(number(1)), list[bool]()
    checked, ready = check(content, "a.pdf"), threading.Barrier(4)

    def bring() -> None:
        with unit_of_work():
            ready.wait()
            with database.atomic():
                made.append(
                    keep(
                        record=record,
                        kind="proof_of_delivery",
                        name="a",
                        content=content,
                        checked=checked,
                        by=None,
                        now=NOW,
                    )[1]
                )
        database.close()

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(made) == [False, False, False, True], is_postgresql()
    assert RecordFile.select().where(RecordFile.preview_of.is_null()).count() == 1


def test_other_bytes_are_another_file_and_nothing_is_overwritten(record: CertifiedRecord) -> None:
    for content in (b"first", b"second"):
        with database.atomic():
            keep(
                record=record,
                kind="letter",
                name="a.txt",
                content=content,
                checked=check(content, "a.txt"),
                by=None,
                now=NOW,
            )
    kept = [file_bytes.whole(one) for one in RecordFile.select().order_by(RecordFile.id)]
    assert kept == [b"first", b"second"]


def test_the_stamped_sheet_wakes_every_record_of_its_batch_and_is_stamped_once(db: str) -> None:
    sender = department("legal")
    batch = Batch.create(sender=sender, name="November", created_at=NOW)
    with database.atomic():
        store(sender, [letter(number(one)) for one in range(1, 6)], None, "form", batch, NOW)
        CertifiedRecord.update(look_at=None).execute()
    for later, content in enumerate((b"a sheet", b"a better scan")):
        with database.atomic():
            keep(
                batch=batch,
                kind="ps3877",
                name="a.txt",
                content=content,
                checked=check(content, "a.txt"),
                by=None,
                now=NOW + timedelta(hours=later),
            )
        assert {one.look_at for one in CertifiedRecord.select()} == {NOW + timedelta(hours=later)}
    assert Batch.get().stamped_at == NOW


def test_an_office_may_want_smaller_files(db: str) -> None:
    before = current()
    try:
        use(before.model_copy(update={"largest_file_mb": 1}))
        with pytest.raises(Refused, match="larger than 1 MB; nothing was kept"):
            check(b"x" * (1 << 20) + b"x", "a.txt")
        assert check(b"x" * (1 << 20), "a.txt").media_type == "text/plain"
    finally:
        use(before)
    assert MOST_BYTES == 25 << 20


# -- the command -------------------------------------------------------------------------------------------------------


def watch(world: World, folder: Path, *more: str) -> str:
    done = world.app.test_cli_runner().invoke(args=["desk", "watch", str(folder), *more])
    return f"{done.exit_code} {done.output}"


def registered(world: World, key: str, tracking: str) -> Sender:
    sender: Sender = Sender.create(program=world.program, key=key, name=key.title(), created_at=time.now())
    with database.atomic():
        (stored,) = store(sender, [letter(tracking)], None, "form", None, time.now())
    assert stored.record_id
    return sender


def test_the_command_attaches_what_is_there_and_says_so(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "SETTLED_SECONDS", 0.2)
    monkeypatch.setattr(cli, "SETTLED_SECONDS", 0.2)
    registered(world, "legal", number(1))
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(proof(number(1)))
    (folder / "b.txt").write_bytes(b"a note")
    said = watch(world, folder, "--once")
    assert said.startswith("0 watching") and "a.pdf: done. Attached to record" in said and "b.txt: refused." in said
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["a.pdf"]
    assert sorted(path.name for path in (folder / "refused").iterdir()) == ["b.txt", "b.txt.why.txt"]
    assert watch(world, folder, "--once") == f"0 watching {folder} for Legal\n"


def test_with_several_departments_the_command_wants_to_know_whose_folder_it_is(world: World, tmp_path: Path) -> None:
    assert "an admin makes them" in watch(world, tmp_path, "--once")
    registered(world, "legal", number(1))
    registered(world, "sales", number(2))
    assert "Say with --sender whose folder it is. Departments: legal, sales" in watch(world, tmp_path, "--once")
    assert "There is no department 'lega'" in watch(world, tmp_path, "--once", "--sender", "lega")
    assert watch(world, tmp_path, "--once", "--sender", "sales").startswith("0 watching")
