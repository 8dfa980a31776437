"""The two lines that head a record."""

from dataclasses import replace
from datetime import date

from models.vocabulary import Milestone
from records.summary import Told, two_lines, what_happened

TOLD = Told(
    carrier="USPS",
    tracking_number="9400111206206406260787",
    milestone=Milestone.UNKNOWN,
    state="no scan so far",
    registered_on=date(2026, 8, 3),
    notice_type="Tenant notice",
    recipient="Maria Núñez",
    department="Legal",
    references=(("Tenant", "M. Núñez"), ("Property", "12 Elm St")),
    options=("Certified Mail",),
)


def test_nothing_is_called_mailed_before_the_carrier_has_it() -> None:
    assert what_happened(TOLD) == "It was registered on 2026-08-03, and USPS has shown no scan so far."
    made = replace(TOLD, milestone=Milestone.LABEL_CREATED)
    assert what_happened(made).endswith("this is no evidence of mailing.")
    stamped = replace(made, stamped_on=date(2026, 8, 4))
    assert what_happened(stamped).startswith("The post office stamped its sheet on 2026-08-04")


def test_a_delivery_names_place_time_signer_and_agent() -> None:
    told = replace(
        TOLD,
        milestone=Milestone.DELIVERED_AGENT,
        accepted_on=date(2026, 8, 4),
        ended_on=date(2026, 8, 7),
        at="2026-08-07 10:14",
        place="MEMPHIS, TN",
        signer="J. SMITH",
        by_agent=True,
    )
    happened, purpose = two_lines(told)
    assert happened == (
        "USPS accepted it on 2026-08-04; delivered in MEMPHIS, TN on 2026-08-07 at 10:14, signed by J. SMITH "
        "(an agent of the addressee)."
    )
    assert purpose == "Tenant notice to Maria Núñez (tenant M. Núñez; property 12 Elm St), from Legal, Certified Mail."


def test_a_notice_names_the_day_it_goes_back_and_a_return_is_no_delivery() -> None:
    left = replace(
        TOLD, milestone=Milestone.DELIVERY_ATTEMPTED, accepted_on=date(2026, 8, 4), return_on=date(2026, 8, 22)
    )
    assert "goes back after 2026-08-22" in what_happened(left)
    back = replace(left, milestone=Milestone.RETURNED, ended_on=date(2026, 8, 25))
    assert what_happened(back).endswith("it came back to its sender on 2026-08-25.")
