"""Nothing that identifies a person reaches a log line."""

import logging

import pytest
import structlog

from config.logging import configure_logging, mask_phones


@pytest.mark.parametrize("phone", ["+12025550143", "12025550143", "2025550143", "%2B12025550143", "+447911123456"])
def test_phones_are_masked_however_they_are_written(phone: str) -> None:
    masked = mask_phones(f"To={phone}&Body=x")
    assert phone.lstrip("+%2B") not in masked
    assert masked.startswith("To=+…")


def test_tracking_numbers_times_and_ids_stay_readable() -> None:
    line = "9400111206206406260787 outbound=12345 at 2026-11-20T15:00:00.123456Z SM0123456789abcdef0123456789abcdef"
    assert mask_phones(line) == line


def test_bodies_and_tokens_are_hidden_and_tracebacks_masked(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    try:
        raise RuntimeError("call +12025550143 back")
    except RuntimeError:
        structlog.get_logger().exception("it_failed", body="meet me at noon", token="abc", phone="+12025550143")
        logging.getLogger("some.library").exception("for +12025550143")
    said = capsys.readouterr().err
    assert "it_failed" in said
    for leak in ("2025550143", "meet me at noon", "abc"):
        assert leak not in said
