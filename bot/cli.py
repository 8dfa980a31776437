"""Commands of the conversation, until the console exists: what went out, and mailpieces that a sender registered."""

import secrets

import click

from bot.following import find_or_make_mailpiece
from bot.numbers import pin_index
from bot.phone import mask
from carriers.recognise import Candidate, recognise
from config import time
from models.contact import Contact
from models.database import database, unit_of_work
from models.fields import phone_index
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.subscription import Subscription
from models.vocabulary import OutboundState


@click.command("messages")
@click.option("--state", type=click.Choice([state.value for state in OutboundState]), help="only those in this state")
@click.option("--limit", default=50, show_default=True)
def messages_command(state: str | None, limit: int) -> None:
    """List texts that went out, newest first: when, to whom (masked), what kind, its state and why."""
    with unit_of_work():
        query = OutboundMessage.select(OutboundMessage, Contact).join(Contact).order_by(OutboundMessage.id.desc())
        if state:
            query = query.where(OutboundMessage.state == state)
        for message in query.limit(limit):
            click.echo(
                f"{message.id}  {message.created_at:%Y-%m-%d %H:%M:%S}Z  {mask(message.contact.phone)}  "
                f"{message.kind}  {message.state}  {message.reason}"
            )


@click.command("register")
@click.argument("tracking_number")
@click.option("--pin", help="4 to 8 digits that open the full status to a phone; made for you when left out")
def register_command(tracking_number: str, pin: str | None) -> None:
    """Register a sender's mailpiece: strangers who text its number see state and city only, until PIN or `confirm`."""
    number = one_number(tracking_number)
    pin = pin or f"{secrets.randbelow(1_000_000):06}"
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise click.UsageError("A PIN has 4 to 8 digits.")
    with unit_of_work(), database.atomic():
        piece = find_or_make_mailpiece(number, time.now())
        piece.registered_at, piece.pin_index = piece.registered_at or time.now(), pin_index(piece, pin)
        piece.next_poll_at = piece.next_poll_at or time.now()
        piece.save(only=[Mailpiece.registered_at, Mailpiece.pin_index, Mailpiece.next_poll_at])
    click.echo(f"{number.tracking_number} is registered. The recipient texts: PIN {pin}")


@click.command("confirm")
@click.argument("tracking_number")
@click.argument("phone")
def confirm_command(tracking_number: str, phone: str) -> None:
    """The sender confirms that PHONE (+E164), which follows TRACKING_NUMBER, is the recipient: it sees everything."""
    number = one_number(tracking_number)
    with unit_of_work(), database.atomic():
        followers = (
            Subscription.select(Subscription.id)
            .join(Mailpiece)
            .switch(Subscription)
            .join(Contact)
            .where((Mailpiece.tracking_number == number.tracking_number) & (Contact.phone_index == phone_index(phone)))
        )
        confirmed = Subscription.update(proven=True).where(Subscription.id.in_(followers)).execute()
    if not confirmed:
        raise click.ClickException(f"{mask(phone)} does not follow that number: ask them to text it first.")
    click.echo(f"{mask(phone)} now sees the full status of {number.tracking_number}.")


def one_number(text: str) -> Candidate:
    numbers = [number for number in recognise(text) if number.certain]
    if len(numbers) != 1:
        raise click.UsageError(f"'{text}' is not one tracking number that we know: please check it digit by digit.")
    return numbers[0]


COMMANDS = [messages_command, register_command, confirm_command]
