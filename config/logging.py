"""Logs: one event name and its fields, a line each. Phones, bodies and secrets are masked here, not by each caller."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: Fields that hold what people wrote or who they are; a log line never needs them.
HIDDEN = frozenset({"body", "text", "token", "name", "address", "auth", "password", "secret"})
_PHONE = re.compile(r"(?<![0-9A-Za-z])(\+|%2B)?1?[0-9]{6,11}([0-9]{4})(?![0-9])", re.IGNORECASE)


def mask_phones(text: str) -> str:
    """`+12025550143` becomes `+…0143`. Longer digit runs (tracking numbers) and shorter ones are left alone."""
    return _PHONE.sub(lambda found: f"+…{found.group(2)}", text)


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key in HIDDEN:
            event[key] = "(hidden)"
        elif isinstance(value, str):
            event[key] = mask_phones(value)
    return event


class _MaskingFormatter(logging.Formatter):
    """For libraries that log by themselves, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_phones(super().format(record))


class _ToStandardError(logging.Handler):
    """Asks where standard error is at each line, so that whoever redirects it later is obeyed."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


def configure_logging(level: str = "INFO") -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = _ToStandardError()
    handler.setFormatter(_MaskingFormatter("timestamp=%(asctime)s level=%(levelname)s event=%(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # The Twilio client writes URLs with phones at INFO (twilio.http_client); rq writes job descriptions.
    for name in ("twilio.http_client", "rq", "werkzeug", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
