"""Commands about carriers: their standing orders, what their answers had that was unexpected, proofs of delivery, the
rhythm of looks, and how long news takes."""

import json
from collections.abc import Iterable
from typing import Any

import click
from peewee import fn

from bot import timeliness
from bot.timeliness import Spread
from carriers import usps_proof
from carriers.answers import Exchange
from carriers.asking import NoAnswer
from carriers.learning import FEWEST_PIECES, as_table
from carriers.rhythm import BUILT_IN
from carriers.usps import plain_number
from carriers.usps_proof import Piece, Requester
from config import time
from jobs import scopes, subscribe
from jobs.apply import keep_exchange
from jobs.context import context, usps_of
from models.carrier_lessons import LearntRhythm, SchemaDrift
from models.carrier_push import CarrierPush, CarrierUpdate
from models.database import unit_of_work
from models.mailpiece import Mailpiece
from records.proof_requests import last_whole_answer


@click.command("push")
@click.option("--renew", is_flag=True, help="make every standing order anew, after a change of secret or address")
@click.option(
    "--listed", is_flag=True, help="also show what USPS itself lists for our Mailer IDs, which may be hours old"
)
@click.option("--delete", "unwanted", default="", metavar="ID", help="take this order at USPS back")
def push_command(renew: bool, listed: bool, unwanted: str) -> None:
    """Show our standing orders at carriers, and what came of the updates they sent."""
    if unwanted:
        problem = subscribe.take_back(unwanted)
        if problem:
            raise click.ClickException(problem)
        click.echo(f"{unwanted} is taken back. While USPS_MAILER_IDS names its Mailer ID, the clock makes another.")
    if renew:
        subscribe.renew_all()
        click.echo(f"{subscribe.run()} made anew")
    with unit_of_work():
        for line in _orders():
            click.echo(line)
    for line in subscribe.at_usps() if listed else ():
        click.echo(line)


def _orders() -> Iterable[str]:
    orders = subscribe.wanted(context().settings)
    if not orders:
        yield "no standing order is configured: set USPS_MAILER_IDS, or EASYPOST_WEBHOOK_SECRETS"
    known = {(row.service, row.what): row for row in CarrierPush.select()}
    for order in orders:
        row, name = known.get((order.service, order.what)), f"{order.service} {order.what}".strip()
        if row is None:
            yield f"{name}: not made yet; the clock does it within a second"
            continue
        heard = f"last update {row.last_event_at:%Y-%m-%d %H:%M}Z" if row.last_event_at else "no update yet"
        yield f"{name}: {row.state}, {heard}" + (f"; {row.problem}" if row.problem else "")
    counted: Any = CarrierUpdate.select(CarrierUpdate.service, CarrierUpdate.state, fn.COUNT(CarrierUpdate.id))
    for service, state, count in counted.group_by(CarrierUpdate.service, CarrierUpdate.state).tuples():
        yield f"  {service}: {count} updates {state}"


@click.command("scopes")
def scopes_command() -> None:
    """Ask USPS whether our application may do what it is configured for; says what to ask USPS for."""
    problem = scopes.missing()
    if problem:
        raise click.ClickException(problem)
    click.echo("USPS lets this application do all that it is configured for.")


@click.command("drift")
def drift_command() -> None:
    """Show what carriers sent that our readers do not expect, newest first."""
    with unit_of_work():
        rows = list(SchemaDrift.select().order_by(SchemaDrift.last_seen_at.desc()))
        for row in rows:
            last = f"{row.last_seen_at:%Y-%m-%d %H:%M}Z"
            click.echo(
                f"{last}  {row.service} {row.kind}: {row.what}  ({row.count}, last mailpiece {row.mailpiece_id})"
            )
    if not rows:
        click.echo("nothing unexpected so far")


@click.command("lag")
def lag_command() -> None:
    """Show how long news of the last 24 hours took: scan, known, sent."""
    with unit_of_work():
        news = timeliness.measure(time.now())
    for name, one in (("scan to known", news.scan_to_known), ("known to sent", news.known_to_sent)):
        click.echo(f"{name}: {_spread(one)}")
    click.echo(f"scan to sent:  {_spread(news.scan_to_sent)}")


def _spread(one: Spread) -> str:
    return f"p50 {one.p50:.1f} s, p95 {one.p95:.1f} s, of {one.count}" if one.count else "nothing to measure"


@click.command("proof")
@click.argument("tracking_number")
@click.option("--first", required=True, help="first name of whoever asks")
@click.option("--last", required=True, help="last name of whoever asks")
@click.option("--email", "emails", required=True, multiple=True, help="where USPS sends the letter; up to three")
def proof_command(tracking_number: str, first: str, last: str, emails: tuple[str, ...]) -> None:
    """Ask USPS to e-mail the proof of delivery of TRACKING_NUMBER: a letter with name and signature."""
    with unit_of_work():
        piece = _obtainable(plain_number(tracking_number))
    exchanges: list[Exchange] = []
    settings = context().settings
    requester = Requester(first, last, emails)
    try:
        outcome = usps_proof.request_proof(settings.usps_api_base_url, usps_of(settings), piece, requester, exchanges)
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
    with unit_of_work():
        for exchange in exchanges:
            keep_exchange(exchange)
    if isinstance(outcome, NoAnswer):
        raise click.ClickException(f"{outcome.detail}. Nothing was asked for; try again later.")
    click.echo(f"USPS says: {outcome.said} The letter comes by e-mail from USPS; keep it with the record.")


def _obtainable(number: str) -> Piece:
    pieces = Mailpiece.select().where((Mailpiece.carrier == "usps") & (Mailpiece.tracking_number == number))
    piece = pieces.order_by(Mailpiece.id.desc()).first()
    whole = last_whole_answer(piece) if piece else None
    if whole is None:
        raise click.ClickException("We keep no answer of USPS about this number. Follow it first, or check the digits.")
    found = usps_proof.obtainable(number, whole)
    if isinstance(found, str):
        raise click.ClickException(f"{found} That is by its last whole answer; the next look may bring another.")
    return found


@click.command("rhythm")
@click.argument("carrier", required=False)
def rhythm_command(carrier: str | None) -> None:
    """Show by which rhythm each carrier is asked; with a CARRIER, where what was learnt differs."""
    is_on = context().settings.learn_rhythms
    with unit_of_work():
        rows = {row.carrier: row for row in LearntRhythm.select()}
    for name in [carrier] if carrier else sorted(context().carriers):
        row = rows.get(name)
        click.echo(f"{name}: {_rhythm_line(row, is_on)}")
        if carrier and row is not None and row.table:
            for line in _differences(json.loads(row.table)):
                click.echo(line)


def _rhythm_line(row: LearntRhythm | None, is_on: bool) -> str:
    if not is_on:
        return "built in (LEARN_RHYTHMS is off)"
    if row is None:
        return "built in; nothing learnt yet"
    learnt = f"{row.pieces} ended mailpieces by {row.learnt_at:%Y-%m-%d}"
    return f"learnt from {learnt}" if row.table else f"built in; {learnt}, {FEWEST_PIECES} are needed"


def _differences(table: dict[str, list[float]]) -> Iterable[str]:
    """News an hour, learnt against built in, where they are far apart."""
    built_in = as_table(BUILT_IN)
    for cell, rates in table.items():
        apart = [
            f"{hour:02}h {rate:.3f} ({usual:.3f})"
            for hour, (rate, usual) in enumerate(zip(rates, built_in[cell], strict=True))
            if max(rate, usual) >= 0.005 and not 0.5 <= rate / usual <= 2
        ]
        if apart:
            yield f"  {cell}: {', '.join(apart)}"


COMMANDS: list[click.Command] = [
    rhythm_command,
    push_command,
    scopes_command,
    drift_command,
    lag_command,
    proof_command,
]
