"""A JSONL file of what must outlive a restart: one line a fact, read again in order at the start.

Refuses to be a database: it is only appended to, and emptied by a reset. Without a path it keeps nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import IO, Any


class Journal:
    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: IO[str] | None = None
        self._lock = Lock()

    def replay(self) -> Iterator[dict[str, Any]]:
        """A line cut short by a kill is skipped: its request was never answered."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                fact = json.loads(line)
            except ValueError:
                continue
            if isinstance(fact, dict):
                yield fact

    def open(self) -> None:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # A journal holds phone numbers and texts, if only those of a demo: nobody else's to read.
            handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            self._file = os.fdopen(handle, "a+", encoding="utf-8", errors="replace")
            self._end_cut_line(self._file)

    def _end_cut_line(self, file: IO[str]) -> None:
        if self._path is not None and self._path.stat().st_size and not self._path.read_bytes().endswith(b"\n"):
            file.write("\n")

    def write(self, fact: dict[str, Any]) -> None:
        with self._lock:
            if self._file is not None:
                self._file.write(json.dumps(fact) + "\n")
                self._file.flush()

    def empty(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.truncate(0)

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
