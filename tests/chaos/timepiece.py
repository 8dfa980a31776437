"""One clock for all processes of a run: it starts at ORIGIN and goes `scale` times faster than life, so that leases,
waits and the provider's lag shrink by one setting. A shared file holds how far each process's clock is wrong."""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: A Friday morning in the United States: whatever is out for delivery today still is when the run ends.
ORIGIN = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
MACHINE = "machine"
#: Whose clock can be wrong: the whole machine's, and one process's beside the others.
SLOTS = (MACHINE, "web", "worker-1", "worker-2", "urgent-1", "urgent-2", "clock-1", "clock-2")
_SECONDS = struct.Struct("d")


class Timepiece:
    """`began` is CLOCK_MONOTONIC at ORIGIN, the same for every process of this machine."""

    def __init__(self, began: float, scale: float, errors: Path | None = None, role: str = MACHINE) -> None:
        self.began, self.scale = began, scale
        self._errors: mmap.mmap | None = None
        if errors is not None:
            if not errors.exists():
                errors.write_bytes(bytes(_SECONDS.size * len(SLOTS)))
            with errors.open("r+b") as file:
                self._errors = mmap.mmap(file.fileno(), 0)
        self.play(role)

    def play(self, role: str) -> None:
        """From here on this process shows the time as `role` sees it."""
        self._own = SLOTS.index(role) * _SECONDS.size

    def true(self) -> datetime:
        """What the provider's clock shows."""
        return ORIGIN + timedelta(seconds=(time.monotonic() - self.began) * self.scale)

    def __call__(self) -> datetime:
        """What this process's clock shows."""
        if self._errors is None:
            return self.true()
        wrong = _SECONDS.unpack_from(self._errors, 0)[0]
        if self._own:
            wrong += _SECONDS.unpack_from(self._errors, self._own)[0]
        return self.true() + timedelta(seconds=wrong)

    def set_error(self, slot: str, seconds: float) -> None:
        if self._errors is not None:
            _SECONDS.pack_into(self._errors, SLOTS.index(slot) * _SECONDS.size, seconds)

    def error(self, slot: str) -> float:
        return float(_SECONDS.unpack_from(self._errors, SLOTS.index(slot) * _SECONDS.size)[0]) if self._errors else 0.0
