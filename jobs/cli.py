"""Commands of the jobs room: the long-running processes of the Procfile."""

import signal
import threading
from types import FrameType

import click

from jobs import clock, worker
from jobs.context import context
from jobs.stopping import stopping


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
    """Work on one QUEUE (urgent or work) until stopped."""
    try:
        worker.work(queue, context().settings.redis_url, _stop_on_signals())
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem


COMMANDS = [clock_command, work_command]
