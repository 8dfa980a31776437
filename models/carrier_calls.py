"""What several processes share of a carrier: its OAuth token and the hourly budget of calls. Rows, not Redis."""

from peewee import CharField, FloatField

from models.database import Table
from models.fields import EncryptedField, MomentField


class OAuthToken(Table):
    service = CharField(primary_key=True)
    token = EncryptedField()
    scope = CharField(default="")
    expires_at = MomentField()


class CallBudget(Table):
    """A bucket of calls that refills evenly through the hour."""

    service = CharField(primary_key=True)
    calls = FloatField()
    refilled_at = MomentField()
