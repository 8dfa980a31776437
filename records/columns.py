"""What the columns of a file of mailings are called by others, and which of our fields each of them is. Pure.

Refuses to guess a heading that it does not know: such a column is left out until a person says what it is.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carriers.one_number import read_one
from records import references
from records.bad_rows import is_ours, unguarded
from records.options import OPTIONS, option_of

TRACKING, RECIPIENT, ADDRESS = "tracking", "recipient", "address"
LINES = tuple(f"line{number}" for number in range(1, 7))
#: A reference of the office's own kind is this and its kind; a yes-or-no column of an option is that and its key.
REFERENCE, OPTION = "reference:", "option:"
LONGEST_HEADING = 200
#: Headings are looked for in so many first rows: reports begin with a title.
FIRST_ROWS = 10

#: field -> (what people call it, what others call it, in the spelling of `plain`)
_FIELDS: dict[str, tuple[str, str]] = {
    TRACKING: (
        "Tracking number",
        "tracking number|tracking|tracking id|tracking code|usps tracking|usps tracking number|article number|article|"
        "certified number|certified mail number|certified mail article number|certified article number|label number|"
        "mail piece number|mailpiece number|piece number|barcode|barcode number|imb|impb|pic|package id|"
        "delivery confirmation number|confirmation number|certified tracking number|cert number|"
        "shipment tracking number|airwaybill|waybill number",
    ),
    RECIPIENT: (
        "Recipient",
        "recipient|recipient name|name|full name|to|to name|addressee|addressee name|ship to|ship to name|mail to|"
        "mailed to|deliver to|delivery name|sent to|send to|contact|contact name|attention|attn|respondent|"
        "defendant|owner|owner name|party|party name|receiver|receiver name|consignee|customer|customer name",
    ),
    "first_name": ("First name", "first name|first|given name|recipient first name|to first name"),
    "last_name": ("Last name", "last name|last|surname|family name|recipient last name|to last name"),
    "company": (
        "Company, or second line of the name",
        "company|company name|organization|organisation|business|business name|firm|firm name|recipient company|"
        "to company|name 2|name2|recipient name 2|ship to company|care of|c o",
    ),
    ADDRESS: (
        "Whole address, all lines in one cell",
        "address block|full address|whole address|mailing address|recipient address|delivery address|"
        "ship to address|complete address|addressee and address|name and address|label address|to address",
    ),
    "line1": (
        "Address line 1",
        "address|address 1|address1|address line 1|line 1|street|street 1|street address|address line|addr1|addr 1|"
        "street line 1|to address 1|recipient address 1|recipient address line 1|delivery address 1|ship to address 1|"
        "ship to street|mailing address 1|primary address",
    ),
    "line2": (
        "Address line 2",
        "address 2|address2|address line 2|line 2|street 2|addr2|addr 2|apt|apartment|suite|unit|apt suite|"
        "street line 2|to address 2|recipient address 2|recipient address line 2|delivery address 2|"
        "ship to address 2|mailing address 2|secondary address",
    ),
    "line3": ("Address line 3", "address 3|address3|address line 3|line 3|street 3|addr3|addr 3|to address 3"),
    "line4": ("Address line 4", "address 4|address4|address line 4|line 4|addr4|addr 4"),
    "line5": ("Address line 5", "address 5|address5|address line 5|line 5|addr5|addr 5"),
    "line6": ("Address line 6", "address 6|address6|address line 6|line 6|addr6|addr 6"),
    "city": ("City", "city|town|recipient city|to city|delivery city|ship to city|mailing city|municipality"),
    "state": (
        "State",
        "state|st|province|state province|recipient state|to state|delivery state|ship to state|region|mailing state|"
        "state code",
    ),
    "zip": (
        "ZIP code",
        "zip|zip code|zipcode|zip 4|zip plus 4|zip+4|postal code|postcode|post code|recipient zip|recipient zip code|"
        "to zip|delivery zip|ship to zip|ship to postal code|mailing zip|to postal code|zip5",
    ),
    "country": ("Country", "country|country code|recipient country|to country|ship to country"),
    "notice_type": (
        "Kind of letter",
        "notice type|kind of letter|letter type|type of letter|type of notice|document type|mailing type|notice|"
        "type of mailing|letter",
    ),
    "mailing_class": (
        "Mailing class",
        "mailing class|mail class|class|class of mail|service|mail service|service level|shipping service|"
        "mail type|service type",
    ),
    "options": (
        "Service options",
        "service options|options|extra services|special services|additional services|extra service|services|"
        "ancillary services|endorsements|add ons|special service|certified mail services",
    ),
    "external_id": (
        "Your own id of it",
        "external id|id|record id|our id|order id|order number|job id|document id|mailing id|letter id|piece id|"
        "transaction id|transaction number|unique id|guid|invoice number|shipment id",
    ),
    "crm_url": ("Link to it in your own system", "crm url|crm link|url|link|record link|record url|web link"),
    "mailed_on": (
        "Handed to the carrier on",
        "mailed on|mailing date|date mailed|mail date|mailed|ship date|shipped on|date shipped|date sent|sent on|"
        "sent date|send date|date of mailing|postmark date|postmark|date of mail",
    ),
    "reference:client": ("Client", "client|client name|client number|client id|client code|client reference"),
    "reference:matter": (
        "Matter or case",
        "matter|matter number|matter id|case|case number|case id|case name|file|file number|file name|docket|"
        "docket number|cause number|case reference|matter reference|matter or case|client matter",
    ),
    "reference:tenant": ("Tenant", "tenant|tenant name|tenant id|tenant number|resident|resident name|lessee"),
    "reference:property": (
        "Property",
        "property|property name|property id|property address|premises|building|site|unit address|property code|parcel|"
        "parcel number|apn",
    ),
    "reference:account": (
        "Account",
        "account|account number|account id|account name|acct|acct number|customer number|customer id|loan number|"
        "loan|policy number|policy|member number|member id",
    ),
    "reference:reference": (
        "Reference",
        "reference|reference number|ref|ref number|reference 1|ref 1|label reference|cost code|memo|sender reference|"
        "customer reference|your reference|our reference|billing code|printed message",
    ),
    "reference:reference 2": ("Second reference", "reference 2|ref 2|reference2|ref2|memo 2|second reference"),
    "reference:reference 3": ("Third reference", "reference 3|ref 3|reference3|ref3|third reference"),
}
FIELDS: dict[str, str] = {key: name for key, (name, _) in _FIELDS.items()} | {
    f"{OPTION}{key}": f"{name}: yes or no" for key, name in OPTIONS.items()
}
#: A column with one of these in its heading says what an option cost, or what became of it.
_NO_OPTION = frozenset("fee fees cost price amount total date time status number by signed signer postage".split())
_KNOWN: dict[str, str] = {}
for _key, (_name, _said) in _FIELDS.items():
    for _one in _said.split("|"):
        _KNOWN.setdefault(_one, _key)


def plain(heading: str) -> str:
    """One spelling of a heading: "Tracking No.", "TRACKING_#" and "trackingNumber" are "tracking number"."""
    said = unicodedata.normalize("NFKC", heading)
    said = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said).lower().replace("#", " number ")
    words = re.sub(r"[^0-9a-z+]+", " ", said).split()
    return " ".join("number" if word in ("no", "num", "nbr", "nr", "numbers") else word for word in words)


@dataclass(frozen=True)
class Top:
    """Where the rows begin. `headings`: each of its own; a column without one is called by its place. `above`: the
    number of the row that holds them; rows from there on up are not mailings. `has_ours`: behind them stands what was
    wrong with the rows when they came before, which is not read."""

    headings: tuple[str, ...]
    above: int
    has_ours: bool = False


def top_of(first: Sequence[tuple[int, list[str]]]) -> Top:
    """Of the first rows of a file."""
    for number, cells in first[:FIRST_ROWS]:
        if any(not isinstance(read_one(cell), str) for cell in cells if 9 < len(cell) < 60):
            return Top(_named([""] * max(len(row) for _, row in first)), number - 1)
        if len(guessed([cell.strip() for cell in cells])) >= 2 or is_ours(cells):
            return _top(number, cells)
    return _top(*first[0]) if first else Top((), 0)


def _top(number: int, cells: Sequence[str]) -> Top:
    if is_ours(cells):
        return Top(_named([unguarded(cell) for cell in cells[:-1]]), number, True)
    return Top(_named(cells), number)


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """Each by a name of its own."""
    names = list[str]()
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:LONGEST_HEADING] or f"Column {place}"
        names.append(name if name not in names else f"{name} (column {place})")
    return tuple(names)


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """field -> its heading, of those that are known; each field once, the first heading that says it."""
    found = dict[str, str]()
    for heading in headings:
        field = field_of(heading)
        if field and field not in found:
            found[field] = heading
    return _sensible(found)


def field_of(heading: str) -> str:
    """Empty for one that nobody knows."""
    said = plain(heading)
    if said in _KNOWN:
        return _KNOWN[said]
    option = "" if _NO_OPTION.intersection(said.split()) else option_of(said)
    return f"{OPTION}{option}" if option else ""


def _sensible(found: Mapping[str, str]) -> dict[str, str]:
    """Where a whole address and its first line are both said, the lines are the address; a single "address" beside no
    city may be a whole one."""
    kept = dict(found)
    has_lines = any(name in kept for name in ("city", "zip", "line2"))
    if ADDRESS in kept and has_lines:
        whole = kept.pop(ADDRESS)
        kept.setdefault("line1", whole)
    elif "line1" in kept and not has_lines and ADDRESS not in kept:
        kept[ADDRESS] = kept.pop("line1")
    return kept


def is_field(name: str) -> bool:
    """One of ours, or a reference of the office's own kind."""
    return name in FIELDS or (name.startswith(REFERENCE) and references.kind_of(name[len(REFERENCE) :]) != "")


def name_of(field: str) -> str:
    if field in FIELDS:
        return FIELDS[field]
    return references.name_of(field[len(REFERENCE) :]) if field.startswith(REFERENCE) else field


def lacking(columns: Mapping[str, str]) -> list[str]:
    """What a mapping must still say before a row of it can be a mailing, in sentences."""
    said = []
    if TRACKING not in columns:
        said.append("Say which column holds the tracking number.")
    if not any(name in columns for name in (ADDRESS, *LINES)):
        said.append("Say which column holds the address: all of it, or its first line.")
    if not any(name in columns for name in (RECIPIENT, "first_name", "last_name", "company", ADDRESS)):
        said.append("Say which column holds the recipient.")
    return said
