"""Composition root: the only place that knows every room. Wires settings, database, doors, commands; no rules."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import click
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import bot.cli
import bot.costs_cli
import bot.drains_cli
import bot.ledger_cli
import bot.links_cli
import bot.pages_cli
import bot.seed_cli
import bot.segments_cli
import bot.senders_cli
import bot.understand_cli
import carriers.cli
import jobs.carrier_cli
import jobs.cli
import jobs.quota
import models.cli
import records.cli
import web.auth.cli
from bot import long_kinds as bot_long_kinds
from config import queues
from config.ledger_key import load_ledger_key
from config.logging import configure_logging
from config.secrets import load_keyring
from config.settings import Settings, use
from jobs import ask_proof
from jobs.context import context, use_settings
from models import long_work
from models.database import bind
from models.fields import use_keyring
from models.heads import use_ledger
from records import long_kinds as records_long_kinds
from records import proof_requests
from web.carrier_updates import carrier_updates
from web.connection import connect_each_request
from web.console.doors import CONSOLE_DOORS
from web.desk.doors import DESK_DOORS
from web.headers import harden_every_answer
from web.health import health_pages
from web.legal import legal_pages
from web.opt_in import opt_in_pages
from web.origin import refuse_other_sites
from web.preferences import preference_pages
from web.real import real_pages
from web.status import status_pages
from web.track import track_pages
from web.webhooks import MOST_BYTES, webhooks

DOORS = (
    webhooks,
    carrier_updates,
    health_pages,
    opt_in_pages,
    preference_pages,
    status_pages,
    track_pages,
    legal_pages,
    real_pages,
    *CONSOLE_DOORS,
    *DESK_DOORS,
)
COMMANDS: Sequence[click.Command] = (
    *models.cli.COMMANDS,
    *carriers.cli.COMMANDS,
    *bot.cli.COMMANDS,
    *bot.costs_cli.COMMANDS,
    *bot.drains_cli.COMMANDS,
    *bot.ledger_cli.COMMANDS,
    *bot.links_cli.COMMANDS,
    *bot.pages_cli.COMMANDS,
    *bot.senders_cli.COMMANDS,
    *bot.seed_cli.COMMANDS,
    *bot.segments_cli.COMMANDS,
    *bot.understand_cli.COMMANDS,
    *jobs.cli.COMMANDS,
    *jobs.carrier_cli.COMMANDS,
    *jobs.quota.COMMANDS,
    *records.cli.COMMANDS,
    *web.auth.cli.COMMANDS,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The web process, and every `flask …` command."""
    settings = settings or Settings()
    use(settings)
    configure_logging(settings.log_level)
    bind(settings.database_url)
    use_keyring(partial(load_keyring, settings.instance_dir))
    use_ledger(partial(load_ledger_key, settings.instance_dir), Path(settings.ledger_heads_file))
    queues.configure(settings.redis_url)
    use_settings(settings)
    proof_requests.use_asker(ask_proof.ask)
    long_work.use_kinds(bot_long_kinds.KINDS, records_long_kinds.KINDS)

    app = Flask(__name__, template_folder="web/templates", static_folder="web/static")
    app.config.update(
        SETTINGS=settings,
        FIRST_LOOK=timedelta(seconds=settings.first_look_seconds),
        CARRIERS={carrier: client.service for carrier, client in context().carriers.items()},
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=200,
    )
    if settings.proxies_in_front:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies_in_front, x_proto=0)  # type: ignore[method-assign]
    harden_every_answer(app)
    refuse_other_sites(app)
    connect_each_request(app)
    for door in DOORS:
        app.register_blueprint(door)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app
