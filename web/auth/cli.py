"""Commands for the people of the console: `flask operators invite | list | disable | first-link`."""

import click

from config import time
from config.settings import current
from models.auditing import COMMAND_LINE, note
from models.database import database, unit_of_work
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Role
from web.auth import accounts

#: Who comes in first at `make run`; they may invite others and then be disabled.
FIRST = "admin@localhost.localdomain"


@click.group("operators")
def operators_group() -> None:
    """People who sign in to the console."""


@operators_group.command("invite")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--name", default="", help="what people call them")
@click.option("--sender", "sender_key", help="the department of a sender's person, by its short name")
def invite_command(email: str, role: str, name: str, sender_key: str | None) -> None:
    """Print a one-time link by which EMAIL joins; for somebody who has an account already, one that starts it over."""
    with unit_of_work(), database.atomic():
        sender = Sender.get_or_none(Sender.key == sender_key) if sender_key else None
        if sender_key and sender is None:
            raise click.ClickException(f"There is no sender {sender_key}; nobody was invited.")
        known = accounts.find(email)
        try:
            token = _start_over(known) if known else accounts.invite(email, name, Role(role), sender, time.now())[1]
        except accounts.Refused as refused:
            raise click.ClickException(str(refused)) from None
        made = accounts.find(email)
        note(COMMAND_LINE, "team.invited", f"operator {made.id if made else 0}", time.now(), after={"role": role})
    click.echo(f"{_link(token)}\nIt works once, within 48 hours. Give it to {email} yourself.")


def _start_over(known: Operator) -> str:
    if known.disabled_at is not None:
        raise accounts.Refused("That account is disabled: let it back in at the console first; nothing was changed.")
    return accounts.start_over(known, time.now())


@operators_group.command("list")
def list_command() -> None:
    """List everybody: role, state, e-mail."""
    with unit_of_work():
        for one in Operator.select().order_by(Operator.id):
            state = "disabled" if one.disabled_at else "joined" if one.joined_at else "invited"
            click.echo(f"{one.id}  {one.role:8}  {state:8}  {one.email}  {one.name}")


@operators_group.command("disable")
@click.argument("email")
def disable_command(email: str) -> None:
    """Out at once. The last admin stays."""
    with unit_of_work(), database.atomic():
        known = accounts.find(email)
        if known is None:
            raise click.ClickException(f"There is nobody of the address {email}; nothing was changed.")
        try:
            accounts.disable(known, time.now())
        except accounts.Refused as refused:
            raise click.ClickException(str(refused)) from None
        note(COMMAND_LINE, "team.disabled", f"operator {known.id}", time.now())
    click.echo(f"{email} is disabled and signed out everywhere.")


@operators_group.command("first-link")
def first_link_command() -> None:
    """As long as nobody has joined: print a one-time link for a first admin. Else nothing. `make run` asks for it."""
    with unit_of_work(), database.atomic():
        if not accounts.nobody_has_joined():
            return
        known = accounts.find(FIRST)
        token = (
            accounts.new_link(known, time.now())
            if known
            else accounts.invite(FIRST, "First admin", Role.ADMIN, None, time.now())[1]
        )
    click.echo(_link(token))


def _link(token: str) -> str:
    return f"{current().public_base_url}/console/join/{token}"


COMMANDS = [operators_group]
