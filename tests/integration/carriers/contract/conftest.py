"""One stage for all carriers: a test that asks for `stage` is played with each of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from carriers.answers import Answer, Asked, TrackResult
from carriers.http import Limits
from carriers.oauth import MemoryTokenStore
from tests.carrier_scenes import CarrierServer, Scene, playing
from tests.integration.carriers.contract.plays import LIMITS, PLAYS, Play


@dataclass
class Stage:
    play: Play
    server: CarrierServer

    def track(self, *numbers: str, limits: Limits = LIMITS) -> TrackResult:
        client = self.play.client_at(self.server.url, MemoryTokenStore(), limits)
        return client.track([Asked(number) for number in numbers or (self.play.number,)])

    def was_asked(self, *kinds: str) -> bool:
        """Exactly so, but for the sign-ins of a carrier that has none."""
        return self.server.kinds() == [kind for kind in kinds if self.play.signs_in or kind != "token"]

    def answer_to(self, *scenes: Scene) -> Answer:
        self.server.scenes = list(scenes)
        number = self.play.number
        return self.track(number).answers[number]


@pytest.fixture(params=PLAYS.values(), ids=PLAYS)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    play: Play = request.param
    with playing(play.token_path, play.token) as server:
        yield Stage(play, server)
