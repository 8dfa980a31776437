"""One HTTP request as read and one answer as meant, without any word about who answers.

Refuses to know routes, faults or services; reading from the socket is server.py's part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl

# How the connection goes on after the answer: as HTTP says, closed without a word, or torn with a RST.
Ending = Literal["answer", "hang_up", "reset"]


class Refusal(Exception):
    """Bad input to the control API, in plain words for the person who sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass
class Request:
    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""
    params: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def query(self) -> dict[str, str]:
        """The last value of each name, as Twilio reads its own filters."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        return dict(self.form_pairs())

    def form_pairs(self) -> list[tuple[str, str]]:
        text = self.body.decode("utf-8", errors="replace")
        try:
            return parse_qsl(text, keep_blank_values=True, max_num_fields=200)
        except ValueError:
            return []

    def json(self) -> Any:
        """Raises ValueError for anything that is not JSON in UTF-8; NaN and Infinity are not JSON."""
        try:
            return json.loads(self.body.decode("utf-8"), parse_constant=_no_constant)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    def json_object(self) -> dict[str, Any]:
        try:
            value = self.json()
        except ValueError:
            raise Refusal(400, "The body must be JSON.") from None
        if not isinstance(value, dict):
            raise Refusal(400, "The body must be a JSON object.")
        return value


@dataclass
class Response:
    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    ending: Ending = "answer"


def json_response(status: int, value: object, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace")
    return Response(status, body, "application/json", dict(headers or {}))


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
