"""Every setting, typed, read once. `.env.example` is generated from this class; nothing else reads the environment.

A value may come from NAME, from a file named in NAME_FILE (for secrets), or from `.env`.
"""

import json
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.hours import NO_QUIET_HOURS, read_hours

ROOT = Path(__file__).resolve().parent.parent


#: Beside the carriers' and Twilio's APIs: must be public in production too.
OTHER_ADDRESSES = ("twilio_lookups_base_url", "public_base_url")
#: May stay empty; where it is set it must be public in production too.
OPTIONAL_ADDRESSES = ("oidc_issuer",)
#: What fits into one text segment with everything else, and looks like a name or an address, not like a link.
BRAND = r"^[A-Za-z0-9][A-Za-z0-9 &'.,+-]{0,11}$"
TEMPLATE_KEY, TEMPLATE_SID = r"[a-z_]+(/[a-z]{2})?", r"HX[0-9a-fA-F]{32}"
CONTACT = r"^(?!.*(://|www\.))[A-Za-z0-9 @'.,+()_-]{3,40}$"


class FileSecrets(PydanticBaseSettingsSource):
    """Reads NAME from the file that NAME_FILE points to, as container secrets arrive."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text().strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """All settings of one process. Raises pydantic's ValidationError, naming the setting, when one is wrong."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    waypost_env: Literal["development", "test", "production"] = Field(
        "development", description="development allows the sandbox; production refuses it and wants https"
    )
    host: str = Field("127.0.0.1", description="address the web process binds to")
    port: int = Field(8000, description="port of the web process")
    sandbox_port: int = Field(0, description="port of the sandbox under make run; 0: PORT + 10")
    public_base_url: str = Field(
        "", description="how Twilio reaches us (https://texts.example.org); part of signatures"
    )
    proxies_in_front: int = Field(
        0, description="proxies of your own before the web process; their X-Forwarded-For is believed", ge=0, le=5
    )
    instance_dir: Path = Field(Path("instance"), description="data, keys and sockets of this installation")
    database_url: str = Field("", description="postgresql://… ; empty: SQLite in INSTANCE_DIR")
    redis_url: str = Field("", description="redis://, rediss:// or unix:// ; empty: the clock does all work itself")
    ledger_heads_file: str = Field(
        "",
        description="file that signed heads of the consent ledger are also written to, best on another machine's disk; "
        "empty: ledger_heads.jsonl in INSTANCE_DIR",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    brand: str = Field("Waypost", description="how our texts begin; at most 12 plain characters")
    from_number: str = Field("55501", description="the short code or +E164 number we text from")
    help_contact: str = Field("help@example.org", description="where HELP sends people; at most 40 characters")
    operator_name: str = Field("", description="who runs this, as the terms and the privacy page say; empty: BRAND")
    operator_address: str = Field("", description="the postal address that stands there; empty: none")
    privacy_contact: str = Field("", description="whom people ask about their data; empty: HELP_CONTACT")
    allowed_regions: str = Field("US,PR,VI,GU", description="countries whose phones we answer, by ISO code")
    keywords_handled_by: Literal["app", "provider"] = Field(
        "app", description="provider: Twilio answers STOP, START and HELP itself, we only record them"
    )

    quiet_hours: str = Field("21-8", description="news waits from 21:00 to 8:00 of the person's own day; none: never")
    pushes_a_day: int = Field(6, description="most news to one phone in 24 hours; 0: no limit", ge=0)
    pushes_a_day_per_piece: int = Field(3, description="most news of one mailpiece in 24 hours; 0: no limit", ge=0)
    invites_by_text: bool = Field(
        False, description="may senders have recipients asked by text? letters and QR codes come first"
    )
    invites_a_day: int = Field(20, description="most invitations by text of one sender in 24 hours", ge=0)
    reassigned_after_days: int = Field(
        0, description="ask Twilio whether a phone changed hands when its last act is so old (costs); 0: never", ge=0
    )
    segments_per_second: float = Field(
        0,
        description="segments a second that Twilio grants FROM_NUMBER; 0: 100 for a short code, else 1",
        ge=0,
        le=1000,
    )
    senders_at_once: int = Field(
        16, description="requests to Twilio at once for one from-number; keep below the account's limit", ge=1, le=64
    )
    push_segments_a_day: int = Field(
        20_000, description="most segments of news in one UTC day; then news waits and you are told; 0: no limit", ge=0
    )
    reply_segments_a_day: int = Field(
        10_000, description="the same for answers to people's own texts; a STOP is always answered; 0: no limit", ge=0
    )
    manifest_approval: str = Field(
        "",
        description="number of USPS's written approval of our manifests as a facsimile of PS Form 3877; empty: each "
        "sheet says that it is none",
        max_length=60,
    )
    largest_file_mb: int = Field(
        25, description="most megabytes of one receipt, scan or e-mail that is attached to a record", ge=1, le=25
    )
    program_zone: str = Field(
        "", description="America/Chicago, say: the zone of phones whose number tells none; empty: all four US zones"
    )
    whatsapp_from: str = Field(
        "", description="the +E164 number of your WhatsApp sender; empty: WhatsApp is not answered"
    )
    whatsapp_templates: str = Field(
        "",
        description="approved templates as JSON, by kind of news and, if need be, language: "
        '{"delivered/en": "HX…", "delayed": "HX…"}. '
        "{{1}} brand, {{2}} piece, {{3}} state, {{4}} place, {{5}} time",
    )

    oidc_issuer: str = Field(
        "", description="https://… of an OpenID Connect provider that may sign people in to the console; empty: none"
    )
    oidc_client_id: str = Field("", description="the client that it knows us as")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="and its secret")
    oidc_name: str = Field("your organisation", description="what the sign-in button calls it")

    twilio_account_sid: str = Field("", description="AC…; empty: the sandbox plays Twilio")
    twilio_auth_tokens: SecretStr = Field(
        SecretStr(""), description="one or several auth tokens, comma separated; the first one signs our requests"
    )
    twilio_api_base_url: str = Field("https://api.twilio.com", description="where messages are created")
    twilio_lookups_base_url: str = Field(
        "https://lookups.twilio.com", description="where reassigned numbers are asked about"
    )
    twilio_timeout_seconds: float = Field(10.0, description="longest wait for Twilio's answer", gt=0, le=20)

    usps_client_id: str = Field("", description="consumer key of the USPS application; empty: the sandbox plays USPS")
    usps_client_secret: SecretStr = Field(SecretStr(""), description="consumer secret of the USPS application")
    usps_api_base_url: str = Field("https://apis.usps.com", description="USPS tests on apis-tem.usps.com")
    usps_timeout_seconds: float = Field(8.0, description="longest wait for one answer of any carrier", gt=0, le=8)
    usps_calls_per_hour: int = Field(60, description="calls USPS grants this application an hour", ge=1)
    usps_first_look_share: float = Field(0.5, description="part of those calls kept for first looks", ge=0, le=1)
    usps_mailer_ids: str = Field(
        "", description="your Mailer IDs, comma separated: USPS then tells us of their pieces by itself; empty: no"
    )
    usps_webhook_secrets: SecretStr = Field(
        SecretStr(""), description="32 characters that USPS signs with; several, comma separated, while you change them"
    )
    usps_alert_email: str = Field("", description="whom USPS writes to when it cannot reach us; needed with Mailer IDs")
    ups_client_id: str = Field("", description="client id of the UPS application; empty: UPS itself is not asked")
    ups_client_secret: SecretStr = Field(SecretStr(""), description="client secret of the UPS application")
    ups_api_base_url: str = Field("https://onlinetools.ups.com", description="UPS tests on wwwcie.ups.com")
    fedex_client_id: str = Field("", description="API key of the FedEx project; empty: FedEx itself is not asked")
    fedex_client_secret: SecretStr = Field(SecretStr(""), description="secret key of the FedEx project")
    fedex_api_base_url: str = Field("https://apis.fedex.com", description="FedEx tests on apis-sandbox.fedex.com")
    easypost_api_key: SecretStr = Field(SecretStr(""), description="EasyPost's key; empty: no aggregator is asked")
    easypost_api_base_url: str = Field("https://api.easypost.com/v2", description="where trackers are made")
    easypost_webhook_secrets: SecretStr = Field(
        SecretStr(""), description="what EasyPost signs its webhooks with, likewise; empty: we only ask it"
    )
    ups_calls_per_hour: int = Field(1000, description="calls to UPS that we allow ourselves an hour", ge=1)
    fedex_calls_per_hour: int = Field(1000, description="calls to FedEx that we allow ourselves an hour", ge=1)
    easypost_calls_per_hour: int = Field(1000, description="calls to EasyPost that we allow ourselves an hour", ge=1)
    ask_first: str = Field(
        "own,aggregator",
        description="who answers for a number, in order: own (the carrier's own API) and aggregator, or one of them",
        pattern="^(own|aggregator|own,aggregator|aggregator,own)$",
    )
    learn_rhythms: bool = Field(
        False, description="may each carrier's own scans of 60 days change when it is asked? needs 500 ended mailpieces"
    )
    poll_ceiling_seconds: float = Field(
        0, description="longest time between two looks at a mailpiece; 0: the schedule alone decides", ge=0
    )
    first_look_seconds: float = Field(8.0, description="longest wait for a status before the sign-up reply goes", ge=0)
    first_look_gather_seconds: float = Field(1.0, description="how long first looks gather to share a call", ge=0)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FileSecrets(settings_cls), dotenv_settings

    @field_validator("brand", "help_contact")
    @classmethod
    def fits_into_a_text(cls, value: str, info: ValidationInfo) -> str:
        longest, shape = (12, BRAND) if info.field_name == "brand" else (40, CONTACT)
        if not re.fullmatch(shape, value):
            raise ValueError(f"at most {longest} plain letters, digits and signs, and no link: it stands in every text")
        return value

    @field_validator("quiet_hours")
    @classmethod
    def are_hours(cls, value: str) -> str:
        if read_hours(value) is None:
            raise ValueError("two whole hours such as 21-8, or none")
        return value

    @field_validator("program_zone")
    @classmethod
    def is_a_zone(cls, value: str) -> str:
        try:
            return str(ZoneInfo(value)) if value else value
        except (KeyError, ValueError, OSError):
            raise ValueError("a zone of the IANA database, such as America/Chicago") from None

    @field_validator("whatsapp_from")
    @classmethod
    def is_a_phone(cls, value: str) -> str:
        if value and not re.fullmatch(r"\+[1-9][0-9]{6,14}", value):
            raise ValueError("a number such as +12025550100, without whatsapp: before it")
        return value

    @field_validator("whatsapp_templates")
    @classmethod
    def are_templates(cls, value: str) -> str:
        try:
            table = json.loads(value or "{}")
        except ValueError:
            table = None
        good = isinstance(table, dict) and all(
            re.fullmatch(TEMPLATE_KEY, kind) and re.fullmatch(TEMPLATE_SID, str(sid)) for kind, sid in table.items()
        )
        if not good:
            raise ValueError('JSON such as {"delivered/en": "HX0123…"}: a kind of news, its language, the ContentSid')
        return value

    @model_validator(mode="after")
    def fill_and_check(self) -> Self:
        if not self.instance_dir.is_absolute():
            self.instance_dir = ROOT / self.instance_dir
        self.ledger_heads_file = self.ledger_heads_file or str(self.instance_dir / "ledger_heads.jsonl")
        self.database_url = self.database_url or f"sqlite:///{self.instance_dir / 'waypost.db'}"
        self.public_base_url = (self.public_base_url or f"http://127.0.0.1:{self.port}").rstrip("/")
        self._refuse_half_of_a_standing_order()
        if self.waypost_env == "production":
            self._refuse_what_production_must_not_have()
        return self

    def _refuse_half_of_a_standing_order(self) -> None:
        if not all(re.fullmatch(r"[0-9]{6}|[0-9]{9}", one) for one in self.mailer_ids):
            raise ValueError("USPS_MAILER_IDS: a Mailer ID has six or nine digits")
        if not all(re.fullmatch(r"[A-Za-z0-9_-]{32}", secret) for secret in self.webhook_secrets("usps")):
            raise ValueError(
                "USPS_WEBHOOK_SECRETS: each must have exactly 32 characters, plain letters, digits, _ and -"
            )
        if not all(re.fullmatch(r"[A-Za-z0-9_-]{16,64}", secret) for secret in self.webhook_secrets("easypost")):
            raise ValueError("EASYPOST_WEBHOOK_SECRETS: each must have 16 to 64 plain letters, digits, _ and -")
        if self.mailer_ids and not (self.webhook_secrets("usps") and "@" in self.usps_alert_email):
            raise ValueError("USPS_MAILER_IDS needs USPS_WEBHOOK_SECRETS and USPS_ALERT_EMAIL")

    def _refuse_what_production_must_not_have(self) -> None:
        named = [name for name in type(self).model_fields if name.endswith("_api_base_url")]
        optional = [name for name in OPTIONAL_ADDRESSES if getattr(self, name)]
        for name in [*named, *OTHER_ADDRESSES, *optional]:
            parts = urlsplit(getattr(self, name))
            if parts.scheme != "https" or is_loopback(parts.hostname or ""):
                raise ValueError(f"{name.upper()} must be https and off this machine when WAYPOST_ENV=production")
        if not self.twilio_account_sid or not self.auth_tokens:
            raise ValueError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKENS must be set when WAYPOST_ENV=production")
        if not self.usps_client_id or not self.usps_client_secret.get_secret_value():
            raise ValueError("USPS_CLIENT_ID and USPS_CLIENT_SECRET must be set when WAYPOST_ENV=production")
        redis = urlsplit(self.redis_url)
        if redis.scheme == "redis" and not is_loopback(redis.hostname or "") and not redis.password:
            raise ValueError("REDIS_URL must carry a password, or be a unix socket, when Redis is on another machine")

    @cached_property
    def auth_tokens(self) -> tuple[str, ...]:
        return _listed(self.twilio_auth_tokens.get_secret_value())

    @cached_property
    def mailer_ids(self) -> tuple[str, ...]:
        return _listed(self.usps_mailer_ids)

    def webhook_secrets(self, service: str) -> tuple[str, ...]:
        """`service`: usps or easypost. The first one is what we ask them to sign with."""
        secrets: SecretStr = getattr(self, f"{service}_webhook_secrets")
        return _listed(secrets.get_secret_value())

    def calls_per_hour(self, service: str) -> int:
        """`service`: usps, ups, fedex or easypost."""
        granted: int = getattr(self, f"{service}_calls_per_hour")
        return granted

    @property
    def pace(self) -> float:
        """Segments a second (facts of the number's kind: a US long code has 1, a short code 100)."""
        return self.segments_per_second or (100.0 if len(self.from_number) <= 6 else 1.0)

    @cached_property
    def quiet_from_until(self) -> tuple[int, int]:
        return read_hours(self.quiet_hours) or NO_QUIET_HOURS

    @cached_property
    def regions(self) -> frozenset[str]:
        return frozenset(region.strip().upper() for region in self.allowed_regions.split(",") if region.strip())


def _listed(value: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in value.split(",") if one.strip())


_current: Settings | None = None


def use(settings: Settings) -> None:
    """Make these the settings that commands read with `current()`; app.create_app() does it."""
    global _current
    _current = settings


def current() -> Settings:
    return _current or Settings()


def is_loopback(host: str) -> bool:
    return host == "localhost" or host.startswith("127.") or host in ("::1", "0.0.0.0")  # noqa: S104 - compared only


def example_text() -> str:
    """The whole of `.env.example`: every setting with its description and default."""
    lines = ["# Every setting of Waypost with its default. Generated: make env-example", ""]
    for name, field in Settings.model_fields.items():
        value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        lines += [f"# {field.description}", f"#{name.upper()}={value}", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    (ROOT / ".env.example").write_text(example_text())
