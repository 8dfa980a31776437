"""The command `flask understand`: shows how the bot reads texts, for operators and for scripts.

It asks no database, answers nobody and stores nothing.
"""

import json
import sys
from typing import Any

import click

from bot.understand import Intent, Reading, understand

#: Readings that the bot answers in their own way, under the name of what the person meant.
_MEANT = {
    Intent.MISTYPED: Intent.TRACK,
    Intent.GREEN_CARD: Intent.TRACK,
    Intent.UNSURE: Intent.TRACK,
    Intent.PICTURE: Intent.UNRELATED,
    Intent.KEYWORDS: Intent.HELP,
}


def answer_line(line: bytes) -> dict[str, Any]:
    """One JSON line in, one object out: a reading, or {"error": "…"}."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as problem:  # not JSON, not UTF-8, or nested to exhaustion
        return {"error": f"not valid JSON: {type(problem).__name__}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": 'expected an object with a "text" string'}
    question_open = asked.get("question_open")
    if question_open is not None and not isinstance(question_open, bool):
        return {"error": '"question_open" must be true or false'}
    return _shown(understand(asked["text"], question_open=question_open))


def _shown(reading: Reading) -> dict[str, Any]:
    numbers = [number.tracking_number for number in reading.numbers]
    return {
        "intent": _MEANT.get(reading.intent, reading.intent).value,
        "certain": reading.certain,
        "language": reading.language,
        "tracking_numbers": list(dict.fromkeys(numbers)),
        "rule": reading.rule,
    }


@click.command("understand")
@click.argument("texts", nargs=-1)
@click.option("--jsonl", is_flag=True, help='Read {"text": …, "question_open"?: bool} lines, write one JSON line each.')
def understand_command(texts: tuple[str, ...], jsonl: bool) -> None:
    """Say what the TEXTS mean (without any: one text per line of standard input)."""
    if jsonl:
        if texts:
            raise click.UsageError("--jsonl reads standard input and takes no TEXTS.")
        for line in sys.stdin.buffer:
            click.echo(json.dumps(answer_line(line)))
            sys.stdout.flush()
        return
    lines = (line.decode(errors="replace").rstrip("\r\n") for line in sys.stdin.buffer)
    for text in texts or lines:
        reading = understand(text)
        sure = "" if reading.certain else " (in doubt)"
        click.echo(f"{reading.intent.value}{sure}  {reading.language}  {reading.rule}")


COMMANDS: list[click.Command] = [understand_command]
