"""How many of what on each UTC day: for charts, so that no page counts a million rows."""

from enum import StrEnum

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from models.database import Table
from models.program import Program


class Counted(StrEnum):
    """What is counted. All of them stand there for each day that was counted, with 0 where there was nothing."""

    OPT_IN = "opt_in"  # a person confirmed
    OPT_OUT = "opt_out"  # an end of all texts, also by silence after our question
    TEXT_IN = "text_in"
    TEXT_SENT = "text_sent"  # the provider took it, whatever became of it then
    TEXT_DELIVERED = "text_delivered"
    TEXT_UNDELIVERED = "text_undelivered"
    TEXT_FAILED = "text_failed"
    TEXT_DROPPED = "text_dropped"
    TEXT_UNKNOWN = "text_unknown"
    MINUTE = "minute"  # no count of anything: how many minutes after its beginning the day was counted last


class DayCount(Table):
    """`what`: see Counted. Counted anew as a whole by bot/tallying.py while the day may still change."""

    program = ForeignKeyField(Program, on_delete="RESTRICT")
    on = DateField()
    what = CharField()
    count = IntegerField()

    class Meta:
        indexes = ((("program", "on", "what"), True),)
