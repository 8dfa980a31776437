"""Searches that a team keeps under a name and an address of their own. What was typed is encrypted with them.

Refuses to show one to another department.
"""

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from peewee import SQL

from models.operator import Operator
from models.record_search import SavedSearch
from models.vocabulary import Role
from records import reach
from records.search import Asked

LONGEST_NAME, MOST = 60, 200


class Refused(Exception):
    """What cannot be kept, in a sentence for the person."""


def save(who: Operator, name: str, asked: Asked, now: datetime) -> SavedSearch:
    """In the caller's transaction. Raises Refused."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(f"Give the search a name of at most {LONGEST_NAME} characters. It was not kept.")
    if not asked.as_details():
        raise Refused("Nothing narrows this search, so there is nothing to keep. Type or choose something first.")
    if len(of(who)) >= MOST:
        raise Refused(f"Your team keeps {MOST} searches already. Take one away that nobody uses; this was not kept.")
    made: SavedSearch = SavedSearch.create(
        sender=who.sender_id if Role(who.role) == Role.SENDER else asked.sender or None,
        key=secrets.token_urlsafe(9),
        name=name,
        query=urlencode(asked.as_details()),
        made_by=who,
        made_at=now,
    )
    return made


def find(who: Operator, key: str) -> SavedSearch | None:
    """None for another department's: they look like those that never were."""
    found: SavedSearch | None = SavedSearch.get_or_none((SavedSearch.key == key) & _may_see(who))
    return found


def of(who: Operator) -> list[SavedSearch]:
    """By their names."""
    rows = SavedSearch.select().where(_may_see(who)).order_by(SavedSearch.id).limit(MOST)
    return sorted(rows, key=lambda one: one.name.casefold())


def forget(saved: SavedSearch) -> None:
    """In the caller's transaction."""
    SavedSearch.delete().where(SavedSearch.id == saved.id).execute()


def values_of(saved: SavedSearch) -> dict[str, str]:
    """As a form says them."""
    return dict(parse_qsl(saved.query))


def _may_see(who: Operator) -> Any:
    if reach.sees_all(who):
        return SQL("1 = 1")
    if Role(who.role) == Role.SENDER and who.sender_id is not None:
        return SavedSearch.sender == who.sender_id
    return SQL("1 = 0")
