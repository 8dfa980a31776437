"""A folder that is watched for one department: e-mails and PDFs become evidence, lists become imports.

A file is taken once nobody writes it any more, by a move into a place of its own; it ends in done/ or refused/, there
with a text that says why. Killed at any moment and begun again, nothing is lost and nothing is attached twice. Refuses
to overwrite a file, to follow a link, and to be watched by two at once.
"""

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

import structlog
from peewee import OperationalError

from models.sender import Sender
from records import checking_files, dropped_evidence, importing, row_limits

log = structlog.get_logger()

DONE, REFUSED, TAKEN, LOCK = "done", "refused", ".taken", ".lock"
#: The end of a name that says why; and how many bytes of the file's own name stand before it.
WHY, LONGEST_NAME = ".why.txt", 200
#: Nobody has written to it for so long.
SETTLED_SECONDS = 2.0
#: One that nobody can say anything about is given back after so many tries.
MOST_TRIES = 3
LISTS = frozenset({".csv", ".tsv", ".xlsx"})
EVIDENCE = frozenset({".eml", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp"})
#: Names of files that somebody's program is still writing, or keeps for itself.
_UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".filepart", WHY)
_OTHER = (
    "This folder takes e-mails (.eml), PDFs, pictures (PNG, JPEG, TIFF, GIF, WebP) and lists of mailings (.csv, "
    ".xlsx). Nothing was kept."
)
_BROKE = (
    "It broke off three times, and nobody knows why. Nothing of it is kept; look into the log, or attach it by hand."
)


class Busy(Exception):
    """Somebody else watches this folder."""


class _Changed(Exception):
    """It was written to while it was read."""


@dataclass(frozen=True)
class Outcome:
    """`where`: the file itself now. `said`: what was done with it, or why nothing was."""

    name: str
    is_done: bool
    said: str
    where: Path


@dataclass
class Folder:
    """`passing`: seconds that only ever grow."""

    path: Path
    sender: Sender
    passing: Callable[[], float]
    _seen: dict[str, tuple[int, int, float]] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else watches it meanwhile. Raises Busy."""
        for name in (DONE, REFUSED, TAKEN):
            (self.path / name).mkdir(mode=0o700, exist_ok=True)
        lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(lock)
            yield
        finally:
            os.close(lock)

    def work(self, now: datetime) -> Iterator[Outcome]:
        """What was taken before and not finished, then what is settled. One after the other."""
        for name in self._settled():
            _claim(self.path / name, self.path / TAKEN / name)
        for file in _files_in(self.path / TAKEN):
            try:
                outcome = self._finish(file, now)
            except OSError as problem:  # the disk is full, say: it stays where it is
                log.exception("dropped_file_not_moved", problem=type(problem).__name__)
                continue
            if outcome is not None:
                yield outcome

    def is_waiting(self) -> bool:
        """Is there a file that is not settled, or not finished?"""
        return bool(_names_in(self.path) or _names_in(self.path / TAKEN))

    def _settled(self) -> list[str]:
        """Those whose size and time have not changed since they were seen so long ago."""
        at, before, self._seen = self.passing(), self._seen, {}
        for name in _names_in(self.path):
            with suppress(OSError):
                found = os.lstat(self.path / name)
                size, changed, since = before.get(name, (-1, -1, at))
                same = (size, changed) == (found.st_size, found.st_mtime_ns)
                self._seen[name] = (found.st_size, found.st_mtime_ns, since if same else at)
        return [name for name, (_, _, since) in self._seen.items() if at - since >= SETTLED_SECONDS]

    def _finish(self, file: Path, now: datetime) -> Outcome | None:
        """None when it has to wait: the database is away, or somebody still writes it."""
        try:
            said = self._take(file, now)
        except (OperationalError, _Changed) as problem:
            log.warning("dropped_file_waits", problem=type(problem).__name__)
            return None
        except (checking_files.Refused, importing.Refused) as problem:
            return self._refuse(file, str(problem))
        except Exception as problem:
            log.exception("dropped_file_broke_off", problem=type(problem).__name__)
            self._tries[file.name] = self._tries.get(file.name, 0) + 1
            return self._refuse(file, _BROKE) if self._tries[file.name] >= MOST_TRIES else None
        return Outcome(_name_of(file), True, said, _move(file, self.path / DONE))

    def _take(self, file: Path, now: datetime) -> str:
        ending = file.suffix.lower()
        if ending in LISTS:
            return self._import(file, now)
        if ending not in EVIDENCE:
            raise checking_files.Refused(_OTHER)
        content = _read(file, checking_files.MOST_BYTES)
        return dropped_evidence.attach(self.sender, _name_of(file), content, now)

    def _import(self, file: Path, now: datetime) -> str:
        taken = importing.take_dropped(self.sender, _read(file, row_limits.MOST_BYTES), _name_of(file), now)
        said = f"Import {taken.load.id}: {taken.good:,} mailings were registered."
        if not taken.bad:
            return said
        mend = _place_for(self.path / REFUSED, f"{file.stem}-to-mend", ".csv", taken.bad_rows)
        _write(mend, taken.bad_rows)
        return f"{said} {taken.bad:,} rows were not; {REFUSED}/{mend.name} says why: mend them and put that file in."

    def _refuse(self, file: Path, why: str) -> Outcome:
        """The reason is there before the file is."""
        self._tries.pop(file.name, None)
        target = _free_place(file, self.path / REFUSED)
        beside = os.fsdecode(os.fsencode(target.name)[:LONGEST_NAME]) + WHY
        _write(target.with_name(beside), f"{_name_of(file)}\n\n{why}\n".encode())
        return Outcome(_name_of(file), False, why, _move(file, self.path / REFUSED))


def _lock(opened: int) -> None:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        raise Busy("Another process watches this folder already.") from problem


# -- files -------------------------------------------------------------------------------------------------------------


def _names_in(folder: Path) -> list[str]:
    """Plain files alone, without those that a program is still writing; by name."""
    with os.scandir(folder) as entries:
        names = [one.name for one in entries if one.is_file(follow_symlinks=False)]
    return sorted(name for name in names if not name.startswith((".", "~$")) and not name.lower().endswith(_UNFINISHED))


def _name_of(file: Path) -> str:
    """In signs that can be written down: a name on disk may be any bytes."""
    return os.fsencode(file.name).decode(errors="replace")


def _files_in(folder: Path) -> list[Path]:
    return [folder / name for name in _names_in(folder)]


def _claim(file: Path, place: Path) -> None:
    """Whatever is put there under this name from now on is another file. One of the same name that is not finished yet
    is finished first."""
    with suppress(FileNotFoundError):
        if not place.exists():
            file.rename(place)


def _read(file: Path, most: int) -> bytes:
    with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as opened:
        before = os.fstat(opened.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise checking_files.Refused(_OTHER)
        content = opened.read(most + 1)
        after = os.fstat(opened.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _Changed
    return content


def _free_place(file: Path, folder: Path) -> Path:
    """Its own name, or with a number behind it where that is another file's."""
    for number in count(1):
        place = folder / (file.name if number == 1 else f"{file.stem} ({number}){file.suffix}")
        if not place.exists() or place.samefile(file):
            return place
    raise AssertionError("numbers do not end")


def _place_for(folder: Path, stem: str, ending: str, content: bytes) -> Path:
    """Where nothing is yet, or just this content."""
    for number in count(1):
        place = folder / f"{stem}{'' if number == 1 else f' ({number})'}{ending}"
        if not place.exists() or place.read_bytes() == content:
            return place
    raise AssertionError("numbers do not end")


def _move(file: Path, folder: Path) -> Path:
    """Where it is now. A move that was broken off is finished; no other file is overwritten."""
    place = _free_place(file, folder)
    if not place.exists():
        file.rename(place)
    else:
        file.unlink()  # it is there already: the same file by two names
    return place


def _write(place: Path, content: bytes) -> None:
    """Whole or not at all."""
    beginning = place.with_name(f".{place.name}.tmp")
    with open(beginning, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    beginning.replace(place)
