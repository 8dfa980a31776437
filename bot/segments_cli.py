"""The command `flask segments`: how many billed parts a text makes. It needs no database and no keys."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from bot.segments import measure, smart


def answer_line(line: bytes) -> dict[str, Any]:
    """One JSON line in, one object out: {"encoding", "segments", "units"} or {"error": "…"}."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as problem:  # not JSON, not UTF-8, or nested to exhaustion
        return {"error": f"not valid JSON: {type(problem).__name__}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": 'expected an object with a "text" string'}
    if not isinstance(asked.get("smart", False), bool):
        return {"error": '"smart" must be true or false'}
    return asdict(measure(smart(asked["text"]) if asked.get("smart") else asked["text"]))


@click.command("segments")
@click.argument("texts", nargs=-1)
@click.option("--smart", "mapped", is_flag=True, help="Map look-alikes (curly quotes, dashes, …) into GSM-7 first.")
@click.option("--jsonl", is_flag=True, help='Read {"text": …, "smart"?: true} lines, write one JSON line each.')
def segments_command(texts: tuple[str, ...], mapped: bool, jsonl: bool) -> None:
    """Say how many parts the TEXTS make (without any: one text per line of standard input)."""
    if jsonl:
        if texts or mapped:
            raise click.UsageError("--jsonl reads everything from standard input.")
        for line in sys.stdin.buffer:
            click.echo(json.dumps(answer_line(line)))
        return
    lines = (line.decode(errors="replace").rstrip("\r\n") for line in sys.stdin.buffer)
    for text in texts or lines:
        size = measure(smart(text) if mapped else text)
        click.echo(f"{size.segments}  {size.encoding}  {size.units}  {text}")


COMMANDS: list[click.Command] = [segments_command]
