"""Commands of the ledger: `flask ledger verify | export | erase | head | seal`, for operators and for courts."""

import time as passing
from pathlib import Path

import click

from bot import consent_export, erasure
from bot.phone import e164, mask
from models import heads, heads_file, ledger_seal
from models.database import unit_of_work
from models.heads import Head
from models.ledger_tree import LedgerBroken
from models.ledger_verify import Report, heads_of, verify

#: Another process may be sealing: how often, and how long apart in seconds, we look whether it is done.
TRIES, PAUSE = 20, 0.1

phone_option = click.option("--phone", required=True, help="the phone, as +1…")
head_option = click.option(
    "--head", "head_file", type=click.Path(path_type=Path, exists=True), help="heads held elsewhere, one in each line"
)


@click.group("ledger")
def ledger_group() -> None:
    """The consent ledger: check it, show a person's history, erase a person."""


@ledger_group.command("verify")
@head_option
def verify_command(head_file: Path | None) -> None:
    """Check every leaf, node and head, and heads held elsewhere. Exit code 1 when something does not fit."""
    held = _held(head_file)
    with unit_of_work():
        report = verify(held, heads.heads_file(), _show_progress)
    for note in report.notes:
        click.echo(f"note: {note}")
    for where, what in report.findings:
        click.echo(f"FAULT at {where}: {what}")
    if report.more_findings:
        click.echo(f"and {report.more_findings} faults more")
    click.echo(_summary(report, len(held)))
    if report.findings:
        raise SystemExit(1)


def _summary(report: Report, held: int) -> str:
    if report.findings:
        return (
            f"{len(report.findings) + report.more_findings} faults in {report.size} leaves: this ledger does not hold."
        )
    connected = f" It continues the {held} heads held elsewhere." if held else ""
    newest = report.newest.line if report.newest else "none yet"
    return f"All holds: {report.size} leaves, {report.heads} heads.{connected}\nNewest head: {newest}"


@ledger_group.command("export")
@phone_option
@head_option
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="the ZIP to write")
def export_command(phone: str, head_file: Path | None, out: Path) -> None:
    """Write a person's whole consent history, with proofs and a verifier that needs nothing of ours."""
    phone, held = _phone(phone), _held(head_file)
    with unit_of_work():
        _seal_everything()
        report = verify(held, heads.heads_file(), _show_progress)
        history = consent_export.write_export(out, phone, report, held)
    click.echo(f"{len(history['events'])} events of {mask(phone)} are in {out}: keep it safe, it is personal data.")
    if report.findings:
        click.echo(
            f"The ledger has {len(report.findings)} faults, which the export says too: see `flask ledger verify`."
        )
        raise SystemExit(1)


@ledger_group.command("erase")
@phone_option
@click.option("--reason", required=True, help="why, in your words: kept encrypted in the ledger")
@click.option("--by", default="operator", show_default=True, help="who does it")
def erase_command(phone: str, reason: str, by: str) -> None:
    """Remove a person's data for good; what keeps us from texting them, and a trace in the ledger, stay."""
    phone = _phone(phone)
    with unit_of_work():
        done = erasure.erase(phone, reason, by)
    if not done:
        raise click.ClickException(f"{mask(phone)} is not known here: nothing was erased.")
    click.echo(f"{mask(phone)} is erased.")
    for line in erasure.report_of(done):
        click.echo(line)


@ledger_group.command("head")
def head_command() -> None:
    """Print the newest head: a line to keep somewhere that this machine's operator cannot change."""
    with unit_of_work():
        newest = heads.latest_head()
    if newest is None:
        raise click.ClickException("There is no head yet: nothing was sealed.")
    click.echo(newest.line)


@ledger_group.command("seal")
def seal_command() -> None:
    """Seal now whatever waits, looking at every row again."""
    with unit_of_work():
        ledger_seal.look_at_every_row()
        sealed = _seal_everything()
    click.echo(f"{sealed} rows sealed.")


def _seal_everything() -> int:
    """A broken ledger is no reason to show nothing: the verifier tells."""
    sealed = 0
    try:
        for _ in range(TRIES):
            sealed += ledger_seal.seal_waiting()
            if not ledger_seal.waiting_since():
                break
            passing.sleep(PAUSE)
    except LedgerBroken as problem:
        click.echo(f"Nothing more can be sealed: {problem}", err=True)
    path = heads.heads_file()
    try:
        if path is not None:
            heads_file.write_missing(path)
    except OSError as problem:
        click.echo(f"The heads could not be written to {path}: {problem}", err=True)
    return sealed


def _phone(text: str) -> str:
    phone = e164(text)
    if phone is None:
        raise click.UsageError("A phone looks like +12025550143.")
    return phone


def _held(path: Path | None) -> list[Head]:
    if path is None:
        return []
    try:
        return heads_of(iter(path.read_text().splitlines()))
    except ValueError as problem:
        raise click.UsageError(f"{path}: {problem}") from problem


def _show_progress(done: int, of: int) -> None:
    if of >= 20_000 and done % 20_000 < 1_000:
        click.echo(f"{done} of {of} leaves", err=True)


COMMANDS: list[click.Command] = [ledger_group]
