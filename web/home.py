"""The front page: what this number is, and what to text to it."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template

from config.settings import is_loopback
from models.program import first_program

home_pages = Blueprint("home", __name__)


@home_pages.get("/")
def home() -> str:
    return render_template("home.html", program=first_program(), in_sandbox=_in_sandbox())


def _in_sandbox() -> bool:
    return is_loopback(urlsplit(current_app.config["SETTINGS"].twilio_api_base_url).hostname or "")
