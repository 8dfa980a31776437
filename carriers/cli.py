"""The command `flask recognise`: shows what tracking numbers a text holds, for operators and for scripts.

It asks no carrier and stores nothing.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import click

from carriers.recognise import Candidate, near_miss, recognise


def answer_line(line: bytes) -> dict[str, Any]:
    """One JSON line in, one object out: {"candidates": […]} or {"error": "…"}."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as problem:  # not JSON, not UTF-8, or nested to exhaustion
        return {"error": f"not valid JSON: {type(problem).__name__}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": 'expected an object with a "text" string'}
    own_phone = asked.get("from")
    if own_phone is not None and not isinstance(own_phone, str):
        return {"error": '"from" must be a string'}
    return {"candidates": [asdict(candidate) for candidate in recognise(asked["text"], own_phone)]}


def describe(text: str) -> Iterable[str]:
    """What a person at a terminal wants to read about one text."""
    found = recognise(text)
    if found:
        return map(_describe_candidate, found)
    miss = near_miss(text)
    if miss:
        return [f"nothing, but {miss.typed} looks like {miss.carrier}: {miss.reason}"]
    return ["nothing"]


def _describe_candidate(candidate: Candidate) -> str:
    sure = "certain" if candidate.certain else "to be asked"
    return f"{candidate.tracking_number}  {candidate.carrier}  {candidate.format}  {sure}"


@click.command("recognise")
@click.argument("texts", nargs=-1)
@click.option("--jsonl", is_flag=True, help='Read {"text": …, "from"?: own phone} lines, write one JSON line each.')
def recognise_command(texts: tuple[str, ...], jsonl: bool) -> None:
    """Say which tracking numbers the TEXTS hold (without any: one text per line of standard input)."""
    if jsonl:
        if texts:
            raise click.UsageError("--jsonl reads standard input and takes no TEXTS.")
        for line in sys.stdin.buffer:
            click.echo(json.dumps(answer_line(line)))
        return
    lines = (line.decode(errors="replace").rstrip("\r\n") for line in sys.stdin.buffer)
    for text in texts or lines:
        for row in describe(text):
            click.echo(row)


COMMANDS: list[click.Command] = [recognise_command]
