"""Whatever the filters are, they find exactly what a plain scan of the log finds; and rows of before are indexed."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from bot import consent, opt_out_search
from bot.opt_out_search import LOG, Search, from_details, indexes_of
from models import opt_out_log, seeking
from models.cli import ensure_program
from models.contact import Contact, find_or_make_contact, index_last_fours, last_four_index
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece, ending_of, keep_endings
from models.opt_out import OptOut, OptOutWord
from models.opt_out_log import LOGGED, words_in
from models.program import Program
from models.seeking import Span
from models.vocabulary import ConsentKind, Source
from tests.world import ADA, NUMBER, World

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WORDS = ("stop", "please", "no more", "ARRÊTEZ", "basta ya", "unsubscribe", "leave me alone")
KINDS = (*sorted(LOGGED), ConsentKind.CONFIRMED, ConsentKind.ASKED)
RULES = ("a word of stopping alone", "asks to be signed off", "insists")


@pytest.fixture
def said(world: World) -> list[dict[str, Any]]:
    """A few hundred acts of twelve people, and what each was, kept beside the database."""
    random, acts = Random(6), list[dict[str, Any]]()
    second = Program.select().dicts().get() | {"key": "second", "brand": "Second", "from_number": "55502"}
    del second["id"]
    programs = [world.program, Program.get_by_id(Program.insert(second).execute())]
    people = [
        find_or_make_contact(random.choice(programs), f"+120255501{number:02d}", NOON) for number in range(30, 42)
    ]
    for number in range(240):
        acts.append(act(random, number, people[number % 12]))
    return [one for one in acts if one["kind"] in LOGGED]


def act(random: Random, number: int, contact: Contact) -> dict[str, Any]:
    at = NOON + timedelta(hours=7 * number)
    text = " ".join(random.sample(WORDS, random.randint(0, 3)))
    source = random.choice([Source.INBOUND_TEXT, Source.WEB, Source.OPERATOR])
    contact.language = random.choice(["en", "es", "fr"])
    inbound = None
    if source == Source.INBOUND_TEXT:
        values = dict(program=contact.program, contact=contact, body=text, received_at=at, state="answered")
        inbound = InboundMessage.create(provider_reference=f"SM{number}", **values)
    event = consent.record(
        contact,
        ConsentKind(random.choice(KINDS)),
        at,
        inbound=inbound,
        source=source,
        rule=random.choice(RULES),
        note=text if source == Source.OPERATOR else "",
    )
    return {
        "id": event.id,
        "kind": event.kind,
        "source": event.source,
        "scope": event.scope,
        "language": event.language,
        "rule": event.rule,
        "program": contact.program_id,
        "contact": contact.id,
        "four": contact.phone[-4:],
        "on": at.date(),
        "words": set(words_in(text)) if source != Source.WEB else set(),
    }


def scan(said: list[dict[str, Any]], search: Search, words: str) -> list[int]:
    def fits(one: dict[str, Any]) -> bool:
        plain = all(
            getattr(search, name) in ("", 0, one[name])
            for name in ("kind", "source", "scope", "language", "rule", "program")
        )
        dates = (search.since is None or one["on"] >= search.since) and (
            search.until is None or one["on"] <= search.until
        )
        person = (not search.contacts or one["contact"] in search.contacts) and search.last_four in ("", one["four"])
        return plain and dates and person and set(words_in(words)) <= one["words"]

    return sorted((one["id"] for one in said if fits(one)), reverse=True)


def found(search: Search) -> list[int]:
    return [row.event_id for row in search.query().order_by(OptOut.event.desc())]


def some_search(random: Random, said: list[dict[str, Any]]) -> tuple[Search, str]:
    one, values = random.choice(said), dict[str, Any]()
    for name in ("kind", "source", "scope", "language", "rule", "program"):
        if random.random() < 0.3:
            values[name] = one[name]
    if random.random() < 0.4:
        values["since"] = one["on"] - timedelta(days=random.randint(0, 20))
    if random.random() < 0.4:
        values["until"] = one["on"] + timedelta(days=random.randint(-1, 20))
    if random.random() < 0.3:
        values["contacts"] = tuple({one["contact"], random.choice(said)["contact"]})
    if random.random() < 0.3:
        values["last_four"] = one["four"]
    words = " ".join(random.sample(WORDS, random.randint(1, 2))) if random.random() < 0.5 else ""
    return Search(**values, words=indexes_of(words)), words


def test_filters_find_exactly_what_a_plain_scan_finds(
    said: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(Search()) == sorted((one["id"] for one in said), reverse=True)
    random = Random(9)
    for most in (10_000, 12, 3):  # where all is rare, and where filters fit too much
        monkeypatch.setattr(seeking, "MOST", most)
        monkeypatch.setattr(seeking, "WINDOW", most)
        hits = 0
        for _ in range(100):
            search, words = some_search(random, said)
            wanted = scan(said, search, words)
            assert turned_over(search) == wanted, (search, words)
            assert found(from_details(search.as_details())) == wanted, "an export finds the same"
            hits += bool(wanted)
        assert hits > 20, "most searches should find something"


def turned_over(search: Search) -> list[int]:
    """All that the pages show, going on to older ones as long as they say that there are any."""
    ids, before = list[int](), 0
    for _ in range(1_000):
        page = seeking.seek(LOG, search.ways(), span=Span(search.since, search.until, before or None))
        keys = [key for first in range(0, page.total, 7) for key in page.page(first, 7)]
        assert keys == sorted(keys, reverse=True) and len(keys) == page.total <= seeking.MOST
        ids += keys
        if not page.older_than:
            return ids
        assert not before or page.older_than < before
        before = page.older_than
    raise AssertionError("the pages never end")


def test_whoever_is_not_known_is_found_nowhere(said: list[dict[str, Any]]) -> None:
    assert found(Search(nobody=True)) == []
    assert opt_out_search.contacts_of("+12025550999") == ()
    assert opt_out_search.contacts_of("+12025550130") == tuple(
        contact.id for contact in Contact.select() if contact.phone == "+12025550130"
    )


def test_all_rules_that_ever_matched_are_offered(said: list[dict[str, Any]]) -> None:
    assert opt_out_search.rules() == sorted({one["rule"] for one in said})


def test_a_search_as_details_is_plain_json_without_phone_and_words() -> None:
    search = Search(since=date(2026, 11, 1), contacts=(1, 2), words=("ab" * 32,), last_four="0143")
    assert search.as_details() == {
        "since": "2026-11-01",
        "contacts": (1, 2),
        "last_four": "0143",
        "words": ("ab" * 32,),
    }
    assert from_details({"contacts": [1, 2], "since": "2026-11-01", "unknown": 1}) == Search(
        since=date(2026, 11, 1), contacts=(1, 2)
    )


# -- rows of before ----------------------------------------------------------------------------------------------------


def test_rows_of_before_are_found_by_their_words_once_the_release_step_has_run(said: list[dict[str, Any]]) -> None:
    before = sorted((row.word, row.event_id) for row in OptOutWord.select())
    OptOutWord.delete().where(OptOutWord.event > said[20]["id"]).execute()
    assert opt_out_log.index_words() == len(said) - 21
    assert sorted((row.word, row.event_id) for row in OptOutWord.select()) == before
    assert opt_out_log.index_words() == 0, "what was looked at is not looked at again"


def test_people_and_pieces_of_before_are_found_by_their_endings(world: World) -> None:
    world.text(ADA, NUMBER)
    ada, piece = Contact.get(), Mailpiece.get()
    assert (ada.last_four_index, piece.ending) == (last_four_index("0143"), ending_of(NUMBER))
    Contact.update(last_four_index=None).execute()
    Mailpiece.update(ending=None).execute()
    assert (index_last_fours(), keep_endings()) == (1, 1)
    assert Contact.get().last_four_index == last_four_index("0143") and Mailpiece.get().ending == NUMBER[::-1]
    assert (index_last_fours(), keep_endings()) == (0, 0)
    assert ensure_program(world.settings).id == world.program.id


def test_a_new_era_of_a_number_is_found_by_its_ending_too(world: World) -> None:
    from bot.eras import begin_new_era

    world.text(ADA, NUMBER)
    begin_new_era(Mailpiece.get(), world.clock())
    assert [piece.ending for piece in Mailpiece.select()] == [NUMBER[::-1]] * 2
