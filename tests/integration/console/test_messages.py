"""The messages screen: every text with what became of it, found by its filters, and no phone in any of it."""

import re
from datetime import timedelta
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest

from bot import text_states
from config import time
from models import seeking
from models.audit import AuditEntry
from models.contact import Contact
from models.fields import phone_index
from models.inbound import InboundMessage
from models.outbound import DeliveryReceipt, OutboundMessage
from models.vocabulary import InboundState, OutboundState, Role
from tests.console_people import department, sign_in
from tests.open_doors import run
from tests.world import ADA, BEN, CORA, NUMBER, World
from web.console import listing

SPELLED = [ADA, ADA[1:], ADA[2:], "202-555-0143", "(202) 555-0143", "202 555 0143", "2025550143"]


@pytest.fixture
def told(world: World) -> World:
    """Ada follows a piece and hears of it; Ben stops; Cora writes with her number in it."""
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.text(BEN, NUMBER)
    world.text(BEN, "STOP")
    world.text(CORA, f"hello, call me at {CORA[2:5]}-{CORA[5:8]}-{CORA[8:]} or +12025550145")
    world.settle()
    return world


def ids_on(page: str, kind: str = "text") -> set[int]:
    return {int(one) for one in re.findall(rf'id="{kind}-(\d+)"', page)}


def asked(**values: Any) -> str:
    return f"/console/messages?{urlencode(values)}"


def test_vera_sees_every_text_with_its_state_in_plain_words_and_no_phone(told: World) -> None:
    vera = sign_in(told, Role.VIEWER)
    page = vera.get("/console/messages").text
    assert ids_on(page) == {row.id for row in OutboundMessage.select()}
    assert "+…0143" in page and "out for delivery" in page
    assert "delivered" in page
    for path in ("/console/messages", "/console/messages/in", f"/console/messages/{OutboundMessage.get().id}"):
        text = vera.get(path).text
        assert not [one for one in SPELLED if one in text], path


def test_what_cora_wrote_is_shown_with_her_number_masked(told: World) -> None:
    page = sign_in(told, Role.VIEWER).get("/console/messages/in").text
    assert "hello, call me at +…0145 or +…0145" in page
    assert "202-555-0145" not in page
    assert NUMBER in page, "tracking numbers are no phones"


def test_each_state_finds_exactly_the_texts_that_it_names(told: World) -> None:
    texts = list(OutboundMessage.select().order_by(OutboundMessage.id))
    ways = [
        (OutboundState.QUEUED, ""), (OutboundState.QUEUED, "quiet_hours"), (OutboundState.FAILED, "provider error 1"),
        (OutboundState.DROPPED, "opted_out"), (OutboundState.DROPPED, "superseded"), (OutboundState.UNKNOWN, "x"),
    ]  # fmt: skip
    for text, (state, reason) in zip(texts, ways, strict=False):
        later = time.now() + timedelta(days=9)
        changes = dict(state=state, reason=reason, not_before=later, look_at=None)
        OutboundMessage.update(changes).where(OutboundMessage.id == text.id).execute()
    olga = sign_in(told, Role.OPERATOR)
    found: dict[str, set[int]] = {}
    for key, group in text_states.GROUPS.items():
        found[key] = ids_on(olga.get(asked(state=key)).text)
        plain = {
            row.id
            for row in OutboundMessage.select()
            if row.state in group.states
            and (not group.reasons or row.reason in group.reasons)
            and row.reason not in group.without
        }
        assert found[key] == plain, key
    assert sum(len(ids) for ids in found.values()) == len(texts), "each text is in one group"


def test_texts_are_found_by_kind_person_last_four_code_reference_and_day(told: World) -> None:
    ada = Contact.get(Contact.phone_index == phone_index(ADA))
    text = OutboundMessage.get((OutboundMessage.contact == ada) & (OutboundMessage.kind == "out_for_delivery"))
    OutboundMessage.update(error_code=30003).where(OutboundMessage.id == text.id).execute()
    olga = sign_in(told, Role.OPERATOR)
    today = f"{time.now():%Y-%m-%d}"
    for ways in (
        {"kind": "out_for_delivery", "last_four": "0143"},
        {"code": "30003"},
        {"reference": text.reference},
        {"reference": text.provider_reference},
        {"reference": text.id},
        {"kind": "out_for_delivery", "contact": ada.id, "since": today, "until": today},
    ):
        assert ids_on(olga.get(asked(**ways)).text) == {text.id}, ways
    assert ids_on(olga.get(asked(last_four="9999")).text) == set()
    assert ids_on(olga.get(asked(since="2031-01-01")).text) == set()
    assert "No text fits" in olga.get(asked(kind="returned")).text


def test_nonsense_in_the_address_narrows_nothing_and_breaks_nothing(told: World) -> None:
    olga = sign_in(told, Role.OPERATOR)
    everything = ids_on(olga.get("/console/messages").text)
    for nonsense in ("'; DROP TABLE contact", "9" * 40, "-1", "\u0664", "<script>", "1e3"):
        values = dict.fromkeys(
            ("state", "kind", "code", "since", "until", "page", "before", "contact", "program"), nonsense
        )
        answer = olga.get(asked(**values))
        assert answer.status_code == 200, nonsense
        assert ids_on(answer.text) == everything, nonsense
        assert "<script>" not in answer.text.replace("<script src", "")


def test_one_text_shows_its_tries_and_the_providers_words_without_phones_or_secrets(told: World) -> None:
    receipt = DeliveryReceipt.select().where(DeliveryReceipt.raw != b"asked").get()
    olga = sign_in(told, Role.OPERATOR)
    page = olga.get(f"/console/messages/{receipt.outbound_id}").text
    assert "accepted" in page and "MessageStatus=" in page and "AccountSid=…" in page
    assert told.sandbox.settings.account_sid not in page
    assert not re.search(r"\+?1?202\D{0,2}555\D?01\d\d", page)
    assert receipt.provider_reference in page, "the provider's id of this text is what one asks the provider with"
    entry = AuditEntry.select().where(AuditEntry.action == "message.looked_at").get()
    assert (entry.object, entry.operator_id) == (f"text {receipt.outbound_id}", olga.id)
    olga.get(f"/console/messages/{receipt.outbound_id}", headers={"X-Live": "1"})
    assert AuditEntry.select().where(AuditEntry.action == "message.looked_at").count() == 1


def test_a_text_that_failed_says_why_and_what_to_do(told: World) -> None:
    text = OutboundMessage.select().first()
    changes = dict(state=OutboundState.FAILED, reason="provider error 30007", error_code=30007)
    OutboundMessage.update(changes).where(OutboundMessage.id == text.id).execute()
    page = sign_in(told, Role.OPERATOR).get(f"/console/messages/{text.id}").text
    assert "It did not arrive: filtered by the network (code 30007)." in page


def test_texts_that_came_in_are_found_by_what_they_were_taken_for_and_whether_answering_failed(told: World) -> None:
    olga = sign_in(told, Role.OPERATOR)
    stop = InboundMessage.get(InboundMessage.intent == "stop_all")
    assert ids_on(olga.get("/console/messages/in?intent=stop_all").text, "received") == {stop.id}
    failed = InboundMessage.get(InboundMessage.intent == "track")
    InboundMessage.update(state=InboundState.FAILED, next_try_at=time.now() + timedelta(minutes=9), tries=3).where(
        InboundMessage.id == failed.id
    ).execute()
    page = olga.get("/console/messages/in?state=failed").text
    assert ids_on(page, "received") == {failed.id}
    assert "answering it failed; nothing else goes to this phone until it is answered" in page


def test_senders_and_auditors_do_not_read_texts(told: World) -> None:
    for person in (sign_in(told, Role.AUDITOR), sign_in(told, Role.SENDER, department(told))):
        for path in ("/console/messages", "/console/messages/in", "/console/messages/1"):
            assert person.get(path).status_code == 403


def collected(olga: Any, path: str) -> list[int]:
    """All rows of a search, page after page and further back."""
    seen: list[int] = []
    while path:
        page = olga.get(path).text
        seen += [int(one) for one in re.findall(r'id="text-(\d+)"', page)]
        onward = re.search(r'<a href="([^"]+)" rel="next">older</a>', page) or re.search(
            r'<a href="([^"]+)">older, [^<]+</a>', page
        )
        path = onward[1].replace("&amp;", "&") if onward else ""
    return seen


def fits(text: OutboundMessage, ways: dict[str, Any]) -> bool:
    """The same question, asked of one row in Python."""
    group = text_states.GROUPS.get(ways.get("state", ""))
    return (
        (group is None or text.state in group.states)
        and (group is None or not group.reasons or text.reason in group.reasons)
        and (group is None or text.reason not in group.without)
        and text.kind == ways.get("kind", text.kind)
        and text.error_code == ways.get("code", text.error_code)
        and text.contact_id == ways.get("contact", text.contact_id)
        and f"{text.created_at:%Y-%m-%d}" >= ways.get("since", "")
        and f"{text.created_at:%Y-%m-%d}" <= ways.get("until", "9999")
    )


@pytest.mark.parametrize("counted", [2, 1000])
def test_any_two_filters_together_find_exactly_what_a_plain_look_at_all_rows_finds(
    told: World, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    """By an index to its end, or window by window: whichever way is taken, the rows are the same."""
    monkeypatch.setattr(seeking, "MOST", counted)
    monkeypatch.setattr(seeking, "WINDOW", counted)
    monkeypatch.setattr(listing, "ROWS", 2)
    for day in range(3):
        told.clock.move(days=1)
        for phone, words in ((ADA, "HELP"), (ADA, "LIST"), (CORA, "WHY"), (CORA, "HELP")):
            told.text(phone, words if day else f"{words} ")
    told.settle()
    states = [(OutboundState.QUEUED, "cap"), (OutboundState.DROPPED, "opted_out"), (OutboundState.FAILED, "x"), None]
    texts = list(OutboundMessage.select().order_by(OutboundMessage.id))
    for place, text in enumerate(texts):
        if (state := states[place % len(states)]) is not None:
            code = 30003 if place % 3 == 0 else None
            changes = dict(state=state[0], reason=state[1], error_code=code, look_at=None, not_before=time.now())
            OutboundMessage.update(changes).where(OutboundMessage.id == text.id).execute()
    texts = list(OutboundMessage.select().order_by(OutboundMessage.id.desc()))
    olga = sign_in(told, Role.OPERATOR)
    values: dict[str, list[Any]] = {
        "state": ["held", "blocked", "failed", "delivered"],
        "kind": ["help", "goodbye"],
        "code": [30003],
        "contact": [Contact.get(Contact.phone_index == phone_index(ADA)).id],
        "since": ["2026-11-22"],
        "until": ["2026-11-22"],
    }
    single = [(name, value) for name, some in values.items() for value in some]
    for first, second in combinations(single, 2):
        ways = dict([first, second])
        wanted = [text.id for text in texts if fits(text, ways)]
        assert collected(olga, asked(**ways)) == wanted, ways


def test_after_an_erasure_the_texts_still_stand_there_without_the_person(told: World) -> None:
    run(told, "ledger", "erase", "--phone", ADA, "--reason", "they asked", "--by", "Olga")
    olga = sign_in(told, Role.OPERATOR)
    page = olga.get(asked(kind="out_for_delivery")).text
    assert "(erased)" in page
    text = OutboundMessage.get(OutboundMessage.kind == "out_for_delivery")
    detail = olga.get(f"/console/messages/{text.id}").text
    assert "(erased)" in detail
    for path in (page, detail, olga.get("/console/messages/in").text):
        assert not [one for one in SPELLED if one in path]


def test_a_long_search_goes_through_all_rows_once_however_small_its_windows(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no index leads to is looked through window by window: none is left out, none is twice."""
    monkeypatch.setattr(seeking, "MOST", 3)
    monkeypatch.setattr(seeking, "WINDOW", 3)
    monkeypatch.setattr(listing, "ROWS", 2)
    olga = sign_in(told, Role.OPERATOR)
    wanted = [row.id for row in OutboundMessage.select().where(OutboundMessage.state == OutboundState.DELIVERED)]
    assert len(wanted) > 4
    for path, everything in (
        (asked(state="delivered"), wanted),
        ("/console/messages", [row.id for row in OutboundMessage.select()]),
    ):
        assert collected(olga, path) == sorted(everything, reverse=True)
