"""Chooses among readings of one text that overlap: those that together explain most of it."""

from dataclasses import dataclass

from carriers.number_format import Format


@dataclass(slots=True)
class Hit:
    start: int
    end: int
    weight: int
    strong: bool
    matches: list[tuple[Format, str]]


def best_reading(hits: list[Hit], words: int) -> list[Hit]:
    """The hits that do not overlap and together explain most of the text, in text order."""
    by_start: dict[int, list[Hit]] = {}
    for hit in hits:
        by_start.setdefault(hit.start, []).append(hit)
    score = [0] * (words + 1)
    picked: list[Hit | None] = [None] * words
    for index in range(words - 1, -1, -1):
        score[index] = score[index + 1]
        for hit in by_start.get(index, ()):
            if (total := hit.weight + score[hit.end]) > score[index]:
                score[index], picked[index] = total, hit
    chosen, index = [], 0
    while index < words:
        hit_here = picked[index]
        if hit_here:
            chosen.append(hit_here)
        index = hit_here.end if hit_here else index + 1
    return chosen
