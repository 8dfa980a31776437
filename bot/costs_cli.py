"""The command `flask costs`: what texts cost, and with which errors they ended."""

import json
from dataclasses import asdict

import click

from bot import costs
from bot.costs import Cost, Failures
from config import time
from models.database import unit_of_work


@click.command("costs")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 3660), help="so far back")
@click.option("--by", "what", type=click.Choice(["program", "day", "mailpiece"]), default="program", show_default=True)
@click.option("--jsonl", is_flag=True, help="One JSON line for each row and each error code.")
def costs_command(days: int, what: str, jsonl: bool) -> None:
    """Say what texts cost by program, day (UTC) or delivered mailpiece, and count their error codes."""
    with unit_of_work():
        found, failed = costs.by(what, time.now(), days), costs.failures(time.now(), days)
    if jsonl:
        _write_lines(what, found, failed)
    else:
        _write_table(what, found, failed)


def _write_lines(what: str, found: list[Cost], failed: list[Failures]) -> None:
    for cost in found:
        click.echo(json.dumps({"by": what, **asdict(cost)}))
    for failure in failed:
        click.echo(json.dumps({"by": "error", **asdict(failure)}))


def _write_table(what: str, found: list[Cost], failed: list[Failures]) -> None:
    click.echo(f"{what:<24}{'texts':>8}{'delivered':>11}{'segments':>10}{'unpriced':>10}  cost")
    for cost in found:
        click.echo(
            f"{cost.key:<24}{cost.texts:>8}{cost.delivered:>11}{cost.segments:>10g}{cost.unpriced:>10}  "
            f"{_money(cost.cost)}"
        )
    if what == "mailpiece" and found:
        click.echo(f"{len(found)} delivered mailpieces, on average {_money(costs.each(found))}")
    if failed:
        click.echo(f"{'error':<24}{'texts':>8}")
    for failure in failed:
        click.echo(f"{failure.code:<24}{failure.texts:>8}  {failure.meaning}")


def _money(amounts: dict[str, float]) -> str:
    return ", ".join(f"{amount:.4f} {unit}".strip() for unit, amount in sorted(amounts.items())) or "-"


COMMANDS: list[click.Command] = [costs_command]
