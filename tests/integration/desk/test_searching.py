"""Sam finds letters by one box; what he typed stands in no address; searches are kept for his team alone."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from config import time
from jobs import index_words
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord
from models.database import database
from models.mailpiece import Mailpiece
from models.record_search import SavedSearch
from models.sender import Sender
from models.vocabulary import Milestone, Role
from records.storing import store
from tests.batch_letters import number
from tests.console_people import Person, department, sign_in
from tests.mailings import letter
from tests.world import World

ELM = "Maria Núñez\n118 Elmwood Street\nMEMPHIS TN 38103"


@pytest.fixture
def legal(world: World) -> Sender:
    return department(world, "legal")


@pytest.fixture
def sam(world: World, legal: Sender) -> Person:
    return sign_in(world, Role.SENDER, legal)


def register(sender: Sender, serial: int = 1, **more: object) -> int:
    with database.atomic():
        (stored,) = store(sender, [letter(number(serial), **more)], None, "form", None, time.now())
    assert stored.record_id, stored.faults
    return stored.record_id


def find(person: Person, **typed: object) -> TestResponse:
    """As the form sends it; gives the page that it leads to."""
    answer = person.post("/desk/records/find", typed)
    assert answer.status_code == 303
    return person.get(answer.headers["Location"])


def shown(page: TestResponse) -> list[int]:
    assert page.status_code == 200, page.text
    return [int(key) for key in re.findall(r'<a data-open href="/desk/records/(\d+)"', page.text)]


def test_sam_finds_a_letter_and_sees_what_an_office_needs(sam: Person, legal: Sender) -> None:
    record = register(legal, address=ELM, references=(("matter", "2026-118"), ("client", "Acme")))
    register(legal, 2, recipient="Otto Quist", address="9 Oak Rd\nTULSA OK 74103")
    Mailpiece.update(milestone=Milestone.DELIVERED).where(Mailpiece.id == record).execute()
    CertifiedRecord.update(missing="receipt signature").where(CertifiedRecord.mailpiece == record).execute()
    page = find(sam, said="elmwood nunez")
    assert shown(page) == [record]
    for said in ("Maria Núñez", f"…{number(1)[-8:]}", "2026-118", "Acme", "Letter", "delivered", ">2</span>"):
        assert said in page.text, said
    assert 'value="elmwood nunez"' in page.text and "1 row" in page.text


def test_what_was_typed_stands_in_no_address_unless_it_is_a_number(sam: Person, legal: Sender) -> None:
    register(legal, address=ELM)
    there = sam.post("/desk/records/find", {"said": "núñez elmwood", "status": "unknown"}).headers["Location"]
    values = parse_qs(urlsplit(there).query)
    assert set(values) == {"s", "status"} and not re.search("n[uú].?ez|elmwood", there, re.IGNORECASE)
    for said in (number(1), number(1)[-4:], number(1)[-8:]):
        there = sam.post("/desk/records/find", {"said": said}).headers["Location"]
        assert there == f"/desk/records?said={said}"
        assert shown(sam.get(there)) != []
    assert sam.post("/desk/records/find", {"said": " "}).headers["Location"] == "/desk/records"


def test_an_address_that_was_cut_searches_nothing_and_says_so(sam: Person, legal: Sender) -> None:
    register(legal, address=ELM)
    there = sam.post("/desk/records/find", {"said": "elmwood"}).headers["Location"]
    for broken in (there[:-9], there[:-1] + "é", "/desk/records?s=x"):
        page = sam.get(broken)
        assert shown(page) == [] and "cannot be read from this address" in page.text


def test_a_misspelt_street_is_found_under_a_heading_that_says_so(sam: Person, legal: Sender, world: World) -> None:
    record = register(legal, address=ELM)
    assert "No record fits" in find(sam, said="118 elmwod").text
    world.clock.move(minutes=9)
    assert index_words.due_since(time.now()) is not None
    world.work()
    assert index_words.due_since(time.now()) is None
    page = find(sam, said="118 elmwod")
    assert shown(page) == [record] and "Nothing is spelt so; these differ by one letter" in page.text
    other = register(legal, 2, address="118 Elmwod Street\nMEMPHIS TN 38103")
    page = find(sam, said="118 elmwod")
    assert shown(page) == [other, record] and "<h2>These differ by one letter</h2>" in page.text


def test_the_words_of_new_letters_are_gathered_for_a_minute(legal: Sender, world: World) -> None:
    assert index_words.due_since(time.now()) is None
    register(legal)
    assert index_words.due_since(time.now()) is None
    world.clock.move(minutes=1)
    assert index_words.due_since(time.now()) == time.now()
    assert index_words.run() == 1 and index_words.run() == 0


def test_another_department_and_other_roles_see_nothing_of_it(sam: Person, legal: Sender, world: World) -> None:
    sales = department(world, "sales")
    mine, theirs = register(legal, address=ELM), register(sales, 2, address=ELM)
    sal, aldo = sign_in(world, Role.SENDER, sales), sign_in(world, Role.AUDITOR)
    assert shown(find(sam, said="elmwood")) == shown(sam.get("/desk/records")) == [mine]
    assert shown(find(sal, said="elmwood")) == shown(sal.get("/desk/records")) == [theirs]
    assert shown(find(aldo, said="elmwood")) == shown(aldo.get("/desk/records")) == [theirs, mine]
    assert shown(find(aldo, said="elmwood", sender=legal.id)) == [mine]
    assert shown(find(sam, said="elmwood", sender=sales.id)) == []
    assert "Department" not in sam.get("/desk/records").text and "Department" in aldo.get("/desk/records").text
    olga = sign_in(world, Role.OPERATOR)
    assert olga.get("/desk/records").status_code == 403


def test_a_search_is_kept_under_an_address_that_stays_for_the_team_alone(
    sam: Person, legal: Sender, world: World
) -> None:
    record = register(legal, address=ELM)
    answer = sam.post("/desk/saved", {"name": "  Elmwood,  all ", "said": "elmwood", "until": "2030-01-01"})
    there = answer.headers["Location"]
    assert re.fullmatch(r"/desk/saved/[\w-]{12}", there)
    colleague, sal = sign_in(world, Role.SENDER, legal), sign_in(world, Role.SENDER, department(world, "sales"))
    ida = sign_in(world, Role.ADMIN)
    for person in (sam, colleague, ida):
        page = person.get(there)
        assert shown(page) == [record] and "<h1>Elmwood, all</h1>" in page.text
        assert f'href="{there}">Elmwood, all' in person.get("/desk/records").text
    assert sal.get(there).status_code == 404 and "Elmwood" not in sal.get("/desk/records").text
    assert sal.post(f"{there}/forget").status_code == 404 and SavedSearch.select().count() == 1
    later = register(legal, 2, address=ELM)
    assert shown(sam.get(there)) == [later, record]
    kept = SavedSearch.get()
    assert [row.object for row in AuditEntry.select().where(AuditEntry.action == "search.saved")] == [
        f"saved search {kept.id}"
    ]
    raw = str(database.execute_sql("SELECT name, query FROM saved_search").fetchall())
    assert "lmwood" not in raw
    assert colleague.post(f"{there}/forget").status_code == 303 and sam.get(there).status_code == 404


def test_a_search_without_a_name_or_without_anything_is_not_kept_and_says_why(sam: Person, legal: Sender) -> None:
    register(legal, address=ELM)
    page = sam.post("/desk/saved", {"name": " ", "said": "elmwood"})
    assert page.status_code == 422 and "Give the search a name" in page.text and 'value="elmwood"' in page.text
    assert "Nothing narrows this search" in sam.post("/desk/saved", {"name": "All"}).text
    assert SavedSearch.select().count() == 0


def test_an_auditor_looks_and_keeps_nothing(legal: Sender, world: World) -> None:
    register(legal, address=ELM)
    aldo = sign_in(world, Role.AUDITOR)
    assert "Keep this search" not in find(aldo, said="elmwood").text
    assert aldo.post("/desk/saved", {"name": "x", "said": "elmwood"}).status_code == 403


def test_a_long_list_is_paged_and_a_saved_one_too(sam: Person, legal: Sender) -> None:
    given = [letter(number(serial)) for serial in range(1, 121)]
    with database.atomic():
        records = [one.record_id for one in store(legal, given, None, "import", None, time.now())]
    there = sam.post("/desk/records/find", {"said": "maria"}).headers["Location"]
    kept = sam.post("/desk/saved", {"name": "Maria", "said": "maria"}).headers["Location"]
    for first, more in ((there, "&"), (kept, "?")):
        pages = [shown(sam.get(f"{first}{more}page={page}")) for page in (1, 2, 3)]
        assert [key for page in pages for key in page] == records[::-1]
        following = re.search(r'href="([^"]+)" rel="next"', sam.get(first).text)
        assert following and shown(sam.get(following[1].replace("&amp;", "&"))) == pages[1]


def test_an_empty_desk_says_what_to_do_first(sam: Person) -> None:
    page = sam.get("/desk/records")
    assert "No mailing is registered yet" in page.text and "/desk/register" in page.text
    assert "No record fits" in find(sam, said="anything").text


def test_odd_values_narrow_nothing_or_find_nothing(sam: Person, legal: Sender) -> None:
    record = register(legal, address=ELM)
    for name in ("since", "until", "status", "notice_type", "batch", "sender", "page", "before", "s", "said"):
        for odd in ("'", '"*', "9" * 30, "-1", "2026-99-99", "% OR 1=1", "record_words", "NEAR(", "é" * 300):
            assert sam.get("/desk/records", query_string={name: odd}).status_code == 200, (name, odd)
    for odd in ('elmwood" OR "x', "elmwood AND", "(elmwood", "elm* NOT", "'elmwood'", "elmwood\\", "elmwood:"):
        assert shown(find(sam, said=odd)) in ([], [record]), odd
