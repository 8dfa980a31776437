"""All mailpieces the pretended carriers know: set up, moved by hand, or met for the first time in a question.

Refuses to answer in USPS's words: usps_payload.py does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import RLock
from typing import Any

from sandbox.journal import Journal
from sandbox.journeys import Mailpiece, Scan
from sandbox.messages import Clock
from sandbox.numbers import is_usps, rule_for
from sandbox.places import Place


class MailpieceBook:
    def __init__(self, journal: Journal, clock: Clock, default_speed: float) -> None:
        self._journal = journal
        self._clock = clock
        self._default_speed = default_speed
        self._lock = RLock()
        self._by_number: dict[str, Mailpiece] = {}

    def set_up(
        self, number: str, scenario: str, speed: float | None = None, *, by_hand_alone: bool = False
    ) -> Mailpiece:
        """The journey starts now. A number that is known already becomes a new mailpiece: numbers are reused."""
        piece = Mailpiece(number, scenario, speed or self._default_speed, self._clock(), by_hand_alone=by_hand_alone)
        with self._lock:
            self._by_number[number] = piece
            self._journal.write(
                {
                    "fact": "mailpiece",
                    "tracking_number": number,
                    "scenario": scenario,
                    "speed": piece.speed,
                    "started_at": piece.started_at.isoformat(),
                    "by_hand_alone": by_hand_alone,
                }
            )
        return piece

    def scan_by_hand(self, number: str, scan: Scan) -> Mailpiece:
        """An unknown number becomes a piece that is moved by hand alone."""
        with self._lock:
            piece = self._by_number.get(number) or self.set_up(number, "manual", by_hand_alone=True)
            piece = self._by_number[number] = replace(piece, hand_scans=(*piece.hand_scans, scan))
            self._journal.write(
                {
                    "fact": "scan",
                    "tracking_number": number,
                    "at": scan.at.isoformat(),
                    "code": scan.code,
                    "text": scan.text,
                    "place": [scan.place.city, scan.place.state, scan.place.zip_code],
                }
            )
        return piece

    def get(self, number: str) -> Mailpiece | None:
        return self._by_number.get(number)

    def ask(self, number: str, is_valid: Callable[[str], object] = is_usps) -> Mailpiece | None:
        """What a carrier knows under this number; one that is valid there sets out by the rule when first met."""
        with self._lock:
            piece = self._by_number.get(number)
            if piece is None and is_valid(number):
                piece = self.set_up(number, rule_for(number))
        return piece

    def all(self) -> list[Mailpiece]:
        with self._lock:
            return list(self._by_number.values())

    def clear(self) -> None:
        with self._lock:
            self._by_number.clear()

    def replay(self, fact: dict[str, Any]) -> None:
        """One line of the journal; facts of other kinds are not ours."""
        number = str(fact.get("tracking_number", ""))
        if fact.get("fact") == "mailpiece":
            started_at = datetime.fromisoformat(fact["started_at"])
            alone = bool(fact.get("by_hand_alone"))
            self._by_number[number] = Mailpiece(
                number, fact["scenario"], fact["speed"], started_at, by_hand_alone=alone
            )
        elif fact.get("fact") == "scan" and number in self._by_number:
            scan = Scan(datetime.fromisoformat(fact["at"]), fact["code"], fact["text"], Place(*fact["place"]))
            piece = self._by_number[number]
            self._by_number[number] = replace(piece, hand_scans=(*piece.hand_scans, scan))
