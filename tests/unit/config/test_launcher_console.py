"""The console never waits for its reader, and says afterwards how much was missed."""

import os
import time

from config.console import Console
from config.heartbeat import beat


def test_a_reader_that_stopped_reading_costs_lines_and_no_time():
    reader, writer = os.pipe()
    console = Console(writer)
    began = time.monotonic()
    for number in range(5_000):
        console.relay("web", f"line {number} " + "x" * 80)
    assert time.monotonic() - began < 1
    os.read(reader, 1_000_000)
    console.relay("web", "here again")
    assert b"lines were not shown" in (late := os.read(reader, 1_000_000)) and b"web     | here again" in late
    os.close(reader)
    console.say("to nobody")
    os.close(writer)


def test_a_line_too_long_for_the_pipe_is_cut():
    reader, writer = os.pipe()
    Console(writer).relay("web", "x" * 10_000)
    assert len(os.read(reader, 100_000)) == 4096
    os.close(reader)
    os.close(writer)


def test_a_beat_touches_the_named_file_and_without_a_name_does_nothing(monkeypatch, tmp_path):
    file = tmp_path / "clock.heartbeat"
    monkeypatch.setenv("HEARTBEAT_FILE", str(file))
    beat()
    first = file.stat().st_mtime_ns
    time.sleep(0.02)
    beat()
    assert file.stat().st_mtime_ns > first
    monkeypatch.setenv("HEARTBEAT_FILE", str(tmp_path / "gone" / "x"))
    beat()
    monkeypatch.delenv("HEARTBEAT_FILE")
    beat()
