"""What happens in one schedule: a small story of people and mailpieces, and the misfortunes that strike it. Pure: the
same seed and place in the run give the same schedule. Nothing is done here."""

from collections.abc import Iterator
from random import Random

from config.crash_points import POINTS
from tests.chaos import dwelling
from tests.chaos.acts import JOURNEYS, Act, Schedule, Setting, phone_number, tracking_number
from tests.chaos.stack import POSTGRESQL, ROLES

#: Within a transaction: there the database may fail.
IN_TRANSACTION = (
    "inbound.answered",
    "poll.applied",
    "deliver.claimed",
    "deliver.settled",
    "receipt.applied",
    "reconcile.decided",
)
#: These need somebody to be in doubt, or to have died, before they are reached at all.
NEED_DOUBT = frozenset({"reconcile.listed", "reconcile.decided"})
NEED_A_DEATH = frozenset({"sweep.lost_given_up"})


def make(setting: Setting, index: int) -> Schedule:
    rng = Random(f"{setting.seed}/{setting.pairing}/{index}")
    if setting.dwell and (setting.dwell == dwelling.ALL or index % 2 == 0):
        return dwelling.make(setting, index, rng)
    maker = _Maker(setting, index, rng)
    maker.tell_a_story()
    for misfortune in _misfortunes(setting, index, rng):
        getattr(maker, misfortune)()
    maker.crash_somewhere()
    return Schedule(index, setting.seconds, tuple(sorted(maker.acts, key=lambda act: act.at)), tuple(maker.says))


def _misfortunes(setting: Setting, index: int, rng: Random) -> Iterator[str]:
    """Two to four of them; every kind in turn, so that a short run has met them all."""
    kinds = [
        name for name in MISFORTUNES if setting.pairing == POSTGRESQL or name not in ("redis_forgets", "redis_restarts")
    ]
    yield kinds[index % len(kinds)]
    yield from rng.sample(kinds, rng.choice((1, 1, 2, 3)))


class _Maker:
    """Writes the acts of one schedule."""

    def __init__(self, setting: Setting, index: int, rng: Random) -> None:
        self.setting, self.index, self.rng = setting, index, rng
        self.acts: list[Act] = []
        self.says: list[str] = []
        self.phones = [phone_number(index, place) for place in range(rng.choice((2, 3, 3)))]
        self.numbers = [tracking_number(rng) for _ in range(rng.choice((1, 1, 2)))]

    # -- the story --------------------------------------------------------------------------------------------------

    def tell_a_story(self) -> None:
        """Everybody texts a number and hears of its journey; some stop on the way, some ask, some start again."""
        for number in self.numbers:
            self._do(0.0, "piece", number)
            self._travel(number)
        for place, phone in enumerate(self.phones):
            self._join(phone, self.numbers if place == 1 else self.numbers[:1])

    def _travel(self, number: str) -> None:
        journey = self.rng.choice(JOURNEYS)
        apart = max(1.2 * self.setting.second, 0.02)
        moments = sorted(self.rng.uniform(0.3, 0.95) * self.setting.seconds for _ in journey)
        for place, (code, words, milestone) in enumerate(journey):
            moment = max(moments[place], moments[place - 1] + apart) if place else moments[0]
            moments[place] = moment
            self._do(moment, "scan", number, code, words, milestone)

    def _join(self, phone: str, numbers: list[str]) -> None:
        begin = self.rng.uniform(0.0, 0.15) * self.setting.seconds
        self._do(begin, "text", phone, " ".join(numbers))
        if self.rng.random() < 0.3:
            self._do(self._later(0.2, 0.9), "text", phone, self.rng.choice(("HELP", "STATUS", "LIST", "WHY")))
        if self.rng.random() < 0.35:
            stop = self._later(0.3, 0.9)
            self._do(stop, "text", phone, "STOP")
            if self.rng.random() < 0.4:
                start = stop + self.rng.uniform(0.05, 0.3) * self.setting.seconds
                self._do(start, "text", phone, "START")
                self._do(start + 0.2 * self.setting.seconds, "text", phone, numbers[0])

    def _later(self, earliest: float, latest: float) -> float:
        return self.rng.uniform(earliest, latest) * self.setting.seconds

    def _do(self, at: float, what: str, *args: object, after: str = "") -> None:
        self.acts.append(Act(at, what, args, after))

    def _strike(self, says: str, *acts: tuple[float, str, tuple[object, ...]]) -> None:
        self.says.append(says)
        for at, what, args in acts:
            self._do(at, what, *args)

    # -- misfortunes of our own processes ---------------------------------------------------------------------------

    def _role(self, *but: str) -> str:
        return self.rng.choice([role for role in ROLES[self.setting.pairing] if role not in but])

    def kill(self) -> None:
        role = self._role()
        self._strike(f"kill -9 of {role}", (self._later(0.0, 1.0), "kill", (role,)))

    def kill_all(self) -> None:
        at = self._later(0.1, 0.9)
        self._strike("kill -9 of all", *((at, "kill", (role,)) for role in ROLES[self.setting.pairing]))

    def drain(self) -> None:
        role = self._role()
        self._strike(f"SIGTERM to {role}", (self._later(0.0, 1.0), "term", (role,)))

    def freeze(self) -> None:
        role = self._role("web")
        at, lasts = self._later(0.0, 0.8), self.rng.choice((0.3, 1.0, 2.5))
        self._strike(f"{role} stands still for {lasts:g} s", (at, "freeze", (role,)), (at + lasts, "thaw", (role,)))

    def crash_somewhere(self) -> None:
        """Two crash points a schedule, all in turn; with them what it takes to get there."""
        points = list(POINTS)
        for turn in (0, 1):
            point = points[(2 * self.index + turn) % len(points)]
            if point in NEED_DOUBT:
                self._fault("twilio", "timeout", count=2, seconds=3.0 * self.setting.second)
            if point in NEED_A_DEATH:
                self._do(self._later(0.1, 0.4), "arm", "deliver.fenced", "kill")
            self._strike(f"death at {point}", (self._later(0.0, 0.6), "arm", (point, "kill")))

    def dawdle(self) -> None:
        """A thread that loses its turn between two steps, for less than any lease and for more."""
        point = self.rng.choice([name for name in POINTS if name != "deliver.requesting"])
        lasts = round(self.rng.choice((5, 45, 120)) * self.setting.second, 3)
        self._strike(f"{lasts:g} s lost at {point}", (self._later(0.0, 0.6), "arm", (point, f"sleep {lasts}")))

    # -- misfortunes of what we stand on ----------------------------------------------------------------------------

    def redis_forgets(self) -> None:
        self._strike("Redis forgets everything", (self._later(0.1, 0.9), "redis_flush", ()))

    def redis_restarts(self) -> None:
        at = self._later(0.1, 0.7)
        away = self.rng.uniform(0.05, 0.8)
        self._strike(f"Redis is away for {away:.1f} s", (at, "redis_kill", ()), (at + away, "redis_start", ()))

    def database_restarts(self) -> None:
        """PostgreSQL is cut off and recovers; SQLite's file is held by somebody else for as long."""
        at, away = self._later(0.1, 0.7), self.rng.uniform(0.05, 0.5)
        self._strike(
            f"the database is away for {away:.1f} s", (at, "database_kill", ()), (at + away, "database_start", ())
        )

    def database_fails(self) -> None:
        point = self.rng.choice(IN_TRANSACTION)
        self._strike(f"the database fails at {point}", (self._later(0.0, 0.6), "arm", (point, "fail")))

    def clock_jumps(self) -> None:
        at, jump = self._later(0.0, 0.7), self.rng.choice((-90, -20, 20, 60))
        back = at + self.rng.uniform(0.2, 1.0) * self.setting.seconds
        self._strike(
            f"the machine's clock jumps by {jump} s", (at, "jump", ("machine", jump)), (back, "jump", ("machine", 0))
        )

    def clocks_differ(self) -> None:
        at, jump, role = self._later(0.0, 0.5), self.rng.choice((-3.0, -1.0, 1.0, 3.0)), self._role()
        back = at + self.setting.seconds
        self._strike(f"{role} is {jump:+g} s wrong", (at, "jump", (role, jump)), (back, "jump", (role, 0)))

    # -- misfortunes of the provider --------------------------------------------------------------------------------

    def _fault(self, service: str, kind: str, count: int, seconds: float = 0.0, method: str = "") -> None:
        wish: dict[str, object] = {"service": service, "kind": kind, "count": count}
        wish |= {"seconds": round(seconds, 4)} if seconds else {}
        wish |= {"method": method} if method else {}
        self._strike(f"{service}: {kind} × {count}", (self._later(0.0, 0.8), "fault", (wish,)))

    def sends_fail(self) -> None:
        kind = self.rng.choice(
            ("http_500", "http_429", "timeout", "slow", "garbage")
            + ("http_500_after_accept", "timeout_after_accept", "reset_after_accept")
        )
        lasts = self.rng.choice((4, 15)) * self.setting.second
        seconds = lasts if kind in ("timeout", "slow", "timeout_after_accept") else 0.0
        self._fault("twilio", kind, self.rng.randint(1, 4), seconds, "POST")

    def sends_throttled(self) -> None:
        self._fault("twilio", "http_429", self.rng.randint(2, 6), method="POST")

    def sends_in_doubt(self) -> None:
        kind = self.rng.choice(("reset_after_accept", "timeout_after_accept", "http_500_after_accept"))
        self._fault("twilio", kind, self.rng.randint(1, 3), 15 * self.setting.second if "timeout" in kind else 0.0)

    def account_refused(self) -> None:
        self._fault("twilio", "http_401", 1, method="POST")

    def lists_fail(self) -> None:
        kind = self.rng.choice(("http_500", "timeout", "garbage"))
        self._fault("twilio", kind, self.rng.randint(1, 3), 15 * self.setting.second if kind == "timeout" else 0, "GET")

    def lists_lag(self) -> None:
        """Of the provider's time: it is its own clock that lists by."""
        self._fault("twilio", "list_lag", self.rng.randint(2, 12), self.rng.choice((5.0, 60.0, 200.0)))

    def callbacks_doubled(self) -> None:
        self._fault("twilio", "callback_duplicate", self.rng.randint(2, 8))

    def callbacks_reordered(self) -> None:
        self._fault("twilio", "callback_reorder", self.rng.randint(2, 6))

    def callbacks_dropped(self) -> None:
        self._fault("twilio", "callback_drop", self.rng.randint(2, 8))

    # -- misfortunes of the carrier ---------------------------------------------------------------------------------

    def carrier_fails(self) -> None:
        kind = self.rng.choice(("http_500", "timeout", "garbage", "http_401", "slow"))
        self._fault("usps", kind, self.rng.randint(1, 4), 6 * self.setting.second if kind in ("timeout", "slow") else 0)

    def carrier_throttles(self) -> None:
        """With a word on how long, which is of the product's time, and without one."""
        kind = self.rng.choice(("http_429", "http_429_bare"))
        self._fault("usps", kind, self.rng.randint(1, 3), self.rng.choice((2.0, 30.0)) if kind == "http_429" else 0.0)

    def carrier_cut_off(self) -> None:
        """It has answered, and the answer does not come through."""
        kind = self.rng.choice(("reset_after_accept", "timeout_after_accept", "http_500_after_accept"))
        self._fault("usps", kind, self.rng.randint(1, 3), 6 * self.setting.second if "timeout" in kind else 0.0)

    def pollers_meet(self) -> None:
        """One has its answer and stands still for longer than its claim holds; the other asks about the same pieces."""
        at, lasts = self._later(0.2, 0.7), round(self.rng.choice((25, 40, 90)) * self.setting.second, 3)
        point = self.rng.choice(("poll.claimed", "poll.asked", "poll.applied"))
        self._strike(f"a poller stands still for {lasts:g} s at {point}", (at, "arm", (point, f"sleep {lasts}")))

    def text_lost(self) -> None:
        """The provider took a text and never told us: a new number, or a STOP."""
        phone, body = self.rng.choice(self.phones), self.rng.choice(("STOP", "HELP", self.numbers[0]))
        self._strike(f"{body} was never told to us", (self._later(0.2, 0.9), "lose", (phone, body)))

    def text_doubled(self) -> None:
        phone, body = self.rng.choice(self.phones), self.rng.choice(("HELP", "LIST", self.numbers[-1]))
        self._strike(f"{body} told twice at once", (self._later(0.2, 0.9), "text_twice", (phone, body)))


MISFORTUNES = (
    "kill sends_fail freeze callbacks_doubled drain database_restarts sends_in_doubt text_lost clock_jumps "
    "redis_forgets lists_lag callbacks_reordered text_doubled carrier_fails pollers_meet clocks_differ redis_restarts "
    "carrier_throttles sends_throttled lists_fail callbacks_dropped carrier_cut_off kill_all account_refused dawdle "
    "database_fails"
).split()
