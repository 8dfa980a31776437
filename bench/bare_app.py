"""The floor of the inbound path: a bare Flask app that checks the signature and inserts one row, and does nothing else.

Served with the product's own gunicorn settings, on the product's own database module: `bench.bare_app:create_app()`.
"""

from flask import Flask, Response, request
from peewee import CharField, TextField
from twilio.request_validator import RequestValidator

from config import time
from config.settings import Settings
from models.database import Table, bind, unit_of_work
from models.fields import MomentField
from web.connection import connect_each_request


class BareText(Table):
    """The text as it came: plain, unique by the provider's reference, found by its sender."""

    provider_reference = CharField(unique=True)
    sender = CharField(index=True)
    body = TextField()
    received_at = MomentField()


def create_table(url: str) -> None:
    bind(url)
    with unit_of_work():
        BareText.create_table()


def create_app() -> Flask:
    settings = Settings()
    bind(settings.database_url)
    app = Flask(__name__)
    connect_each_request(app)
    validator = RequestValidator(settings.auth_tokens[0])

    @app.post("/sms/inbound")
    def inbound() -> Response:
        form = request.form
        url = settings.public_base_url + request.path
        if not validator.validate(url, form, request.headers.get("X-Twilio-Signature", "")):
            return Response("wrong signature", 403)
        BareText.create(
            provider_reference=form["MessageSid"], sender=form["From"], body=form["Body"], received_at=time.now()
        )
        return Response("<Response/>", mimetype="text/xml")

    return app
