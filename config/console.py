"""What the launcher prints. Never waits for its reader: a full pipe or a stopped terminal costs lines, not service."""

import os
import select
import sys

#: A pipe that is ready takes this many bytes without blocking (PIPE_BUF, pipe(7)).
_LONGEST = 4096
#: ANSI colours of the names, told apart on dark and on light ground.
_COLOURS = (36, 33, 32, 35, 34, 31)
_NAME_WIDTH = 8


class Console:
    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = sys.stdout.fileno() if descriptor is None else descriptor
        self._coloured = os.isatty(self._descriptor) and not os.environ.get("NO_COLOR")
        self._poll = select.poll()
        self._poll.register(self._descriptor, select.POLLOUT)
        self._names: list[str] = []
        self._unread = 0

    def say(self, line: str) -> None:
        """A line of the launcher's own; waits up to a second for a slow reader."""
        self._put(line, patience=1000)

    def relay(self, name: str, line: str) -> None:
        """A line of one process, behind its name."""
        self._put(f"{self._label(name)} {line}", patience=0)

    def _label(self, name: str) -> str:
        label = f"{name:<{_NAME_WIDTH}}|"
        if not self._coloured:
            return label
        if name not in self._names:
            self._names.append(name)
        return f"\x1b[{_COLOURS[self._names.index(name) % len(_COLOURS)]}m{label}\x1b[0m"

    def _put(self, line: str, patience: int) -> None:
        if self._unread and self._writable(patience):
            missed, self._unread = self._unread, 0
            self._write(f"({missed} lines were not shown: nobody was reading)")
        if self._writable(patience):
            self._write(line)
        else:
            self._unread += 1

    def _writable(self, patience: int) -> bool:
        return any(event & select.POLLOUT for _, event in self._poll.poll(patience))

    def _write(self, line: str) -> None:
        data = line.encode("utf-8", "replace")[: _LONGEST - 1] + b"\n"
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            pass  # the reader has gone (`make run | head`): Waypost goes on without it
