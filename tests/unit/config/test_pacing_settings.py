"""The settings of when, how much and on which channel: what they take, and what the program then holds."""

import json

import pytest
from pydantic import ValidationError

from config.settings import Settings
from models.cli import ensure_program

TEMPLATE = "HX" + "0" * 32


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quiet_hours", "21-24"),
        ("quiet_hours", "9pm-8am"),
        ("quiet_hours", "8-8"),
        ("quiet_hours", ""),
        ("pushes_a_day", -1),
        ("pushes_a_day_per_piece", -1),
        ("program_zone", "Chicago"),
        ("program_zone", "../etc/passwd"),
        ("whatsapp_from", "whatsapp:+12025550100"),
        ("whatsapp_from", "55501"),
        ("whatsapp_templates", "delivered"),
        ("whatsapp_templates", "[]"),
        ("whatsapp_templates", '{"delivered": "HX1"}'),
        ("whatsapp_templates", json.dumps({"Delivered!": TEMPLATE})),
        ("whatsapp_templates", json.dumps({"delivered": 1})),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(_env_file=None, **{name: value})


def test_the_program_follows_the_settings(db: str) -> None:
    usual = ensure_program(Settings(_env_file=None))
    assert (usual.quiet_from, usual.quiet_until, usual.zone) == (21, 8, "")
    assert (usual.pushes_a_day, usual.pushes_a_day_per_piece, usual.whatsapp_from) == (6, 3, "")
    templates = json.dumps({"delivered/en": TEMPLATE, "delayed": TEMPLATE})
    other = ensure_program(
        Settings(
            _env_file=None,
            quiet_hours="none",
            pushes_a_day=0,
            pushes_a_day_per_piece=2,
            program_zone="America/Chicago",
            whatsapp_from="+12025550100",
            whatsapp_templates=templates,
        )
    )
    assert (other.quiet_from, other.quiet_until, other.zone) == (0, 0, "America/Chicago")
    assert (other.pushes_a_day, other.pushes_a_day_per_piece) == (0, 2)
    assert (other.whatsapp_from, other.whatsapp_templates) == ("+12025550100", templates)
