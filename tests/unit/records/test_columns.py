"""Headings of others are known for what they are, and rows under them are mailings or say what is wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import csv_cells
from models.notice_type import NoticeType
from records.bad_rows import WHAT_IS_WRONG, guarded, heading, lines, unguarded
from records.column_presets import PRESETS, columns_of, fitting
from records.columns import ADDRESS, FIELDS, REFERENCE, guessed, is_field, lacking, plain, top_of
from records.import_rows import Fixed, Reader, ReadRow
from tests.world import NUMBER, NUMBERS

LETTER = NoticeType(id=1, key="letter", name="Letter", references="[]")
TENANT = NoticeType(id=2, key="tenant_notice", name="Tenant notice", references='["tenant"]')


def reader(columns: dict[str, str], fixed: Fixed | None = None, is_ours: bool = False, more: str = "") -> Reader:
    headings = [*columns.values(), *([more] if more else [])]
    return Reader(headings, columns, fixed or Fixed(1), [LETTER, TENANT], is_ours)


def row_of(fixed: Fixed | None = None, /, **cells: str) -> ReadRow:
    """One row whose columns are our own fields; `reference_tenant` is reference:tenant."""
    fields = {name.replace("reference_", REFERENCE).replace("option_", "option:"): cell for name, cell in cells.items()}
    whole = {"tracking": NUMBER, "recipient": "Maria Núñez", "line1": "12 Elm St", **fields}
    return reader({name: name for name in whole}, fixed).read(2, list(whole.values()))


def said(row: ReadRow) -> list[tuple[str, str]]:
    return [(fault.field, fault.said) for fault in row.faults]


# -- headings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading, field",
    [
        ("Tracking #", "tracking"),
        ("USPS_Tracking_No.", "tracking"),
        ("trackingNumber", "tracking"),
        ("Certified Article Number", "tracking"),
        ("Recipient Name", "recipient"),
        ("Zip+4", "zip"),
        ("Addr2", "line2"),
        ("Loan Number", "reference:account"),
        ("Case No", "reference:matter"),
        ("Return Receipt Electronic", "option:receipt_electronic"),
        ("Restricted Delivery?", "option:restricted"),
        ("Date Mailed", "mailed_on"),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading: str, field: str) -> None:
    assert guessed([heading]) == {field: heading} or guessed([heading, "City"])[field] == heading


@pytest.mark.parametrize(
    "heading", ["", "Certified Fee", "Return Receipt Cost", "Status", "Weight", "Date", "Signed By"]
)
def test_what_is_not_known_is_left_out(heading: str) -> None:
    assert guessed([heading]) == {}


def test_a_lone_address_may_be_the_whole_block_and_beside_a_city_it_is_a_line() -> None:
    assert guessed(["Address"]) == {ADDRESS: "Address"}
    assert guessed(["Address", "City"]) == {"line1": "Address", "city": "City"}
    assert guessed(["Mailing Address", "ZIP"]) == {"line1": "Mailing Address", "zip": "ZIP"}


def test_rows_begin_under_the_headings_whatever_stands_above_them() -> None:
    report = [(1, ["Mail log of November"]), (3, ["Tracking No", "Name", "Name"]), (4, [NUMBER, "a", "b"])]
    top = top_of(report)
    assert (top.headings, top.above, top.has_ours) == (("Tracking No", "Name", "Name (column 3)"), 3, False)


def test_a_table_without_headings_is_read_from_its_first_row() -> None:
    top = top_of([(1, [f" {NUMBER} ", "Maria"]), (2, [NUMBERS[0], "Ben", "x"])])
    assert (top.headings, top.above) == (("Column 1", "Column 2", "Column 3"), 0)


def test_a_file_that_comes_back_mended_has_its_own_headings() -> None:
    top = top_of([(1, ["'=Tracking", "Name", WHAT_IS_WRONG])])
    assert (top.headings, top.above, top.has_ours) == (("=Tracking", "Name"), 1, True)


def test_a_mapping_says_what_it_still_lacks() -> None:
    assert lacking({"tracking": "a", "line1": "b", "recipient": "c"}) == [] == lacking({"tracking": "a", ADDRESS: "b"})
    assert [one.split(" holds ")[1] for one in lacking({})] == [
        "the tracking number.",
        "the address: all of it, or its first line.",
        "the recipient.",
    ]


def test_no_heading_is_known_twice_and_every_field_has_a_name() -> None:
    assert all(plain(name) for name in FIELDS.values())
    assert is_field("reference:loan no") and not is_field("reference:") and not is_field("nonsense")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_a_preset_fits_the_headings_it_names_and_reads_a_number_by_them(preset: object) -> None:
    headings = [one.title() for one in sorted(preset.marks)]  # type: ignore[attr-defined]
    assert fitting([*headings, "Weight"]) == preset
    columns = columns_of(preset, headings)  # type: ignore[arg-type]
    assert columns["tracking"] in headings and set(columns.values()) <= set(headings)
    assert all(is_field(field) for field in (*columns, *preset.columns))  # type: ignore[attr-defined]


def test_a_firm_book_holds_name_and_address_in_one_column() -> None:
    headings = ["Article Number", "Addressee (Name, Street, City, State & ZIP)", "Postage", "Fee"]
    preset = fitting(headings)
    assert preset is not None and preset.key == "firm_book"
    columns = columns_of(preset, headings)
    assert columns == {"tracking": "Article Number", ADDRESS: "Addressee (Name, Street, City, State & ZIP)"}
    read = Reader(headings, columns, Fixed(1), [LETTER]).read(2, [NUMBER, "Maria Núñez\n12 Elm St\nMEMPHIS TN 38103"])
    assert read.registration is not None and read.faults == []
    assert read.registration.recipient == "Maria Núñez" and read.registration.address.count("\n") == 2


# -- rows --------------------------------------------------------------------------------------------------------------


def test_lines_become_the_block_with_the_name_on_top_as_on_the_label() -> None:
    row = row_of(line2="Apt 4", city="Memphis", state="TN", zip="38103-1234", country="USA", company="Acme LLC")
    assert row.registration is not None and row.faults == []
    assert row.registration.address == "Maria Núñez\nAcme LLC\n12 Elm St\nApt 4\nMemphis TN 38103-1234"
    plain_lines = row_of(Fixed(1, name_on_top=False), city="Memphis")
    assert plain_lines.registration is not None and plain_lines.registration.address == "12 Elm St\nMemphis"


def test_a_whole_block_is_kept_sign_for_sign() -> None:
    block = "  MARIA NÚÑEZ \r\n\t12 Elm St  Apt 4\r\nMEMPHIS TN 38103 "
    row = reader({"tracking": "t", ADDRESS: "a"}).read(2, [NUMBER, block])
    assert row.registration is not None and row.registration.recipient == "MARIA NÚÑEZ"
    assert row.registration.address == block.replace("\r\n", "\n")


def test_cells_say_kind_class_options_day_and_references() -> None:
    row = row_of(
        notice_type="TENANT notice",
        mailing_class="First Class",
        options="Certified; ERR",
        option_restricted="Y",
        option_receipt_paper="no",
        mailed_on="11/3/2026 3:15 PM",
        reference_tenant="Núñez, unit 4",
        external_id="CRM-1",
    )
    given = row.registration
    assert given is not None and row.faults == []
    assert (given.notice_type, given.mailing_class, given.mailed_on) == (TENANT, "First-Class Mail", date(2026, 11, 3))
    assert set(given.options) == {"certified", "receipt_electronic", "restricted"}
    assert (given.references, given.external_id) == ((("tenant", "Núñez, unit 4"),), "CRM-1")


def test_a_yes_or_no_column_may_say_which_one_it_is() -> None:
    row = row_of(option_receipt_paper="Electronic")
    assert row.registration is not None and row.registration.options == ("receipt_electronic",)


def test_what_a_row_leaves_open_is_the_same_in_all_rows() -> None:
    fixed = Fixed(2, "2026-11-03", "Priority Mail", ("certified",))
    row = row_of(fixed, mailed_on="", options="", mailing_class="", reference_tenant="x")
    given = row.registration
    assert given is not None and row.faults == [] and given.notice_type is TENANT
    assert (given.mailed_on, given.mailing_class, given.options) == (date(2026, 11, 3), "Priority Mail", ("certified",))
    assert Fixed.of(fixed.as_json()) == fixed


def test_everything_that_is_wrong_is_said_in_plain_words() -> None:
    assert said(row_of(notice_type="love letter")) == [
        ("notice_type", "There is no kind of letter called 'love letter'.")
    ]
    assert said(row_of(Fixed())) == [("notice_type", "It does not say what kind of letter it is.")]
    assert said(row_of(mailed_on="soon")) == [
        ("mailed_on", "'soon' is no day. Write the day of mailing as 2026-11-30.")
    ]
    assert said(row_of(mailed_on="November 2026"))[0][0] == "mailed_on"
    assert said(row_of(options="Certified, gift wrap")) == [
        ("options", "There is no service option called 'gift wrap'.")
    ]
    assert said(row_of(option_restricted="perhaps")) == [
        ("options", "Restricted Delivery: say yes or no, not 'perhaps'.")
    ]
    assert said(row_of(mailing_class="pigeon"))[0][0] == "mailing_class"
    assert said(row_of(Fixed(2)))[0] == ("reference:tenant", "Tenant notice asks for: Tenant.")
    assert "spreadsheet has rounded" in said(row_of(tracking="9.4E+21"))[0][1]
    assert said(row_of(reference_account="4.00012E+15"))[0][1].startswith("Account: A spreadsheet has rounded")
    assert said(row_of(line1="12 Elm \ufffdt"))[0][1].startswith("It holds a sign that cannot be read")


def test_a_comma_without_quotation_marks_makes_too_many_cells() -> None:
    row = reader({"tracking": "t", "recipient": "r", "line1": "l"}).read(2, [NUMBER, "Maria", "12 Elm St", " Apt 4"])
    assert "needs quotation marks" in said(row)[0][1]
    shorter = reader({"tracking": "t", "recipient": "r", "line1": "l"}).read(2, [NUMBER])
    assert [fault.field for fault in shorter.faults] == ["recipient", "address"]


# -- rows that come back -----------------------------------------------------------------------------------------------

SIGNS = st.text(st.sampled_from("'=+-@\t \u00a0\r\n0123456789eE.,a\"＝"), max_size=30)


@given(cell=SIGNS)
def test_a_guarded_cell_is_run_by_no_spreadsheet_and_comes_back_sign_for_sign(cell: str) -> None:
    assert csv_cells.safe(guarded(cell)) == guarded(cell)
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", [NUMBER, "01234", "9.4E+21", "12E4"])
def test_what_a_spreadsheet_would_round_stands_behind_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


def test_what_is_wrong_stands_last_and_is_not_read_when_the_file_comes_back() -> None:
    assert heading(["Tracking", "=Name"]).decode() == f'{csv_cells.BOM}"Tracking","\'=Name","{WHAT_IS_WRONG}"\r\n'
    body = lines([(7, [NUMBER], ["One thing.", "Another.", "One thing."])], 2).decode()
    assert body == f'"\'{NUMBER}","","Row 7: One thing. Another."\r\n'
    again = reader({"tracking": "t", "recipient": "r", "line1": "l"}, is_ours=True)
    row = again.read(2, [f"'{NUMBER}", "Maria", "'12345678901234 Elm St", "Row 7: One thing."])
    assert row.faults == [] and row.registration is not None and row.registration.tracking == NUMBER
    assert row.cells == [NUMBER, "Maria", "'12345678901234 Elm St"], "what was never guarded keeps its apostrophe"
