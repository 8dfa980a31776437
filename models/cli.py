"""Commands of the tables: bring the schema up to date and make the program that the settings describe."""

import click

from config import time
from config.settings import Settings, current
from models.contact import index_check_words, index_last_fours
from models.database import unit_of_work
from models.from_number import keep_address
from models.mailpiece import keep_endings
from models.migrate import migrate
from models.opt_out_log import index_words
from models.program import Program

#: Messages a second that WhatsApp takes from one sender (twilio.com/docs/whatsapp/best-practices-and-faqs).
WHATSAPP_A_SECOND = 80.0


def ensure_program(settings: Settings) -> Program:
    """The default program follows the settings; its contacts and history stay with it."""
    quiet_from, quiet_until = settings.quiet_from_until
    values = {
        "brand": settings.brand,
        "from_number": settings.from_number,
        "help_contact": settings.help_contact,
        "keywords_handled_by": settings.keywords_handled_by,
        "regions": ",".join(sorted(settings.regions)),
        "zone": settings.program_zone,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "pushes_a_day": settings.pushes_a_day,
        "pushes_a_day_per_piece": settings.pushes_a_day_per_piece,
        "invites_by_text": settings.invites_by_text,
        "invites_a_day": settings.invites_a_day,
        "whatsapp_from": settings.whatsapp_from,
        "whatsapp_templates": settings.whatsapp_templates,
        "push_segments_a_day": settings.push_segments_a_day,
        "reply_segments_a_day": settings.reply_segments_a_day,
    }
    Program.insert(key="default", created_at=time.now(), **values).on_conflict_ignore().execute()
    Program.update(**values).where(Program.key == "default").execute()
    program: Program = Program.get(Program.key == "default")
    keep_address(program, "sms", program.from_number, settings.pace)
    if program.whatsapp_from:
        keep_address(program, "whatsapp", program.whatsapp_from, WHATSAPP_A_SECOND)
    return program


@click.command("release")
def release_command() -> None:
    """Bring the database up to date. Run before each start of a new version."""
    settings = current()
    with unit_of_work():
        for name in migrate(settings.instance_dir):
            click.echo(f"applied {name}")
        program = ensure_program(settings)
        for catch_up in (index_check_words, index_last_fours, keep_endings, index_words):
            catch_up()
    click.echo(f"The database is up to date; program {program.brand} texts from {program.from_number}.")


COMMANDS = [release_command]
