"""Several who may answer for one courier's numbers, asked in turn: its own API, then an aggregator.

The next one is asked about what the one before may not tell. Nobody who follows the piece sees a change.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from carriers.answers import Answer, Asked, CarrierClient, Exchange, Failed, NotPermitted, TrackResult

#: A number that its own carrier does not let us see is asked of the next at once for so long, then of the carrier anew.
REMEMBERED = timedelta(hours=24)
MOST_REMEMBERED = 50_000
#: Aggregators refuse bursts (DAKboard #2262: seven numbers at once); the others of a batch come with the next look.
MOST_AT_ONCE = 4
#: And none is begun after so long, for whoever asks has claimed the pieces for some seconds only.
BEGUN_WITHIN_SECONDS = 5.0


class InTurn:
    """A CarrierClient over others, the first of which has the say. `service` is its name: its calls are counted."""

    def __init__(self, name: str, clients: Sequence[CarrierClient], now: Callable[[], datetime]) -> None:
        self.name = name
        self._own, *self._others = clients
        self.batch_size, self.service = self._own.batch_size, self._own.name
        self._now = now
        self._refused: dict[str, datetime] = {}

    def track(self, numbers: Sequence[Asked]) -> TrackResult:
        if len(numbers) > self.batch_size:
            raise ValueError(f"{self.name} takes {self.batch_size} numbers a call, not {len(numbers)}")
        exchanges: list[Exchange] = []
        ours = [one for one in numbers if not self._is_refused(one.tracking_number)]
        told_by: dict[str, Exchange] = {}
        answers = _ask(self._own, ours, exchanges, told_by) if ours else {}
        refused = [one for one in numbers if isinstance(answers.get(one.tracking_number), NotPermitted)]
        self._remember(refused)
        passed_on = [one for one in numbers if one.tracking_number not in answers] + refused
        for client in self._others:
            answers |= self._pass_on(client, passed_on, exchanges, told_by)
            passed_on = [one for one in passed_on if isinstance(answers[one.tracking_number], NotPermitted)]
        return TrackResult(answers, exchanges, told_by)

    def _pass_on(
        self, client: CarrierClient, asked: Sequence[Asked], exchanges: list[Exchange], told_by: dict[str, Exchange]
    ) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        end = time.monotonic() + BEGUN_WITHIN_SECONDS
        calls = [asked[start : start + client.batch_size] for start in range(0, len(asked), client.batch_size)]
        for call in calls[:MOST_AT_ONCE]:
            if time.monotonic() < end:
                answers |= _ask(client, call, exchanges, told_by)
        later = f"{client.name} is asked about no more at once"
        return {one.tracking_number: Failed(one.tracking_number, "budget", later) for one in asked} | answers

    def _is_refused(self, number: str) -> bool:
        since = self._refused.get(number) if self._others else None
        return since is not None and self._now() - since < REMEMBERED

    def _remember(self, refused: Sequence[Asked]) -> None:
        if len(self._refused) + len(refused) > MOST_REMEMBERED:
            self._refused.clear()  # each is asked once more: no harm, and rare
        self._refused |= {one.tracking_number: self._now() for one in refused}


def _ask(
    client: CarrierClient, asked: Sequence[Asked], exchanges: list[Exchange], told_by: dict[str, Exchange]
) -> dict[str, Answer]:
    result = client.track(asked)
    exchanges += result.exchanges
    if result.exchanges:
        told_by |= dict.fromkeys(result.answers, result.exchanges[-1])
    return result.answers
