"""What people asked for on a web page, until it is done: limits are counted from these rows, and they go after 30 days.

Addresses of phones and networks stand here as keyed indexes; what the page showed and was told is encrypted.
"""

from peewee import CharField, ForeignKeyField, IntegerField

from models.contact import Contact
from models.database import Table
from models.fields import EncryptedBytesField, EncryptedField, MomentField
from models.mailpiece import Mailpiece
from models.sender_link import SenderLink


class WebRequest(Table):
    """`kind` and `state`: see models/vocabulary.py.

    `code_index` is of the six characters that the person texts to us, `pin_index` of the digits that we text to them,
    `browser` the digest of the cookie that may go on with it. `block` is of the phone without its last two digits,
    `network` of the /24 or /64 of an address, `wide_network` of its /16 or /48. `nonce` makes a solved puzzle count
    once. `details`: JSON with the choices and the evidence.
    """

    kind = CharField()
    state = CharField()
    reason = CharField(default="")
    code_index = CharField(null=True, index=True)
    pin_index = CharField(null=True)
    browser = CharField(null=True, index=True)
    tries = IntegerField(default=0)
    phone = EncryptedField(null=True)
    phone_index = CharField(null=True, index=True)
    block = CharField(null=True)
    network = CharField(default="")
    wide_network = CharField(default="")
    nonce = CharField(null=True, unique=True)
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL")
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="RESTRICT")
    sender_link = ForeignKeyField(SenderLink, null=True, on_delete="RESTRICT")
    details = EncryptedBytesField(null=True)
    created_at = MomentField()
    expires_at = MomentField()
    done_at = MomentField(null=True)

    class Meta:
        indexes = (
            (("kind", "state", "created_at"), False),
            (("network", "created_at"), False),
            (("wide_network", "created_at"), False),
        )
