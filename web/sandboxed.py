"""Is this installation the sandbox's? Pages say so in a banner."""

from urllib.parse import urlsplit

from flask import current_app

from config.settings import is_loopback


def in_sandbox() -> bool:
    return is_loopback(urlsplit(current_app.config["SETTINGS"].twilio_api_base_url).hostname or "")
