"""What jobs stand on, made once for each process from the settings: the way to Twilio and the carriers' clients."""

from dataclasses import dataclass
from datetime import timedelta

from bot.gateway import Gateway
from carriers.answers import CarrierClient
from carriers.http import Limits
from carriers.oauth import Credentials
from carriers.usps import UspsClient
from config import time
from config.settings import Settings
from jobs.tokens import DatabaseTokenStore


@dataclass(frozen=True)
class Context:
    settings: Settings
    gateway: Gateway
    carriers: dict[str, CarrierClient]

    @property
    def first_look(self) -> timedelta:
        return timedelta(seconds=self.settings.first_look_seconds)

    @property
    def callback_url(self) -> str:
        return f"{self.settings.public_base_url}/sms/status"


_context: Context | None = None


def use_settings(settings: Settings) -> None:
    """Build the clients. They open no socket before they are used."""
    global _context
    token = settings.auth_tokens[0] if settings.auth_tokens else "not-set"
    _context = Context(
        settings=settings,
        gateway=Gateway(
            settings.twilio_account_sid or "AC" + "0" * 32,
            token,
            settings.twilio_api_base_url,
            settings.twilio_timeout_seconds,
            settings.twilio_lookups_base_url,
            pool=settings.senders_at_once,
        ),
        carriers={"usps": _usps(settings)},
    )


def _usps(settings: Settings) -> UspsClient:
    return UspsClient(
        settings.usps_api_base_url,
        Credentials(settings.usps_client_id, settings.usps_client_secret.get_secret_value()),
        DatabaseTokenStore(),
        time.now,
        Limits(total_seconds=settings.usps_timeout_seconds),
    )


def context() -> Context:
    if _context is None:
        raise RuntimeError("use_settings() has not been called: app.create_app() does it")
    return _context
