"""A folder that is watched: what is put into it becomes evidence once, whoever kills whom, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time as passing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config import time
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord
from models.database import database
from models.mailpiece import Mailpiece
from models.record_file import RecordFile
from models.sender import Sender
from records import drop_folder, dropped_evidence, file_bytes
from records.drop_folder import Busy, Folder
from records.storing import store
from tests.batch_letters import number
from tests.dropped import PROOF, Watched, mail, pdf, proof
from tests.import_rows import row, written
from tests.integration.records.test_imports import save_way
from tests.mailings import NOW, department, letter

FIRST, SECOND, THIRD = number(1), number(2), number(3)


@pytest.fixture
def legal(db: str) -> Iterator[Sender]:
    with time.clock(lambda: NOW):
        yield department("legal")


@pytest.fixture
def watched(legal: Sender, tmp_path: Path) -> Watched:
    register(legal, FIRST, SECOND)
    folder = tmp_path / "from usps"
    folder.mkdir()
    return Watched(folder, legal)


def register(sender: Sender, *numbers: str) -> list[int]:
    with database.atomic():
        stored = store(sender, [letter(one) for one in numbers], None, "form", None, NOW)
    assert all(one.record_id for one in stored), stored
    return [one.record_id for one in stored if one.record_id]


def on_file(number: str) -> list[tuple[str, str]]:
    """(kind, name) of what the record of this number has, previews left out."""
    mine = (
        RecordFile.record == Mailpiece.get(Mailpiece.tracking_number == number).id
    ) & RecordFile.preview_of.is_null()
    return [(one.kind, one.name) for one in RecordFile.select().where(mine).order_by(RecordFile.id)]


# -- what becomes of a file --------------------------------------------------------------------------------------------


def test_a_proof_of_delivery_finds_its_record_by_the_number_in_its_words(watched: Watched) -> None:
    content = proof(FIRST)
    watched.put("letter from usps.pdf", content)
    (done,) = watched.work()
    assert done.is_done and done.said.startswith("Attached to record") and "Proof of delivery" in done.said
    assert on_file(FIRST) == [("proof_of_delivery", "letter from usps.pdf")] and on_file(SECOND) == []
    kept = RecordFile.get(RecordFile.kind == "proof_of_delivery")
    assert (file_bytes.whole(kept), kept.source, kept.added_by) == (content, "folder", None)
    assert watched.tree() == {"done/letter from usps.pdf": content}
    entry = AuditEntry.get(AuditEntry.object == f"record {kept.record_id}")
    assert (entry.action, entry.operator) == ("record.file_added", None)


def test_an_email_is_kept_with_the_pdf_that_it_brought(watched: Watched) -> None:
    letter_, words = proof(FIRST), f"Attached is what you asked for: {FIRST}"
    watched.put("a.eml", mail("USPS Proof of Delivery", words, ("scan0001.pdf", letter_)))
    assert [one.is_done for one in watched.work()] == [True]
    assert sorted(on_file(FIRST)) == [("email", "a.eml"), ("proof_of_delivery", "scan0001.pdf")]
    assert file_bytes.whole(RecordFile.get(RecordFile.kind == "proof_of_delivery")) == letter_


def test_a_return_receipt_is_told_from_a_proof_of_delivery(watched: Watched) -> None:
    watched.put("one.pdf", pdf("The following is the delivery information for Certified Mail/RRE item number", FIRST))
    watched.put("two.eml", mail(f"Your Return Receipt (Electronic) for {SECOND}", "Delivered."))
    watched.work()
    assert on_file(FIRST) == [("return_receipt", "one.pdf")] and on_file(SECOND) == [("return_receipt", "two.eml")]


def test_a_letter_that_asks_for_a_receipt_is_no_receipt(watched: Watched) -> None:
    """Or an office would count on a proof that it does not have."""
    words = ("VIA CERTIFIED MAIL, RETURN RECEIPT REQUESTED", FIRST, "We will rely on proof of delivery in court.")
    watched.put("smith.pdf", pdf(*words))
    watched.put("letter to smith.pdf", pdf(*words, "page 2"))
    watched.work()
    assert sorted(kind for kind, _ in on_file(FIRST)) == ["letter", "other"]


def test_the_name_of_a_file_says_whose_it_is_before_its_words_do(watched: Watched) -> None:
    watched.put(f"green card {FIRST}.pdf", pdf(f"{PROOF} {SECOND}"))
    watched.put(f"{SECOND}_POD.pdf", pdf("a scan without a word of it"))
    watched.work()
    assert [kind for kind, _ in on_file(FIRST)] == ["green_card"]
    assert [kind for kind, _ in on_file(SECOND)] == ["proof_of_delivery"]


def test_a_page_in_an_email_is_read_as_well(watched: Watched) -> None:
    html = f"<html><style>p {{}}</style><p>Proof of <b>delivery</b>: <span>{FIRST}</span></p></html>"
    watched.put("a.eml", mail("From USPS", "See the page.", html=html))
    assert watched.work()[0].is_done and on_file(FIRST) == [("proof_of_delivery", "a.eml")]


def test_one_email_may_bring_letters_of_several_mailpieces(watched: Watched) -> None:
    """USPS sends what gathered over a week in one go."""
    both = mail("Return receipts", f"{FIRST} and {SECOND}", ("1.pdf", proof(FIRST)), ("2.pdf", proof(SECOND)))
    watched.put("monday.eml", both)
    assert watched.work()[0].is_done
    assert sorted(on_file(FIRST)) == [("email", "monday.eml"), ("proof_of_delivery", "1.pdf")]
    assert sorted(on_file(SECOND)) == [("email", "monday.eml"), ("proof_of_delivery", "2.pdf")]


def test_what_can_be_placed_of_an_email_is_and_the_rest_is_given_back_with_the_reason(watched: Watched) -> None:
    content = mail("Letters", "as asked", ("1.pdf", proof(FIRST)), ("2.pdf", proof(THIRD)), ("3.pdf", b"%PDF-1.7 no"))
    watched.put("monday.eml", content)
    (given_back,) = watched.work()
    assert not given_back.is_done and sorted(on_file(FIRST)) == [
        ("email", "monday.eml"),
        ("proof_of_delivery", "1.pdf"),
    ]
    why = watched.tree()["refused/monday.eml.why.txt"].decode()
    assert "Attached to record" in why and "2.pdf: Neither its name" in why and "3.pdf was not kept" in why


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a number of nobody's": ("a.pdf", proof(THIRD), "Neither its name nor its words hold"),
    "no number": ("a.pdf", pdf("Dear Sir"), "Neither its name nor its words hold"),
    "two numbers": ("a.pdf", pdf(PROOF, FIRST, SECOND), "names 2 mailpieces"),
    "a program": ("a.pdf", b"MZ\x90\x00 a program", "none of the kinds"),
    "a program by its name": ("a.exe", b"MZ\x90\x00 a program", "This folder takes"),
    "a page": (f"{FIRST}.html", b"<html><script>1</script>", "This folder takes"),
    "half a PDF": (f"{FIRST}.pdf", proof(FIRST)[:200], "damaged"),
    "nothing": (f"{FIRST}.pdf", b"", "is empty"),
    "an old workbook": ("list.xlsx", b"\xd0\xcf\x11\xe0" + bytes(100), "old .xls workbook"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_used_is_given_back_with_the_reason_and_nothing_is_kept(watched: Watched, what: str) -> None:
    name, content, why = REFUSED[what]
    watched.put(name, content)
    (refused,) = watched.work()
    assert not refused.is_done and why in refused.said
    tree = watched.tree()
    assert tree.pop(f"refused/{name}") == content and why in tree.pop(f"refused/{name}.why.txt").decode()
    assert tree == {} and RecordFile.select().where(RecordFile.record.is_null(False)).count() == 0


def test_another_departments_numbers_are_as_if_they_were_not_there(watched: Watched) -> None:
    register(department("sales"), THIRD)
    watched.put("a.pdf", proof(THIRD))
    assert not watched.work()[0].is_done and on_file(THIRD) == []


def test_the_green_cards_own_number_is_no_mailpieces(watched: Watched) -> None:
    assert dropped_evidence.named(watched.folder.sender, f"9590 9402 1234 5678 9012 34 for {FIRST}") == [
        CertifiedRecord.get(CertifiedRecord.mailpiece == Mailpiece.get(Mailpiece.tracking_number == FIRST))
    ]


def test_the_same_letter_again_changes_nothing_and_overwrites_nothing(watched: Watched) -> None:
    for _ in range(3):
        watched.put("a.pdf", proof(FIRST))
        watched.work()
    assert len(on_file(FIRST)) == 1
    assert sorted(watched.tree()) == ["done/a (2).pdf", "done/a (3).pdf", "done/a.pdf"]


def test_lists_of_mailings_are_imported_and_bad_rows_come_back_to_be_mended(watched: Watched, legal: Sender) -> None:
    save_way(legal)
    watched.put("november.csv", written([row(7), row(8), row(9, Recipient="")]).encode())
    (done,) = watched.work()
    assert done.is_done and "2 mailings were registered" in done.said and "november-to-mend.csv" in done.said
    assert b"Say whom it is addressed to" in watched.tree()["refused/november-to-mend.csv"]
    assert {one.source for one in CertifiedRecord.select().where(CertifiedRecord.mailpiece > 2)} == {"folder"}
    (watched.path / "refused/november-to-mend.csv").write_bytes(b"half mended by somebody")
    watched.put("november.csv", written([row(7), row(8), row(9, Recipient="")]).encode())
    watched.work()
    assert watched.tree()["refused/november-to-mend.csv"] == b"half mended by somebody"
    assert CertifiedRecord.select().count() == 4


# -- when a file is taken ----------------------------------------------------------------------------------------------


def test_a_file_is_left_alone_while_somebody_writes_it(watched: Watched) -> None:
    content = proof(FIRST)
    place = watched.put("a.pdf", content[:1000])
    with watched.folder.held():
        for at in range(2, 20):
            assert list(watched.folder.work(NOW)) == [] and place.exists()
            watched.at += 1.0
            with place.open("ab") as opened:
                opened.write(content[500 * at : 500 * (at + 1)])
        place.write_bytes(content)
        assert list(watched.folder.work(NOW)) == []
        watched.at += 2.0
        assert [one.is_done for one in watched.folder.work(NOW)] == [True]


def test_what_is_no_plain_file_or_half_written_is_left_where_it_is(watched: Watched, tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere.pdf"
    secret.write_bytes(proof(FIRST))
    (watched.path / "link.pdf").symlink_to(secret)
    (watched.path / "folder.pdf").mkdir()
    for name in (".hidden.pdf", "~$list.xlsx", "a.pdf.part", "b.crdownload"):
        watched.put(name, b"half")
    assert watched.work() == [] and on_file(FIRST) == [] and secret.exists()


def test_two_do_not_watch_one_folder(watched: Watched) -> None:
    other = Folder(watched.path, watched.folder.sender, lambda: 0.0)
    with watched.folder.held(), pytest.raises(Busy, match="watches this folder already"), other.held():
        raise AssertionError("both watch it")


def test_a_file_that_breaks_everything_is_given_back_in_the_end(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*given: Any) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(dropped_evidence, "attach", breaks)
    watched.put("a.pdf", proof(FIRST))
    assert watched.work() == [] and watched.tree() == {".taken/a.pdf": proof(FIRST)}
    outcomes = watched.work()
    assert "It broke off three times" in outcomes[0].said and "refused/a.pdf" in watched.tree()


def test_names_that_are_no_text_and_names_that_are_too_long_are_borne(watched: Watched) -> None:
    odd = os.fsdecode(b"\xff\xfe.pdf")
    watched.put(odd, proof(FIRST))
    watched.put(f"{'n' * 240}.pdf", pdf("no number"))
    outcomes = {one.is_done for one in watched.work()}
    assert outcomes == {True, False} and [kind for kind, _ in on_file(FIRST)] == ["proof_of_delivery"]
    assert len([name for name in watched.tree() if name.endswith(".why.txt")]) == 1


# -- killed ------------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """As by the kernel: nothing of ours catches it."""


def dying(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], int]:
    """Dies before or after the step number `at`, of all that change the disk or the database; gives how many came."""
    came = [0]

    def step(do: Callable[..., Any], *given: Any, **more: Any) -> Any:
        came[0] += 1
        if came[0] == at:
            raise Killed
        answer = do(*given, **more)
        came[0] += 1
        if came[0] == at:
            raise Killed
        return answer

    def deadly(owner: Any, name: str) -> None:
        do = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *given, **more: step(do, *given, **more))

    for owner, name in ((Path, "rename"), (Path, "replace"), (dropped_evidence, "attach"), (dropped_evidence, "keep")):
        deadly(owner, name)
    deadly(drop_folder.importing, "take_dropped")
    return lambda: came[0]


def test_killed_at_any_step_and_begun_again_each_file_counts_once_and_none_is_lost(
    watched: Watched, legal: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_way(legal)
    given = {
        "a.eml": mail("USPS Proof of Delivery", FIRST, ("scan.pdf", proof(FIRST))),
        "b.pdf": pdf("no number at all"),
        "c.csv": written([row(7), row(8, Recipient="")]).encode(),
    }
    died, at = 0, 0
    while True:
        at += 1
        for name, content in given.items():
            watched.put(name, content)
        with monkeypatch.context() as patched:
            reached = dying(patched, at)
            try:
                watched.work()
            except Killed:
                died += 1
            if reached() < at:
                break
        watched.work()
        tree = watched.tree()
        assert not [name for name in tree if name.startswith(".taken") or "/" not in name], tree
        assert sum(content == given["a.eml"] for content in tree.values()) == at
        assert sum(content == given["b.pdf"] for content in tree.values()) == at
        assert sum(content == given["c.csv"] for content in tree.values()) == at
        assert sorted(on_file(FIRST)) == [("email", "a.eml"), ("proof_of_delivery", "scan.pdf")]
        assert CertifiedRecord.select().count() == 3
        assert "refused/b.pdf.why.txt" in tree
    assert died >= 15, "there were hardly any steps to die at"


def test_a_process_that_is_really_killed_leaves_every_file_somewhere(tmp_path: Path, watched: Watched) -> None:
    """The moves alone, without a database: what the kernel does, not what a test pretends."""
    program = (
        "import sys, itertools; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from records import drop_folder\n"
        "ticks = itertools.count(0, 3)\n"
        "drop_folder.Folder._take = lambda self, file, now: 'said'\n"
        "folder = drop_folder.Folder(Path(sys.argv[1]), None, lambda: next(ticks))\n"
        "print('begun', flush=True)\n"
        "while True:\n"
        "    for outcome in folder.work(None): print(outcome.name, flush=True)\n"
    )
    for name in ("done", "refused", ".taken"):
        (watched.path / name).mkdir(exist_ok=True)
    for one in range(300):
        watched.put(f"{one}.pdf", str(one).encode())
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(watched.path), str(Path(__file__).parents[3])],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for _ in range(40):
        child.stdout.readline()
    passing.sleep(0.002)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    found = sorted(int(content) for content in watched.tree().values())
    assert found == list(range(300))
