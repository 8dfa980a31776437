"""Our own signing against Twilio's validator: two implementations that must agree."""

import pytest
from twilio.request_validator import RequestValidator

from sandbox.signature import sign

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/sms/inbound",
        "http://127.0.0.1:8000/sms/status?delivery=17&x=%C3%A9",
        "https://example.org/sms/status?a=b%2Fc&empty=",
    ],
)
def test_twilio_accepts_our_signature(url):
    params = {"Body": " blanks kept é \U0001f4e6 ", "From": "+12025550143", "Empty": "", "body": "sorts last"}

    assert RequestValidator(TOKEN).validate(url, params, sign(TOKEN, url, params))


def test_the_fragment_is_not_signed():
    assert sign(TOKEN, "https://example.org/a#rc=3", {"A": "b"}) == sign(TOKEN, "https://example.org/a", {"A": "b"})


def test_another_token_gives_another_signature():
    url = "https://example.org/a"
    assert not RequestValidator(TOKEN).validate(url, {"A": "b"}, sign("other", url, {"A": "b"}))
