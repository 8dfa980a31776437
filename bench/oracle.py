"""Who knows when everything is scanned: the lower bound of what asking can do with so many calls."""

from collections.abc import Sequence

from bench.play import BATCH, Outcome
from bench.scans import DAY, KEY, Piece
from models.vocabulary import Milestone as M

ROUNDS = 18


def foresee(pieces: Sequence[Piece], days: float, warm_up: float, calls: int) -> Outcome:
    """About so many calls: each is made when the scans that wait have waited long enough together."""
    scans = sorted(
        at for piece in pieces for at, what in piece.scans if what in KEY and warm_up * DAY <= at < days * DAY
    )
    delivered = sum(what is M.DELIVERED and warm_up * DAY <= at < days * DAY for p in pieces for at, what in p.scans)
    least, most, played = 0.0, 1e5, _play(scans, 0.0)
    for _ in range(ROUNDS):
        middle = (least + most) / 2
        played = _play(scans, middle)
        least, most = (middle, most) if played.calls > calls else (least, middle)
    played.delivered = delivered
    return played


def _play(scans: Sequence[float], together: float) -> Outcome:
    """Calls at whole minutes. `together`: minutes that all waiting scans must have waited, added up."""
    outcome, begun, first = Outcome(), 0, 0
    minute = int(scans[0]) if scans else 0
    while first < len(scans):
        while begun < len(scans) and scans[begun] <= minute:
            begun += 1
        waited = sum(minute - at for at in scans[first:begun])
        if begun > first and (waited >= together or begun - first >= BATCH):
            taken = scans[first : min(begun, first + BATCH)]
            outcome.calls += 1
            outcome.delays += [minute - at for at in taken]
            first += len(taken)
        else:
            minute = minute + 1 if begun > first else int(scans[begun]) + 1
    return outcome
