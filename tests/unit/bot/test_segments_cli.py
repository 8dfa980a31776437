"""`flask segments`: JSON lines in, JSON lines out; words for a person at a terminal."""

import json

from click.testing import CliRunner

from bot.segments_cli import segments_command


def run(*arguments: str, given: str | bytes = "") -> list[str]:
    result = CliRunner().invoke(segments_command, arguments, input=given)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_each_line_gets_its_size() -> None:
    asked = [
        {"text": "a" * 161},
        {"text": "“hi”"},
        {"text": "“hi”", "smart": True},
        {"text": "😀" * 67, "smart": False},
    ]
    assert [json.loads(line) for line in run("--jsonl", given="\n".join(map(json.dumps, asked)))] == [
        {"encoding": "GSM-7", "segments": 2, "units": 161},
        {"encoding": "UCS-2", "segments": 1, "units": 4},
        {"encoding": "GSM-7", "segments": 1, "units": 4},
        {"encoding": "UCS-2", "segments": 3, "units": 134},
    ]


def test_a_bad_line_gets_an_error_and_the_rest_go_on() -> None:
    bad = [b"no", b"[]", b"{}", b'{"text": 5}', b'{"text": "x", "smart": 1}', b"\xff\xfe", b"", b"[" * 100_000]
    lines = [json.loads(line) for line in run("--jsonl", given=b"\n".join([*bad, b'{"text": "\\ud800"}']))]
    assert [set(line) for line in lines[:-1]] == [{"error"}] * len(bad)
    assert lines[-1] == {"encoding": "UCS-2", "segments": 1, "units": 1}


def test_words_for_a_person() -> None:
    assert run("hello", "á") == ["1  GSM-7  5  hello", "1  UCS-2  1  á"]
    assert run("--smart", given="“a”\n") == ["1  GSM-7  3  “a”"]
    assert CliRunner().invoke(segments_command, ["--jsonl", "hello"]).exit_code == 2
