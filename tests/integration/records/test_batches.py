"""Batches as rows: totals from the database tie out with the pieces by name, and the sheet has what was listed."""

from datetime import timedelta

import pytest

from bot import batches as numbers_only
from config.settings import Settings, use
from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.mailpiece import Mailpiece
from models.sender import Sender
from models.vocabulary import Milestone
from records import addresses, batches, cover_sheet, manifest_work
from records.batches import Refused
from records.manifest import grouped
from records.reconciling import Standing, Totals
from tests.batch_letters import accept, batch_of, name, number, text_of
from tests.mailings import NOW, department
from tests.world import NUMBER


@pytest.fixture
def legal(db: str) -> Sender:
    use(Settings(_env_file=None, operator_address="1 Main Street"))
    return department("legal")


def test_fifty_are_listed_two_are_missing_and_those_two_are_named(legal: Sender) -> None:
    batch = batch_of(legal, 50, NOW)
    accept([one for one in range(1, 51) if one not in (7, 33)], NOW + timedelta(days=1))
    totals = batches.totals(batch)
    assert totals == Totals(listed=50, accepted=48, missing=2) and totals.tie_out
    assert [piece.recipient for _, piece in batches.missing(batch)] == [name(7), name(33)]
    found = batches.reconciled(batch)
    assert found.totals == totals and [one.tracking_number for one in found.missing] == [number(7), number(33)]
    assert str(found.accepted[0].accepted_on) == "2026-11-21", "by the wall clock of the scan"
    assert batches.totals_of([batch]) == {batch.id: totals}


def test_a_label_is_no_acceptance_and_a_scan_counts_before_its_record_was_looked_at(legal: Sender) -> None:
    batch = batch_of(legal, 3, NOW)
    accept([1], NOW, Milestone.LABEL_CREATED)
    accept([2], NOW, Milestone.OUT_FOR_DELIVERY)
    CertifiedRecord.update(accepted_at=None).execute()
    assert batches.totals(batch) == Totals(listed=3, accepted=1, missing=2) == batches.reconciled(batch).totals


def test_pieces_by_number_alone_are_in_it_and_told_apart(legal: Sender) -> None:
    batch = batch_of(legal, 2, NOW)
    numbers_only.add(legal, batch.name, [NUMBER], NOW)
    assert batches.totals(batch) == Totals(listed=3, missing=3, by_number=1) == batches.reconciled(batch).totals
    bare = batches.listed(batch)[-1][1]
    assert (bare.tracking_number, bare.recipient, bare.certified) == (NUMBER, "", False)
    (page,) = text_of(manifest_work.draw(batch))
    assert "(listed by its number alone)" in page and grouped(NUMBER) in page


def test_a_batch_that_was_taken_back_counts_nothing(legal: Sender) -> None:
    batch = batch_of(legal, 2, NOW)
    accept([1], NOW)
    Batch.update(undone_at=NOW).execute()
    batch = Batch.get_by_id(batch.id)
    assert batches.totals(batch) == Totals(listed=2, undone=2) == batches.reconciled(batch).totals
    assert batches.missing(batch) == [] and {piece.standing for _, piece in batches.listed(batch)} == {Standing.UNDONE}


def test_pieces_are_read_some_at_a_time_and_none_is_lost(legal: Sender) -> None:
    batch = batch_of(legal, 9, NOW)
    accept([2, 5], NOW)
    read, after = [], 0
    while some := batches.listed(batch, after, most=4):
        read += [piece.recipient for _, piece in some]
        after = some[-1][0]
    assert read == [name(serial) for serial in range(1, 10)]
    (_, third), (key, fourth) = batches.missing(batch, most=3)[1:]
    assert (third.recipient, fourth.recipient) == (name(3), name(4))
    assert batches.missing(batch, after=key)[0][1].recipient == name(6)


def test_the_sheet_has_the_label_and_not_a_later_address(legal: Sender) -> None:
    batch = batch_of(legal, 1, NOW)
    record = CertifiedRecord.get()
    addresses.edit(record, "Someone Else", "9 OTHER ST\nMEMPHIS TN", "moved", None, NOW)
    (page,) = text_of(manifest_work.draw(batch))
    assert name(1) in page and "OTHER ST" not in page and "1 Main Street" in page
    assert batches.listed(batch)[0][1].recipient == name(1)
    assert manifest_work.draw(batch) == manifest_work.draw(batch)


def test_the_approval_number_of_the_settings_stands_on_the_sheet(legal: Sender) -> None:
    batch = batch_of(legal, 1, NOW)
    assert "Not a USPS-approved facsimile" in text_of(manifest_work.draw(batch))[0]
    use(Settings(_env_file=None, manifest_approval="NC-2026-17"))
    assert "approved by USPS in writing: NC-2026-17" in text_of(manifest_work.draw(batch))[0]


def test_a_purged_record_keeps_its_line_and_loses_its_name(legal: Sender) -> None:
    batch = batch_of(legal, 2, NOW)
    CertifiedRecord.update(purged_at=NOW).where(CertifiedRecord.mailpiece == _piece(1)).execute()
    assert [piece.recipient for _, piece in batches.listed(batch)] == ["", name(2)]
    (page,) = text_of(manifest_work.draw(batch))
    assert "(this record was purged)" in page and grouped(number(1)) in page and name(1) not in page


def _piece(serial: int) -> int:
    return int(Mailpiece.get(Mailpiece.tracking_number == number(serial)).id)


def test_a_name_is_one_batch_of_a_department(legal: Sender) -> None:
    made = batches.make(legal, "  May   letters ", None, None, NOW)
    assert made.name == "May letters"
    for wrong in ("May letters", "", " ", "x" * 81, "a\x00b"):
        with pytest.raises(Refused):
            batches.make(legal, wrong, None, None, NOW)
    assert batches.make(department("sales"), "May letters", None, None, NOW).id != made.id


def test_a_cover_sheet_has_the_label_the_way_to_the_record_and_promises_nothing(legal: Sender) -> None:
    batch_of(legal, 1, NOW)
    record = CertifiedRecord.get()
    drawn = cover_sheet.draw(cover_sheet.cover_of(record, "https://texts.example.org"))
    (page,) = text_of(drawn)
    for said in (grouped(number(1)), name(1), "1 Elm St", "November", "no scan so far", "Certified Mail"):
        assert said in page, said
    assert f"https://texts.example.org/desk/records/{record.mailpiece_id}" in page.replace("\n", "")
    assert "A label that was made is not a letter that was mailed." in page
    assert drawn == cover_sheet.draw(cover_sheet.cover_of(record, "https://texts.example.org"))
    accept([1], NOW)
    assert (
        "by the carrier's scan"
        in text_of(cover_sheet.draw(cover_sheet.cover_of(CertifiedRecord.get(), "https://a.org")))[0]
    )
