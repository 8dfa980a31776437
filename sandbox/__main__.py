"""python -m sandbox: one line when ready, until Ctrl-C or SIGTERM. Settings come from the environment.

Refuses to start, in one sentence, when a setting cannot be read or the port is taken."""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

from sandbox.server import Sandbox
from sandbox.settings import BadSetting, Settings


def main() -> int:
    try:
        settings = Settings.from_environment(os.environ)
    except BadSetting as error:
        return _give_up(str(error))
    asked_to_stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: asked_to_stop.set())
    sandbox = Sandbox(settings)
    try:
        base_url = sandbox.start(settings.port)
    except OSError as error:
        reason = error.strerror or error
        return _give_up(f"The sandbox cannot use port {settings.port} ({reason}). Set SANDBOX_PORT to a free one.")
    sys.stdout.write(f"Sandbox is ready: {base_url} (simulated carrier and mobile network)\n")
    sys.stdout.flush()
    asked_to_stop.wait()
    sandbox.stop()
    return 0


def _give_up(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
