"""Quiet hours as settings and people write them: `21-8`, or `none`. Whole hours of a wall clock."""

import re

#: Equal hours leave no hour quiet.
NO_QUIET_HOURS = (0, 0)


def read_hours(text: str) -> tuple[int, int] | None:
    """(first quiet hour, first hour after them), each 0 to 23; None for what says no hours."""
    if text.strip().lower() == "none":
        return NO_QUIET_HOURS
    said = re.fullmatch(r"\s*([0-9]{1,2})\s*-\s*([0-9]{1,2})\s*", text)
    start, end = (int(said[1]), int(said[2])) if said else NO_QUIET_HOURS
    return (start, end) if start != end and max(start, end) <= 23 else None
