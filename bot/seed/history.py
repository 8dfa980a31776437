"""Writes the whole made-up history, in the order in which its parts refer to each other; seals it at last."""

import time as passing
from datetime import datetime

from bot.seed import conversations, house, mail, outbox_rows, people, samples
from bot.seed.plan import Plan, plan_of
from bot.seed.writing import Say, count_on, in_haste, look_at_all
from models.consent import ConsentEvent
from models.contact import Contact
from models.from_number import keep_address
from models.inbound import InboundMessage
from models.ledger_seal import seal_waiting
from models.mailpiece import Exchange, Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.subscription import Subscription


class NotEmpty(Exception):
    """Somebody's rows are there already."""


def refuse_unless_empty() -> None:
    """Raises NotEmpty. A made-up history beside a real one could never be told apart from it again."""
    if Contact.select(Contact.id).limit(1).exists() or Mailpiece.select(Mailpiece.id).limit(1).exists():
        raise NotEmpty("The database holds people or mailpieces already. Nothing was written.")


def write(first: Program, scale: float, now: datetime, say: Say) -> Plan:
    """`first`: the program of the settings. Raises NotEmpty."""
    refuse_unless_empty()
    plan, told = plan_of(scale, now), _with_seconds(say)
    with in_haste():
        programs = people.make_programs(first, plan)
        for program in programs:
            keep_address(program, "sms", program.from_number, 1000.0)
        people.make_senders(programs, plan)
        people.make_contacts(plan)
        told(f"{plan.contacts:,} people")
        people.make_pieces(plan)
        told(f"{plan.pieces:,} mailpieces")
        mail.make(plan, told)
        samples.make(programs)
        conversations.make(plan, told)
        outbox_rows.make(plan, told)
        samples.drop()
        count_on(Contact, Mailpiece, Exchange, InboundMessage, ConsentEvent, Subscription, OutboundMessage)
        look_at_all()
        house.make(plan, programs, told)
        sealed = seal_waiting()
        told(f"{sealed:,} leaves of the ledger sealed")
        look_at_all()
    told("done")
    return plan


def _with_seconds(say: Say) -> Say:
    began = passing.perf_counter()
    return lambda text: say(f"{passing.perf_counter() - began:5.0f} s  {text}")
