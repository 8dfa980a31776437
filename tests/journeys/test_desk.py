"""The senders' desk in a real browser: a letter registered by scan, a thousand imported with seven bad ones, one that
nobody picks up, one found by a misspelt street, its packet checked by a stranger, and the drill."""

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.dropped import mail, proof
from tests.journeys.browser import chromium, look_on_every_screen, needs_browser, visiting
from tests.journeys.commands import flask
from tests.journeys.console_desk import COOKIE, Desk, first_link, invite, join, look_at_everything
from tests.journeys.filling import certified
from tests.journeys.stack import TestStack, running, wait_for

pytestmark = [needs_browser, pytest.mark.timeout(480)]

SCANNED, UNCLAIMED, OLD, PROVED, SIGNED, WORKED = (certified(place) for place in range(5000, 5006))
ADDRESS = "MARIA NUNEZ\n1423 Wisteria Court Apt 4\nMEMPHIS TN 38103"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("desk")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def people(stack: TestStack, browser: Browser) -> Iterator[dict[str, Desk]]:
    """Sam and Mia of the legal department, at a browser each."""
    flask(stack, "senders", "add", "legal", "Legal")
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401]) as page:
        ida = Desk(page, stack)
        join(ida, first_link(stack))
        links = {name: invite(ida, f"{name}@example.org", "sender", "Legal") for name in ("sam", "mia")}
    with (
        visiting(browser, "desk", cookies=[COOKIE], refused=[401, 422]) as sams,
        visiting(browser, "desk", cookies=[COOKIE], refused=[401, 422]) as mias,
    ):
        desks = {"sam": Desk(sams, stack), "mia": Desk(mias, stack)}
        for name, desk in desks.items():
            join(desk, links[name])
        yield desks


def register(
    desk: Desk, number: str, address: str = ADDRESS, recipient: str = "Maria Nunez", kind: str = "Letter"
) -> int:
    """By a scanner: it types the code and presses Enter; then the rest by hand."""
    desk.go("/desk/register")
    desk.page.locator("#f-tracking").press_sequentially(f"]C1{number}")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text(f"{number} is a good USPS number")).to_be_visible()
    desk.page.locator("#f-notice_type").select_option(label=kind)
    desk.page.locator("#f-recipient").fill(recipient)
    desk.page.locator("#f-address").fill(address)
    desk.page.locator("#f-reference-property").fill("1423 Wisteria Court")
    desk.page.locator("#f-reference-matter").fill("2026-118")
    desk.press("Register it")
    expect(desk.page.get_by_text("It is registered.")).to_be_visible()
    return int(desk.page.url.partition("/desk/records/")[2].partition("?")[0])


def packet(page: Page) -> bytes:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Proof packet", exact=True).click()
    return Path(saved.value.path()).read_bytes()


def checked(body: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """By a stranger, who has the packet and what came out of it alone."""
    (folder / "packet.zip").write_bytes(body)
    with zipfile.ZipFile(io.BytesIO(body)) as whole:
        (folder / "verify.py").write_bytes(whole.read("verify.py"))
    command = [sys.executable, "-I", "verify.py", "packet.zip"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_a_letter_is_registered_by_scan_and_found_by_a_misspelt_address(
    stack: TestStack, people: dict[str, Desk]
) -> None:
    sam = people["sam"]
    record = register(sam, SCANNED)
    look_on_every_screen(sam.page, "desk-record")
    assert stack.rows("SELECT source FROM certified_record WHERE mailpiece_id = ?", record) == [("scan",)]
    wait_for(
        lambda: stack.rows("SELECT words_wait_since FROM certified_record WHERE mailpiece_id = ?", record) == [(None,)],
        120,
        "the index of misspelt words",
    )
    sam.go("/desk/records")
    sam.page.locator("#f-said").fill("wistaria court")
    sam.press("Find")
    expect(sam.page.get_by_text("these differ by one letter")).to_be_visible()
    look_on_every_screen(sam.page, "desk-found")
    sam.page.get_by_role("link", name=f"…{SCANNED[-8:]}").click()
    expect(sam.page.get_by_role("heading", level=1)).to_have_text(f"USPS …{SCANNED[-4:]}")


def test_a_packet_is_one_press_away_and_a_changed_byte_is_found(people: dict[str, Desk], tmp_path: Path) -> None:
    sam = people["sam"]
    register(sam, PROVED)
    sam.go("/desk/records")
    sam.page.locator("#f-said").fill(PROVED[-6:])
    sam.press("Find")
    sam.page.get_by_role("link", name=f"…{PROVED[-8:]}").click()  # one
    body = packet(sam.page)  # two
    whole = checked(body, tmp_path)
    assert whole.returncode == 0 and whole.stdout.startswith("All holds."), whole.stdout
    changed = bytearray(body)
    changed[len(body) // 2] ^= 1
    broken = checked(bytes(changed), tmp_path)
    assert broken.returncode == 1 and "FAULT" in broken.stdout


def test_a_letter_that_nobody_picks_up_is_told_at_each_turn_once(stack: TestStack, people: dict[str, Desk]) -> None:
    mia = people["mia"]
    stack.scan(UNCLAIMED, "03", "Accepted at USPS Origin Facility")
    record = register(mia, UNCLAIMED, recipient="Ben Ortiz")
    steps = (
        ("53", "Notice Left (No Authorized Recipient Available)"),
        ("27", "Unclaimed/Being Returned to Sender"),
        ("01", "Delivered, To Original Sender"),
    )
    for code, said in steps:
        known = len(stack.rows("SELECT id FROM tracking_event WHERE mailpiece_id = ?", record))
        stack.scan(UNCLAIMED, code, said)
        wait_for(
            lambda known=known: len(stack.rows("SELECT id FROM tracking_event WHERE mailpiece_id = ?", record)) > known,
            90,
            f"the scan {said}",
        )
    wait_for(lambda: "returned" in fired(stack, record), 60, "the notice of its return")
    told = fired(stack, record)
    assert {"notice_left", "unclaimed", "returned"} <= set(told) and len(told) == len(set(told))
    mia.go("/desk")
    look_on_every_screen(mia.page, "desk-home")
    expect(mia.page.locator("main")).to_contain_text(UNCLAIMED[-4:])


def fired(stack: TestStack, record: int) -> list[str]:
    return [kind for (kind,) in stack.rows("SELECT kind FROM desk_notice WHERE record_id = ?", record)]


def test_a_thousand_rows_are_imported_and_seven_come_back_to_be_mended(
    stack: TestStack, people: dict[str, Desk], tmp_path: Path
) -> None:
    sam, out = people["sam"], io.StringIO()
    table = csv.writer(out)
    table.writerow(["Tracking number", "Recipient", "Address", "Matter"])
    bad = {10, 200, 333, 404, 555, 777, 999}
    for row in range(1000):
        number = certified(row)
        shown = number[:-1] + str((int(number[-1]) + 1) % 10) if row in bad else number
        table.writerow([shown, f"Person {row}", f"{row} Larch Rd\nSALEM OR 97301", f"M-{row}"])
    (tmp_path / "letters.csv").write_text(out.getvalue())
    sam.go("/desk/imports/new")
    sam.page.locator("#f-file").set_input_files(tmp_path / "letters.csv")
    sam.press("Look at its rows")
    sam.page.locator("#f-notice_type").select_option(label="Letter")
    sam.press("Look at the rows anew")
    look_on_every_screen(sam.page, "desk-import")
    sam.press("Import all rows")
    wait_for(
        lambda: stack.rows("SELECT good, bad, state FROM record_import") == [(993, 7, "done")], 120, "the import's end"
    )
    sam.page.reload()
    expect(sam.page.get_by_text("993").first).to_be_visible()
    look_on_every_screen(sam.page, "desk-imported")
    with sam.page.expect_download() as saved:
        sam.press("Rows to mend, as CSV")
        sam.prove()
    rows = list(csv.reader(io.StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == 8 and all("check digit" in row[-1] for row in rows[1:])


def test_a_drill_from_the_choice_to_the_report(stack: TestStack, people: dict[str, Desk]) -> None:
    mia, sam = people["mia"], people["sam"]
    record = register(mia, OLD, recipient="Cora Vandermeer")
    seventy_days = 70 * 86_400 * 1_000_000
    stack.change("UPDATE certified_record SET created_at = created_at - ? WHERE mailpiece_id = ?", seventy_days, record)
    sam.go("/desk/drills")
    sam.press("Begin a drill")
    expect(sam.page.get_by_text("Cora Vandermeer")).to_be_visible()
    look_on_every_screen(sam.page, "desk-drill")
    sam.go("/desk/records")
    sam.page.locator("#f-said").fill("vandermeer")
    sam.press("Find")
    sam.page.get_by_role("link", name=f"…{OLD[-8:]}").click()
    assert packet(sam.page).startswith(b"PK")
    sam.go("/desk/drills")
    expect(sam.page.get_by_text("produced in 0 min").first).to_be_visible()
    (row,) = stack.rows("SELECT seconds, record_id, length(packet_sha256) FROM retrieval_drill")
    assert row[0] is not None and row[1:] == (record, 64)


def test_a_missing_proof_is_asked_for_with_one_click_and_what_comes_files_itself(
    stack: TestStack, people: dict[str, Desk], tmp_path: Path
) -> None:
    sam = people["sam"]
    sam.go("/desk/notice-types/new")
    sam.page.locator("#f-name").fill("Served papers")
    sam.page.get_by_label("The carrier's proof of delivery").check()
    look_on_every_screen(sam.page, "desk-notice-type")
    sam.press("Save it")
    stack.scan(SIGNED, "03", "Accepted at USPS Origin Facility")
    record = register(sam, SIGNED, recipient="Dora Quill", kind="Served papers")
    stack.scan(SIGNED, "01", "Delivered, Left with Individual")
    wait_for(lambda: missing(stack, record) == "proof_of_delivery", 120, "the gap")
    sam.go("/desk/gaps?missing=proof_of_delivery")
    row = sam.page.locator("tr[data-row]", has_text="Dora Quill")
    row.get_by_role("button", name="Ask USPS for proof").click()
    asked = "SELECT id FROM audit_entry WHERE action = 'record.proof_asked_for' AND object = ?"
    wait_for(lambda: stack.rows(asked, f"record {record}"), 60, "the request to USPS")
    sam.go("/desk/gaps?missing=proof_of_delivery")
    expect(row).to_contain_text("Your request has been received.")
    look_on_every_screen(sam.page, "desk-gaps")
    folder = tmp_path / "from usps"
    folder.mkdir()
    (folder / "letter.eml").write_bytes(mail("Your request", "See the letter.", ("proof.pdf", proof(SIGNED))))
    assert "letter.eml: done." in flask(stack, "desk", "watch", str(folder), "--once", "--sender", "legal")
    wait_for(lambda: missing(stack, record) == "", 60, "the end of the gap")
    sam.go(f"/desk/records/{record}")
    expect(sam.page.get_by_text("It is on file.").first).to_be_visible()
    look_on_every_screen(sam.page, "desk-record-whole")


def missing(stack: TestStack, record: int) -> str:
    ((said,),) = stack.rows("SELECT missing FROM certified_record WHERE mailpiece_id = ?", record)
    return str(said)


def test_every_screen_of_the_desk_with_work_on_it_is_fit_to_be_seen(stack: TestStack, people: dict[str, Desk]) -> None:
    mia = people["mia"]
    record = register(mia, WORKED, recipient="Ezra Lindqvist")
    for summary, fields, button in (
        ("Set a deadline", {"#f-by_on": "2031-03-14"}, "Set it"),
        ("Add a task or a reminder", {"#f-task_title": "Call the process server", "#f-due_on": "2031-03-01"}, "Add it"),
        ("Place a hold", {"#hold-reason": "Lindqvist v. Acme, discovery"}, "Place it"),
    ):
        mia.go(f"/desk/records/{record}")
        mia.page.get_by_text(summary, exact=True).click()
        for field, said in fields.items():
            mia.page.locator(field).fill(said)
        for owner in ("#f-owner", "#f-task_owner"):
            if mia.page.locator(owner).is_visible():
                mia.page.locator(owner).select_option(label="Mia")
        mia.press(button)
    counted = [stack.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("record_deadline", "record_task")]
    assert counted == [1, 1] and len(stack.rows("SELECT id FROM legal_hold WHERE record_id = ?", record)) == 1
    look_at_everything(mia, "sender", "desk")
