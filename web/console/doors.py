"""All doors of the console, for app.py."""

from flask import Blueprint

from web.console.account import account_pages
from web.console.audit_trail import audit_trail_pages
from web.console.departments import department_pages
from web.console.exchanges import exchange_pages
from web.console.home import home_pages
from web.console.inbox import inbox_pages
from web.console.joining import joining_pages
from web.console.mailpieces import mailpiece_pages
from web.console.messages import message_pages
from web.console.opt_outs import opt_outs_pages
from web.console.people import people_pages
from web.console.person import person_acts
from web.console.programs import program_pages
from web.console.settings_check import settings_pages
from web.console.sign_in import sign_in_pages
from web.console.tasks import task_pages
from web.console.team import team_pages
from web.console.wordings import wording_pages
from web.console.work import work_pages
from web.oidc import oidc_pages

CONSOLE_DOORS: tuple[Blueprint, ...] = (
    sign_in_pages,
    oidc_pages,
    joining_pages,
    account_pages,
    team_pages,
    department_pages,
    audit_trail_pages,
    opt_outs_pages,
    people_pages,
    person_acts,
    inbox_pages,
    exchange_pages,
    mailpiece_pages,
    message_pages,
    task_pages,
    work_pages,
    home_pages,
    wording_pages,
    program_pages,
    settings_pages,
)
