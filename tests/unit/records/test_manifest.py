"""The sheet for the post office: PS 3877's fields, each piece once, and never more approval than there is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.manifest import Line, Manifest, approval_line, grouped
from records.manifest_sheet import COLUMNS, draw
from records.pdf_page import printable
from tests.batch_letters import name, number, text_of

FIELDS = [
    "Name and address of sender",
    "USPS tracking / article number",
    "Addressee (name, street, city, state, ZIP code)",
    "Service type",
    "Postage",
    "Handling charge",
    "Actual value if registered",
    "Insured value",
    "Due sender if COD",
    "Total number of pieces listed by sender",
    "Total number of pieces received at post office",
    "Postmaster, per (name of receiving employee)",
    "Affix stamp here",
    "postmark with date of receipt",
]


def lines(count: int) -> list[Line]:
    some = range(1, count + 1)
    return [Line(number(one), name(one), f"{name(one)}\n{one} Elm St\nMEMPHIS TN", "", ("certified",)) for one in some]


def manifest(*given: Line, approval: str = "") -> Manifest:
    return Manifest("Legal", "1 Main St\nMEMPHIS TN", "November", given, date(2026, 11, 20), approval)


def words(page: str) -> str:
    return " ".join(page.split())


def test_every_field_of_the_form_stands_on_every_sheet() -> None:
    pages = text_of(draw(manifest(*lines(30))))
    assert len(pages) == 3
    for page in pages:
        assert [field for field in FIELDS if field not in words(page)] == []
    headings = {heading for heading, _, _ in COLUMNS}
    assert headings >= {"ASR fee", "ASRD fee", "RD fee", "RR fee", "SC fee", "SCRD fee", "SH fee"}


def test_each_piece_stands_on_one_line_and_the_counts_tie_out() -> None:
    pages = text_of(draw(manifest(*lines(50))))
    whole = words(" ".join(pages))
    for serial in range(1, 51):
        assert whole.count(grouped(number(serial))) == 1
        assert whole.count(f"{name(serial)} ") >= 1
    here = [int(words(page).partition("of these on this sheet: ")[2].split()[0]) for page in pages]
    assert sum(here) == 50 and all(" 50 " in words(page) for page in pages)


def test_it_is_no_approved_facsimile_unless_an_approval_is_on_record() -> None:
    plain = text_of(draw(manifest(*lines(1))))[0]
    assert "Not a USPS-approved facsimile of PS Form 3877" in plain
    approved = text_of(draw(manifest(*lines(1), approval="NC-2026-17")))[0]
    assert approval_line("NC-2026-17") in approved and "Not a USPS-approved" not in approved


def test_money_that_is_not_known_stays_blank_and_what_was_bought_is_marked() -> None:
    piece = Line(number(1), "Ada", "Ada\n1 Elm St", "Priority Mail", ("certified", "restricted", "receipt_paper"))
    assert piece.services == {"RD", "RR"} and piece.service == "Certified, Priority Mail"
    page = words(text_of(draw(manifest(piece)))[0])
    assert "$" not in page and "0.00" not in page
    assert manifest(piece).services == {"Certified Mail Restricted Delivery", "Priority Mail"}
    adult = Line(number(2), "Ada", "", "", ("adult_signature", "restricted"))
    assert adult.services == {"ASRD"} and adult.addressee() == ["Ada"]
    confirmed = Line(number(3), "Ada", "", "", ("signature_confirmation",))
    assert confirmed.services == {"SC"}


def test_a_recipient_whom_the_block_does_not_name_heads_it() -> None:
    assert Line(number(1), "Ada Byron", "1 ELM ST\nMEMPHIS TN").addressee()[0] == "Ada Byron"
    assert Line(number(1), "Ada Byron", "ADA BYRON\n1 ELM ST").addressee() == ["ADA BYRON", "1 ELM ST"]


def test_an_empty_batch_has_a_sheet_that_says_so() -> None:
    (page,) = text_of(draw(manifest()))
    assert "No piece is listed in this batch." in page


def test_the_same_batch_makes_the_same_bytes() -> None:
    assert draw(manifest(*lines(20))) == draw(manifest(*lines(20))) != draw(manifest(*lines(19)))


@pytest.mark.parametrize("length", [900, 8_000])
def test_an_address_of_any_length_is_whole_over_as_many_sheets_as_it_takes(length: int) -> None:
    block = " ".join(f"w{place}" for place in range(length // 5))
    pages = text_of(draw(manifest(Line(number(1), "", block), *lines(2))))
    whole = words(" ".join(pages))
    assert all(f"w{place}" in whole for place in range(length // 5))
    assert sum(int(words(page).partition("of these on this sheet: ")[2].split()[0]) for page in pages) == 3


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.text(max_size=80))
def test_any_name_and_address_can_be_printed(recipient: str, block: str) -> None:
    page = text_of(draw(manifest(Line(number(1), recipient, block))))[0]
    first = printable(recipient.split()[0])
    assert first[:3] in page.replace("\n", "")
