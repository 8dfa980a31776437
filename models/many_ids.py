"""Asks for rows by thousands of ids in one parameter: a list of so many placeholders costs more than the answer."""

import json
from collections.abc import Sequence
from typing import Any

from peewee import SQL, Field, fn

from models.database import is_postgresql


def among(column: Field, ids: Sequence[int]) -> Any:
    """A condition: the column holds one of these. Each database looks them up one by one, however long the table is."""
    if is_postgresql():
        said = "{" + ",".join(map(str, ids)) + "}"  # psycopg takes three times as long to write a list
        return column == fn.ANY(SQL("%s::bigint[]", [said]))
    return column.in_(SQL("(SELECT value FROM json_each(?))", [json.dumps(list(ids))]))
