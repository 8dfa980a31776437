"""Runs one of records/readers/ on bytes of a stranger: a process of its own, without environment, ended in time."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

READERS = Path(__file__).parent / "readers"
SECONDS = 30.0
#: What it may say: as many pictures and attachments as there are bytes in the largest file, and some words.
MOST_ANSWER = 64 * 1024 * 1024


class Broken(Exception):
    """It could not be read: it crashed, took too long, or wanted too much."""


def run(
    reader: str, arguments: Sequence[str], content: bytes, seconds: float = SECONDS
) -> tuple[dict[str, Any], list[bytes]]:
    """What it said, and the bodies that it gave. Raises Broken."""
    answer = _answer([sys.executable, "-I", str(READERS / f"{reader}.py"), *arguments], content, seconds)
    line, _, rest = answer.partition(b"\n")
    try:
        said = json.loads(line)
        sizes = [int(size) for size in said.pop("sizes")]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Broken("it gave no answer") from problem
    bodies, start = [], 0
    for size in sizes:
        bodies.append(rest[start : start + size])
        start += size
    return said, bodies


def _answer(command: Sequence[str], content: bytes, seconds: float) -> bytes:
    """It reads all of the content before it says anything."""
    child = subprocess.Popen(  # noqa: S603 - our own program; the arguments are words of ours
        command, cwd="/", env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(seconds, end)
    clock.daemon = True
    clock.start()
    try:
        _give(child, content)
        answer = child.stdout.read(MOST_ANSWER + 1) if child.stdout else b""
    finally:
        clock.cancel()
        child.kill()
        child.communicate()
    if late.is_set():
        raise Broken("it took too long")
    if len(answer) > MOST_ANSWER:
        raise Broken("it said too much")
    return answer


def _give(child: "subprocess.Popen[bytes]", content: bytes) -> None:
    """One that ended early is asked why afterwards."""
    if child.stdin:
        with suppress(BrokenPipeError):
            child.stdin.write(content)
        with suppress(BrokenPipeError):
            child.stdin.close()
        child.stdin = None
