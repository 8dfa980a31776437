"""`make chaos-mutants`: each of the twelve mutants must make a short run fail, and the product as it is must not.

The same schedules are played on the product first: what dwells on a mutant's fault is no harm by itself.
"""

import io
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout

from tests.chaos.__main__ import main as chaos
from tests.chaos.mutants import MUTANTS
from tests.chaos.stack import POSTGRESQL, SQLITE

#: Quicker than a usual run: a mutant's texts wait for the end in vain.
QUICK = ("--scale", "60", "--seconds", "3", "--unscaled", "0")
SCHEDULES = 4


def run(*arguments: str) -> tuple[int, str, str]:
    """(exit code, the line, what was said about it)."""
    out, said = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(said):
        code = chaos([*QUICK, *arguments])
    return code, out.getvalue().strip(), said.getvalue()


def is_caught(mutant: str, seed: int) -> bool:
    """On SQLite, and, where that shows nothing, on PostgreSQL."""
    for pairing in (SQLITE, POSTGRESQL):
        code, line, said = run(
            "--schedules", str(SCHEDULES), "--seed", str(seed), "--pairing", pairing, "--mutant", mutant
        )
        show(f"{mutant:<24}{'caught' if code else 'NOT CAUGHT':<12}{pairing:<18}{line}")
        if code:
            why = [line for line in said.splitlines() if ", scale " in line]
            show(f"{'':<24}{why[0][:160] if why else said[-400:]}")
            return True
    return False


def show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] = ()) -> int:
    seed, wanted = int(arguments[0]) if arguments else 7, list(arguments[1:]) or list(MUTANTS)
    began = time.monotonic()
    code, line, said = run("--schedules", str(len(MUTANTS)), "--seed", str(seed), "--dwell", "all")
    show(f"{'no mutant':<24}{'HARMED' if code else 'unharmed':<12}{'both':<18}{line}")
    if code:
        show(said)
    missed = [mutant for mutant in wanted if not is_caught(mutant, seed)]
    show(f"{len(wanted) - len(missed)} of {len(wanted)} mutants caught in {time.monotonic() - began:.0f} s")
    return 1 if missed or code else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
