"""Every job can be run, every queue has one worker, and the Procfile starts them all."""

import shlex
from collections import Counter

from config.queues import JOBS, QUEUES
from jobs.clock import TASKS
from jobs.worker import resolve
from tests.structure.house import ROOT

PROCESSES = {
    name: shlex.split(command)
    for name, _, command in (line.partition(":") for line in (ROOT / "Procfile").read_text().splitlines() if line)
}


def test_every_job_name_resolves_to_something_that_can_be_called_without_arguments() -> None:
    for job, path in JOBS.items():
        function = resolve(path)
        assert callable(function), job
        assert path.startswith("jobs."), f"{job} lives outside jobs/"
        assert function.__code__.co_argcount == 0, f"{job} wants arguments; rings carry none"


def test_every_job_rings_on_exactly_one_queue() -> None:
    rung = Counter(job for jobs in QUEUES.values() for job in jobs)
    assert rung == Counter(JOBS.keys())


def test_every_queue_is_consumed_by_exactly_one_line_of_the_procfile_and_each_line_takes_one() -> None:
    consumed = Counter(queue for command in PROCESSES.values() if "work" in command[1:2] for queue in command[2:])
    assert consumed == Counter(QUEUES.keys())
    assert all(len(command) == 3 for command in PROCESSES.values() if command[1] == "work")


def test_the_procfile_has_the_six_lines_of_the_design() -> None:
    assert list(PROCESSES) == ["release", "web", "worker", "urgent", "slow", "clock"]


def test_the_clock_knows_when_every_job_is_due_so_that_nothing_waits_for_redis() -> None:
    assert set(TASKS) == set(JOBS)
    for job, (_due_since, work) in TASKS.items():
        assert work is resolve(JOBS[job]), f"the clock does something else for {job} than the worker"
