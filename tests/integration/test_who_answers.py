"""Who answers for a number is configuration; the person who texts it sees no difference."""

from dataclasses import replace
from typing import Any

import pytest

from bot import following
from carriers import answerers
from carriers.answers import Answer, Asked, Failed, Found, NotFound, NotPermitted, TrackResult
from carriers.in_turn import MOST_AT_ONCE, InTurn
from carriers.recognise import recognise
from jobs import poll
from jobs.context import context, use_settings
from models.carrier_calls import CallBudget
from models.mailpiece import CarrierSlice, Exchange, Mailpiece
from tests.world import ADA, BEN, NUMBER, NUMBERS, StandingClock, World

UPS, FEDEX = "1Z999AA10123456784", "986578788855"


def ask_also(world: World, **credentials: Any) -> None:
    addresses = {
        "easypost_api_base_url": f"{world.sandbox_url}/v2",
        "ups_api_base_url": world.sandbox_url,
        "fedex_api_base_url": world.sandbox_url,
    }
    given = world.settings.model_dump() | addresses | credentials
    use_settings(type(world.settings)(_env_file=None, **given))


def story(world: World, phone: str, number: str, scenario: str) -> list[str]:
    """All that this person hears of that piece."""
    world.piece(number, scenario)
    world.text(phone, number)
    for _ in range(40):
        world.clock.move(hours=2)
        world.work()
    return [text.replace(number[-4:], "####") for text in world.texts_to(phone)]


def states(texts: list[str]) -> list[str]:
    return [text.split(",")[0] for text in texts]


def test_what_usps_does_not_let_us_see_is_followed_through_easypost_and_nobody_sees_a_change(world: World) -> None:
    expected = story(world, ADA, NUMBER, "delivered")
    ask_also(world, easypost_api_key="a-key")
    told = story(world, BEN, NUMBERS[0], "not_permitted")
    assert len(told) >= 3 and states(told) == states(expected)
    assert {row.service for row in Exchange.select()} == {"usps", "easypost"}


def test_a_number_that_could_not_be_followed_is_watched_and_news_comes_as_soon_as_it_can(world: World) -> None:
    world.piece(NUMBER, "not_permitted")
    world.text(ADA, NUMBER)
    assert "shows it only to its shipper" in world.texts_to(ADA)[0]
    ask_also(world, easypost_api_key="a-key")
    for _ in range(14):
        world.clock.move(hours=12)
        world.work()
    later = world.texts_to(ADA)[1:]
    assert "in transit" in later[0] and "delivered" in later[-1]


def test_each_answer_is_kept_with_the_exchange_that_brought_it(world: World) -> None:
    ask_also(world, easypost_api_key="a-key")
    world.piece(NUMBER, "delivered")
    world.piece(NUMBERS[0], "not_permitted")
    world.text(ADA, f"{NUMBER} {NUMBERS[0]}")
    brought = {row.mailpiece.tracking_number: row.exchange.service for row in CarrierSlice.select()}
    assert brought == {NUMBER: "usps", NUMBERS[0]: "easypost"}


def test_couriers_that_one_aggregator_answers_for_share_its_calls(world: World) -> None:
    ask_also(world, easypost_api_key="a-key", easypost_calls_per_hour=7)
    for number in (UPS, f"fedex {FEDEX}"):
        world.text(ADA, number)
    budgets = {row.service: row.calls for row in CallBudget.select()}
    assert set(budgets) == {"easypost"} and budgets["easypost"] == pytest.approx(5 - 2, abs=0.1)


def test_a_number_that_nobody_answers_for_is_refused_in_words_and_kept_nowhere(world: World) -> None:
    world.text(ADA, UPS)
    refused = world.texts_to(ADA)
    assert len(refused) == 1 and "UPS" in refused[0] and Mailpiece.select().count() == 0


@pytest.mark.parametrize(
    ("credentials", "service"),
    [({"easypost_api_key": "a-key"}, "easypost"), ({"ups_client_id": "an-id", "ups_client_secret": "s"}, "ups")],
)
def test_a_ups_number_is_followed_by_whoever_is_configured(
    world: World, credentials: dict[str, str], service: str
) -> None:
    ask_also(world, **credentials)
    world.piece(UPS, "delivered")
    world.text(ADA, UPS)
    assert "UPS ..6784" in world.texts_to(ADA)[-1]
    assert {row.service for row in Exchange.select()} == {service}


def test_a_fedex_number_goes_to_fedex_itself(world: World) -> None:
    ask_also(world, fedex_client_id="an-id", fedex_client_secret="a-secret")
    world.piece(FEDEX, "delivered")
    world.text(ADA, f"fedex {FEDEX}")
    assert "FedEx ..8855" in world.texts_to(ADA)[-1]
    assert {row.service for row in Exchange.select()} == {"fedex"}


def test_digits_that_two_carriers_give_are_followed_once_the_person_said_whose_they_are(world: World) -> None:
    ask_also(world, fedex_client_id="an-id", fedex_client_secret="a-secret")
    world.piece(FEDEX, "delivered")
    world.text(ADA, FEDEX)
    question = world.texts_to(ADA)[-1]
    assert "FedEx" in question and "eply 1" in question and Mailpiece.select().count() == 0
    world.text(ADA, "1")
    assert "FedEx ..8855" in world.texts_to(ADA)[-1]
    assert Mailpiece.get().carrier == "fedex" and {row.service for row in Exchange.select()} == {"fedex"}


# -- the rule ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("courier", "clients", "first", "who"),
    [
        ("usps", {"usps", "easypost"}, ("own", "aggregator"), ("usps", "easypost")),
        ("usps", {"usps", "easypost"}, ("aggregator", "own"), ("easypost", "usps")),
        ("usps", {"usps", "easypost"}, ("aggregator",), ("easypost",)),
        ("usps", {"usps"}, ("own", "aggregator"), ("usps",)),
        ("ups", {"usps"}, ("own", "aggregator"), ()),
        ("dhl", {"usps", "ups", "easypost"}, ("own", "aggregator"), ("easypost",)),
        ("amazon", {"easypost"}, ("own", "aggregator"), ()),
    ],
)
def test_the_order_is_configured(courier: str, clients: set[str], first: tuple[str, ...], who: tuple[str, ...]) -> None:
    assert answerers.in_order(courier, clients, first) == who


def test_only_what_somebody_answers_for_can_be_followed(world: World) -> None:
    (ups, *_), (usps, *_) = recognise(UPS), recognise(NUMBER)
    assert following.can_follow(usps) and not following.can_follow(ups)
    ask_also(world, easypost_api_key="a-key")
    assert following.can_follow(ups) and "amazon" not in context().carriers
    use_settings(world.settings)
    assert not following.can_follow(ups)


class Said:
    """A client that says what it was told to say."""

    def __init__(self, name: str, batch_size: int, answer: Answer) -> None:
        self.name, self.batch_size, self.answer = name, batch_size, answer
        self.asked: list[list[str]] = []

    def track(self, numbers: Any) -> TrackResult:
        self.asked.append([one.tracking_number for one in numbers])
        return TrackResult(
            {one.tracking_number: replace(self.answer, tracking_number=one.tracking_number) for one in numbers}, []
        )


FOUND = Found("", (), "", "", None, None, "", (), None, None, b"{}")
REFUSED = NotPermitted("", "not yours", "150010", b"{}")


def numbers(how_many: int) -> list[Asked]:
    return [Asked(f"94001118991000000{step:05}") for step in range(how_many)]


def test_the_next_is_asked_only_about_what_the_first_may_not_tell(world: World) -> None:
    own, other = Said("usps", 35, NotFound("", "", "", b"{}")), Said("easypost", 1, FOUND)
    answers = InTurn("usps", [own, other], world.clock).track(numbers(3)).answers
    assert {type(answer) for answer in answers.values()} == {NotFound} and other.asked == []


def test_what_was_refused_is_asked_of_the_next_at_once_for_a_day(world: World) -> None:
    own, other = Said("usps", 35, REFUSED), Said("easypost", 1, FOUND)
    both = InTurn("usps", [own, other], world.clock)
    for _ in range(3):
        assert isinstance(both.track(numbers(1)).answers[numbers(1)[0].tracking_number], Found)
    assert len(own.asked) == 1 and len(other.asked) == 3
    world.clock.move(hours=25)
    both.track(numbers(1))
    assert len(own.asked) == 2


def test_an_aggregator_is_never_asked_in_a_burst_and_nobody_is_left_without_an_answer(world: World) -> None:
    own, other = Said("usps", 35, REFUSED), Said("easypost", 1, FOUND)
    answers = InTurn("usps", [own, other], world.clock).track(numbers(20)).answers
    assert len(answers) == 20 and len(other.asked) == MOST_AT_ONCE
    later = [answer for answer in answers.values() if isinstance(answer, Failed)]
    assert len(later) == 20 - MOST_AT_ONCE and {answer.kind for answer in later} == {"budget"}


def test_without_another_the_refusal_is_the_answer(world: World) -> None:
    alone = InTurn("usps", [Said("usps", 35, REFUSED)], StandingClock(world.clock()))
    for _ in range(2):
        assert {type(answer) for answer in alone.track(numbers(2)).answers.values()} == {NotPermitted}
    with pytest.raises(ValueError, match="35 numbers"):
        alone.track(numbers(36))
    poll.run()


def test_easyposts_test_numbers_show_an_operator_that_all_is_set_up(world: World) -> None:
    world.text(ADA, "EZ4000000004")
    assert "EasyPost" in world.texts_to(ADA)[-1] and Mailpiece.select().count() == 0
    ask_also(world, easypost_api_key="a-key")
    for number, state in (("EZ4000000004", "delivered"), ("EZ2000000002", "in transit")):
        world.text(ADA, number)
        assert state in world.texts_to(ADA)[-1], world.texts_to(ADA)[-1]
    world.text(BEN, "EZ7000000007")
    assert "delivered" not in world.texts_to(BEN)[-1] and Mailpiece.select().count() == 3
