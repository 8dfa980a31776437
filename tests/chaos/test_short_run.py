"""A short run of chaos on both pairings, one schedule of it unscaled. `make chaos` plays hundreds."""

import re
import subprocess
import sys

import pytest

from tests.chaos.stack import POSTGRESQL, ROOT, SQLITE

LINE = re.compile(
    r"schedules (\d+), texts expected (\d+), sent (\d+), lost (\d+), doubled (\d+), after-stop (\d+), unknown (\d+), "
    r"events lost (\d+), events doubled (\d+)\n"
)
SHORT = ("--scale", "20", "--seconds", "4")


def play(*arguments: str) -> tuple[list[int], str]:
    """The nine figures of the line, and what was said beside it."""
    done = subprocess.run(
        (sys.executable, "-m", "tests.chaos", *SHORT, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=280
    )
    found = LINE.fullmatch(done.stdout)
    assert found, done.stdout + done.stderr
    assert (done.returncode == 0) is (not any(map(int, found.groups()[3:]))), done.stderr
    return [int(figure) for figure in found.groups()], done.stderr


@pytest.mark.timeout(300)
def test_after_sixteen_schedules_on_both_pairings_nothing_is_lost_doubled_late_or_unknown() -> None:
    figures, said = play("--schedules", "16", "--seed", "7", "--unscaled", "0")
    assert figures[0] == 32 and figures[1] == figures[2] > 100, said
    assert figures[3:] == [0] * 6, said


@pytest.mark.timeout(300)
@pytest.mark.parametrize("pairing", [SQLITE, POSTGRESQL])
def test_a_schedule_that_is_not_scaled_does_no_harm_either(pairing: str) -> None:
    figures, said = play("--schedules", "1", "--brief", "--pairing", pairing)
    assert figures[0] == 1 and figures[1] == figures[2] > 3, said
    assert figures[3:] == [0] * 6, said
