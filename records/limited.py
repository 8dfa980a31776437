"""Runs one of records/readers/ on bytes of a stranger: a process of its own, without environment, ended in time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

READERS = Path(__file__).parent / "readers"
SECONDS = 30.0


class Broken(Exception):
    """It could not be read: it crashed, took too long, or wanted too much."""


def run(
    reader: str, arguments: Sequence[str], content: bytes, seconds: float = SECONDS
) -> tuple[dict[str, Any], list[bytes]]:
    """What it said, and the bodies that it gave. Raises Broken."""
    command = [sys.executable, "-I", str(READERS / f"{reader}.py"), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the arguments are words of ours
            command, input=content, capture_output=True, timeout=seconds, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise Broken("it took too long") from problem
    line, _, rest = done.stdout.partition(b"\n")
    try:
        said = json.loads(line)
        sizes = said.pop("sizes")
    except (ValueError, KeyError, TypeError) as problem:
        raise Broken("it gave no answer") from problem
    bodies, start = [], 0
    for size in sizes:
        bodies.append(rest[start : start + size])
        start += size
    return said, bodies
