"""All doors of the console, for app.py."""

from flask import Blueprint

from web.console.account import account_pages
from web.console.audit_trail import audit_trail_pages
from web.console.joining import joining_pages
from web.console.sign_in import sign_in_pages
from web.console.team import team_pages
from web.oidc import oidc_pages

CONSOLE_DOORS: tuple[Blueprint, ...] = (
    sign_in_pages,
    oidc_pages,
    joining_pages,
    account_pages,
    team_pages,
    audit_trail_pages,
)
