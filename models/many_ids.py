"""Asks for rows by thousands of ids in one parameter: a list of so many placeholders costs more than the answer."""

import json
from collections.abc import Sequence
from typing import Any

from peewee import SQL, Field, Value, fn

from models.database import is_postgresql


def among(column: Field, ids: Sequence[int]) -> Any:
    """A condition: the column holds one of these. Each database looks them up one by one, however long the table is."""
    if is_postgresql():
        return column == fn.ANY(Value(list(ids), converter=False, unpack=False))
    return column.in_(SQL("(SELECT value FROM json_each(?))", [json.dumps(list(ids))]))
