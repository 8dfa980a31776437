"""`make run`: checks what is needed, prepares the database, then keeps every process of Waypost alive until Ctrl-C.

Refuses to start half a Waypost: what is missing is said in one line. `--alone` leaves out .env and real services.
"""

import sys


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - the check is for those who start it by hand
        sys.stderr.write(f"Waypost needs Python 3.11 or newer; this is {sys.version.split()[0]}.\n")
        return 1
    try:
        from config.launch import launch
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"{missing.name} is not installed for this Python: run `make setup`, then `make run`.\n")
        return 1
    return launch(alone="--alone" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
