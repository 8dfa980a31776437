"""What `make bench` prints can be read by a machine: one JSON object a line on standard output, nothing else there."""

import json

import pytest

from bench import lines

KEYS = {"name", "value", "unit", "floor", "floor_value", "ratio", "goal", "lower_is_better"}


def test_a_measurement_is_one_json_line_and_whether_it_met_its_goal_is_said_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines.show(lines.line("drain", 400.0, "texts/s", "a bare loop", 800.0, 0.45))
    lines.show(lines.line("single-text", 90.0, "ms", "what is promised", 150.0, 1.0, lower_is_better=True))
    said = capsys.readouterr()
    first, second = (json.loads(line) for line in said.out.splitlines())
    assert first.keys() == second.keys() == KEYS
    assert (first["ratio"], first["goal"], first["lower_is_better"]) == (0.5, 0.45, False)
    assert (second["ratio"], second["goal"], second["lower_is_better"]) == (0.6, 1.0, True)
    assert "drain: ratio 0.5, goal 0.45: met" in said.err and "single-text: ratio 0.6, goal 1: met" in said.err


def test_a_missed_goal_says_so_and_without_a_goal_nothing_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    lines.show(lines.line("drain", 100.0, "texts/s", "a bare loop", 800.0, 0.45))
    lines.show(lines.line("recognise", 50.0, "µs", "one pass", 1.25, lower_is_better=True))
    said = capsys.readouterr()
    assert said.err.splitlines() == ["  drain: ratio 0.125, goal 0.45: MISSED"]
    assert json.loads(said.out.splitlines()[1])["goal"] is None


def test_every_round_measures_all_sides_and_begins_with_another_one() -> None:
    asked: list[str] = []

    def side(name: str, values: list[float]) -> float:
        asked.append(name)
        return values.pop()

    ours, floor = [3.0, 1.0, 2.0], [30.0, 10.0, 20.0]
    medians = lines.in_turn(lambda: side("ours", ours), lambda: side("floor", floor), times=3)
    assert medians == [2.0, 20.0]
    assert asked == ["ours", "floor", "floor", "ours", "ours", "floor"]


def test_five_rounds_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCH_ROUNDS", raising=False)
    assert lines.rounds() == 5
    monkeypatch.setenv("BENCH_ROUNDS", "9")
    assert lines.rounds() == 9
