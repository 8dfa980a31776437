"""What is missing to go live: each setting and what hangs on it, judged in plain words. Shows no secret."""

from itertools import groupby

from flask import Blueprint, Response, current_app

from bot import readiness
from bot.readiness import Standing
from config import time
from models.operator import Operator
from web.access import by_role
from web.console.page import show

settings_pages = Blueprint("settings_check", __name__, url_prefix="/console/settings")

#: How a standing looks.
KINDS = {Standing.OK: "good", Standing.MISSING: "bad", Standing.RISKY: "wait", Standing.ASK: "quiet"}


@settings_pages.get("")
@by_role
def page(who: Operator) -> Response:
    settings, now = current_app.config["SETTINGS"], time.now()
    points = readiness.check(settings, readiness.gather(settings, now), now)
    groups = [(name, list(found)) for name, found in groupby(points, key=lambda point: point.group)]
    standings = [point.standing for point in points]
    return show(
        "settings.html",
        who,
        title="What is missing to go live",
        groups=groups,
        kinds=KINDS,
        missing=standings.count(Standing.MISSING),
        risky=standings.count(Standing.RISKY),
    )
