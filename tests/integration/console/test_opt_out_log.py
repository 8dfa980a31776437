"""The opt-out log: whoever texts STOP stands in it at once, with words, rule, confirmation and proof."""

import html
import re

import pytest

from bot import erasure, opt_out, opt_out_rows
from models import seeking
from models.audit import AuditEntry
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import database, is_postgresql
from models.ledger import LedgerLeaf, open_evidence
from models.opt_out import OptOut, OptOutWord
from models.outbound import OutboundMessage
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import Role
from tests.console_people import Person, sign_in
from tests.world import ADA, BEN, CORA, NUMBER, NUMBERS, World

LOG = "/console/opt-outs"


@pytest.fixture
def olga(world: World) -> Person:
    return sign_in(world, Role.OPERATOR)


def rows(page: str) -> list[list[str]]:
    """The cells of the log's table as people read them."""
    section = page.split('data-live="opt-outs"')[1].split("</section>")[0]
    found = re.findall(r"<tr data-row>(.*?)</tr>", section, re.S)
    return [[plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)] for row in found]


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def newest_event() -> ConsentEvent:
    found: ConsentEvent = ConsentEvent.select().order_by(ConsentEvent.id.desc()).get()
    return found


def test_a_stop_is_in_the_log_with_everything_that_is_known_of_it(world: World, olga: Person) -> None:
    world.text(ADA, NUMBER)
    world.text(ADA, "Please STOP texting me!")
    world.clock.move(minutes=2)
    world.work()
    [row] = rows(olga.get(LOG).text)
    goodbye = OutboundMessage.get(OutboundMessage.kind == "goodbye")
    assert row == [
        "2026-11-20 15:00:00 UTC",
        "+…0143",
        "Please STOP texting me!",
        f"Stop {newest_event().rule} (en)",
        "all texts",
        "the person, by text",
        f"our goodbye delivered text {goodbye.id}",
        "0",
        f"verified position {LedgerLeaf.get(LedgerLeaf.row_id == newest_event().id).position}",
    ]
    assert newest_event().rule.startswith("a word of stopping")


def test_a_young_row_waits_for_sealing(world: World, olga: Person) -> None:
    world.text(ADA, "STOP")
    assert rows(olga.get(LOG).text)[0][-1] == "waits for sealing"


def test_a_stop_of_one_piece_names_its_last_four_and_a_stop_by_letter_its_note(world: World, olga: Person) -> None:
    world.text(ADA, NUMBER)
    world.text(ADA, "STOP 0787")
    world.text(BEN, "hello")
    ben = [contact for contact in Contact.select() if contact.phone == BEN]
    opt_out.stop_by_operator(ben, "letter", "wrote to us on Monday", "Olga", world.clock())
    letter, one = rows(olga.get(LOG).text)
    assert (letter[2], letter[5], letter[6]) == (
        "note: wrote to us on Monday (recorded by Olga)",
        "an operator",
        "none: written down here",
    )
    assert one[4] == "…0787" and one[6].startswith("our answer delivered")


def queue_one(contact: Contact, kind: str, subscription: Subscription | None = None) -> None:
    """A text that waits for its turn."""
    values = OutboundMessage.select().dicts().first() | {"reference": kind, "kind": kind, "in_reply_to": None}
    values |= {"contact": contact, "state": "queued", "provider_reference": None, "finished_at": None}
    del values["id"]
    OutboundMessage.insert(values | {"subscription": subscription, "occasion": kind}).execute()


def test_texts_that_did_not_go_are_counted_until_the_person_starts_again(world: World, olga: Person) -> None:
    world.text(ADA, NUMBER)
    ada = Contact.get()
    queue_one(ada, "one")
    queue_one(ada, "two")
    world.text(ADA, "STOP", work=False)
    assert OutboundMessage.select().where(OutboundMessage.reason == "opted_out").count() == 2
    page = olga.get(LOG).text
    assert rows(page)[0][7] == "2" and f"/console/messages?contact={ada.id}&amp;state=blocked" in page
    world.clock.move(minutes=1)
    world.text(ADA, "START")
    world.clock.move(minutes=1)
    queue_one(ada, "three")
    world.text(ADA, "STOP", work=False)
    assert [row[7] for row in rows(olga.get(LOG).text)] == ["1", "2"], "each stop counts its own"


def test_more_unsent_texts_than_are_counted_are_said_to_be_more(
    world: World, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.text(ADA, NUMBER)
    for name in ("one", "two", "three"):
        queue_one(Contact.get(), name)
    world.text(ADA, "STOP", work=False)
    monkeypatch.setattr(opt_out_rows, "MOST_BLOCKED", 2)
    assert rows(olga.get(LOG).text)[0][7] == "2 or more"


def test_a_stop_of_one_piece_counts_the_texts_about_that_piece_alone(world: World, olga: Person) -> None:
    world.text(ADA, NUMBER)
    world.text(ADA, NUMBERS[0])
    first, second = Subscription.select().order_by(Subscription.id)
    queue_one(first.contact, "one", first)
    queue_one(first.contact, "two", second)
    world.text(ADA, "STOP 0787", work=False)
    assert rows(olga.get(LOG).text)[0][7] == "1"
    world.clock.move(seconds=1)
    world.text(ADA, "STOP", work=False)
    assert [row[7] for row in rows(olga.get(LOG).text)] == ["2", "1"], "the other piece's text, and our answer"


def test_pages_are_numbered_as_far_as_is_exact_and_go_on_behind_that(
    world: World, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.text(ADA, "hello")
    for _ in range(130):
        world.clock.move(seconds=1)
        opt_out.stop_by_operator([Contact.get()], "letter", "wrote", "Olga", world.clock())
    page = olga.get(f"{LOG}?page=3").text
    assert len(rows(page)) == 30 and "130 rows" in page and 'aria-current="page">3<' in page
    monkeypatch.setattr(seeking, "MOST", 100)
    page = olga.get(f"{LOG}?page=2&source=operator").text
    [older] = re.findall(r'href="([^"]*before=[^"]*)"', page)
    assert "more than 100" in page and "source=operator" in older and "page=" not in older
    last = olga.get(html.unescape(older)).text
    assert len(rows(last)) == 30 and "before=" not in last.split('data-live="opt-outs"')[1].split("</section>")[0]


def test_what_no_filter_understands_narrows_nothing(world: World, olga: Person) -> None:
    world.text(ADA, "STOP")
    for wild in ("page=x", "page=99999999999", "since=31.12.", "kind='--", "contact=1;drop", "w=zz", "program=-1",
                 "last_four=12", "until=2026-13-01", "before=-5", "contact=" + "9" * 40):  # fmt: skip
        answer = olga.get(f"{LOG}?{wild}")
        assert answer.status_code == 200 and len(rows(answer.text)) == 1, wild
    assert rows(olga.get(f"{LOG}?rule=' OR 1=1").text) == []


def test_a_row_that_was_changed_afterwards_is_marked(world: World, olga: Person) -> None:
    world.text(ADA, "STOP")
    world.text(BEN, "STOP")
    world.clock.move(minutes=2)
    world.work()
    assert all(row[-1].startswith("verified") for row in rows(olga.get(LOG).text))
    change_behind_our_back("UPDATE consent_event SET rule = 'another rule' WHERE id = (SELECT MIN(id) FROM opt_log)")
    ben, ada = rows(olga.get(LOG).text)
    assert ben[-1].startswith("verified")
    assert ada[-1].startswith("does not hold the row is not what was sealed")
    page = plain(olga.get(f"{LOG}/{OptOut.select().order_by(OptOut.event).get().event_id}").text)
    assert "does not lead to the signed head" in page and "Do not rely on it" in page


def change_behind_our_back(statement: str) -> None:
    """As somebody with the database's own password would: the append-only triggers are put away for it."""
    statement = statement.replace("opt_log", "(SELECT event_id AS id FROM opt_out) AS logged")
    if is_postgresql():
        with database.atomic():
            database.execute_sql("SET LOCAL session_replication_role = replica")
            database.execute_sql(statement)
        return
    triggers = database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        database.execute_sql(f"DROP TRIGGER {name}")
    database.execute_sql(statement)


def test_after_an_erasure_the_words_are_gone_and_find_nothing(world: World, olga: Person) -> None:
    world.text(ADA, "STOP bothering me")
    assert OptOutWord.select().where(OptOutWord.word != "").count() == 3
    [done] = erasure.erase(ADA, "asked by letter", "Olga")
    assert done.counts["words of the opt-out log"] == 3
    assert OptOutWord.select().where(OptOutWord.word != "").count() == 0
    world.clock.move(minutes=2)
    world.work()
    erased, stop = rows(olga.get(LOG).text)
    assert (erased[3].split()[0], erased[1], stop[1], stop[2]) == ("Erased", "(erased)", "(erased)", "(erased)")
    assert stop[-1].startswith("verified") and erased[-1].startswith("verified")
    found = olga.post(f"{LOG}/find", {"words": "bothering"})
    assert rows(olga.get(found.headers["Location"]).text) == []
    found = olga.post(f"{LOG}/find", {"phone": ADA})
    assert len(rows(olga.get(found.headers["Location"]).text)) == 2, "the keyed phone still finds what it did"


def test_a_phone_and_words_are_found_and_never_stand_in_an_address(world: World, olga: Person) -> None:
    world.text(ADA, "stop it")
    world.text(BEN, "STOP please")
    for typed in ("+12025550143", "(202) 555-0143", "0143", "202.555.0143", "1 202 555 0143"):
        found = olga.post(f"{LOG}/find", {"phone": typed}).headers["Location"]
        assert "2025550143" not in found
        assert [row[1] for row in rows(olga.get(found).text)] == ["+…0143"], typed
    found = olga.post(f"{LOG}/find", {"words": "Stop PLEASE"}).headers["Location"]
    assert "please" not in found.lower() and [row[1] for row in rows(olga.get(found).text)] == ["+…0144"]
    unknown = olga.get(olga.post(f"{LOG}/find", {"phone": CORA}).headers["Location"]).text
    assert rows(unknown) == [] and "We do not know that phone" in plain(unknown)
    wrong = olga.get(olga.post(f"{LOG}/find", {"phone": "12"}).headers["Location"]).text
    assert "A phone looks like" in wrong and len(rows(wrong)) == 2


def test_a_search_keeps_the_filters_and_the_filters_keep_the_search(world: World, olga: Person) -> None:
    world.text(ADA, "stop")
    world.text(ADA, "ALTO")
    found = olga.post(f"{LOG}/find", {"phone": ADA, "language": "en", "source": "inbound_text"}).headers["Location"]
    assert "language=en" in found and "source=inbound_text" in found and "contact=" in found
    page = olga.get(found).text
    assert re.search(r'<input type="hidden" name="contact" value="\d+">', page)
    again = olga.post(f"{LOG}/find", {"phone": "0144", "contact": "1"}).headers["Location"]
    assert "contact=" not in again and "last_four=0144" in again


def test_the_words_of_a_text_show_no_phone(world: World, olga: Person) -> None:
    world.text(ADA, f"STOP texting {ADA} and 202-555-0143")
    page = olga.get(LOG).text
    assert "2025550143" not in page and "555-0143" not in page
    assert re.fullmatch(r"STOP texting \+?…0143 and \+?…0143", rows(page)[0][2])


# -- unclear stops -----------------------------------------------------------------------------------------------------


@pytest.fixture
def question(world: World) -> OpenQuestion:
    world.text(ADA, NUMBER)
    world.text(ADA, "make it stop")
    found: OpenQuestion = OpenQuestion.get(OpenQuestion.kind == "stop_question")
    return found


def test_an_unclear_stop_waits_at_the_top_and_says_when_silence_ends_it(
    world: World, olga: Person, question: OpenQuestion
) -> None:
    page = olga.get(LOG).text
    top = plain(page.split('data-live="unclear"')[1].split("</section>")[0])
    assert "make it stop from +…0143" in top and "Silence ends it 2026-11-21 15:00:00 UTC" in top
    assert rows(page)[0][3].startswith("Unclear: may be a stop")
    assert rows(page)[0][6].startswith("our question delivered")


def test_an_operator_reads_it_as_a_stop_with_a_reason_on_record(
    world: World, olga: Person, question: OpenQuestion
) -> None:
    path = f"{LOG}/unclear/{question.id}"
    assert "It was a stop" in olga.get(path).text
    nameless = olga.post(path, {"reason": " "})
    assert nameless.status_code == 400 and "Nothing was changed" in nameless.text
    assert OpenQuestion.get_by_id(question.id).closed_at is None
    done = olga.post(path, {"reason": "She called and said so"})
    assert "on record as a stop" in olga.get(done.headers["Location"]).text
    event = newest_event()
    assert (event.kind, event.source, event.scope) == ("revoked", "operator", "all")
    assert event.rule == "an operator recorded it: their unclear text was a stop"
    assert (open_evidence(event) or {})["note"] == "She called and said so (recorded by Olga)"
    entry = AuditEntry.get(AuditEntry.action == "opt_out.decide")
    assert (open_evidence(entry) or {})["reason"] == "She called and said so"
    assert entry.object == f"contact {question.contact_id}"
    world.text(ADA, "no")
    assert OpenQuestion.get_by_id(question.id).answer == "stop", "a NO that came later changes nothing"
    assert rows(olga.get(LOG).text)[0][3].startswith("Stop an operator")


def test_nobody_of_us_can_say_that_it_was_no_stop(world: World, olga: Person, question: OpenQuestion) -> None:
    page = olga.get(f"{LOG}/unclear/{question.id}").text
    assert len(re.findall(r"<form[^>]*unclear", page)) == 1 and "That is theirs to say" in page
    world.text(ADA, "NO")
    late = olga.post(f"{LOG}/unclear/{question.id}", {"reason": "I think it was"})
    assert "closed already" in olga.get(late.headers["Location"]).text
    assert newest_event().kind == "kept"


def test_a_viewer_sees_unclear_stops_and_decides_nothing(world: World, question: OpenQuestion) -> None:
    vera = sign_in(world, Role.VIEWER)
    page = vera.get(LOG).text
    assert "make it stop" in page and f"/unclear/{question.id}" not in page
    assert vera.post(f"{LOG}/unclear/{question.id}", {"reason": "x"}).status_code == 403
    assert OpenQuestion.get_by_id(question.id).closed_at is None


# -- one record --------------------------------------------------------------------------------------------------------


def test_the_page_of_one_record_shows_its_proof_and_is_on_record(world: World, olga: Person) -> None:
    world.text(ADA, "STOP")
    world.text(ADA, "START")
    world.clock.move(minutes=2)
    world.work()
    event = OptOut.get().event_id
    page = olga.get(f"{LOG}/{event}")
    said = plain(page.text)
    assert page.status_code == 200 and "was followed just now, and it arrives" in said
    assert "They asked for texts again (record C-2)" in said and "Position 0, counted from 0" in said
    assert ADA not in page.text and "2025550143" not in page.text
    entry = AuditEntry.get(AuditEntry.action == "opt_out.look")
    assert entry.object == f"consent {event}" and entry.operator_id == olga.id


def test_a_record_that_is_no_opt_out_is_not_in_the_log(world: World, olga: Person) -> None:
    world.text(ADA, "START")
    assert olga.get(f"{LOG}/{newest_event().id}").status_code == 404
    assert olga.get(f"{LOG}/999999").status_code == 404


def test_an_auditor_reads_the_log_and_a_senders_person_does_not(world: World) -> None:
    world.text(ADA, "STOP")
    aldo = sign_in(world, Role.AUDITOR)
    assert rows(aldo.get(LOG).text)[0][2] == "STOP"
    assert aldo.get(f"{LOG}/{OptOut.get().event_id}").status_code == 200


def test_a_refresh_of_the_list_draws_no_chart_and_asks_for_no_filters(world: World, olga: Person) -> None:
    world.text(ADA, "STOP")
    page, live = olga.get(LOG).text, olga.get(LOG, headers={"X-Live": "1"}).text
    assert 'class="chart"' in page and 'class="chart"' not in live and 'name="rule"' not in live
    assert rows(page) == rows(live)
