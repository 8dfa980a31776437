"""People and mail of a made-up history: phones from area codes that exist, tracking numbers whose check digits fit."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from bot.seed.plan import BLOCK, LANGUAGES, PROGRAMS, SIGN_UPS, STRIDE, Plan
from bot.seed.writing import write
from carriers.checkdigits import mod10_one_two, mod10_three_one, mod11_mod10
from models.contact import Contact, last_four_index
from models.fields import phone_index, seal
from models.mailpiece import Mailpiece
from models.program import Program
from models.sender import Sender

AREAS = ("202", "212", "312", "415", "503", "602", "617", "713", "808", "305", "404", "206", "214", "702", "615", "919")
SENDERS = (
    ("law", "Law office"), ("property", "Property management"), ("tax", "Tax office"), ("claims", "Claims"),
    ("human", "Human resources"), ("shop", "Web shop"), ("clinic", "Clinic"), ("city", "City clerk"),
)  # fmt: skip
#: Besides the program of the settings.
MORE_PROGRAMS = (("north", "Northpost", "55502"), ("harbor", "Harbor Mail", "55503"))
DAY = 86_400_000_000
#: What became of a piece, by the thousand; the rest was delivered.
ENDS = (
    (40, "delivered_agent"), (52, "available_for_pickup"), (60, "returned"), (66, "unclaimed"), (72, "refused"),
    (80, "undeliverable"), (84, "unknown"), (100, "expired"), (104, "not_found"), (107, "lost_recovery"), (112, "held"),
)  # fmt: skip
#: Where a piece is by its age in days.
ON_ITS_WAY = ("accepted", "in_transit", "arrived_local", "out_for_delivery")


def phone_of(number: int) -> str:
    """Each another; ten thousand in a row have different last four digits."""
    far, near = divmod(number, 10_000)
    exchange, line = 200 + (far // len(AREAS) + near * 7) % 800, near * STRIDE % 10_000
    return f"+1{AREAS[far % len(AREAS)]}{exchange}{line:04}"


def tracking_number(number: int) -> str:
    """Most are letters of USPS, each ninth a certified one; some are parcels of others."""
    if number % 20 == 18:
        body = f"77{number % 1_000_000_000:09}"
        return body + str(mod11_mod10(body))
    if number % 20 == 19:
        body = f"999AA103{number % 10_000_000:07}"
        return f"1Z{body}{mod10_one_two(body)}"
    body = f"{'9407' if number % 9 == 0 else '9400'}111{number:014}"
    return body + str(mod10_three_one(body))


def carrier_of(number: int) -> tuple[str, str]:
    """(carrier, format)"""
    return {18: ("fedex", "fedex_12"), 19: ("ups", "ups")}.get(number % 20, ("usps", "usps_impb_n"))


def make_programs(first: Program, plan: Plan) -> list[Program]:
    made = [first]
    for key, brand, address in MORE_PROGRAMS:
        made.append(
            Program.create(
                key=key, brand=brand, from_number=address, help_contact=first.help_contact, regions=first.regions,
                zone=first.zone, created_at=plan.began,
            )
        )  # fmt: skip
    return made


def make_senders(programs: Sequence[Program], plan: Plan) -> None:
    for place, (key, name) in enumerate(SENDERS):
        program = programs[PROGRAMS[place]]  # most belong to the first
        said = {"attested_at": plan.at(0), "attestation": "The recipients gave their phones themselves. Said by Ines."}
        Sender.create(program=program, key=key, name=name, created_at=plan.began, **(said if place % 3 else {}))


def make_contacts(plan: Plan) -> None:
    names = "id program_id channel phone phone_index language created_at zone quiet_hours last_four_index".split()
    write(Contact, names, _contacts(plan))


def _contacts(plan: Plan) -> Iterator[tuple[Any, ...]]:
    last_four = cache(last_four_index)
    for number in range(plan.contacts):
        key, phone = number + 1, phone_of(number)
        yield (
            key, PROGRAMS[key % 10], "sms", seal(phone.encode(), b"contact.phone"), phone_index(phone),
            LANGUAGES[key % 10], plan.at(number * BLOCK), "", "", last_four(phone[-4:]),
        )  # fmt: skip


PIECE = (
    "id carrier tracking_number era format answer milestone milestone_at visits last_event_at service created_at "
    "answered_at next_poll_at poll_epoch failures registered_at sender_id patience ending"
).split()


def make_pieces(plan: Plan) -> None:
    write(Mailpiece, PIECE, (_piece(plan, number) for number in range(plan.pieces)))


def created_at(plan: Plan, piece: int) -> int:
    """With the sign-up that named it; `piece` counts from 0."""
    return plan.at(piece // SIGN_UPS * BLOCK + piece % SIGN_UPS)


def _piece(plan: Plan, number: int) -> tuple[Any, ...]:
    carrier, form = carrier_of(number)
    tracking, made = tracking_number(number), created_at(plan, number)
    milestone, looked_at_next = _stage(plan, number, made)
    seen = min(made + 4 * DAY, plan.now - 3_600_000_000)
    mailed_by_sender = number % 5 == 0
    return (
        number + 1, carrier, tracking, 1, form, "not_found" if milestone == "not_found" else "found", milestone,
        max(made, seen), "{}", max(made, seen), "", made, max(made, seen), looked_at_next, 1, 0,
        made if mailed_by_sender else None, number // 5 % len(SENDERS) + 1 if mailed_by_sender else None, number % 4,
        tracking[::-1],
    )  # fmt: skip


def _stage(plan: Plan, number: int, made: int) -> tuple[str, int | None]:
    """(milestone, when it is looked at next)"""
    age, spread = (plan.now - made) // DAY, number * STRIDE
    if age < len(ON_ITS_WAY):
        return ON_ITS_WAY[age], plan.now + 60_000_000 + spread % 21_600 * 1_000_000
    share = spread % 1000
    milestone = next((name for end, name in ENDS if share < end), "delivered")
    waits = milestone in ("available_for_pickup", "held") and age < 30
    return milestone, plan.now + 60_000_000 + spread % 43_200 * 1_000_000 if waits else None
