"""When the clock last ticked, so that whoever asks the database knows that somebody is at work. One row."""

from datetime import datetime, timedelta

from models.database import Table
from models.fields import MomentField

#: Written down so often: each second would be a write each second.
EVERY = timedelta(seconds=10)


class Tick(Table):
    at = MomentField()


def note_tick(now: datetime) -> None:
    if not Tick.update(at=now).where(Tick.id == 1).execute():
        Tick.insert(id=1, at=now).on_conflict_ignore().execute()


def last_tick() -> datetime | None:
    found: datetime | None = Tick.select(Tick.at).where(Tick.id == 1).scalar()
    return found
