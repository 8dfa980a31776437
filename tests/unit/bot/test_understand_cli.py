"""`flask understand`: JSON lines in, JSON lines out, and words for a person at a terminal."""

import json

from click.testing import CliRunner

from bot.understand_cli import COMMANDS, understand_command

GOOD = "9405803699300124287899"


def run(*arguments: str, given: str | bytes = "") -> list[str]:
    result = CliRunner().invoke(understand_command, arguments, input=given)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_each_line_gets_one_line_with_its_reading() -> None:
    asked = [{"text": f"STOP {GOOD}"}, {"text": "dónde está mi paquete"}, {"text": "stop it"}]
    lines = [json.loads(line) for line in run("--jsonl", given="\n".join(map(json.dumps, asked)))]
    assert [set(line) for line in lines] == [{"intent", "certain", "language", "tracking_numbers", "rule"}] * 3
    assert [line["intent"] for line in lines] == ["stop_one", "status", "stop_all"]
    assert [line["certain"] for line in lines] == [True, True, False]
    assert [line["language"] for line in lines] == ["en", "es", "en"]
    assert [line["tracking_numbers"] for line in lines] == [[GOOD], [], []]


def test_readings_that_the_bot_answers_in_its_own_way_have_the_name_of_what_was_meant() -> None:
    asked = ["9405803699300124287890", "9590940212345678901234", "986578788855"]
    lines = [json.loads(line) for line in run("--jsonl", given="\n".join(json.dumps({"text": text}) for text in asked))]
    assert [line["intent"] for line in lines] == ["track"] * 3
    assert lines[2]["tracking_numbers"] == ["986578788855"]


def test_whether_a_question_is_open_decides_about_a_yes() -> None:
    asked = [{"text": "yes"}, {"text": "yes", "question_open": True}, {"text": "yes", "question_open": False}]
    lines = [json.loads(line) for line in run("--jsonl", given="\n".join(map(json.dumps, asked)))]
    assert [line["intent"] for line in lines] == ["yes", "yes", "unrelated"]


def test_a_bad_line_gets_an_error_and_the_rest_go_on() -> None:
    bad = [
        b"not json",
        b"[]",
        b"{}",
        b'{"text": 5}',
        b'{"text": "x", "question_open": 5}',
        b"\xff\xfe",
        b"",
        b"[" * 100_000,
    ]
    good = json.dumps({"text": GOOD}).encode()
    lines = [json.loads(line) for line in run("--jsonl", given=b"\n".join([*bad, good]))]
    assert len(lines) == len(bad) + 1
    assert all(set(line) == {"error"} for line in lines[:-1])
    assert lines[-1]["tracking_numbers"] == [GOOD]


def test_a_half_character_and_an_empty_input_do_no_harm() -> None:
    assert run("--jsonl") == []
    assert json.loads(run("--jsonl", given='{"text": "\\ud800 stop"}\n')[0])["intent"] == "stop_all"


def test_arguments_and_lines_are_answered_in_words() -> None:
    assert run("STOP")[0].startswith("stop_all  en  ")
    assert run(given="stop it\nhello\n")[0].startswith("stop_all (in doubt)  en  ")


def test_app_can_collect_the_command() -> None:
    assert [command.name for command in COMMANDS] == ["understand"]
