"""Runs one of records/readers/ whose answer is long: its lines come as it says them, so that they cost no memory here.

As records/limited.py otherwise: a process of its own, without environment, ended in time.
"""

import os
import selectors
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import IO

from records.limited import READERS, Broken

SECONDS = 300.0
LONGEST_LINE, READ_AT_ONCE = 4 * 1024 * 1024, 256 * 1024


def lines(
    reader: str, arguments: Sequence[str], given: Iterable[bytes], waited: Callable[[], object] = lambda: None
) -> Iterator[bytes]:
    """What it answers to all that it is given; it reads the whole of that before it says anything. `waited` is called
    at least every second and may raise. Raises Broken. Closing the iterator ends the process."""
    child = subprocess.Popen(  # noqa: S603 - our own program; the arguments are words of ours
        [sys.executable, "-I", str(READERS / f"{reader}.py"), *arguments],
        cwd="/",
        env={},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    into, out = child.stdin, child.stdout
    if into is None or out is None:
        raise Broken("it could not be started")
    clock = threading.Timer(SECONDS, child.kill)
    clock.daemon = True
    clock.start()
    try:
        _give(into, given)
        yield from _lines(out, waited)
        if child.wait():
            raise Broken("it broke off")
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        with suppress(BrokenPipeError):
            into.close()
        out.close()


def _give(into: IO[bytes], given: Iterable[bytes]) -> None:
    """One that ended early is asked why afterwards."""
    with suppress(BrokenPipeError):
        for piece in given:
            into.write(piece)
        into.flush()
    with suppress(BrokenPipeError):
        into.close()


def _lines(out: IO[bytes], waited: Callable[[], object]) -> Iterator[bytes]:
    begun = b""
    for piece in _pieces(out, waited):
        *whole, begun = (begun + piece).split(b"\n")
        if len(begun) > LONGEST_LINE:
            raise Broken("it said too much at once")
        yield from whole


def _pieces(out: IO[bytes], waited: Callable[[], object]) -> Iterator[bytes]:
    with selectors.DefaultSelector() as ready:
        ready.register(out, selectors.EVENT_READ)
        while True:
            waited()
            if ready.select(1.0):
                piece = os.read(out.fileno(), READ_AT_ONCE)
                if not piece:
                    return
                yield piece
