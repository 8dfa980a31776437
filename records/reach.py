"""Who may reach which record: a department's people their own, admins and auditors all. Refuses everybody else."""

from typing import Any

from peewee import SQL

from models.certified_record import CertifiedRecord
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Role

SEES_ALL = frozenset({Role.ADMIN, Role.AUDITOR})


def sees_all(who: Operator) -> bool:
    return Role(who.role) in SEES_ALL


def may_reach(who: Operator) -> Any:
    """A condition on records. A sender's person without a department reaches nothing."""
    if sees_all(who):
        return SQL("1 = 1")
    if who.role == Role.SENDER and who.sender_id is not None:
        return CertifiedRecord.sender == who.sender_id
    return SQL("1 = 0")


def find(who: Operator, record: int) -> CertifiedRecord | None:
    """None for another department's, and for one that was purged: they look alike."""
    mine = (CertifiedRecord.mailpiece == record) & may_reach(who) & CertifiedRecord.purged_at.is_null()
    found: CertifiedRecord | None = CertifiedRecord.get_or_none(mine)
    return found


def departments_of(who: Operator) -> list[Sender]:
    if sees_all(who):
        return list(Sender.select().order_by(Sender.name, Sender.id))
    return [who.sender] if who.role == Role.SENDER and who.sender is not None else []
