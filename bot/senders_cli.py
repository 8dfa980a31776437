"""Commands for senders and operators until the desk exists: who mails, whom they ask, and opt-outs that came by phone
or letter."""

import click

from bot import consent, explaining, invitations, opt_out, questions, senders
from bot.cli import one_number
from bot.following import find_or_make_mailpiece
from bot.phone import e164, mask
from config import time
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.database import database, unit_of_work
from models.program import Program
from models.registering import register
from models.sender import Sender
from models.vocabulary import ConsentKind

#: What a sender says by attesting; the words stand in the evidence of every invitation it asks for.
ATTESTATION = (
    "The recipients gave this sender their phone numbers themselves, for news of their mail, and know that it may "
    "be texted about."
)


@click.group("senders")
def senders_group() -> None:
    """People and departments who mail."""


@senders_group.command("add")
@click.argument("key")
@click.argument("name")
def add_command(key: str, name: str) -> None:
    """Make a sender: KEY is a short name for commands, NAME what people call it."""
    if not (0 < len(key) <= senders.LONGEST_NAME and 0 < len(name) <= senders.LONGEST_NAME):
        raise click.UsageError(f"KEY and NAME have 1 to {senders.LONGEST_NAME} characters; nothing was made.")
    with unit_of_work(), database.atomic():
        try:
            senders.add(_program(), key, name, time.now())
        except senders.Refused as problem:
            raise click.ClickException(str(problem)) from problem
    click.echo(f"Sender {key} is made. It may have recipients asked once it has vouched: flask senders attest {key}")


@senders_group.command("attest")
@click.argument("key")
@click.option("--by", required=True, help="the person who vouches")
def attest_command(key: str, by: str) -> None:
    """Store that the sender vouches for the phones it gives; also opens its invitations again after a stop of them."""
    click.echo(ATTESTATION)
    with unit_of_work(), database.atomic():
        sender = sender_of(key)
        sender.attested_at, sender.attestation = time.now(), f"{ATTESTATION} Said by {by}."
        sender.save(only=[Sender.attested_at, Sender.attestation])
    click.echo(f"Stored: {by} vouches for {key}.")


@click.command("invite")
@click.argument("key")
@click.argument("tracking_number")
@click.argument("phone")
def invite_command(key: str, tracking_number: str, phone: str) -> None:
    """Ask PHONE (+E164) once whether it wants news of TRACKING_NUMBER, for the sender KEY. Letter and QR come first."""
    number = one_number(tracking_number)
    with unit_of_work(), database.atomic():
        sender = sender_of(key)
        piece = find_or_make_mailpiece(number, time.now())
        if piece.sender_id is None:
            register(piece, sender, time.now())
        if piece.sender_id != sender.id:
            raise click.ClickException("That mailpiece is another sender's; nothing was sent.")
        invited = invitations.invite(sender, piece, phone, time.now())
    if invited.outcome == "refused":
        raise click.ClickException(f"{mask(phone)} cannot be invited: {invited.reason}. Nothing was sent.")
    click.echo("Asked: one YES question." if invited.outcome == "asked" else "Followed at once: standing consent.")


@click.command("invitations")
@click.argument("key")
@click.option("--limit", default=50, show_default=True)
def invitations_command(key: str, limit: int) -> None:
    """List what became of a sender's invitations, in the words that a sender may read."""
    with unit_of_work():
        asked = ConsentEvent.select().where(
            (ConsentEvent.sender == sender_of(key)) & (ConsentEvent.kind == ConsentKind.REQUESTED)
        )
        for event in asked.order_by(ConsentEvent.id.desc()).limit(limit):
            state = invitations.state_for_sender(event, time.now())
            number = event.mailpiece.tracking_number if event.mailpiece else ""
            click.echo(f"{event.recorded_at:%Y-%m-%d %H:%M}Z  {number}  {state}")


@click.command("opt-out")
@click.argument("phone")
@click.option("--how", required=True, type=click.Choice(["phone call", "letter", "e-mail", "in person"]))
@click.option("--reason", required=True, help="what the person said or wrote; kept encrypted")
@click.option("--by", default="", help="who writes it down")
def opt_out_command(phone: str, how: str, reason: str, by: str) -> None:
    """Record an opt-out that did not come by text: as good as a STOP, on every channel. Sends nothing."""
    address = e164(phone)
    if address is None:
        raise click.UsageError("PHONE must be a whole number with its country, such as +12025550143.")
    with unit_of_work(), database.atomic():
        program = _program()
        find_or_make_contact(program, address, time.now())
        key = find_or_make_contact(program, address, time.now()).phone_index
        contacts = list(Contact.select().where((Contact.program == program) & (Contact.phone_index == key)))
        events = opt_out.stop_by_operator(contacts, how, reason, by, time.now())
    records = ", ".join(explaining.record_id(event) for event in events)
    click.echo(f"{mask(address)} is opted out from now on (record {records}).")


@click.command("doubts")
def doubts_command() -> None:
    """List texts that may have been stops, oldest first: news to these phones waits until they answer."""
    with unit_of_work():
        for question in questions.waiting_stops():
            history = consent.all_facts_of(question.contact)
            record = next((fact.id for fact in reversed(history) if fact.kind == ConsentKind.DOUBTED), 0)
            click.echo(
                f"{question.asked_at:%Y-%m-%d %H:%M}Z  {mask(question.contact.phone)}  record C-{record}  "
                f"counts as a stop at {question.expires_at:%Y-%m-%d %H:%M}Z"
            )


def _program() -> Program:
    program: Program | None = Program.get_or_none(Program.key == "default")
    if program is None:
        raise click.ClickException("There is no program yet: run flask release first.")
    return program


def sender_of(key: str) -> Sender:
    sender: Sender | None = Sender.get_or_none((Sender.program == _program()) & (Sender.key == key))
    if sender is None:
        raise click.ClickException(f"There is no sender {key}: flask senders add makes one.")
    return sender


COMMANDS = [senders_group, invite_command, invitations_command, opt_out_command, doubts_command]
