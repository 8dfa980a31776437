"""Settings: typed, from several sources, and refusing what production must not have."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import Settings

LIVE = {
    "waypost_env": "production",
    "public_base_url": "https://texts.example.org",
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_tokens": "token",
    "usps_client_id": "key",
    "usps_client_secret": "secret",
}


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type, call-arg]


def test_several_auth_tokens_are_read_in_order() -> None:
    assert settings(twilio_auth_tokens=" new , old ,").auth_tokens == ("new", "old")


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    monkeypatch.setenv("USPS_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    assert settings().usps_client_secret.get_secret_value() == "from-a-file"


def test_no_secret_shows_when_settings_are_printed() -> None:
    made = settings(twilio_auth_tokens="very-secret", usps_client_secret="also-secret")
    assert "very-secret" not in repr(made)
    assert "also-secret" not in repr(made)


def test_a_brand_that_would_not_fit_our_texts_is_refused() -> None:
    with pytest.raises(ValidationError, match="brand"):
        settings(brand="A brand far too long")


def test_production_starts_with_everything_in_place() -> None:
    assert settings(**LIVE).waypost_env == "production"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"twilio_api_base_url": "http://127.0.0.1:8010"}, "TWILIO_API_BASE_URL"),
        ({"usps_api_base_url": "http://localhost:8010"}, "USPS_API_BASE_URL"),
        ({"public_base_url": "http://texts.example.org"}, "PUBLIC_BASE_URL"),
        ({"twilio_auth_tokens": ""}, "TWILIO_AUTH_TOKENS"),
        ({"usps_client_id": ""}, "USPS_CLIENT_ID"),
        ({"brand": "東京郵便"}, "brand"),
        ({"brand": "€€€€€€€€€€€€"}, "brand"),
        ({"help_contact": "https://example.org"}, "help_contact"),
        ({"log_level": "LOUD"}, "log_level"),
        ({"redis_url": "redis://cache.example.org:6379/0"}, "REDIS_URL"),
    ],
)
def test_production_refuses_by_the_name_of_what_is_wrong(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        settings(**{**LIVE, **wrong})


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"usps_mailer_ids": "12345"}, "six or nine digits"),
        ({"usps_mailer_ids": "123456"}, "needs USPS_WEBHOOK_SECRETS"),
        ({"usps_mailer_ids": "123456", "usps_webhook_secrets": "short", "usps_alert_email": "a@b"}, "32 characters"),
        ({"easypost_webhook_secrets": "short"}, "16 to 64"),
        ({"usps_webhook_secrets": "sécret" + "x" * 26}, "plain letters"),
        ({"usps_mailer_ids": "123456", "usps_webhook_secrets": "x" * 32}, "USPS_ALERT_EMAIL"),
    ],
)
def test_half_of_a_standing_order_is_refused_by_name(values: dict[str, str], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        settings(**values)


def test_webhook_secrets_are_listed_newest_first_and_never_shown() -> None:
    made = settings(usps_webhook_secrets=f"{'n' * 32}, {'o' * 32}", easypost_webhook_secrets="e" * 16)
    assert made.webhook_secrets("usps") == ("n" * 32, "o" * 32) and made.webhook_secrets("easypost") == ("e" * 16,)
    assert "n" * 32 not in repr(made)
