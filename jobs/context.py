"""What jobs stand on, made once for each process from the settings: the way to Twilio and the carriers' clients."""

from dataclasses import dataclass
from datetime import timedelta

from bot import following, quota
from bot.gateway import Gateway
from carriers import answerers
from carriers.answers import CarrierClient
from carriers.asking import Asking
from carriers.easypost import EasyPostClient
from carriers.fedex import FedexClient
from carriers.formats import FORMATS
from carriers.http import Limits
from carriers.in_turn import InTurn
from carriers.oauth import Credentials
from carriers.ups import UpsClient
from carriers.usps import SUBSCRIPTIONS_SCOPE, TRACKING_SCOPE, UspsClient, asking_usps
from carriers.usps_subscriptions import UspsSubscriptions
from config import time
from config.settings import Settings
from jobs.tokens import DatabaseTokenStore


@dataclass(frozen=True)
class Context:
    settings: Settings
    gateway: Gateway
    carriers: dict[str, InTurn]

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
    carriers = carriers_of(settings)
    following.serve(carriers)
    quota.use_ways(
        {
            courier: quota.Way(one.service, one.batch_size, settings.calls_per_hour(one.service))
            for courier, one in carriers.items()
        }
    )
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
        carriers=carriers,
    )


def carriers_of(settings: Settings) -> dict[str, InTurn]:
    """Courier -> who answers for its numbers, those alone that somebody answers for."""
    clients, first = _clients(settings), settings.ask_first.split(",")
    couriers = sorted({format_.carrier for format_ in FORMATS} - {"s10"})  # S10 items are USPS pieces here
    answering = {courier: answerers.in_order(courier, clients, first) for courier in couriers}
    return {
        courier: InTurn(courier, [clients[name] for name in names], time.now)
        for courier, names in answering.items()
        if names
    }


def _clients(settings: Settings) -> dict[str, CarrierClient]:
    """Those that we have credentials for; USPS always, for it may be the sandbox's."""
    limits, store, now = limits_of(settings), DatabaseTokenStore(), time.now
    clients: list[CarrierClient] = [UspsClient(settings.usps_api_base_url, _usps(settings), store, now, limits)]
    if settings.ups_client_id:
        ups = Credentials(settings.ups_client_id, settings.ups_client_secret.get_secret_value())
        clients.append(UpsClient(settings.ups_api_base_url, ups, store, now, limits))
    if settings.fedex_client_id:
        fedex = Credentials(settings.fedex_client_id, settings.fedex_client_secret.get_secret_value())
        clients.append(FedexClient(settings.fedex_api_base_url, fedex, store, now, limits))
    if easypost := easypost_of(settings):
        clients.append(easypost)
    return {client.name: client for client in clients}


def limits_of(settings: Settings) -> Limits:
    return Limits(total_seconds=settings.usps_timeout_seconds)


def _usps(settings: Settings) -> Credentials:
    return Credentials(settings.usps_client_id, settings.usps_client_secret.get_secret_value())


def usps_of(settings: Settings) -> Asking:
    """The way to USPS for anything but looks, with all scopes that we need there."""
    scopes = (TRACKING_SCOPE, *((SUBSCRIPTIONS_SCOPE,) if settings.mailer_ids else ()))
    at, store = settings.usps_api_base_url, DatabaseTokenStore()
    return asking_usps(at, _usps(settings), store, time.now, limits_of(settings), scopes)


def subscriptions_of(settings: Settings) -> UspsSubscriptions:
    return UspsSubscriptions(settings.usps_api_base_url, usps_of(settings), settings.webhook_secrets("usps"))


def easypost_of(settings: Settings) -> EasyPostClient | None:
    key = settings.easypost_api_key.get_secret_value()
    return EasyPostClient(settings.easypost_api_base_url, key, time.now, limits_of(settings)) if key else None


def context() -> Context:
    if _context is None:
        raise RuntimeError("use_settings() has not been called: app.create_app() does it")
    return _context
