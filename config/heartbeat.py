"""The sign of life of a process that answers no HTTP: it touches a file about once a second.

Refuses to matter: without HEARTBEAT_FILE, or on a full disk, a beat does nothing.
"""

import os
from pathlib import Path


def beat() -> None:
    """Say "I am not stuck". Call it from the loop that does the work, or from a thread beside a wait that blocks."""
    name = os.environ.get("HEARTBEAT_FILE")
    if not name:
        return
    try:
        Path(name).touch(mode=0o600)
        os.utime(name)
    except OSError:
        pass  # the launcher then restarts us after a minute of silence, which is the right answer to a lost disk
