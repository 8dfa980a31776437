"""The stand-ins of UPS, FedEx and EasyPost, asked by the product's own clients over real HTTP."""

import time

import pytest

from carriers.answers import Asked, CarrierClient, Failed, Found, NotFound, NotPermitted
from carriers.easypost import EasyPostClient
from carriers.fedex import FedexClient
from carriers.oauth import Credentials, MemoryTokenStore
from carriers.ups import UpsClient
from carriers.usps import UspsClient
from sandbox.numbers import make_sample

FAST = 1e8  # weeks within some milliseconds
NUMBERS = {"ups": "1Z999AA10123456784", "fedex": "986578788855", "easypost": "9400111899560000000007"}


def client_of(world, name: str) -> CarrierClient:
    key, now = Credentials("an-id", "a-secret"), world.sandbox.clock
    match name:
        case "ups":
            return UpsClient(world.url, key, MemoryTokenStore(), now)
        case "fedex":
            return FedexClient(world.url, key, MemoryTokenStore(), now)
        case "usps":
            return UspsClient(world.url, key, MemoryTokenStore(), now)
        case _:
            return EasyPostClient(f"{world.url}/v2", "a-key", now)


def told(world, name: str, number: str):
    return client_of(world, name).track([Asked(number, courier="usps")]).answers[number]


def set_up(world, number: str, scenario: str) -> None:
    wish = {"tracking_number": number, "scenario": scenario, "speed": FAST}
    assert world.post("/mailpieces", wish).status_code == 201
    time.sleep(0.05)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    ("scenario", "last"),
    [
        ("delivered", "delivered"),
        ("notice_left", "delivered"),
        ("refused", {"ups": "returned", "fedex": "returning", "easypost": "returned"}),
        ("unclaimed", {"ups": "returned", "fedex": "returning", "easypost": "returned"}),
        ("delayed", "delivered"),
    ],
)
def test_a_journey_ends_in_each_carriers_words_where_it_ends(world, name, scenario, last):
    set_up(world, NUMBERS[name], scenario)
    answer = told(world, name, NUMBERS[name])
    assert isinstance(answer, Found)
    assert answer.events[-1].milestone == (last if isinstance(last, str) else last[name])
    assert "unknown" not in {event.milestone for event in answer.events}


@pytest.mark.parametrize("name", ["ups", "fedex"])
def test_what_a_carrier_does_not_know_is_not_found(world, name):
    assert isinstance(told(world, name, "ZZ00000000"), NotFound)


def test_what_usps_does_not_let_us_track_easypost_shows(world):
    number = make_sample("not_permitted")
    assert isinstance(told(world, "usps", number), NotPermitted)
    assert isinstance(told(world, "easypost", number), Found)


def test_thirty_numbers_are_one_fedex_call_each_answered_as_its_own(world):
    numbers = [f"{986578788850 + 10 * step}" for step in range(30)]
    result = client_of(world, "fedex").track([Asked(number) for number in numbers])
    assert [type(result.answers[number]) for number in numbers] == [Found] * 30
    assert len([exchange for exchange in result.exchanges if exchange.numbers]) == 1


@pytest.mark.parametrize(
    ("code", "milestone"),
    [
        ("EZ1000000001", "label_created"),
        ("EZ3000000003", "out_for_delivery"),
        ("EZ4000000004", "delivered"),
        ("EZ5000000005", "returning"),
        ("EZ6000000006", "unknown"),
    ],
)
def test_easyposts_own_test_codes(world, code, milestone):
    answer = told(world, "easypost", code)
    assert isinstance(answer, Found) and answer.events[-1].milestone == milestone
    assert isinstance(told(world, "easypost", "EZ7000000007"), NotFound)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    ("kind", "failed"), [("http_500", "server_error"), ("http_429", "throttled"), ("garbage", "garbage")]
)
def test_faults_can_be_ordered_for_each_carrier(world, name, kind, failed):
    set_up(world, NUMBERS[name], "delivered")
    world.fault(name, kind, count=1, path="/track")
    client = client_of(world, name)
    first, second = (client.track([Asked(NUMBERS[name])]).answers[NUMBERS[name]] for _ in range(2))
    assert isinstance(first, Failed) and first.kind == failed
    assert isinstance(second, Found)
