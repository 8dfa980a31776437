"""Sam has the proof packet of a letter in two clicks, of a batch and of a search as long work; each is written down."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from config import time
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord
from models.database import raw_rows
from models.ledger import open_evidence
from models.long_steps import Hold
from models.long_task import LongTask
from models.vocabulary import Role, TaskState
from records import packet_work, packets
from tests.console_people import Person, department, sign_in
from tests.packet_case import Case, check, sealed_letter
from tests.world import NUMBER, NUMBERS, World


@pytest.fixture
def case(world: World) -> Case:
    return sealed_letter(world, batch="November")


@pytest.fixture
def sam(world: World, case: Case) -> Person:
    return sign_in(world, Role.SENDER, case.row.sender)


def made_of(case: Case) -> list[dict[str, Any]]:
    mine = (AuditEntry.object == f"record {case.record}") & (AuditEntry.action == "record.packet_made")
    return [open_evidence(row) or {} for row in AuditEntry.select().where(mine).order_by(AuditEntry.id)]


def fetched(world: World, who: Person, begun: Any) -> bytes:
    assert begun.status_code == 303, begun.text
    world.work()
    task = LongTask.select().order_by(LongTask.id.desc()).get()
    assert task.state == TaskState.DONE, task.said
    answer = who.post(f"{begun.headers['Location']}/file")
    assert answer.status_code == 200
    return bytes(answer.data)


def test_one_press_of_the_button_on_its_page_gives_a_packet_that_verifies(
    case: Case, sam: Person, tmp_path: Path
) -> None:
    page = sam.get(f"/desk/records/{case.record}").text
    assert f'action="/desk/records/{case.record}/packet"' in page and "<button>Proof packet</button>" in page
    answer = sam.post(f"/desk/records/{case.record}/packet")
    assert answer.status_code == 200 and answer.content_type == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"] and NUMBER not in answer.headers["Content-Disposition"]
    found = check(answer.data, tmp_path)
    assert found.returncode == 0, found.stdout
    (made,) = made_of(case)
    size = json.loads(zipfile.ZipFile(io.BytesIO(answer.data)).read("record.json"))["as_of"]["size"]
    assert made["as_of"] == size and f"as-of-{size}.zip" in answer.headers["Content-Disposition"]


def test_its_own_making_is_written_down_behind_the_position_that_it_prints(case: Case, sam: Person) -> None:
    first = sam.post(f"/desk/records/{case.record}/packet").data
    second = sam.post(f"/desk/records/{case.record}/packet").data

    def acts(packet: bytes) -> list[str]:
        said = json.loads(zipfile.ZipFile(io.BytesIO(packet)).read("record.json"))
        return [one["action"] for one in said["custody"]]

    assert "record.packet_made" not in acts(first) and acts(second).count("record.packet_made") == 1
    assert "packet made" in sam.get(f"/desk/records/{case.record}").text


def test_a_packet_asks_for_a_proof_that_is_fresh(case: Case, sam: Person) -> None:
    case.world.clock.move(minutes=6)
    answer = sam.post(f"/desk/records/{case.record}/packet", proven=False)
    assert answer.status_code == 401 and 'name="proof"' in answer.text and made_of(case) == []


def test_another_departments_record_looks_like_none_and_an_auditor_has_its_packet(case: Case, world: World) -> None:
    other = sign_in(world, Role.SENDER, department(world, "sales"))
    hidden, never = (other.post(f"/desk/records/{number}/packet") for number in (case.record, 99_999))
    assert hidden.status_code == never.status_code == 404 and hidden.text == never.text
    assert other.post("/desk/batches/1/packet").status_code == 404
    assert sign_in(world, Role.OPERATOR).post(f"/desk/records/{case.record}/packet").status_code == 403
    assert sign_in(world, Role.AUDITOR).post(f"/desk/records/{case.record}/packet").status_code == 200


def test_a_record_with_large_files_becomes_long_work(
    case: Case, sam: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packet_work, "AT_ONCE_BYTES", 10)
    packet = fetched(case.world, sam, sam.post(f"/desk/records/{case.record}/packet"))
    assert check(packet, tmp_path).returncode == 0 and len(made_of(case)) == 1


def test_the_packet_of_a_batch_has_a_folder_for_each_and_each_says_that_it_went_out(
    case: Case, world: World, tmp_path: Path
) -> None:
    second = sealed_letter(world, case.row.sender, NUMBERS[0], batch="December")
    sam = sign_in(world, Role.SENDER, case.row.sender)
    packet = fetched(world, sam, sam.post("/desk/batches/1/packet"))
    names = zipfile.ZipFile(io.BytesIO(packet)).namelist()
    assert f"records/{case.record}/packet.pdf" in names and not [name for name in names if f"/{second.record}/" in name]
    assert "Proven of 1 record(s)" in check(packet, tmp_path).stdout
    (made,) = made_of(case)
    assert made["records"] == 1 and made_of(second) == []
    batch = AuditEntry.get(AuditEntry.action == "record.packet_asked_for")
    assert batch.object == "batch 1"


def test_the_packet_of_a_search_has_what_the_search_finds_and_the_trail_not_what_was_typed(
    case: Case, world: World, tmp_path: Path
) -> None:
    second = sealed_letter(world, case.row.sender, NUMBERS[0], batch="December")
    sealed_letter(world, department(world, "sales"), NUMBERS[1])
    sam = sign_in(world, Role.SENDER, case.row.sender)
    packet = fetched(world, sam, sam.post("/desk/records/packet", {"said": "nunez"}))
    assert "Proven of 2 record(s)" in check(packet, tmp_path).stdout
    assert len(made_of(case)) == len(made_of(second)) == 1
    asked = AuditEntry.get(AuditEntry.action == "record.packet_asked_for")
    assert (open_evidence(asked) or {})["narrowed"] == {"said": "(typed words)"}
    assert [row for (row,) in raw_rows(LongTask.select(LongTask.details)) if b"nunez" in bytes(row)] == []


def test_a_step_that_is_done_again_gives_the_same_bytes_and_is_noted_once(case: Case, sam: Person) -> None:
    sam.post("/desk/batches/1/packet")
    task = LongTask.get()
    details = json.loads(task.details)
    made = []
    for _ in range(2):
        progress = packet_work.WORK.step(task, details, Hold(3.0, lambda done: None))
        assert progress.over and progress.file is not None
        with progress.file as file:
            made.append(file.read())
        case.world.clock.move(minutes=1)
    assert made[0] == made[1] and len(made_of(case)) == 1


def test_records_that_are_gone_or_came_later_are_not_in_it(case: Case, sam: Person) -> None:
    as_of = packets.position()
    CertifiedRecord.update(purged_at=time.now()).where(CertifiedRecord.mailpiece == case.record).execute()
    begun = sam.post("/desk/batches/1/packet")
    case.world.work()
    task = LongTask.get()
    assert begun.status_code == 303 and task.state == TaskState.FAILED and "they were purged" in task.said
    case.world.clock.move(minutes=1)
    CertifiedRecord.update(purged_at=None, created_at=time.now()).where(
        CertifiedRecord.mailpiece == case.record
    ).execute()
    taken = list(packet_work._records(sam.who, as_of, [case.record], []))
    assert taken == []


def test_more_records_than_a_packet_holds_are_refused_with_what_to_do(
    case: Case, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packet_work, "MOST", 0)
    sam.post("/desk/batches/1/packet")
    case.world.work()
    assert "Narrow the search" in LongTask.get().said and made_of(case) == []
