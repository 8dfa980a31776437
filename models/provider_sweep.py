"""Up to when the provider's own list of inbound texts was compared with ours: one row for each program."""

from peewee import ForeignKeyField

from models.database import Table
from models.fields import MomentField
from models.program import Program


class ProviderSweep(Table):
    """`swept_through`: every text that the provider had listed by then is stored. `tried_at`: the last attempt."""

    program = ForeignKeyField(Program, unique=True, on_delete="RESTRICT")
    swept_through = MomentField()
    tried_at = MomentField()
