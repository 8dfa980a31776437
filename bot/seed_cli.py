"""The command `flask seed`: fills an empty database with a made-up history, for trying things at their later size."""

import click

from bot.seed import history
from config import time
from config.settings import current
from models.cli import ensure_program
from models.database import unit_of_work
from models.migrate import missing

SMALLEST, LARGEST = 0.001, 10.0


@click.command("seed")
@click.option(
    "--scale",
    default=0.01,
    show_default=True,
    type=click.FloatRange(SMALLEST, LARGEST),
    help="1: 1,000,000 consent events and 5,000,000 texts; takes some minutes and some gigabytes",
)
def seed_command(scale: float) -> None:
    """Fill an EMPTY database with a made-up history of 400 days. Refuses one that is in use, and production."""
    settings = current()
    if settings.waypost_env == "production":
        raise click.ClickException(
            "WAYPOST_ENV is production: made-up consent must never stand beside people's own. Nothing was written."
        )
    with unit_of_work():
        if behind := missing():
            raise click.ClickException(f"The schema lacks {', '.join(behind)}: run flask release first.")
        try:
            plan = history.write(ensure_program(settings), scale, time.now(), click.echo)
        except history.NotEmpty as problem:
            raise click.ClickException(
                f"{problem} Point DATABASE_URL at an empty database, run flask release, and seed that."
            ) from problem
    click.echo(
        f"Made up: {plan.events:,} consent events and {plan.texts:,} texts. All people and numbers are invented."
    )


COMMANDS: list[click.Command] = [seed_command]
