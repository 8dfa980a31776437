"""The control API: the log, resets, restarts, pages, and plain words for bad input."""

import json
import subprocess
import sys

import pytest

from sandbox.numbers import make_sample

ADA = "+12025550143"
NUMBER = "9400111899560180896308"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/phones/maple/texts", {"body": "hello"}),
        ("/phones/%00/texts", {"body": "hello"}),
        (f"/phones/{ADA}/texts", {}),
        (f"/phones/{ADA}/texts", {"body": 5}),
        (f"/phones/{ADA}/texts", {"body": "x" * 1601}),
        (f"/phones/{ADA}/texts", {"body": "x", "num_media": -1}),
        (f"/phones/{ADA}/texts", {"body": "x", "to": "maple"}),
        (f"/phones/{ADA}/texts", ["body"]),
        ("/mailpieces", {}),
        ("/mailpieces", {"tracking_number": NUMBER, "scenario": "teleported"}),
        ("/mailpieces", {"tracking_number": "short", "scenario": "delivered"}),
        ("/mailpieces", {"tracking_number": 9400, "scenario": "delivered"}),
        ("/mailpieces", {"tracking_number": NUMBER, "scenario": "delivered", "speed": 0}),
        ("/mailpieces", {"tracking_number": NUMBER, "scenario": "delivered", "speed": "fast"}),
        (f"/mailpieces/{NUMBER}/scans", {}),
        (f"/mailpieces/{NUMBER}/scans", {"event_code": "01", "event": ""}),
        (f"/mailpieces/{NUMBER}/scans", {"event_code": "01", "event": "x", "at": "2026-11-22T09:00:00"}),
        (f"/mailpieces/{NUMBER}/scans", {"event_code": "01", "event": "x", "at": "2999-01-01T00:00:00Z"}),
        (f"/mailpieces/{NUMBER}/scans", {"event_code": "01", "event": "x", "at": 5}),
        (f"/mailpieces/{NUMBER}/scans", {"event_code": "01", "event": "x", "state": "Florida"}),
        ("/mailpieces/short/scans", {"event_code": "01", "event": "x"}),
        ("/faults", {"service": "fedex"}),
    ],
)
def test_bad_input_is_a_400_in_words(calm_world, path, body):
    answer = calm_world.post(path, body)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"NaN", b"[" * 100_000])
def test_what_is_not_json_is_a_400(calm_world, body):
    assert calm_world.ask("POST", "/mailpieces", data=body).status_code == 400


def test_half_a_character_does_no_harm(world, app):
    answer = world.ask("POST", f"/phones/{ADA}/texts", data=b'{"body": "\\ud83d"}')
    assert (answer.status_code, answer.json()["app_status"]) == (202, 200)


def test_an_unknown_scenario_lists_the_names(world):
    answer = world.post("/mailpieces", {"tracking_number": NUMBER, "scenario": "?"})
    assert "not_found_at_first" in answer.json()["error"]


def test_wrong_paths_and_methods(world):
    assert world.ask("GET", "/nowhere").status_code == 404
    answer = world.ask("DELETE", "/mailpieces")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST, GET")
    assert world.ask("GET", "/tracking/v3/tracking/1").json()["error"]["code"] == "404"
    assert world.ask("GET", "/static/../server.py").status_code == 404
    assert world.ask("GET", "/static/%2e%2e%2fserver.py").status_code == 404


def test_a_body_that_is_too_large_is_a_413(world):
    assert world.ask("POST", "/mailpieces", data=b"x" * 1_000_001).status_code == 413


def test_the_log_has_every_request_newest_first_without_secrets(world):
    message = world.send("Hello")
    token = world.token()
    number = make_sample("delivered")
    world.track(number, token=token)
    log = world.ask("GET", "/log", headers={"Accept": "application/json"}).json()

    assert [entry["path"].rsplit("/", 1)[1] for entry in log] == ["tracking", "token", "Messages.json"]
    assert number in log[0]["body"]
    assert log[2]["body"].startswith("To=")
    assert (log[2]["status"], log[2]["method"], log[2]["service"]) == (201, "POST", "twilio")
    whole = json.dumps(log)
    for secret in (token, '"secret', world.sandbox.settings.auth_token):
        assert secret not in whole
    assert message.sid


def test_the_log_can_be_narrowed(world):
    world.send("Hello")
    world.token()
    assert [entry["service"] for entry in world.ask("GET", "/log?service=usps").json()] == ["usps"]
    assert len(world.ask("GET", "/log?limit=1").json()) == 1
    assert world.ask("GET", "/log?limit=x").status_code == 400


def test_pages_for_people(world):
    for path in ("/", "/log"):
        answer = world.ask("GET", path, headers={"Accept": "text/html,*/*;q=0.8"})
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "Sandbox: simulated carrier and mobile network" in answer.text
        assert "<script>" not in answer.text and "style=" not in answer.text and "http://" not in answer.text
    for name in ("phone.js", "log.js", "look.css", "icon.svg"):
        assert world.ask("GET", f"/static/{name}").status_code == 200


def test_samples_are_fresh_and_follow_the_rule(world):
    first, second = world.ask("GET", "/samples").json(), world.ask("GET", "/samples").json()
    assert {sample["scenario"] for sample in first} >= {"delivered", "notice_left", "refused", "unclaimed"}
    assert first != second


def test_reset_forgets_everything(world):
    world.send()
    world.post("/mailpieces", {"tracking_number": NUMBER, "scenario": "manual"})
    world.fault("usps", "http_500")
    assert world.post("/reset", {}).status_code == 200
    assert world.texts() == []
    assert world.ask("GET", "/mailpieces").json() == []
    assert world.ask("GET", "/faults").json() == []
    assert world.ask("GET", "/log?service=twilio").json() == []


def test_a_restart_keeps_mailpieces_scans_and_texts(start, tmp_path, until):
    state = tmp_path / "journal.jsonl"
    world = start(state_path=state, sent_after=0.05, delivered_after=60)
    world.post(f"/phones/{ADA}/texts", {"body": "hello"})
    message = world.send("on its way", status_callback=f"{world.app.url}/sms/status")
    world.post("/mailpieces", {"tracking_number": NUMBER, "scenario": "delivered", "speed": 1})
    scan = {"event_code": "06", "event": "Forwarded", "city": "MIAMI", "state": "FL"}
    world.post(f"/mailpieces/{NUMBER}/scans", scan)
    until(lambda: world.texts()[1]["status"] == "sent")
    texts, pieces = world.texts(), world.ask("GET", "/mailpieces").json()
    world.sandbox.stop()
    with state.open("a") as journal:
        journal.write('{"fact": "message", "cut sho')

    again = start(state_path=state, delivered_after=0.02)
    assert again.texts()[0] == texts[0]
    assert again.ask("GET", "/mailpieces").json() == pieces
    # What was on its way goes on.
    until(lambda: again.texts()[1]["status"] == "delivered")
    until(lambda: again.app.statuses(message.sid) == ["sent", "delivered"])
    assert state.stat().st_mode & 0o777 == 0o600

    again.post("/reset", {})
    again.sandbox.stop()
    assert start(state_path=state).texts() == []


def test_the_process_says_it_is_ready_and_stops_quietly(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        env={"SANDBOX_PORT": "0", "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline().startswith("Sandbox is ready: http://127.0.0.1:")
    process.terminate()
    out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, "")


def test_a_port_that_is_taken_is_said_in_one_line(world):
    port = world.url.rsplit(":", 1)[1]
    done = subprocess.run(
        [sys.executable, "-m", "sandbox"],
        env={"SANDBOX_PORT": port, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        timeout=10,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "SANDBOX_PORT" in done.stderr
