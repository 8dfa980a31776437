"""What an operator types at the command line, in the environment of a running stack."""

import os
import subprocess
import sys
from pathlib import Path

from tests.journeys.stack import TestStack

ROOT = Path(__file__).resolve().parent.parent.parent


def flask(stack: TestStack, *words: str, typed: str = "") -> str:
    """All that the command says; `typed` goes to its standard input."""
    database = f"sqlite:///{stack.directory / 'waypost.db'}"
    settings = {"INSTANCE_DIR": str(stack.directory), "DATABASE_URL": database, "PUBLIC_BASE_URL": stack.url}
    said = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app:create_app", *words],
        cwd=ROOT,
        env=os.environ | settings,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout
