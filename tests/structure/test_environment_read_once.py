"""Every setting stands in .env.example, and only config/ reads the environment (the sandbox is another process)."""

import ast

import pytest

from config.settings import Settings, example_text
from tests.structure.house import ROOMS, ROOT, files_of, tree

READERS = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
OUTSIDE_CONFIG = ["app.py", *(path for path in files_of(*ROOMS) if not path.startswith("config/"))]


def readers_in(module: ast.Module) -> set[str]:
    """`os.environ`, under whatever name os goes, and `from os import environ`."""
    found, names = set(), {"os"}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.asname for alias in node.names if alias.name == "os" and alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            found |= {alias.name for alias in node.names}
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            found.add(node.attr)
    return found & READERS


def test_env_example_is_what_the_settings_class_generates() -> None:
    assert (ROOT / ".env.example").read_text() == example_text(), "run `make env-example`"


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_nothing_outside_config_reads_the_environment() -> None:
    assert len(OUTSIDE_CONFIG) > 40, "the product was not found"
    assert {path: found for path in OUTSIDE_CONFIG if (found := readers_in(tree(path)))} == {}


@pytest.mark.parametrize("reader", ["import os as o\no.getenv('A')", "from os import environ", "import os\nos.environ"])
def test_the_scan_would_see_it(reader: str) -> None:
    assert readers_in(ast.parse(reader))
