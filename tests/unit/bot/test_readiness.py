"""What is missing to go live: each rule on a good and on a bad installation; no secret is ever said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import readiness
from bot.readiness import Facts, Standing
from config.settings import Settings

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
TOKEN, SECRET = "t" * 32, "s3cr3t-of-usps"
GOOD: dict[str, Any] = {
    "waypost_env": "production",
    "public_base_url": "https://texts.acme.example",
    "proxies_in_front": 1,
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_tokens": TOKEN,
    "from_number": "77123",
    "brand": "Acme Mail",
    "help_contact": "help@acme.example",
    "usps_client_id": "id",
    "usps_client_secret": SECRET,
    "operator_name": "Acme Mail Inc.",
    "operator_address": "1 Main St, Dayton OH",
    "privacy_contact": "privacy@acme.example",
    "redis_url": "unix:///run/redis.sock",
}
FACTS = Facts(admins=2, usps_scope="tracking addresses", heads_on_another_disk=True, ticked_at=NOW)
#: (rule, settings, facts) -> how it stands then
BAD: tuple[tuple[str, dict[str, Any], dict[str, Any], Standing], ...] = (
    ("Environment", {"waypost_env": "development"}, {}, Standing.MISSING),
    ("Address", {"waypost_env": "test", "public_base_url": "http://texts.acme.example"}, {}, Standing.MISSING),
    ("Address", {"waypost_env": "test", "public_base_url": "https://127.0.0.1:8000"}, {}, Standing.MISSING),
    ("Proxies", {"proxies_in_front": 0}, {}, Standing.RISKY),
    ("Provider", {"waypost_env": "test", "twilio_account_sid": ""}, {}, Standing.MISSING),
    ("Provider", {"waypost_env": "test", "twilio_api_base_url": "http://127.0.0.1:8010"}, {}, Standing.MISSING),
    ("Number", {"from_number": "55501"}, {}, Standing.MISSING),
    ("Name", {"brand": "Waypost"}, {}, Standing.RISKY),
    ("Help", {"help_contact": "help@example.org"}, {}, Standing.MISSING),
    ("Who you are", {"operator_address": ""}, {}, Standing.MISSING),
    ("USPS", {"waypost_env": "test", "usps_client_secret": ""}, {}, Standing.MISSING),
    ("USPS scope", {}, {"usps_scope": "addresses"}, Standing.MISSING),
    ("USPS scope", {}, {"usps_scope": None}, Standing.ASK),
    ("Calls", {}, {"late": (("usps", 60, 400),)}, Standing.RISKY),
    ("Quiet hours", {"quiet_hours": "none"}, {}, Standing.RISKY),
    ("Caps", {"push_segments_a_day": 0}, {}, Standing.RISKY),
    ("Signed heads", {}, {"heads_on_another_disk": False}, Standing.RISKY),
    ("Key files", {}, {"open_files": ("keys.json",)}, Standing.MISSING),
    ("Admins", {}, {"admins": 1}, Standing.RISKY),
    ("One-time codes", {}, {"without_codes": 1}, Standing.MISSING),
    ("Clock", {}, {"ticked_at": NOW - timedelta(minutes=5)}, Standing.MISSING),
    ("Clock", {}, {"ticked_at": None}, Standing.MISSING),
    ("Redis", {"redis_url": ""}, {}, Standing.RISKY),
)


def made(tmp_path: Path, **settings: Any) -> Settings:
    return Settings(_env_file=None, instance_dir=tmp_path, **(GOOD | settings))


def test_a_good_installation_lacks_nothing_and_leaves_one_question_to_its_owner(tmp_path: Path) -> None:
    points = readiness.check(made(tmp_path), FACTS, NOW)
    assert {point.name: point.says for point in points if point.standing in (Standing.MISSING, Standing.RISKY)} == {}
    assert [point.name for point in points if point.standing == Standing.ASK] == ["Backups of keys"]
    assert [point.name for point in points if point.standing == Standing.OK and point.do] == []


@pytest.mark.parametrize(("name", "settings", "facts", "standing"), BAD)
def test_a_bad_one_is_told_of_and_what_to_do(
    tmp_path: Path, name: str, settings: dict[str, Any], facts: dict[str, Any], standing: Standing
) -> None:
    points = readiness.check(made(tmp_path, **settings), Facts(**(FACTS.__dict__ | facts)), NOW)
    [point] = [point for point in points if point.name == name]
    assert point.standing == standing and point.says.endswith(".") and point.do.endswith(".")


def test_every_rule_is_shown_to_catch_something() -> None:
    names = {point.name for point in readiness.check(Settings(_env_file=None), Facts(), NOW)}
    assert names - {"Backups of keys"} == {name for name, *_ in BAD}


def test_no_secret_is_said(tmp_path: Path) -> None:
    said = repr(readiness.check(made(tmp_path), FACTS, NOW))
    assert TOKEN not in said and SECRET not in said and "AC111" not in said


def test_late_carriers_with_enough_calls_lack_none(tmp_path: Path) -> None:
    facts = Facts(**(FACTS.__dict__ | {"late": (("usps", 400, 60),)}))
    [calls] = [one for one in readiness.check(made(tmp_path), facts, NOW) if one.name == "Calls"]
    assert calls.standing == Standing.OK


def test_a_key_file_that_others_can_read_is_found_by_its_mode(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}")
    (tmp_path / "keys.json").chmod(0o644)
    assert list(readiness._open_files(tmp_path)) == ["keys.json"]
    (tmp_path / "keys.json").chmod(0o600)
    assert list(readiness._open_files(tmp_path)) == []


def test_heads_beside_the_keys_are_on_no_other_disk(tmp_path: Path) -> None:
    assert not readiness._is_elsewhere(tmp_path / "deep" / "er" / "heads.jsonl", tmp_path)
    assert readiness._is_elsewhere(Path("/proc/heads.jsonl"), tmp_path)
