"""Commands of the jobs room: the long-running processes of the Procfile."""

import signal
import threading
from collections import Counter
from types import FrameType

import click

from config import time
from jobs import clock, reparse, worker
from jobs.context import context
from jobs.stopping import stopping
from models.database import unit_of_work


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        stopping.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask)
    return stop


@click.command("clock")
def clock_command() -> None:
    """Tick each second: ring what is due, do it when nobody comes."""
    clock.run_forever(_stop_on_signals())


@click.command("work")
@click.argument("queue")
def work_command(queue: str) -> None:
    """Work on one QUEUE (urgent, work or slow) until stopped."""
    try:
        worker.work(queue, context().settings.redis_url, _stop_on_signals())
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem


@click.command("reparse")
@click.option("--carrier", default="", help="of this carrier's pieces alone")
@click.option("--write", is_flag=True, help="put the rows right; nobody is told")
def reparse_command(carrier: str, write: bool) -> None:
    """Read the kept answers of carriers again, and say what differs from the stored scans."""
    found: Counter[str] = Counter()
    with unit_of_work():
        for difference in reparse.differences(write, time.now(), carrier):
            found[difference.kind] += 1
            click.echo(f"{difference.kind:<12} mailpiece {difference.mailpiece}: {difference.what}")
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(found.items())) or "nothing differs"
    click.echo(said + ("; put right, but for what is unexplained" if write and found else ""))


COMMANDS = [clock_command, work_command, reparse_command]
