"""The documents name files that exist, and speak to a stranger: nothing points to where this was written."""

import re
from pathlib import Path

import pytest

from tests.structure.house import ROOT, product_files

#: `bot/outbox.py`, `docs/architecture.md` … in backticks.
NAMED = re.compile(r"`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.*-]+)+\.(?:py|md|toml|txt|html|css|js|json))`")
#: [how it is built](docs/architecture.md), but no address outside and no place within the page.
LINKED = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")
GUIDES = ("docs/architecture.md", "CONTRIBUTING.md", "README.md")
CHECKLISTS = ("a new command", "a new carrier", "a new milestone")
WORKPLACE = re.compile(r"shared/facts|/work/|(?<![\w-])facts/")


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]
    return [path for path in found if not path.is_relative_to(ROOT / "tests")]


def named_files(text: str) -> set[str]:
    """`instance/` is made by the first run; a pattern names no one file."""
    named = {name for name in NAMED.findall(text) if "*" not in name and not name.startswith("instance/")}
    return named | set(LINKED.findall(text))


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_exists_and_names_only_files_that_exist(guide: str) -> None:
    path = ROOT / guide
    assert path.is_file(), f"{guide} is not written yet"
    named = named_files(path.read_text())
    assert named, f"{guide} names no file"
    missing = {name for name in named if not (ROOT / name).exists() and not (path.parent / name).exists()}
    assert missing == set()


def test_the_architecture_tells_the_journeys_by_the_files_that_carry_them() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    carrying = ("web/webhooks.py", "bot/dialogue.py", "bot/outbox.py", "jobs/poll.py", "jobs/deliver.py")
    assert [path for path in carrying if path not in text] == []


def test_contributing_has_the_checklists_and_each_names_its_files() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    sections = re.split(r"^#+ ", text, flags=re.MULTILINE)
    for title in CHECKLISTS:
        found = [section for section in sections if title in section.partition("\n")[0].lower()]
        assert len(found) == 1, f"there is no section '{title}'"
        assert len(named_files(found[0])) >= 2, f"'{title}' names hardly any file"


def test_nothing_points_to_the_workplace_where_this_was_written() -> None:
    places = [*(ROOT / path for path in product_files()), *documents(), ROOT / "Makefile", ROOT / ".env.example"]
    places += [path for path in ROOT.glob("models/migrations/*.py")]
    pointing = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in places
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if WORKPLACE.search(line)
    }
    assert sorted(pointing) == []
