"""The sandbox's README says what its code does, and the sandbox stays outside Waypost."""

import ast
import re
import sys
from pathlib import Path

import pytest

from sandbox.faults import KINDS
from sandbox.scenarios import RULE, SCENARIOS
from sandbox.settings import Settings

ROOM = Path(__file__).resolve().parents[2] / "sandbox"
README = (ROOM / "README.md").read_text()
MODULES = sorted(ROOM.glob("*.py"))


def test_the_rule_table_is_the_rule():
    assert dict(re.findall(r"^\| ([0-9]) \| (\w+) \|$", README, re.M)) == RULE


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_has_its_row(name):
    assert f"\n| `{name}` |" in README


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_is_explained(kind):
    assert f"`{kind}`" in README


def test_every_setting_is_listed_with_its_default():
    names = set(re.findall(r'"((?:SANDBOX|TWILIO|USPS)_[A-Z_]+|FROM_NUMBER)"', (ROOM / "settings.py").read_text()))
    for name in names:
        assert f"`{name}`" in README
    for value in (Settings.account_sid, Settings.auth_token, Settings.from_number, Settings.inbound_overrides):
        assert value in README


def test_every_control_route_is_shown():
    routes = set(re.findall(r'add\("[A-Z]+", "(/[a-z]+)', (ROOM / "control.py").read_text()))
    for route in routes:
        assert route in README


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_the_sandbox_needs_nothing_of_ours_and_no_package(module):
    names = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= sys.stdlib_module_names | {"sandbox"}
