"""What each process of `make run` is given: the user's settings, and the sandbox wherever no real service is set.

Refuses the sandbox when WAYPOST_ENV=production.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr, ValidationError, model_validator

from config.instance import Refusal, SandboxKeys
from config.settings import Settings

#: What a stack that is told to stand alone still takes from its environment.
_KEPT_WHEN_ALONE = frozenset({"host", "port", "sandbox_port", "instance_dir", "log_level"})
SANDBOX_PORT_DISTANCE = 10
#: In the demo days pass in seconds, at whatever hour somebody looks at it: every text goes at once.
DEMO = {
    "quiet_hours": "none",
    "pushes_a_day": "0",
    "pushes_a_day_per_piece": "0",
    "whatsapp_from": "+12025550100",
}


class Given(Settings):
    """What the user has set, by environment or .env, before any default is worked out: see `model_fields_set`."""

    @model_validator(mode="after")
    def fill_and_check(self) -> "Given":
        return self

    def has(self, name: str) -> bool:
        return name in self.model_fields_set

    @property
    def twilio_is_real(self) -> bool:
        return bool(self.twilio_account_sid)

    @property
    def usps_is_real(self) -> bool:
        return bool(self.usps_client_id)

    @property
    def needs_sandbox(self) -> bool:
        return not (self.twilio_is_real and self.usps_is_real)

    @property
    def local_host(self) -> str:
        """Where processes on this machine reach the web process."""
        return "127.0.0.1" if self.host in ("", "0.0.0.0", "::", "localhost") else self.host  # noqa: S104

    @property
    def web_url(self) -> str:
        host = f"[{self.local_host}]" if ":" in self.local_host else self.local_host
        return f"http://{host}:{self.port}"


def read_settings(*, alone: bool = False) -> Given:
    """Read and check everything the user has set; Refusal names the setting that is wrong.

    `alone` is for tours and tests: .env and whatever real service the environment names are left out.
    """
    if alone:
        _forget_the_environment()
    try:
        given = Given(_env_file=None) if alone else Given()
        if not alone:
            Settings()  # the app's own checks, so that they fail here in one line and not in five processes
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        raise Refusal(f"{name + ': ' if name else ''}{first['msg'].removeprefix('Value error, ')}") from None
    _check(given)
    if alone:
        _spell_out_the_defaults()
    return given.model_copy(update={"sandbox_port": given.sandbox_port or _default_sandbox_port(given.port)})


def _default_sandbox_port(port: int) -> int:
    later = port + SANDBOX_PORT_DISTANCE
    return later if later < 65_536 else port - SANDBOX_PORT_DISTANCE


def _check(given: Given) -> None:
    if given.waypost_env == "production" and given.needs_sandbox:
        raise Refusal("WAYPOST_ENV=production refuses the sandbox: set TWILIO_ACCOUNT_SID and USPS_CLIENT_ID")
    if given.twilio_is_real and not given.auth_tokens:
        raise Refusal("TWILIO_ACCOUNT_SID is set, TWILIO_AUTH_TOKENS is not: set both, or none to use the sandbox")
    if given.twilio_is_real and not given.usps_is_real:
        raise Refusal("TWILIO_ACCOUNT_SID is set, USPS_CLIENT_ID is not: invented journeys must not reach real phones")
    if given.usps_is_real and not given.usps_client_secret.get_secret_value():
        raise Refusal("USPS_CLIENT_ID is set, USPS_CLIENT_SECRET is not: set both, or none to use the sandbox")


def _forget_the_environment() -> None:
    for name in Settings.model_fields.keys() - _KEPT_WHEN_ALONE:
        os.environ.pop(name.upper(), None)
        os.environ.pop(f"{name.upper()}_FILE", None)


def _spell_out_the_defaults() -> None:
    """The children read .env by themselves; what their environment says outranks it."""
    for name, field in Settings.model_fields.items():
        if not isinstance(field.default, SecretStr):
            os.environ.setdefault(name.upper(), str(field.default))


def app_environment(given: Given, directory: Path, redis_url: str, keys: SandboxKeys | None) -> dict[str, str]:
    """The environment of release, web and the workers. `keys` is None when no sandbox runs."""
    sandbox_url = f"http://127.0.0.1:{given.sandbox_port}"
    environment = _base() | {
        "HOST": given.host,
        "PORT": str(given.port),
        "PUBLIC_BASE_URL": given.public_base_url or given.web_url,
        "INSTANCE_DIR": str(directory),
        "DATABASE_URL": given.database_url or f"sqlite:///{directory / 'waypost.db'}",
        "REDIS_URL": redis_url,
        "BRAND": given.brand,
        "FROM_NUMBER": given.from_number,
    }
    if keys and not given.twilio_is_real:
        environment |= {
            "TWILIO_ACCOUNT_SID": keys.account_sid,
            "TWILIO_AUTH_TOKENS": keys.auth_token,
            "TWILIO_API_BASE_URL": sandbox_url,
            "TWILIO_LOOKUPS_BASE_URL": sandbox_url,
        }
        environment |= _unless_set(given, DEMO)
    if keys and not given.usps_is_real:
        environment |= {
            "USPS_CLIENT_ID": keys.usps_client_id,
            "USPS_CLIENT_SECRET": keys.usps_client_secret,
            "USPS_API_BASE_URL": sandbox_url,
        }
        environment |= _unless_set(given, {"poll_ceiling_seconds": "3", "usps_calls_per_hour": "100000"})
        for carrier in ("ups", "fedex"):
            if not given.has(f"{carrier}_client_id"):
                environment |= _sandbox_application(carrier.upper(), sandbox_url)
    return environment


def _sandbox_application(carrier: str, sandbox_url: str) -> dict[str, str]:
    """The sandbox takes any credentials of these carriers."""
    return {
        f"{carrier}_CLIENT_ID": "sandbox",
        f"{carrier}_CLIENT_SECRET": "sandbox",
        f"{carrier}_API_BASE_URL": sandbox_url,
    }


def _unless_set(given: Given, values: Mapping[str, str]) -> dict[str, str]:
    return {name.upper(): value for name, value in values.items() if not given.has(name)}


def sandbox_environment(given: Given, directory: Path, keys: SandboxKeys) -> dict[str, str]:
    """The sandbox is told nothing of real accounts: only its own keys, and where the app is."""
    secret = {name.upper() for name, field in Settings.model_fields.items() if isinstance(field.default, SecretStr)}
    environment = {name: value for name, value in _base().items() if name.removesuffix("_FILE") not in secret}
    environment.pop("DATABASE_URL", None)
    return environment | {
        "SANDBOX_PORT": str(given.sandbox_port),
        "SANDBOX_APP_URL": given.public_base_url or given.web_url,
        "SANDBOX_STATE": str(directory / "sandbox.jsonl"),
        "TWILIO_ACCOUNT_SID": keys.account_sid,
        "TWILIO_AUTH_TOKEN": keys.auth_token,
        "USPS_CLIENT_ID": keys.usps_client_id,
        "USPS_CLIENT_SECRET": keys.usps_client_secret,
        "FROM_NUMBER": given.from_number,
        "WHATSAPP_FROM": given.whatsapp_from or DEMO["whatsapp_from"],
    }


def _base() -> dict[str, str]:
    """Ours, with the folder of this Python first: `flask` and `gunicorn` in the Procfile are those beside it."""
    environment = dict(os.environ)
    environment.pop("HEARTBEAT_FILE", None)
    folder = str(Path(sys.executable).parent)
    environment["PATH"] = os.pathsep.join([folder, environment.get("PATH", os.defpath)])
    environment["PYTHONUNBUFFERED"] = "1"
    return environment
