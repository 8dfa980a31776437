"""What the sandbox is told from outside, read once from the environment.

Refuses to guess: a value that cannot be read is an error in one sentence. Holds no secret worth keeping."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# 2,880 times life: three days from counter to door take a minute and a half.
DEFAULT_SPEED = 2880.0
DEFAULT_ACCOUNT_SID = "AC" + "5a4db0c5" * 4
DEFAULT_TWILIO_KEY = "5a4db0c5000000000000000000c0ffee"
DEFAULT_SHORT_CODE = "55501"
DEFAULT_WHATSAPP = "+12025550100"
# The connection overrides that the README tells operators to put behind their webhook URL.
DEFAULT_OVERRIDES = "ct=2000&rt=4000&rc=3&rp=ct,rt,5xx"


class BadSetting(ValueError):
    """The sentence says which variable is wrong and what it takes."""


@dataclass(frozen=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = 8010
    app_url: str = "http://127.0.0.1:8000"
    account_sid: str = DEFAULT_ACCOUNT_SID
    auth_token: str = DEFAULT_TWILIO_KEY
    from_number: str = DEFAULT_SHORT_CODE
    whatsapp_from: str = DEFAULT_WHATSAPP
    usps_client_id: str = ""
    usps_client_secret: str = ""
    state_path: Path | None = None
    speed: float = DEFAULT_SPEED
    sent_after: float = 0.2
    delivered_after: float = 0.4
    inbound_overrides: str = DEFAULT_OVERRIDES
    retry_delays: tuple[float, ...] = (0.5, 1.5, 4.0)
    token_seconds: int = 28799
    push_every: float = 1.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        def read(name: str, default: str) -> str:
            return environment.get(name, "").strip() or default

        state = read("SANDBOX_STATE", "")
        return cls(
            host=read("SANDBOX_HOST", cls.host),
            port=int(_number("SANDBOX_PORT", read("SANDBOX_PORT", str(cls.port)), 0, 65535)),
            app_url=_app_url(read("SANDBOX_APP_URL", cls.app_url)),
            account_sid=_account_sid(read("TWILIO_ACCOUNT_SID", cls.account_sid)),
            auth_token=read("TWILIO_AUTH_TOKEN", cls.auth_token),
            from_number=_from_number(read("FROM_NUMBER", cls.from_number)),
            whatsapp_from=_whatsapp_from(read("WHATSAPP_FROM", cls.whatsapp_from)),
            usps_client_id=read("USPS_CLIENT_ID", ""),
            usps_client_secret=read("USPS_CLIENT_SECRET", ""),
            state_path=Path(state) if state else None,
            speed=_number("SANDBOX_SPEED", read("SANDBOX_SPEED", str(cls.speed)), 0.001, 1e9),
            sent_after=_number("SANDBOX_SENT_AFTER", read("SANDBOX_SENT_AFTER", str(cls.sent_after)), 0, 3600),
            delivered_after=_number(
                "SANDBOX_DELIVERED_AFTER", read("SANDBOX_DELIVERED_AFTER", str(cls.delivered_after)), 0, 3600
            ),
            inbound_overrides=read("SANDBOX_INBOUND_OVERRIDES", cls.inbound_overrides).lstrip("#"),
        )


def _number(name: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise BadSetting(f"{name} must be a number from {low:g} to {high:g}, not {text!r}.")
    return value


def _account_sid(text: str) -> str:
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", text):
        raise BadSetting("TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits.")
    return text


def _from_number(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9]{5,15}", text):
        raise BadSetting(f"FROM_NUMBER must be a short code or a number such as +12025550100, not {text!r}.")
    return text


def _whatsapp_from(text: str) -> str:
    if not re.fullmatch(r"\+[0-9]{7,15}", text):
        raise BadSetting(f"WHATSAPP_FROM must be a number such as +12025550100, not {text!r}.")
    return text


def _app_url(text: str) -> str:
    if not re.match(r"https?://[^/]", text):
        raise BadSetting(f"SANDBOX_APP_URL must begin with http:// or https://, not {text!r}.")
    return text.rstrip("/")
