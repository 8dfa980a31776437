"""The story that `make tour` plays: what happens, what the phone must then show, and how it is drawn as a chat.

Refuses to know how a stack is started: it is given the sandbox's control API and a deadline."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from sandbox.numbers import make_sample
from sandbox.segments import BASIC, EXTENSION, count_segments

PHONE = "+12025550143"
#: Seconds: the promise for a first reply, for a scan to be texted, and how long silence must hold.
FIRST_REPLY, SCAN_TO_TEXT, SILENCE = 3.0, 10.0, 6.0
_WIDTH, _INDENT = 46, 24
#: What the log may say of a create: answered, or its sender was killed before it could read the answer.
_CREATED, _NOBODY_LISTENED = 201, 0
Ask = Callable[[str, str, dict[str, Any] | None], Any]


class NotAsTold(Exception):
    """One plain line: what was promised and what came."""


@dataclass(frozen=True)
class Scene:
    """Scans made together, and the words that the one text about them must hold; no words: no text."""

    scans: tuple[tuple[str, str], ...]
    words: str


BEFORE_STOP = (
    Scene((("TL", "In Transit to Next Facility"), ("OF", "Out for Delivery")), "out for delivery"),
    Scene((("56", "Notice Left (No Authorized Recipient Available)"),), "notice"),
    Scene((("14", "Available for Pickup"),), "pickup"),
)
AFTER_STOP = Scene((("01", "Delivered, Individual Picked Up at Post Office"),), "")


@dataclass
class Story:
    """`ask(method, path, body)` speaks to the sandbox; `show(line)` prints; `until` is a time.monotonic() moment."""

    ask: Ask
    show: Callable[[str], None]
    until: float

    def __post_init__(self) -> None:
        self.number = make_sample("notice_left") or ""
        self._shown = 0

    def play(self) -> None:
        self.ask("POST", "/mailpieces", {"tracking_number": self.number, "scenario": "manual"})
        self._sign_up()
        for scene in BEFORE_STOP:
            self._play(scene)
        self._stop()
        self._play(AFTER_STOP)
        self._keep_silent("after the goodbye")
        check_log(self.ask("GET", "/log?service=twilio", None), self._texts())

    def _sign_up(self) -> None:
        spaced = " ".join(textwrap.wrap(self.number, 4))
        reply = self._say(spaced, FIRST_REPLY)
        for words in (self.number[-4:], "accepted"):
            self._expect(reply, words, "the first reply")

    def _stop(self) -> None:
        self._expect(self._say("STOP", SCAN_TO_TEXT), "opted out", "the goodbye")

    def _say(self, body: str, seconds: float) -> dict[str, Any]:
        """Text from the phone; the one text that answers it within `seconds`."""
        before = len(self._texts())
        status = self.ask("POST", f"/phones/{PHONE}/texts", {"body": body})["app_status"]
        if status != 200:
            raise NotAsTold(f"The app's webhook answered {status} to {body!r}, not 200.")
        return self._wait_for_text(before + 1, seconds, f"a reply to {body!r}")

    def _play(self, scene: Scene) -> None:
        before = len(self._texts())
        for position, (code, event) in enumerate(scene.scans):
            if position:
                time.sleep(1.1)  # scan times are told in whole seconds
            scan = {"event_code": code, "event": event, "city": "MEMPHIS", "state": "TN"}
            self.ask("POST", f"/mailpieces/{self.number}/scans", scan)
            self.show(f"{'USPS scans: ' + event + ', Memphis TN':^{_INDENT + _WIDTH + 14}}\n")
        if scene.words:
            text = self._wait_for_text(before, SCAN_TO_TEXT, f"a text about {event!r}")
            self._expect(text, scene.words, f"the text about {event!r}")

    def _wait_for_text(self, before: int, seconds: float, what: str) -> dict[str, Any]:
        """The text after the first `before` on the phone, shown as soon as it is there."""
        deadline = min(time.monotonic() + seconds, self.until)
        while time.monotonic() < deadline:
            texts = self._texts()
            if len(texts) > before:
                return texts[before]
            time.sleep(0.1)
        raise NotAsTold(f"There was no sign of {what} within {seconds:.0f} s.")

    def _keep_silent(self, when: str) -> None:
        before = len(self._texts())
        deadline = time.monotonic() + SILENCE
        while time.monotonic() < deadline:
            texts = self._texts()
            if len(texts) > before:
                raise NotAsTold(f"There was a text {when}: {texts[before]['body']!r}")
            time.sleep(0.2)
        self.show(f"{'(' + f'{SILENCE:.0f} seconds of silence' + ')':^{_INDENT + _WIDTH + 14}}\n")

    def _expect(self, text: dict[str, Any], words: str, what: str) -> None:
        if text["direction"] != "to_phone" or words not in text["body"].lower():
            raise NotAsTold(f"In {what} {words!r} was expected, and it says {text['body']!r}")
        if not is_one_gsm7_segment(text["body"]):
            raise NotAsTold(f"More than one GSM-7 segment: {text['body']!r}")

    def _texts(self) -> list[dict[str, Any]]:
        texts: list[dict[str, Any]] = self.ask("GET", f"/phones/{PHONE}/texts", None)
        for text in texts[self._shown :]:
            for line in bubble(text):
                self.show(line)
        self._shown = max(self._shown, len(texts))
        return texts


def is_one_gsm7_segment(body: str) -> bool:
    return set(body) <= BASIC | EXTENSION and count_segments(body) == 1


def bubble(text: dict[str, Any]) -> Iterator[str]:
    """As on a phone: what came in stands left, what was typed stands right; each with the time and an empty line."""
    at = datetime.fromisoformat(text["at"]).astimezone().strftime("%H:%M:%S")
    lines = textwrap.wrap(text["body"], _WIDTH) or [""]
    width = max(map(len, lines))
    margin = " " * (_INDENT + _WIDTH - width if text["direction"] == "from_phone" else 0)
    yield f"{at}  {margin}╭─{'─' * width}─╮"
    for line in lines:
        yield f"          {margin}│ {line:<{width}} │"
    yield f"          {margin}╰─{'─' * width}─╯\n"


def check_log(log: list[dict[str, Any]], texts: list[dict[str, Any]]) -> None:
    """Every text on the phone was asked for once, and nothing else was: retries hide in no corner."""
    creates = [entry for entry in reversed(log) if is_create(entry)]
    wanted = [body_of(entry) for entry in creates]
    seen = [text["body"] for text in texts if text["direction"] == "to_phone"]
    with suppress(StopIteration):
        refused = next(entry for entry in creates if entry["status"] not in (_CREATED, _NOBODY_LISTENED))
        raise NotAsTold(f"A text was refused with {refused['status']}: {body_of(refused)!r}")
    if wanted != seen:
        raise NotAsTold(f"The app asked for {len(wanted)} texts, the phone shows {len(seen)}: {wanted} against {seen}")
    if len(set(seen)) != len(seen):
        raise NotAsTold(f"A text came twice: {next(body for body in seen if seen.count(body) > 1)!r}")


def is_create(entry: dict[str, Any]) -> bool:
    return entry["method"] == "POST" and str(entry["path"]).endswith("/Messages.json")


def body_of(entry: dict[str, Any]) -> str:
    return dict(parse_qsl(str(entry["body"]), keep_blank_values=True)).get("Body", "")
