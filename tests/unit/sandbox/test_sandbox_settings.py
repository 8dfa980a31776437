"""Settings from the environment, and what the sandbox says about those it cannot read."""

from pathlib import Path

import pytest

from sandbox.settings import BadSetting, Settings


def test_an_empty_environment_gives_the_defaults():
    assert Settings.from_environment({}) == Settings()


def test_everything_can_be_set():
    settings = Settings.from_environment(
        {
            "SANDBOX_PORT": "9010",
            "SANDBOX_APP_URL": "http://127.0.0.1:9000/",
            "SANDBOX_STATE": "/tmp/journal.jsonl",
            "SANDBOX_SPEED": "500",
            "FROM_NUMBER": "55502",
            "USPS_CLIENT_ID": "id",
        }
    )
    assert settings.port == 9010
    assert settings.app_url == "http://127.0.0.1:9000"
    assert settings.state_path == Path("/tmp/journal.jsonl")
    assert (settings.speed, settings.from_number, settings.usps_client_id) == (500.0, "55502", "id")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_PORT", "http"),
        ("SANDBOX_PORT", "70000"),
        ("SANDBOX_SPEED", "0"),
        ("SANDBOX_SPEED", "nan"),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("FROM_NUMBER", "maple"),
        ("SANDBOX_APP_URL", "127.0.0.1:8000"),
    ],
)
def test_a_wrong_value_is_named(name, value):
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment({name: value})
