"""A supervisor over stand-ins, to be killed by the tests: `python launcher_stand_in.py <directory> <child> ...`.

Each child is one of the kinds below; the directory receives processes.json and the heartbeats.
"""

import os
import sys
from pathlib import Path

from config.console import Console
from config.probes import HeartbeatProbe
from config.processes import Spec
from config.supervisor import Supervisor

BEATS = "import time\nfrom config.heartbeat import beat\nwhile True: beat(); time.sleep(0.05)"
KINDS = {
    "good": BEATS,
    "stubborn": f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{BEATS}",
    "mute": "import time\ntime.sleep(600)",
    "short": "print('I was here', flush=True)",
    "parent": f"import subprocess\nsubprocess.Popen(['sleep', '600'])\n{BEATS}",
    "slow": f"import signal, time\nsignal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), exit(0)))\n{BEATS}",
}


def spec(kind: str, directory: Path, stage: int) -> Spec:
    heartbeat = directory / f"{kind}.heartbeat"
    environment = os.environ | {"HEARTBEAT_FILE": str(heartbeat)}
    return Spec(kind, (sys.executable, "-c", KINDS[kind]), environment, HeartbeatProbe(heartbeat), stage)


def main() -> None:
    directory, kinds = Path(sys.argv[1]), sys.argv[2:]
    console = Console()
    specs = [spec(kind, directory, stage) for stage, kind in enumerate(kinds)]
    Supervisor(specs, console, Path.cwd(), directory / "processes.json").run(lambda: console.say("READY"))
    console.say("STOPPED")


if __name__ == "__main__":
    main()
