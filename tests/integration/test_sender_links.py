"""A sender's links: who gets in by them, what they open, and what the sender's own notices are."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot import batch_notices
from models.batch import BatchPiece
from models.consent import ConsentEvent
from models.mailpiece import Mailpiece
from models.subscription import Subscription
from models.web_request import WebRequest
from tests.web_forms import fill, said_on, words_on
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

MARCH = (NUMBER, *NUMBERS[:2])


def run(world: World, *words: str, typed: str = "") -> str:
    said = world.app.test_cli_runner().invoke(args=list(words), input=typed)
    assert said.exit_code == 0, said.output
    return said.output


@pytest.fixture
def acme(world: World) -> World:
    """A law office with three letters out."""
    run(world, "senders", "add", "acme", "Acme & Sons")
    run(world, "batches", "add", "acme", "march", "-", typed="\n".join(MARCH))
    for number in MARCH:
        world.piece(number)
    return world


def link(world: World, *words: str) -> str:
    """Its path, as the command prints it."""
    found = re.search(r"(/o/\S+)\n", run(world, "links", "make", "acme", *words))
    assert found
    return found[1]


def test_good_rows_of_a_list_are_taken_and_bad_ones_come_back_with_what_is_wrong(world: World) -> None:
    run(world, "senders", "add", "acme", "Acme")
    rows = f"{NUMBER}\n\n9.4E+21\n{NUMBERS[0]}, second\n9400111206206406260788\nhello\n{NUMBER}\n"
    said = run(world, "batches", "add", "acme", "march", "-", typed=rows)
    assert "3 mailpieces are in the batch march; 3 lines were not taken." in said
    assert "line 3: 9.4E+21: A spreadsheet has rounded this number" in said
    assert "line 5: 9400111206206406260788: This looks like a USPS number, but its check digit does not fit" in said
    assert BatchPiece.select().count() == 2
    assert all(piece.registered_at and piece.next_poll_at for piece in Mailpiece.select())
    assert "march  2 mailpieces" in run(world, "batches", "list", "acme")


def test_a_name_too_long_for_a_page_is_refused_in_words(world: World) -> None:
    for words in (("senders", "add", "acme", "A" * 81), ("batches", "add", "acme", "m" * 81, "-")):
        said = world.app.test_cli_runner().invoke(args=list(words), input=NUMBER)
        assert said.exit_code == 2 and "1 to 80 characters" in said.output


def test_a_mailpiece_of_another_sender_is_in_no_batch_of_mine(acme: World) -> None:
    run(acme, "senders", "add", "other", "Other")
    said = run(acme, "batches", "add", "other", "april", "-", typed=NUMBER)
    assert "another sender's mailpiece" in said and "0 mailpieces" in said


def test_the_recipient_of_one_letter_needs_to_type_nothing_and_reads_everything(acme: World) -> None:
    path = link(acme, "--piece", NUMBER)
    page = acme.browser().get(path)
    assert "Acme & Sons mailed you something: USPS ..0787" in words_on(page)
    assert 'name="number"' not in page.text and page.headers["X-Robots-Tag"].startswith("noindex")
    said = said_on(fill(acme, path=path, number=None))
    assert re.fullmatch(r"code \w{6}", said)
    acme.text(ADA, said)
    followed = Subscription.get()
    assert (followed.mailpiece.tracking_number, followed.proven) == (NUMBER, True)
    confirmed = ConsentEvent.get(ConsentEvent.kind == "confirmed")
    assert b"link 1 of sender acme" in confirmed.evidence and b"this mailpiece from Acme & Sons" in confirmed.evidence
    assert "Acme" not in "".join(acme.texts_to(ADA)), "no sender's words in a text"


def test_the_same_link_by_our_question_is_proof_too(acme: World) -> None:
    path = link(acme, "--piece", NUMBER)
    fill(acme, "question", path=path, number=None, phone=ADA)
    acme.work()
    acme.text(ADA, "YES")
    assert Subscription.get().proven is True


def test_by_a_batch_link_each_follows_their_own_piece_and_no_other(acme: World) -> None:
    path = link(acme, "--batch", "march")
    refused = fill(acme, path=path, number=NUMBERS[3])
    assert refused.status_code == 422 and "not in this mailing of Acme & Sons" in words_on(refused)
    acme.text(ADA, said_on(fill(acme, path=path, number=NUMBERS[0])))
    followed = Subscription.get()
    assert (followed.mailpiece.tracking_number, followed.proven) == (NUMBERS[0], False)


def test_the_sender_follows_all_of_it_by_one_text_and_hears_what_is_new(acme: World) -> None:
    path = link(acme, "--batch", "march", "--own")
    page = acme.browser().get(path)
    assert "all 3 mailpieces" in words_on(page) and 'value="question"' not in page.text
    said = said_on(fill(acme, path=path, number=None, choice="delivery"))
    acme.text(BEN, said)
    assert acme.texts_to(BEN)[0].startswith("Waypost: We follow your 3 mailpieces now")
    assert {(row.mailpiece.tracking_number, row.choices, row.proven) for row in Subscription.select()} == {
        (number, "delivery", True) for number in MARCH
    }
    confirmed = ConsentEvent.select().where(ConsentEvent.kind == "confirmed")
    assert confirmed.count() == 3 and {row.source for row in confirmed} == {"web"}
    assert WebRequest.get(WebRequest.kind == "batch").state == "done"
    acme.scan(NUMBERS[1], "01", "Delivered, Left with Individual")
    assert "..6227577"[-4:] in acme.texts_to(BEN)[-1] or "elivered" in acme.texts_to(BEN)[-1]


def test_a_stop_in_the_middle_of_a_large_batch_ends_it(acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_notices, "AT_ONCE", 1)
    acme.text(BEN, said_on(fill(acme, path=link(acme, "--batch", "march", "--own"), number=None)), work=False)
    request = WebRequest.get(WebRequest.kind == "batch")
    batch_notices.follow_some(request, acme.clock())
    acme.text(BEN, "STOP")
    assert Subscription.select().where(Subscription.state == "active").count() == 0
    assert (WebRequest.get_by_id(request.id).state, WebRequest.get_by_id(request.id).reason) == ("done", "opted_out")


def test_a_start_after_that_stop_does_not_bring_the_rest_of_the_batch(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_notices, "AT_ONCE", 1)
    acme.text(BEN, said_on(fill(acme, path=link(acme, "--batch", "march", "--own"), number=None)), work=False)
    batch_notices.follow_some(WebRequest.get(WebRequest.kind == "batch"), acme.clock())
    acme.clock.move(seconds=1)
    acme.text(BEN, "STOP", work=False)
    acme.text(BEN, "START")
    assert Subscription.select().where(Subscription.state == "active").count() == 0


def test_a_link_that_is_over_taken_back_or_made_up_opens_nothing_and_looks_alike(acme: World) -> None:
    path, browser = link(acme, "--piece", NUMBER, "--days", "3"), acme.browser()
    made_up = browser.get("/o/MQ.AAAAAAAAAAAAAAAAAAAAAAAAAAA")
    run(acme, "links", "revoke", "1")
    assert (browser.get(path).status_code, browser.get(path).data) == (404, made_up.data)
    assert fill(acme, path=path, number=None).status_code == 404
    assert browser.get(path + "/sheet").status_code == 404
    fresh = link(acme, "--piece", NUMBER, "--days", "3")
    assert browser.get(fresh).status_code == 200
    acme.clock.move(days=3, seconds=1)
    assert browser.get(fresh).status_code == 404
    listed = run(acme, "links", "list", "acme")
    assert "1  taken back" in listed and "2  over" in listed


def test_a_signature_that_does_not_fit_costs_us_no_look_at_the_database(acme: World) -> None:
    from playhouse.test_utils import count_queries

    from bot import sender_links

    token = link(acme, "--piece", NUMBER).removeprefix("/o/")
    forged = ("2" if token[0] != "2" else "3") + token[1:]
    with count_queries() as counted:
        assert sender_links.find(forged, acme.clock()) is None and sender_links.find("x" * 5000, acme.clock()) is None
    assert counted.count == 0


def test_the_sheet_and_the_command_give_a_code_to_print(acme: World, tmp_path: Path) -> None:
    target = tmp_path / "cover.svg"
    path = link(acme, "--batch", "march", "--qr", str(target))
    assert target.read_text().lstrip().startswith("<?xml") and "<svg" in target.read_text()
    sheet = acme.browser().get(path + "/sheet")
    assert f"{acme.settings.public_base_url}{path}" in sheet.text and "<svg" in sheet.text


@pytest.mark.parametrize(
    "words", [(), ("--piece", NUMBER, "--batch", "march"), ("--own",), ("--piece", NUMBER, "--own")]
)
def test_a_link_is_for_one_thing(acme: World, words: tuple[str, ...]) -> None:
    said = acme.app.test_cli_runner().invoke(args=["links", "make", "acme", *words])
    assert said.exit_code == 2 and "--piece NUMBER, or --batch NAME" in said.output


def test_a_code_of_a_batch_is_over_after_a_day(acme: World) -> None:
    said = said_on(fill(acme, path=link(acme, "--batch", "march", "--own"), number=None))
    acme.clock.at += timedelta(hours=25)
    acme.text(BEN, said)
    assert Subscription.select().count() == 0 and "do not know that code" in acme.texts_to(BEN)[-1]
