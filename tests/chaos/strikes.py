"""What is to happen at a crash point, and what has happened: two directories that all processes share.

Arming a point makes a file; the process that passes the point first takes it, so each strikes once.
"""

import os
import signal
import time
from pathlib import Path

from peewee import OperationalError

KILL, FAIL = "kill", "fail"


class Strikes:
    def __init__(self, directory: Path) -> None:
        self._armed, self._struck = directory / "armed", directory / "struck"
        for place in (self._armed, self._struck):
            place.mkdir(parents=True, exist_ok=True)

    def arm(self, point: str, what: str = KILL) -> None:
        """`what`: "kill" the process, "fail" as a broken disk does, or "sleep 0.5", how long in seconds of life the
        thread stays there."""
        draft = self._struck.parent / f"{point}.draft"
        draft.write_text(what)
        draft.replace(self._armed / point)

    def disarm(self) -> None:
        for file in self._armed.iterdir():
            file.unlink(missing_ok=True)

    def reached(self, point: str) -> None:
        """The hook in the product's processes."""
        taken = self._struck / f"{point}@{time.monotonic_ns()}.{os.getpid()}"
        try:
            os.rename(self._armed / point, taken)
        except FileNotFoundError:
            return
        what = taken.read_text()
        if what == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if what == FAIL:
            raise OperationalError("the disk broke, in a chaos run")
        time.sleep(float(what.removeprefix("sleep ")))

    def is_anybody_asleep(self) -> bool:
        for file in self._struck.iterdir():
            what, since = file.read_text(), int(file.name.partition("@")[2].partition(".")[0]) / 1e9
            if what.startswith("sleep") and time.monotonic() < since + float(what.removeprefix("sleep ")) + 0.2:
                return True
        return False

    def struck(self) -> list[str]:
        """The points struck so far, in order; once for each strike."""
        files = sorted(self._struck.iterdir(), key=lambda file: int(file.name.partition("@")[2].partition(".")[0]))
        return [file.name.partition("@")[0] for file in files]
