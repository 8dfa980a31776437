"""Why a text came, link by link. That no text of any conversation has a hole is a test of tests/integration."""

from collections.abc import Sequence

import pytest

from bot import erasure
from bot.why_chain import chain_of, holes
from bot.why_links import Link, Step
from models.consent import ConsentEvent
from models.inbound import InboundMessage
from models.mailpiece import TrackingEvent
from models.outbound import OutboundMessage
from models.program import Program
from models.vocabulary import ConsentKind
from tests.open_doors import run
from tests.web_forms import fill, said_on
from tests.whole_chains import broken_chains
from tests.world import ADA, NUMBER, NUMBERS, World


def of_kind(kind: str) -> Sequence[Link]:
    return chain_of(OutboundMessage.select().where(OutboundMessage.kind == kind).order_by(OutboundMessage.id).get())


def steps(chain: Sequence[Link]) -> list[Step]:
    return [link.step for link in chain]


def link_of(chain: Sequence[Link], step: Step) -> Link:
    return next(link for link in chain if link.step == step)


def told(link: Link) -> str:
    return " | ".join([link.title, link.says, *(f"{fact.name}: {fact.value}" for fact in link.facts if fact.shown)])


def out_for_delivery(world: World) -> Sequence[Link]:
    world.piece(NUMBER)
    world.text(ADA, f"{NUMBER} please")
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.settle()
    return of_kind("out_for_delivery")


def test_news_goes_back_to_the_persons_own_words_and_on_to_the_networks_word(world: World) -> None:
    chain = out_for_delivery(world)
    assert steps(chain) == [
        Step.ACT, Step.RECORD, Step.FOLLOWING, Step.MILESTONE, Step.SCAN, Step.TEXT, Step.TEXT, Step.RECEIPTS,
    ]  # fmt: skip
    event = ConsentEvent.get(ConsentEvent.kind == ConsentKind.CONFIRMED)
    said = [told(link) for link in chain]
    assert "They texted us." in said[0] and f"their words: {NUMBER} please" in said[0]
    assert InboundMessage.get().provider_reference in said[0]
    assert f"Record C-{event.id}: They agreed" in said[1] and "waits for sealing" in said[1] or "position" in said[1]
    assert "USPS ..0787" in said[2] and "hears of: the main steps" in said[2]
    assert "milestone: out for delivery" in said[3]
    assert "“Out for Delivery”" in said[4] and "code: OF" in said[4] and "MEMPHIS, TN" in said[4]
    assert "It is news of a mailpiece." in said[5] and "delivered" in said[5] and "Accepted" in said[6]
    assert "delivered to the phone" in said[7]


def test_a_scan_that_is_gone_is_a_hole_and_is_found(world: World) -> None:
    out_for_delivery(world)
    assert broken_chains() == {}
    TrackingEvent.delete().where(TrackingEvent.milestone == "out_for_delivery").execute()
    chain = of_kind("out_for_delivery")
    assert [link.step for link in holes(chain)] == [Step.SCAN] and "No scan that says so is kept" in holes(chain)[
        0
    ].says
    assert list(broken_chains().values()) == [["scan is missing: No scan that says so is kept."]]


def test_a_yes_shows_the_question_exactly_as_it_was_read(world: World) -> None:
    world.piece(NUMBER)
    run(world, "senders", "add", "office", "Law Office")
    run(world, "senders", "attest", "office", "--by", "Dora Lane")
    world.program.invites_by_text = True
    world.program.save()
    run(world, "invite", "office", NUMBER, ADA)
    world.work()
    asked = world.texts_to(ADA)[-1]
    world.text(ADA, "yes")
    record = told(link_of(of_kind("followed"), Step.RECORD))
    assert asked in record and "invite 1 en" in record
    question = of_kind("invite")
    assert "that is no consent" in told(question[0]) and "office: " in told(question[0])


def test_a_sign_up_on_our_page_shows_page_address_and_browser(world: World) -> None:
    world.piece(NUMBER)
    page = fill(world, number=NUMBER)
    world.text(ADA, said_on(page))
    act = told(of_kind("followed")[0])
    assert (
        "on a page of ours" in act and "from address: 127.0.0.1" in act and "browser: " in act and "page: http" in act
    )


def test_a_piece_of_a_sender_whose_mail_they_asked_for_rests_on_that_earlier_act(world: World) -> None:
    world.piece(NUMBER)
    world.piece(NUMBERS[0])
    run(world, "senders", "add", "office", "Law Office")
    run(world, "senders", "attest", "office", "--by", "Dora Lane")
    world.program.invites_by_text = True
    world.program.save()
    run(world, "invite", "office", NUMBER, ADA)
    world.work()
    world.text(ADA, "yes")
    world.text(ADA, "ALWAYS 0787")
    run(world, "invite", "office", NUMBERS[0], ADA)
    world.work()
    first, second, *_ = of_kind("standing_followed")
    assert "their words: ALWAYS 0787" in told(first) and "asked for all mail of this sender (C-" in told(second)


def test_a_digest_names_the_scan_of_each_piece_in_it(world: World) -> None:
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
        world.text(ADA, number)
    Program.update(pushes_a_day=6, quiet_from=9, quiet_until=12).execute()  # it is ten in the morning
    for number in (NUMBER, NUMBERS[0]):
        world.scan(number, "DX", "In Transit, Arriving Late")
    world.clock.move(hours=3)
    world.work()
    chain = of_kind("digest")
    assert steps(chain).count(Step.SCAN) == 2 and steps(chain).count(Step.FOLLOWING) == 2 and not holes(chain)
    assert broken_chains() == {}


def test_what_was_held_and_then_stopped_says_that_it_was_never_sent_and_why(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    Program.update(quiet_from=9, quiet_until=12).execute()
    world.scan(NUMBER, "OF", "Out for Delivery")
    held = of_kind("out_for_delivery")
    assert "held: quiet time" in told(link_of(held, Step.TEXT))
    world.text(ADA, "STOP")
    chain = of_kind("out_for_delivery")
    assert "blocked: opted out" in told(link_of(chain, Step.TEXT)) and "never handed" in told(chain[-1])
    assert broken_chains() == {}


@pytest.mark.parametrize(("code", "words"), [(30007, "filtered by the network"), (30003, "off or out of reach")])
def test_a_code_of_the_provider_is_said_in_words(code: int, words: str, world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.settle()
    world.fault("twilio", "undelivered", code=code, phone=ADA, count=9)
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.until(lambda: OutboundMessage.get(OutboundMessage.kind == "out_for_delivery").error_code == code)
    assert f"not delivered – {words}" in told(of_kind("out_for_delivery")[-1]).replace("the phone is ", "")


def test_after_an_erasure_the_chain_is_whole_and_says_nothing_personal(world: World) -> None:
    out_for_delivery(world)
    erasure.erase(ADA, "asked", "Dora")
    chain = of_kind("out_for_delivery")
    everything = " ".join(map(told, chain))
    assert not holes(chain) and "(erased)" in everything and "please" not in everything
