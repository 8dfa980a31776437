"""The layers of DESIGN section 1 hold: `make test` alone catches a break, not only `make lint`."""

import subprocess
import sys
from pathlib import Path

from tests.structure.house import ROOT


def test_every_import_contract_is_kept() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    checked = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert " kept, 0 broken." in checked.stdout


def test_no_contract_has_been_taken_away() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert text.count("[[tool.importlinter.contracts]]") >= 6
    assert '"web | jobs"' in text
