"""X-Twilio-Signature, computed by our own code so that the app's validator is not checked against itself.

Refuses the newer SharedKeys scheme: Twilio calls it a beta, and only the primary token signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping


def sign(auth_token: str, url: str, params: Mapping[str, str]) -> str:
    """base64(HMAC-SHA1(token, URL without its fragment, then each name and value in order of the names)).

    Source: twilio.com/docs/usage/security, "Validating requests"."""
    text = url.partition("#")[0] + "".join(name + params[name] for name in sorted(params))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")
