"""What carriers tell us by themselves: the standing order at each of them, and every update as it came in."""

import hashlib
from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from models.database import Table
from models.fields import EncryptedBytesField, MomentField
from models.mailpiece import Mailpiece
from models.vocabulary import UpdateState


class CarrierPush(Table):
    """One standing order: `what` is the Mailer ID at USPS, empty at EasyPost. `problem`: why it does not stand."""

    service = CharField()
    what = CharField(default="")
    provider_id = CharField(default="")
    state = CharField()
    problem = TextField(default="")
    renewed_at = MomentField(null=True)
    last_event_at = MomentField(null=True)
    next_check_at = MomentField()

    class Meta:
        indexes = ((("service", "what"), True),)


class CarrierUpdate(Table):
    """One update. A repeat has the same digest and is passed over; the body goes as soon as it has been applied."""

    service = CharField()
    sha256 = CharField()
    body = EncryptedBytesField(null=True)
    state = CharField()
    problem = TextField(default="")
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="SET NULL")
    tries = IntegerField(default=0)
    received_at = MomentField()
    next_try_at = MomentField(null=True)

    class Meta:
        indexes = ((("service", "sha256"), True), (("next_try_at",), False), (("received_at",), False))


def store_update(service: str, body: bytes, now: datetime) -> bool:
    """Keep it for jobs/apply_update; False when it is a repeat."""
    made: int = (
        CarrierUpdate.insert(
            service=service,
            sha256=hashlib.sha256(body).hexdigest(),
            body=body,
            state=UpdateState.WAITING,
            received_at=now,
            next_try_at=now,
        )
        .on_conflict_ignore()
        .as_rowcount()
        .execute()
    )
    return made == 1
