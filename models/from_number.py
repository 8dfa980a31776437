"""A from-number: one address that a program texts from, on one channel. Who drains it, how fast, or why not now.

A lease here only saves work and keeps the pace: what keeps a text from going twice is the claim of its own row.
"""

from peewee import CharField, FloatField, ForeignKeyField

from models.database import Table
from models.fields import MomentField
from models.program import Program


class FromNumber(Table):
    """`paced_until`: the segments begun so far are paid for until then. `stopped_because`: a person must act; until
    they have, one text is tried each time that `paused_until` has passed."""

    program = ForeignKeyField(Program, backref="from_numbers", on_delete="RESTRICT")
    channel = CharField()
    address = CharField()
    segments_per_second = FloatField()
    holder = CharField(default="")
    lease_until = MomentField(null=True)
    paced_until = MomentField(null=True)
    paused_until = MomentField(null=True)
    stopped_because = CharField(default="")
    stopped_at = MomentField(null=True)

    class Meta:
        indexes = ((("program", "channel"), True),)


def keep_address(program: Program, channel: str, address: str, pace: float) -> None:
    """The address of this program on this channel; its queue and its pace stay with the row when it changes."""
    FromNumber.insert(
        program=program, channel=channel, address=address, segments_per_second=pace
    ).on_conflict_ignore().execute()
    FromNumber.update(address=address, segments_per_second=pace).where(
        (FromNumber.program == program) & (FromNumber.channel == channel)
    ).execute()
