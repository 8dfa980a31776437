"""How gunicorn serves the app: `gunicorn -c config/gunicorn.py "app:create_app()"`. Holds no rules of ours."""

from pathlib import Path
from typing import Any

from config.processes import die_with_parent
from config.settings import Settings

_settings = Settings()
_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host

bind = f"{_host}:{_settings.port}"
# sync workers reset 8 of 10 requests in flight on SIGTERM, threaded ones none (measured).
worker_class = "gthread"
workers = 2
threads = 8
timeout = 30
graceful_timeout = 30
# A heartbeat on a busy disk stalls the workers; memory does not.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn unlinks the file at once
# No preload: each worker builds its own app, so no database connection is ever inherited through a fork.
preload_app = False
# On by default since 25.1; nothing here speaks to it.
control_socket_disable = True
limit_request_line = 4094
forwarded_allow_ips = "127.0.0.1"
accesslog = None  # request lines carry tokens and phones
loglevel = "warning"


def post_fork(_server: Any, _worker: Any) -> None:
    """A worker must not outlive a killed master: it would keep the port from the next one."""
    die_with_parent()
