"""The opt-out log as a file: exactly what the filters find, phones masked; the signed one holds before a stranger."""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from bot import opt_out, opt_out_export, opt_out_proofs
from bot.opt_out_rows import LogRow
from models import heads
from models.audit import AuditEntry
from models.contact import Contact
from models.ledger import canonical, open_evidence
from models.long_task import LongTask
from models.vocabulary import Role
from tests.console_people import Person, sign_in
from tests.world import ADA, BEN, CORA, NUMBER, World

LOG = "/console/opt-outs"


@pytest.fixture
def olga(world: World) -> Person:
    world.text(ADA, "STOP")
    world.text(BEN, "=cmd() stop texting me")
    world.text(CORA, "ALTO por favor")
    return sign_in(world, Role.OPERATOR)


def exported(world: World, who: Person, kind: str, **filters: str) -> bytes:
    """As a person does it: the form with a reason, the work in the background, the download."""
    begun = who.post(f"{LOG}/export", {"as": kind, "reason": "for the yearly check", **filters})
    assert begun.status_code == 303, begun.text
    world.work()
    task = LongTask.select().order_by(LongTask.id.desc()).get()
    assert task.state == "done", task.said
    return who.post(f"{begun.headers['Location']}/file").data


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_csv_has_the_rows_of_the_page_and_its_cells_run_nothing(world: World, olga: Person) -> None:
    content = exported(world, olga, "csv")
    assert content.startswith(b"\xef\xbb\xbf"), "so that a spreadsheet reads it as UTF-8"
    found = table(content)
    assert [(row["Record"], row["Phone (masked)"], row["Exact words"]) for row in found] == [
        ("C-3", "…0145", "ALTO por favor"),
        ("C-2", "…0144", "'=cmd() stop texting me"),
        ("C-1", "…0143", "STOP"),
    ]
    assert {row["What"] for row in found} == {"Stop"} and {row["Scope"] for row in found} == {"all texts"}
    for phone in (ADA, BEN, CORA):
        assert phone.lstrip("+").encode() not in content


def test_an_export_covers_the_filters_of_the_page_and_no_more(world: World, olga: Person) -> None:
    ada = str(Contact.select().order_by(Contact.id).get().id)
    assert [row["Record"] for row in table(exported(world, olga, "csv", contact=ada))] == ["C-1"]
    assert [row["Record"] for row in table(exported(world, olga, "csv", language="es"))] == ["C-3"]
    assert table(exported(world, olga, "csv", nobody="1")) == []
    later = exported(world, olga, "csv", since="2026-11-21")
    assert table(later) == [] and later.count(b"\r\n") == 1, "the heading stands there all the same"


def test_an_export_needs_a_reason_and_a_proof_and_is_on_record(world: World, olga: Person) -> None:
    without = olga.post(f"{LOG}/export", {"as": "csv", "language": "es"})
    assert "problem=reason" in without.headers["Location"] and "language=es" in without.headers["Location"]
    assert "Nothing was exported" in olga.get(without.headers["Location"]).text
    assert LongTask.select().count() == 0
    world.clock.move(minutes=6)
    unproven = olga.post(f"{LOG}/export", {"as": "csv", "reason": "audit", "language": "es"}, proven=False)
    assert unproven.status_code == 401 and LongTask.select().count() == 0
    assert re.search(r'name="language" value="es"', unproven.text), "the form comes back whole"
    exported(world, olga, "csv", language="es")
    entry = AuditEntry.get(AuditEntry.action == "opt_out.export")
    evidence = open_evidence(entry) or {}
    assert evidence["reason"] == "for the yearly check" and evidence["filters"] == {"language": "es"}


def test_a_viewer_exports_nothing_and_an_auditor_does(world: World, olga: Person) -> None:
    vera, aldo = sign_in(world, Role.VIEWER), sign_in(world, Role.AUDITOR)
    assert vera.post(f"{LOG}/export", {"as": "csv", "reason": "x"}).status_code == 403
    assert "Export" not in vera.get(LOG).text
    assert len(table(exported(world, aldo, "csv"))) == 3


def test_a_long_log_is_exported_step_by_step_and_whole(
    world: World, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opt_out_export, "AT_ONCE", 2)
    assert [row["Record"] for row in table(exported(world, olga, "csv"))] == ["C-3", "C-2", "C-1"]
    assert LongTask.get().part_count == 2


# -- the signed one ----------------------------------------------------------------------------------------------------


def check(path: Path, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """As a stranger does, with the verifier out of the file and nothing of ours."""
    verifier = folder / "verify.py"
    if not verifier.exists():
        with zipfile.ZipFile(path) as packed:
            verifier.write_bytes(packed.read("verify.py"))
    command = [sys.executable, "-I", str(verifier), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)


@pytest.fixture
def signed(world: World, olga: Person, tmp_path: Path) -> Path:
    path = tmp_path / "opt-out-log.zip"
    path.write_bytes(exported(world, olga, "signed"))
    return path


def test_a_signed_log_is_checked_by_the_verifier_that_travels_in_it(signed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(signed) as packed:
        assert len(table(packed.read("log.csv"))) == 3
        about = json.loads(packed.read("log.json"))
        unzipped = tmp_path / "unzipped"
        packed.extractall(unzipped)
        everything = b"".join(packed.read(name) for name in packed.namelist())
    assert (about["format"], about["rows"], about["filters"]) == ("waypost opt-out log 1", 3, {})
    for phone in (ADA, BEN, CORA):
        assert phone.lstrip("+").encode() not in everything, "phones are masked in all of its files"
    found = check(signed, tmp_path)
    assert found.returncode == 0 and "Proven of 3 rows of the opt-out log" in found.stdout, found.stdout
    inside = subprocess.run(
        [sys.executable, "-I", "verify.py"], capture_output=True, text=True, cwd=unzipped, timeout=60
    )
    assert inside.returncode == 0, inside.stdout


def test_a_signed_log_without_rows_holds_too(world: World, olga: Person, tmp_path: Path) -> None:
    path = tmp_path / "empty.zip"
    path.write_bytes(exported(world, olga, "signed", language="fr"))
    found = check(path, tmp_path)
    assert found.returncode == 0 and "Proven of 0 rows" in found.stdout


def changed(path: Path, name: str, old: str, new: str, sign: bool = False) -> Path:
    """A copy with something in one file exchanged; `sign`: by the operator, who has the key and signs it anew."""
    other = path.with_name(f"changed-{name}.zip")
    with zipfile.ZipFile(path) as packed:
        files = {one: packed.read(one) for one in packed.namelist()}
    assert old.encode() in files[name], (name, old, files[name])
    files[name] = files[name].replace(old.encode(), new.encode(), 1)
    if sign:
        digests = canonical({one: sha256(files[one]).hexdigest() for one in files if one != "manifest.json"})
        signature = b64encode(heads.sign_bytes(digests)).decode()
        files["manifest.json"] = json.dumps({"files": digests.decode(), "signature": signature}).encode()
    with zipfile.ZipFile(other, "w") as out:
        for one, content in files.items():
            out.writestr(one, content)
    return other


@pytest.mark.parametrize(
    "name, old, new", [("log.csv", "ALTO", "HOLA"), ("log.jsonl", "ALTO", "HOLA"), ("README.txt", "signed", "sealed")]
)
def test_a_file_that_somebody_else_changed_is_told(signed: Path, tmp_path: Path, name: str, old: str, new: str) -> None:
    found = check(changed(signed, name, old, new), tmp_path)
    assert found.returncode == 1 and f"FAULT: {name} was changed after the export." in found.stdout


@pytest.mark.parametrize(
    "name, old, new, fault",
    [
        ("log.csv", '"C-3"', '"C-4"', "C-3: the table has another row here."),
        ("log.jsonl", '"rule":"a word', '"rule":"no word', "C-3 says something else."),
        ("log.jsonl", '"kind":"revoked"', '"kind":"declined"', "C-3 says something else."),
        ("log.jsonl", '"record":"C-3"', '"record":"C-2"', "C-2: its leaf is about something else."),
        ("proofs.jsonl", "inbound_text", "operator", "is not what was sealed at position"),
        ("proofs.jsonl", '"position":', '"position":1', "is not what was sealed at position"),
        ("heads.json", '"size": ', '"size": 1', "does not bear a signature of this key."),
        ("log.json", '"rows": 3', '"rows": 2', "2 rows were exported, 3 are here."),
        ("log.jsonl", "{", "[", "The export is not whole"),
    ],
)
def test_even_the_operator_cannot_change_what_was_sealed(
    signed: Path, tmp_path: Path, name: str, old: str, new: str, fault: str
) -> None:
    found = check(changed(signed, name, old, new, sign=True), tmp_path)
    assert found.returncode == 1 and fault in found.stdout, found.stdout


def test_a_row_taken_out_of_all_files_and_signed_anew_by_another_key_is_told(signed: Path, tmp_path: Path) -> None:
    """Somebody who has no key of ours can only keep the manifest as it was, or sign with a key that is not ours."""
    other = changed(signed, "public_key.pem", "-----BEGIN PUBLIC KEY-----\nMCow", "-----BEGIN PUBLIC KEY-----\nMCox")
    assert check(other, tmp_path).returncode == 1
    ours = tmp_path / "key.pem"
    with zipfile.ZipFile(signed) as packed:
        ours.write_bytes(packed.read("public_key.pem"))
    assert check(signed, tmp_path, "--key", str(ours)).returncode == 0


def test_a_row_that_came_while_it_was_written_is_called_young_and_no_fault(
    world: World, olga: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opt_out_proofs, "_seal", lambda hold: None)
    world.clock.move(minutes=2)
    world.work()
    world.text("+12025550146", NUMBER, work=False)
    late = [contact for contact in Contact.select() if contact.phone == "+12025550146"]
    opt_out.stop_by_operator(late, "letter", "wrote", "Olga", world.clock())
    path = tmp_path / "young.zip"
    path.write_bytes(exported(world, olga, "signed"))
    found = check(path, tmp_path)
    assert found.returncode == 0 and "too young to be sealed" in found.stdout, found.stdout


def test_no_file_that_a_crash_could_leave_behind_holds_what_people_said(
    world: World, olga: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, seen = tmp_path / "temporary", list[str]()
    folder.mkdir()
    written = opt_out_export.as_lines

    def looking(rows: list[LogRow]) -> str:
        seen.extend(one.name for one in folder.rglob("*"))
        return written(rows)

    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(opt_out_export, "as_lines", looking)
    with zipfile.ZipFile(io.BytesIO(exported(world, olga, "signed"))) as packed:
        assert "log.csv" in packed.namelist()
    assert seen == []


def test_what_cannot_be_put_on_record_is_not_exported(
    world: World, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("models.auditing.note", full)
    monkeypatch.setattr("web.console.person.note", full)
    contact = Contact.get()
    for path in (f"{LOG}/export", f"/console/people/{contact.id}/export", f"/console/people/{contact.id}/erase"):
        asked = {"as": "csv", "reason": "a letter", "last_four": contact.phone[-4:]}
        assert olga.post(path, asked).status_code == 500
    assert LongTask.select().count() == 0
