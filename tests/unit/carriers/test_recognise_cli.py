"""`flask recognise`: JSON lines in, JSON lines out, and words for a person at a terminal."""

import json

from click.testing import CliRunner

from carriers.cli import COMMANDS, recognise_command

GOOD = "9405803699300124287899"


def run(*arguments, given=""):
    result = CliRunner().invoke(recognise_command, arguments, input=given)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_each_line_gets_one_line_of_candidates():
    lines = run("--jsonl", given=json.dumps({"text": f"where is {GOOD}"}) + "\n" + json.dumps({"text": "hi"}) + "\n")
    assert [json.loads(line) for line in lines] == [
        {"candidates": [{"tracking_number": GOOD, "carrier": "usps", "format": "usps_impb_n", "certain": True}]},
        {"candidates": []},
    ]


def test_a_bad_line_gets_an_error_and_the_rest_go_on():
    bad = [b"not json", b"[]", b"{}", b'{"text": 5}', b'{"text": "x", "from": 5}', b"\xff\xfe", b"", b"[" * 100_000]
    good = json.dumps({"text": GOOD}).encode()
    lines = [json.loads(line) for line in run("--jsonl", given=b"\n".join([*bad, good]))]
    assert len(lines) == len(bad) + 1
    assert all(set(line) == {"error"} for line in lines[:-1])
    assert lines[-1]["candidates"][0]["tracking_number"] == GOOD


def test_from_is_the_phone_that_is_never_a_parcel():
    asked = [{"text": "447700900121"}, {"text": "447700900121", "from": "+447700900121"}]
    assert run("790535312317")  # twelve digits are read when they are nobody's phone
    lines = [json.loads(line) for line in run("--jsonl", given="\n".join(map(json.dumps, asked)))]
    assert lines[1] == {"candidates": []}


def test_a_half_character_and_an_empty_input_do_no_harm():
    assert run("--jsonl") == []
    assert json.loads(run("--jsonl", given='{"text": "\\ud800 ' + GOOD + '"}\n')[0])["candidates"]


def test_arguments_and_lines_are_answered_in_words():
    assert run(f"USPS {GOOD}") == [f"{GOOD}  usps  usps_impb_n  certain"]
    assert run(given="update on 790535312317\nhello\n9405803699300124287891\n") == [
        "790535312317  fedex  fedex_12  to be asked",
        "nothing",
        "nothing, but 9405803699300124287891 looks like usps: check_digit",
    ]


def test_app_can_collect_the_command():
    assert [command.name for command in COMMANDS] == ["recognise"]
