"""Lists as files: all rows and nobody else's, no cell that runs, no number that a spreadsheet rounds."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from peewee import fn

from carriers.one_number import read_one
from config import time
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.fields import phone_index
from models.notice_type import NoticeType
from models.operator import Operator
from models.record_import import RecordImport
from models.record_keeping import LegalHold, RetrievalDrill
from models.record_watch import DeskNotice, RecordDeadline, RecordTask
from models.sender import Sender
from models.vocabulary import Milestone, Role
from records import lists, lists_csv, reports
from records.lists_csv import AT_ONCE, List, Portion, by_key
from tests.batch_letters import accept, batch_of, name, number
from tests.mailings import NOW, department


@pytest.fixture
def legal(db: str) -> Sender:
    return department("legal")


@pytest.fixture
def sam(legal: Sender) -> Operator:
    return person("sam", Role.SENDER, legal)


def person(called: str, role: Role, sender: Sender | None = None) -> Operator:
    values: dict[str, Any] = {
        "email": f"{called}@example.org",
        "email_index": phone_index(called),
        "name": called.title(),
    }
    made: Operator = Operator.create(**values, role=role, sender=sender, created_at=NOW)
    return made


def table(key: str, who: Operator, **asked: Any) -> list[dict[str, str]]:
    """Every row, as a file has them."""
    found, place, said = lists.LISTS[key], 0, lists_csv.heading(lists.LISTS[key].columns)
    while True:
        portion = found.portion(who, asked, place)
        said += lists_csv.lines(portion.rows)
        if portion.over:
            return list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"), newline="")))
        assert portion.place != place
        place = portion.place


def test_records_have_all_that_is_known_and_each_number_comes_back_whole(legal: Sender, sam: Operator) -> None:
    batch_of(legal, 3, NOW)
    accept([2], NOW + timedelta(days=1))
    rows = table("records", sam)
    assert [row["Recipient"] for row in rows] == ["'=SUM(A1) LLC 3" if one == 3 else name(one) for one in (3, 2, 1)]
    first = rows[-1]
    assert first["Address on the label"] == f"{name(1)}\n1 Elm St\nMEMPHIS TN 38103" and first["Newer address"] == ""
    assert (first["Batch"], first["Department"], first["Notice type"]) == ("November", "Legal", "Letter")
    bought = CertifiedRecord.get_by_id(_record(1))
    assert (first["Mailing class"], first["Service options"]) == (bought.mailing_class, "Certified Mail")
    assert (first["Accepted by the carrier at (UTC)"], rows[1]["Accepted by the carrier at (UTC)"]) == (
        "",
        "2026-11-21T15:00:00Z",
    )
    said = rows[-1]["Tracking number"]
    assert said == "9589 0710 5270 0000 0000 14" and read_one(said).tracking_number == number(1)  # type: ignore[union-attr]


def test_a_search_narrows_the_file_as_it_narrows_the_page(legal: Sender, sam: Operator) -> None:
    batch_of(legal, 8, NOW)
    accept([4], NOW, Milestone.DELIVERED)
    assert [row["Record"] for row in table("records", sam, said="Nuñez 5")] == [str(_record(5))]
    assert [row["Record"] for row in table("records", sam, status="delivered")] == [str(_record(4))]
    assert len(table("records", sam, said="nobody of that name")) == 0
    odd = {"since": "never", "until": "'", "notice_type": "x", "batch": "-1", "status": "lost to time", "sender": "é"}
    assert len(table("records", sam, **odd)) == 8, "what cannot be narrows nothing"


def _record(serial: int) -> int:
    numbers = CertifiedRecord.select().order_by(CertifiedRecord.mailpiece)
    return int(numbers[serial - 1].mailpiece_id)


def test_more_rows_than_a_portion_come_each_once(legal: Sender, sam: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.lists_of_records.AT_ONCE", 4)
    batch = batch_of(legal, 11, NOW)
    assert [row["Record"] for row in table("records", sam)] == [str(_record(one)) for one in range(11, 0, -1)]
    CertifiedRecord.update(missing="letter").execute()
    small = by_key(
        CertifiedRecord.mailpiece, lambda who, asked: CertifiedRecord.select(), lambda rows: [()] * len(rows), 4
    )
    sizes, place = [], 0
    for _ in range(3):
        portion = small(sam, {}, place)
        sizes, place = [*sizes, len(portion.rows)], portion.place
    assert sizes == [4, 4, 3] and portion.over
    assert len(table("batch_pieces", sam, batch=batch.id)) == 11 < AT_ONCE


def test_no_list_holds_another_departments_rows(legal: Sender, sam: Operator) -> None:
    sales = department("sales")
    ida, una = person("ida", Role.ADMIN), person("una", Role.SENDER, sales)
    batch = batch_of(legal, 2, NOW)
    everything(legal, ida)
    nobody = person("olga", Role.OPERATOR)
    for key, found in lists.LISTS.items():
        asked = {"batch": str(batch.id)}
        mine = table(key, sam, **asked)
        assert mine and table(key, ida, **asked) == mine, key
        if key in ("report", "notice_types"):  # sums, and what is everybody's
            continue
        assert table(key, una, **asked) == [] == table(key, nobody, **asked), key
        assert found.total(sam, asked) == len(mine) and found.total(una, asked) == 0, key
    assert [row["Records"] for row in table("report", una)][0] == "0"


def test_notice_types_of_another_department_are_in_no_file(legal: Sender, sam: Operator) -> None:
    una, ida = person("una", Role.SENDER, department("sales")), person("ida", Role.ADMIN)
    NoticeType.create(sender=legal, key="eviction", name="Eviction", keep_years=12, created_at=NOW)
    seen = {who.name: {row["Name"]: row for row in table("notice_types", who)} for who in (sam, una, ida)}
    assert "Eviction" not in seen["Una"] and seen["Sam"].keys() == seen["Ida"].keys() == {*seen["Una"], "Eviction"}
    assert (seen["Sam"]["Eviction"]["Whose"], seen["Sam"]["Eviction"]["Kept for years"]) == ("Legal", "12")


def test_a_drill_under_way_names_its_record_in_no_file(legal: Sender, sam: Operator) -> None:
    batch_of(legal, 1, NOW)
    begun = RetrievalDrill.create(sender=legal, number=1, record=_record(1), done_by=sam, begun_at=NOW)
    with time.clock(lambda: NOW):
        assert [row["Record"] for row in table("drills", sam)] == [""]
        RetrievalDrill.update(given_up_at=NOW).where(RetrievalDrill.id == begun.id).execute()
        assert [row["Record"] for row in table("drills", sam)] == [str(_record(1))]


def everything(sender: Sender, who: Operator) -> None:
    """A row in each list."""
    CertifiedRecord.update(missing="letter signature", obtainable_until=date(2027, 1, 1)).execute()
    record = _record(1)
    RecordDeadline.create(record=record, by_on=date(2026, 12, 27), calendar="US", zone="UTC", owner=who, made_at=NOW)
    RecordTask.create(record=record, title="-1+cmd", owner=who, made_at=NOW, due_at=NOW, zone="UTC")
    DeskNotice.create(record=record, sender=sender, kind="overdue", fired_at=NOW)
    LegalHold.create(record=record, reason="@case 9", placed_by=who, placed_at=NOW)
    RetrievalDrill.create(sender=sender, number=1, record=record, done_by=who, begun_at=NOW)
    RecordImport.create(sender=sender, operator=who, state="done", rows=3, created_at=NOW)


def test_what_is_written_by_people_runs_nothing_in_a_spreadsheet(legal: Sender, sam: Operator) -> None:
    batch_of(legal, 1, NOW)
    everything(legal, sam)
    assert table("tasks", sam)[0]["Task"] == "'-1+cmd"
    (hold,) = table("holds", sam)
    assert hold["Reason"] == "'@case 9" and hold["Placed by"] == "Sam"
    (notice,) = table("notices", sam)
    assert notice["About"] == "overdue" and notice["For"] == "the department" and notice["Recipient"] == name(1)
    (gap,) = table("gaps", sam)
    assert gap["Missing evidence"] == "A copy of the letter; Who signed"
    assert table("gaps", sam, missing="signature") == [gap] == table("gaps", sam, missing="letter")
    assert table("gaps", sam, missing="receipt") == [] and table("gaps", sam, missing="'odd") == [gap]
    CertifiedRecord.update(missing="return_receipt").execute()
    assert table("gaps", sam, missing="receipt") == [] and len(table("gaps", sam, missing="return_receipt")) == 1
    assert len(table("gaps", sam, missing="no_receipt")) == 1
    Batch.update(stamped_at=NOW).execute()
    assert table("gaps", sam, missing="no_receipt") == [], "the stamped sheet of its batch stands for one"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("00123", "'00123"),
        ("9589071052700000000018", "'9589071052700000000018"),
        ("12E10", "'12E10"),
        ("=1+1", "'=1+1"),
        ("\t=1", "'\t=1"),
        ("\uff0bcmd", "'\uff0bcmd"),
        ("12 Elm St", "12 Elm St"),
        ("2026-118", "2026-118"),
        ("0", "0"),
        (17, "17"),
        (None, ""),
        (date(2026, 11, 30), "2026-11-30"),
        (NOW, "2026-11-20T15:00:00Z"),
    ],
)
def test_cells_keep_their_digits_and_are_never_formulas(cell: object, written: str) -> None:
    assert next(csv.reader([lists_csv.lines([[cell]])], strict=True)) == [written]


def test_the_missing_pieces_of_a_batch_are_a_file_too(legal: Sender, sam: Operator) -> None:
    batch = batch_of(legal, 5, NOW)
    accept([1, 2, 5], NOW)
    standing = [row["Standing"] for row in table("batch_pieces", sam, batch=batch.id)]
    assert standing == ["accepted", "accepted", *["missing: no acceptance scan"] * 2, "accepted"]
    missing = table("batch_pieces", sam, batch=batch.id, only="missing")
    assert [row["Recipient"].lstrip("'") for row in missing] == [name(3), name(4)]
    (row,) = table("batches", sam)
    assert (row["Listed"], row["Accepted by the carrier"], row["Missing (no acceptance scan)"]) == ("5", "3", "2")
    assert BatchPiece.select(fn.COUNT(BatchPiece.id)).scalar() == 5


def test_a_form_narrows_by_what_the_list_knows_alone() -> None:
    found = List("a", "A", ("X",), lambda who, asked, place: Portion([], place, True), narrowed_by=("sender",))
    assert found.asked_of({"sender": " 3 ", "role": "admin", "said": "x"}) == {"sender": "3"}
    assert found.asked_of({"sender": ""}) == {}


# -- reports -----------------------------------------------------------------------------------------------------------


def test_reports_add_up_by_department_state_and_age_and_count_each_gap(legal: Sender, sam: Operator) -> None:
    sales = department("sales")
    batch_of(legal, 6, NOW)
    batch_of(sales, 4, NOW, first=11)
    accept([1, 2], NOW, Milestone.DELIVERED)
    accept([3, 11], NOW, Milestone.OUT_FOR_DELIVERY)
    CertifiedRecord.update(missing="").execute()
    _set(4, missing="letter signature", mailed_on=date(2026, 9, 1))
    _set(5, missing="letter", mailed_on=date(2020, 1, 1))
    _set(6, purged_at=NOW)
    made = reports.report(person("ida", Role.ADMIN), NOW)
    assert made.total == 9 and [(one.name, one.records) for one in made.departments] == [("Legal", 5), ("Sales", 4)]
    for part in (made.departments, made.states, made.ages):
        assert sum(one.records for one in part) == 9
    assert {one.key: one.records for one in made.states} == {"delivered": 2, "out_for_delivery": 2, "unknown": 5}
    ages = {one.key: one.records for one in made.ages if one.records}
    assert ages == {"month": 7, "three_months": 1, "older": 1}
    assert [(one.key, one.records) for one in made.missing] == [("letter", 2), ("signature", 1)]
    assert (made.with_gaps, made.under_way, made.told_apart) == (2, 7, 7)
    assert reports.report(sam, NOW).total == 5 == reports.report(sam, NOW, legal.id).total
    assert reports.report(sam, NOW, sales.id).total == 0, "another department's are counted for nobody"


def _set(serial: int, **values: Any) -> None:
    CertifiedRecord.update(**values).where(CertifiedRecord.mailpiece == _record(serial)).execute()


@pytest.mark.parametrize("age", list(reports.AGES))
def test_an_age_of_the_report_is_the_days_that_its_link_asks_for(legal: Sender, sam: Operator, age: str) -> None:
    batch_of(legal, 3, NOW)
    since, until = reports.days_of(age, NOW)
    _set(1, mailed_on=until)
    _set(2, mailed_on=since or date(2001, 1, 1))
    _set(3, mailed_on=until + timedelta(days=1))
    found = {one.key: one.records for one in reports.report(sam, NOW).ages}
    assert found[age] == 2 + (age == "month"), "the last day and the first; what is dated ahead is young"


def test_more_under_way_than_are_told_apart_is_said(
    legal: Sender, sam: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_UNDER_WAY", 3)
    batch_of(legal, 5, NOW)
    made = reports.report(sam, NOW)
    assert {one.key: one.records for one in made.states} == {"unknown": 3, "under_way": 2}
    assert (made.under_way, made.told_apart) == (5, 3)
