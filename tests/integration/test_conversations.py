"""Plays tests/conversations/*.txt: what people text, and exactly what they read."""

import re
import shlex
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.segments import measure
from config.hours import NO_QUIET_HOURS, read_hours
from models.from_number import keep_address
from models.program import Program
from tests.whole_chains import broken_chains
from tests.world import World

FOLDER = Path(__file__).parent.parent / "conversations"
SCRIPTS = sorted(FOLDER.glob("*.txt"))
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Player:
    """Reads one script line by line."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.read: dict[str, int] = defaultdict(int)
        self.commands: dict[str, Callable[[str], None]] = {
            "piece": self.piece,
            "registered": self.registered,
            "scan": self.scan,
            "wait": self.wait,
            "usps": self.usps,
            "run": self.run,
            "program": self.program,
            "hours": self.hours,
            "caps": self.caps,
            "zone": self.zone,
            "whatsapp": self.whatsapp,
        }

    def play(self, line: str) -> None:
        said = re.match(r"((?:whatsapp:)?\+[0-9]+) ([<>]) ?(.*)$", line)
        if not said:
            word, _, rest = line.partition(" ")
            self.commands[word](rest)
        elif said[2] == ">":
            self.nothing_unread()
            words, picture, _ = said[3].replace("\\n", "\n").partition("[picture]")
            self.world.text(said[1], words, pictures=1 if picture else 0)
            self.read.setdefault(said[1], 0)
        else:
            self.expect(said[1], said[3])

    def expect(self, phone: str, wanted: str) -> None:
        texts = self.world.texts_to(phone)[self.read[phone] :]
        assert texts, f"{phone} got no text; expected: {wanted}"
        pattern = ".*".join(re.escape(part) for part in wanted.split("…"))
        assert re.fullmatch(pattern, texts[0], re.DOTALL), f"{phone} got: {texts[0]}\nexpected: {wanted}"
        assert (measure(texts[0]).encoding, measure(texts[0]).segments) == ("GSM-7", 1), texts[0]
        self.read[phone] += 1

    def nothing_unread(self) -> None:
        for phone, count in self.read.items():
            assert self.world.texts_to(phone)[count:] == [], f"{phone} got texts that the script does not tell"

    def piece(self, rest: str) -> None:
        number, scenario = rest.split()
        self.world.piece(number, scenario)

    def registered(self, rest: str) -> None:
        number, pin = rest.split()
        result = self.world.app.test_cli_runner().invoke(args=["register", number, "--pin", pin])
        assert result.exit_code == 0, result.output

    def program(self, rest: str) -> None:
        """A setting of the program, such as invites_by_text=1."""
        name, _, value = rest.partition("=")
        Program.update(**{name: int(value)}).execute()

    def run(self, rest: str) -> None:
        """A command of the operator's."""
        result = self.world.app.test_cli_runner().invoke(args=shlex.split(rest))
        assert result.exit_code == 0, result.output
        self.world.work()

    def hours(self, rest: str) -> None:
        start, end = read_hours(rest) or NO_QUIET_HOURS
        Program.update(quiet_from=start, quiet_until=end).execute()

    def caps(self, rest: str) -> None:
        a_day, per_piece = rest.split()
        Program.update(pushes_a_day=int(a_day), pushes_a_day_per_piece=int(per_piece)).execute()

    def zone(self, rest: str) -> None:
        Program.update(zone=rest).execute()

    def whatsapp(self, rest: str) -> None:
        Program.update(whatsapp_from=rest).execute()
        keep_address(Program.get(), "whatsapp", rest, 80)

    def scan(self, rest: str) -> None:
        what, _, place = rest.partition(" @ ")
        number, code, event = what.split(" ", 2)
        city, _, state = place.rpartition(" ")
        self.world.scan(number, code, event, city, state)

    def wait(self, rest: str) -> None:
        self.world.clock.move(**{UNITS[rest[-1]]: float(rest[:-1])})
        self.world.work()

    def usps(self, rest: str) -> None:
        if rest == "down":
            self.world.fault("usps", "http_500", seconds=3600)
        else:
            self.world.sandbox.faults.clear()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_people_read_exactly_what_the_script_says(script: Path, world: World) -> None:
    player = Player(world)
    for number, line in enumerate(script.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                player.play(line.strip())
            except AssertionError as problem:
                raise AssertionError(f"{script.name}:{number}: {problem}") from problem
    player.nothing_unread()
    assert broken_chains() == {}, "somebody could not be told why they got a text"


def test_there_are_scripts_to_play() -> None:
    assert len(SCRIPTS) >= 10
