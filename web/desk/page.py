"""Shows a page of the desk, in the frame that the console has."""

from typing import Any

from flask import Response

from models.operator import Operator
from web.console import page


def show(template: str, who: Operator, status: int = 200, *, title: str, **values: Any) -> Response:
    """`template` within templates/desk/."""
    return page.show(template, who, status, title=title, room="desk", **values)


def not_there(who: Operator, what: str = "record") -> Response:
    """Others' records look like records that never were."""
    return page.show_refusal(who, f"There is no such {what} here. Look for it by the search box of the desk.", 404)
