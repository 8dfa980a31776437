"""Schedules that dwell on one thing: what a mutant does wrong. Nothing else happens in them, so that what is armed
strikes the text that is meant. On the product as it is they do no harm.
"""

from random import Random

from tests.chaos.acts import DONE, NOTICE, OUT, Act, Schedule, Setting, phone_number, tracking_number

ALL = "all"


def make(setting: Setting, index: int, rng: Random) -> Schedule:
    scene = _Scene(setting, index, rng)
    scenes = [name for name in vars(_Scene) if not name.startswith("_")]
    what = scenes[index % len(scenes)] if setting.dwell == ALL else setting.dwell.replace("-", "_")
    getattr(scene, what)()
    acts = tuple(sorted(scene.acts, key=lambda act: act.at))
    return Schedule(index, setting.seconds, acts, (f"dwells on {what}",))


class _Scene:
    """One person follows one piece; in the middle it is scanned, or something is asked."""

    def __init__(self, setting: Setting, index: int, rng: Random) -> None:
        self._setting, self._index = setting, index
        self._phone, self._number = phone_number(index, 0), tracking_number(rng)
        self._middle = 0.45 * setting.seconds
        self.acts: list[Act] = []
        self._do(0.0, "piece", self._number)
        self._do(0.02, "text", self._phone, self._number)

    def _do(self, at: float, what: str, *args: object, after: str = "") -> None:
        self.acts.append(Act(at, what, args, after))

    def _scan(self) -> None:
        self._do(self._middle, "scan", self._number, *OUT)

    def _fault(self, kind: str, **more: object) -> None:
        """Of the next text to this phone."""
        wish = {"service": "twilio", "kind": kind, "count": 1, "method": "POST", "phone": self._phone, **more}
        self._do(self._middle - 0.01, "fault", wish)

    def _arm(self, point: str, what: str = "kill") -> None:
        self._do(self._middle - 0.01, "arm", point, what)

    def no_recheck(self) -> None:
        """News is refused for now; before that is written down the person stops."""
        self._fault("http_429")
        self._arm("deliver.answered", "sleep 0.4")
        self._do(self._setting.seconds + 1, "text", self._phone, "STOP", after="deliver.answered")
        self._scan()

    def marked_before_post(self) -> None:
        self._arm("deliver.requesting")
        self._scan()

    def blind_retry(self) -> None:
        """No answer comes, and no callback is faster than that."""
        self._do(self._middle - 0.01, "fault", {"service": "twilio", "kind": "callback_drop", "count": 2})
        self._fault("timeout_after_accept", seconds=round(15 * self._setting.second, 3))
        self._scan()

    def no_unique_key(self) -> None:
        self._do(self._middle, "text_twice", self._phone, "HELP")

    def deferred_begin(self) -> None:
        """Many at once."""
        for place in range(1, 4):
            self._do(self._middle, "text", phone_number(self._index, place), self._number)
            self._do(self._middle + 0.05, "text", phone_number(self._index, place), "HELP")
        self._scan()

    def no_epoch_check(self) -> None:
        """A refusal is written down when the text has long gone in a second try."""
        self.acts.clear()  # nobody else is texted: what is armed would strike them
        self._fault("http_429")
        self._arm("deliver.answered", f"sleep {round(420 * self._setting.second, 3)}")
        self._do(self._middle, "text", self._phone, "HELP")

    def ack_before_commit(self) -> None:
        self._arm("receipt.applied")
        self._scan()

    def swallowed_commit_error(self) -> None:
        self._arm("deliver.claimed", "fail")
        self._scan()

    def no_sweep(self) -> None:
        self._arm("deliver.fenced")
        self._scan()

    def order_by_wall_clock(self) -> None:
        self._do(self._middle, "fault", {"service": "twilio", "kind": "callback_reorder", "count": 1})
        self._scan()

    def blind_events(self) -> None:
        """The same piece is looked at more than once."""
        self._scan()

    def newest_scan_alone(self) -> None:
        """Two scans between two looks."""
        self._scan()
        self._do(self._middle + 1.2 * self._setting.second, "scan", self._number, *NOTICE)

    def life_size(self) -> None:
        """For a run that is not scaled: what mends itself within half a minute, of everything a little."""
        other = phone_number(self._index, 1)
        end = self._setting.seconds
        for at, what, *args in (
            (0.1 * end, "arm", "inbound.committed", "kill"),
            (0.1 * end + 0.1, "text", other, self._number),
            (0.2 * end, "fault", {"service": "twilio", "kind": "callback_duplicate", "count": 4}),
            (0.3 * end, "redis_flush"),
            (0.35 * end, "scan", self._number, *OUT),
            (0.4 * end, "database_kill"),
            (0.4 * end + 0.3, "database_start"),
            (0.5 * end, "term", "clock-1"),
            (0.5 * end, "term", "urgent-1"),
            (0.6 * end, "fault", {"service": "twilio", "kind": "http_429", "count": 1, "method": "POST"}),
            (0.6 * end, "scan", self._number, *NOTICE),
            (0.7 * end, "arm", "receipt.applied", "kill"),
            (0.75 * end, "text", other, "STOP"),
            (0.8 * end, "scan", self._number, *DONE),
            (0.85 * end, "kill", "web"),
            (0.9 * end, "text_twice", self._phone, "HELP"),
        ):
            self._do(at, str(what), *args)
