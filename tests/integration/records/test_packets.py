"""A proof packet is the same bytes whoever makes it where, and one changed byte in it is found by its own verifier."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from config import time
from models.batch import Batch
from models.database import database, is_postgresql
from models.heads import heads_between
from models.mailpiece import TrackingEvent
from models.record_keeping import LegalHold
from models.subscription import Subscription
from records import addresses, custody, packets, proof
from tests.mailings import BLOCK
from tests.packet_case import RECEIPT, VERIFIER, Case, check, faults_of, sealed_letter
from tests.structure.house import ROOT
from tests.world import ADA, NUMBER, World


@pytest.fixture
def case(world: World) -> Case:
    return sealed_letter(world)


def opened(body: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(body))


def said_in(body: bytes, folder: str = "") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(opened(body).read(f"{folder}record.json"))
    return said


def print_of(body: bytes) -> str:
    pages = PdfReader(io.BytesIO(opened(body).read("packet.pdf"))).pages
    return "\n".join(page.extract_text() for page in pages)


# -- what is in it -----------------------------------------------------------------------------------------------------


def test_it_holds_what_was_mailed_what_became_of_it_and_what_proves_it(case: Case) -> None:
    built = packets.build(case.row, packets.position())
    with opened(built.body) as packet:
        names = set(packet.namelist())
        assert packet.read("files/01-ps3800.pdf") == RECEIPT
        pdf = packet.read("packet.pdf")
        assert {one.date_time for one in packet.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packet.read("verify.py") == VERIFIER.read_bytes()
        assert b"Delivered, Left with Individual" in packet.read("carrier/newest.json")
    assert names >= {"README.txt", "SHA256SUMS", "SHA256SUMS.sig", "proofs.json", "public_key.pem", "seals/1.json"}
    said = said_in(built.body)
    assert said["summary"][0].startswith("USPS accepted it on 2026-11-20; delivered in MEMPHIS, TN on 2026-11-20")
    assert "Certified Mail" in said["summary"][1] and said["content"]["options"] == ["certified"]
    assert said["content"]["addresses"][0]["lines"] == BLOCK.split("\n")
    assert [one["text"] for one in said["content"]["events"]][-1] == "Delivered, Left with Individual"
    assert [(one["action"], one["who"]) for one in said["custody"]] == [("record.looked_at", "Sam Sender")]
    assert pdf.startswith(b"%PDF-") and b"/FlateDecode" not in pdf


def test_the_first_page_answers_in_two_lines_and_the_last_is_for_a_person_to_sign(case: Case) -> None:
    built = packets.build(case.row, packets.position())
    first, *_, last = (
        page.extract_text() for page in PdfReader(io.BytesIO(opened(built.body).read("packet.pdf"))).pages
    )
    lines = first.splitlines()
    assert [line for line in lines if line.startswith("USPS accepted it on 2026-11-20; delivered in MEMPHIS")]
    assert [line for line in lines if line.startswith("Letter to Maria Núñez (matter or case 2026-118 / Núñez), from")]
    assert "12 Elm St  Apt 4" in first and f"as of position {built.as_of.head.size} of the ledger" in first
    for rule in ("902(11)", "902(13)", "902(14)"):
        assert rule in last
    assert "Waypost makes no statement here" in last and "Signature: ____" in last
    assert "penalty of perjury" in last


def test_a_label_alone_is_never_called_mailed(world: World) -> None:
    world.scan(NUMBER, "GX", "Shipping Label Created, USPS Awaiting Item")
    case = _registered(world)
    case.look()
    words = print_of(packets.build(case.row, packets.position()).body)
    assert "A label was made, and USPS has not accepted it so far: this is no evidence of mailing." in words
    assert "no scan shows it: a label alone is no evidence of mailing" in words and "Proof of mailing" not in words


def _registered(world: World) -> Case:
    from records.storing import store
    from tests.console_people import department
    from tests.mailings import letter

    with database.atomic():
        (stored,) = store(department(world), [letter()], None, "form", None, time.now())
    assert stored.record_id
    world.work()
    return Case(world, stored.record_id)


def test_the_first_address_is_shown_first_and_later_ones_beside_it(case: Case) -> None:
    with database.atomic():
        addresses.edit(case.row, "Maria Núñez", "PO BOX 9", "she moved", None, time.now())
    case.world.clock.move(minutes=2)
    built = packets.build(case.row, packets.position())
    assert [one["version"] for one in said_in(built.body)["content"]["addresses"]] == [1, 2]
    words = print_of(built.body)
    assert words.index("Address block, as it was registered") < words.index("Address, later version 2")


def test_who_was_told_stands_in_it_by_consent_and_never_by_phone(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    case = sealed_letter(world)
    assert Subscription.select().count() == 1
    built = packets.build(case.row, packets.position())
    told = said_in(built.body)["notified"]
    assert {one["to"] for one in told} == {"follower 1"} and "delivered" in {one["kind"] for one in told}
    assert {one["fate"] for one in told} == {"delivered"} and all(one["consent"].startswith("C-") for one in told)
    assert ADA.lstrip("+").encode() not in built.body and ADA[-4:] not in print_of(built.body)


def test_a_list_of_the_whole_batch_stays_at_the_office_and_its_stamped_sheet_goes_along(
    world: World, tmp_path: Path
) -> None:
    case = sealed_letter(world, batch="November")
    batch = Batch.get()
    case.attach("submission", b"Maria,12 Elm\nOtto,9 Oak", batch=batch, name="list.csv")
    case.attach("ps3877", b"%PDF-1.4 stamped", batch=batch)
    built = packets.build(case.row, packets.position())
    assert {one for one in opened(built.body).namelist() if one.startswith("files/")} == {
        "files/01-ps3800.pdf",
        "files/03-ps3877.pdf",
    }
    assert b"Otto" not in built.body
    assert check(built.body, tmp_path).returncode == 0


# -- the same bytes ----------------------------------------------------------------------------------------------------


def _everything_goes_on(case: Case) -> None:
    """Whatever can happen to a record after a packet was made of it."""
    case.world.clock.move(days=3)
    case.look()
    case.world.scan(NUMBER, "GC", "Return Receipt Associated")
    with database.atomic():
        addresses.edit(case.row, "Maria Núñez", "PO BOX 9", "she moved", None, time.now())
        addresses.add_reference(case.row, "tenant", "unit 4", time.now())
        Batch.update(stamped_at=time.now()).execute()
    case.attach("green_card", b"%PDF-1.4 a green card")
    LegalHold.create(record=case.row, reason="suit", placed_by=_somebody(case), placed_at=time.now())
    assert case.seal() is not None
    case.world.work()


def _somebody(case: Case) -> Any:
    from models.vocabulary import Role
    from tests.console_people import invited

    return invited(case.world, Role.ADMIN)[0]


def test_the_same_position_gives_the_same_bytes_whatever_happened_since(world: World) -> None:
    case = sealed_letter(world, batch="November")
    as_of = packets.position()
    first = packets.build(case.row, as_of)
    _everything_goes_on(case)
    later = packets.position()
    again = packets.build(case.row, proof.at(as_of.head.size))
    assert said_in(again.body) == said_in(first.body) and again.body == first.body
    newer = packets.build(case.row, later)
    assert later.head.size > as_of.head.size and newer.body != first.body
    assert [one["number"] for one in said_in(newer.body)["seals"]] == [1, 2, 3], "a late scan, late papers"
    assert said_in(newer.body)["stages"]["stamped_at"] and not said_in(first.body)["stages"]["stamped_at"]


def test_at_every_position_of_the_ledger_the_bytes_are_those_that_were_made_then(world: World) -> None:
    """Not only at the end: after each scan, a packet made then and one made at last are the same."""
    world.scan(NUMBER, "GX", "Shipping Label Created, USPS Awaiting Item")
    case = _registered(world)
    made = []
    for code, event in (
        ("03", "Accepted at USPS Origin Facility"),
        ("10", "In Transit to Next Facility"),
        ("55", "Notice Left (No Secure Location Available)"),
        ("09", "Unclaimed/Being Returned to Sender"),
        ("01", "Delivered, To Original Sender"),
    ):
        world.scan(NUMBER, code, event)
        case.look()
        made.append(packets.build(case.row, packets.position()))
        world.clock.move(hours=7)
    assert len({one.as_of.head.size for one in made}) == len(made)
    for one in made:
        assert packets.build(case.row, proof.at(one.as_of.head.size)).sha256 == one.sha256
    firsts = [said_in(one.body)["summary"][0] for one in made]
    assert "and it goes back after 20" in firsts[2] and "it came back to its sender" in firsts[4]


OTHER_PROCESS = """
import sys
from app import create_app
from config.settings import Settings
from models.certified_record import CertifiedRecord
from models.database import unit_of_work
from records import packets, proof
url, folder, record, size = sys.argv[1:]
create_app(Settings(_env_file=None, database_url=url, instance_dir=folder))
with unit_of_work():
    print(packets.build(CertifiedRecord.get_by_id(int(record)), proof.at(int(size))).sha256)
"""


@pytest.mark.parametrize(
    ("seed", "zone", "language"), [("0", "Asia/Tokyo", "C"), ("77", "America/New_York", "de_DE.UTF-8")]
)
def test_other_processes_with_other_settings_make_the_same_bytes(
    case: Case, seed: str, zone: str, language: str, tmp_path: Path
) -> None:
    as_of = packets.position()
    wanted = packets.build(case.row, as_of).sha256
    world = case.world.settings
    given_ = (world.database_url, str(world.instance_dir), str(case.record), str(as_of.head.size))
    made = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, *given_],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        env=os.environ
        | {"PYTHONHASHSEED": seed, "TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONPATH": str(ROOT)},
    )
    assert made.stdout.split()[-1:] == [wanted], made.stderr


def test_many_go_into_one_packet_each_in_its_folder(case: Case, tmp_path: Path) -> None:
    with packets.build_many([case.row], packets.position(), lambda done: None) as file:
        body = file.read()
    assert f"records/{case.record}/record.json" in opened(body).namelist()
    found = check(body, tmp_path)
    assert found.returncode == 0, found.stdout
    assert faults_of(body[:-1] + b"x", tmp_path / "changed.zip")


# -- what is found -----------------------------------------------------------------------------------------------------


def test_its_own_verifier_passes_and_needs_nothing_of_ours(case: Case, tmp_path: Path) -> None:
    built = packets.build(case.row, packets.position())
    found = check(built.body, tmp_path)
    assert found.returncode == 0 and found.stdout.startswith("All holds. Proven of 1 record(s)"), found.stdout
    opened(built.body).extractall(tmp_path / "unpacked")
    in_folder = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=tmp_path / "unpacked", capture_output=True, text=True, timeout=60
    )
    assert in_folder.returncode == 0, in_folder.stdout


def test_the_digests_are_listed_as_everybodys_own_tools_read_them(case: Case, tmp_path: Path) -> None:
    opened(packets.build(case.row, packets.position()).body).extractall(tmp_path)
    ran = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0 and "record.json: OK" in ran.stdout, ran.stdout


def test_a_file_exchanged_in_the_folder_is_named(case: Case, tmp_path: Path) -> None:
    opened(packets.build(case.row, packets.position()).body).extractall(tmp_path / "unpacked")
    (tmp_path / "unpacked/files/01-ps3800.pdf").write_bytes(b"%PDF-1.4 another receipt")
    found = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=tmp_path / "unpacked", capture_output=True, text=True, timeout=60
    )
    assert found.returncode == 1 and "FAULT: files/01-ps3800.pdf was changed." in found.stdout


def test_a_changed_byte_anywhere_is_found(case: Case, tmp_path: Path) -> None:
    built = packets.build(case.row, packets.position())
    where = tmp_path / "changed.zip"
    assert faults_of(built.body, where) == []

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(place=st.integers(0, len(built.body) - 1), change=st.integers(1, 255))
    def flipped(place: int, change: int) -> None:
        assert faults_of(_with(built.body, place, change), where), f"byte {place} of {len(built.body)}"

    flipped()


def test_every_byte_that_no_digest_covers_is_checked_one_by_one(case: Case, tmp_path: Path) -> None:
    """The heads of the files in the ZIP, the list at its end, and each bit of the signature."""
    if is_postgresql():
        pytest.skip("the bytes of a ZIP have nothing to do with the database")
    body, where = packets.build(case.row, packets.position()).body, tmp_path / "changed.zip"
    with opened(body) as packet:
        inside = {
            place
            for one in packet.infolist()
            for begins in [one.header_offset + 30 + len(one.filename)]
            for place in range(begins, begins + one.file_size)
            if one.filename != "SHA256SUMS.sig"
        }
        signature = packet.getinfo("SHA256SUMS.sig")
    outside = [place for place in range(len(body)) if place not in inside]
    assert len(outside) > 1_000
    unseen = [place for place in outside if not faults_of(_with(body, place, 1), where)]
    begins = signature.header_offset + 30 + len("SHA256SUMS.sig")
    bits = [(begins + place, 1 << bit) for place in range(signature.file_size) for bit in range(8)]
    unseen += [place for place, bit in bits if not faults_of(_with(body, place, bit), where)]
    assert unseen == []
    for more in (body + b"\0", b"\0" + body, body[:-1]):
        assert faults_of(more, where)


def _with(body: bytes, place: int, change: int) -> bytes:
    changed = bytearray(body)
    changed[place] ^= change
    return bytes(changed)


def test_an_office_that_changes_a_scan_after_the_seal_is_found_out_by_its_own_packet(
    case: Case, tmp_path: Path
) -> None:
    event = TrackingEvent.select().where(TrackingEvent.code == "01").get()
    TrackingEvent.update(text="Delivered, Front Door/Porch").where(TrackingEvent.id == event.id).execute()
    found = check(packets.build(case.row, packets.position()).body, tmp_path)
    assert found.returncode == 1 and "record 1: events is not what was sealed" in found.stdout, found.stdout


def test_an_office_that_says_something_else_than_its_ledger_is_found_out(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_of, told = packets.position(), proof._custody

    def later(entry: custody.Entry) -> dict[str, Any]:
        return told(entry) | {"at": "2026-11-19T09:00:00.000000+00:00"}

    monkeypatch.setattr(proof, "_custody", later)
    found = check(packets.build(case.row, as_of).body, tmp_path)
    assert found.returncode == 1 and "custody entry" in found.stdout and "else than the ledger" in found.stdout


def test_a_key_and_a_head_from_elsewhere_are_compared(case: Case, tmp_path: Path) -> None:
    built = packets.build(case.row, packets.position())
    ours, others = tmp_path / "ours.jsonl", tmp_path / "others.jsonl"
    *_, head = heads_between(0, built.as_of.head.size)
    ours.write_text(head.line)
    key = Path(case.world.settings.instance_dir) / "ledger_public.pem"
    found = check(built.body, tmp_path, "--key", str(key), "--head", str(ours))
    assert found.returncode == 0 and "note:" not in found.stdout, found.stdout
    others.write_text(json.dumps(head.as_json() | {"root": "AAAA" + head.as_json()["root"][4:]}))
    found = check(built.body, tmp_path, "--head", str(others))
    assert found.returncode == 1 and "two ledgers are kept" in found.stdout
    others.write_text(json.dumps(head.as_json() | {"size": head.size + 7}))
    found = check(built.body, tmp_path, "--head", str(others))
    assert found.returncode == 0 and "none that you hold has that size" in found.stdout


def test_a_packet_made_by_somebody_elses_key_is_found(case: Case, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from config.ledger_key import public_pem

    other = tmp_path / "other.pem"
    other.write_bytes(public_pem(Ed25519PrivateKey.generate().public_key()))
    found = check(packets.build(case.row, packets.position()).body, tmp_path, "--key", str(other))
    assert found.returncode == 1 and "not the key that you were given" in found.stdout


def test_without_a_head_nothing_is_made(db: str) -> None:
    with pytest.raises(proof.NothingSealed):
        proof.newest()
    with pytest.raises(proof.NothingSealed):
        proof.at(3)
    assert Batch.select().count() == 0
