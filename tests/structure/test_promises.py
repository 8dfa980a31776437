"""docs/promises.md names tests and scripts that exist, and a reason wherever it names none."""

import ast
import re

import pytest

from tests.structure.house import ROOT

TEXT = (ROOT / "docs/promises.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
LINES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| promise ")
]


def names_of_tests(path: str) -> set[str]:
    found = ast.walk(ast.parse((ROOT / path).read_text()))
    return {node.name for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(("path", "test"), NAMED, ids=[test for _path, test in NAMED])
def test_a_named_test_exists(path: str, test: str) -> None:
    assert (ROOT / path).is_file(), f"{path} is not there"
    assert test in names_of_tests(path)


def test_a_named_script_exists() -> None:
    scripts = re.findall(r"`(tests/conversations/\w+\.txt)`", TEXT)
    assert scripts and [path for path in scripts if not (ROOT / path).is_file()] == []


def test_each_promise_stands_on_one_line_with_a_test_or_a_reason() -> None:
    kept = TEXT.partition("## Not kept")[0]
    assert len(LINES) >= 35 and all(len(cells) == 2 and all(cells) for cells in LINES)
    for promise, shown_by in LINES:
        wanted = "`tests/" if promise in kept else ("No: ", "No, ", "Not ", "In part: ")
        assert shown_by.startswith(wanted), promise
