"""A process that is asked: it answers, ends, hangs or is stopped, and only that is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from qualcode.store.io.worker_process import WorkerFailed, WorkerProcess

ECHO = """\
import os, sys, time
from qualcode.store.io.worker_process import answer_requests

def answer(request):
    print("a library that prints")
    if request == b"crash":
        os._exit(3)
    if request == b"sleep":
        time.sleep(600)
    if request == b"where":
        return os.getcwd().encode()
    if request == b"who":
        return str(os.getpid()).encode()
    if request == b"argument":
        return sys.argv[1].encode()
    return request[::-1]

answer_requests(answer)
"""


@pytest.fixture
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "echo_worker.py").write_text(ECHO, encoding="utf-8")
    # The project itself stands on the path by where it is installed.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made: list[WorkerProcess] = []

    def worker(*arguments: str) -> WorkerProcess:
        made.append(WorkerProcess("echo_worker", *arguments))
        return made[-1]

    yield worker
    for one in made:
        one.close()


def test_one_process_answers_one_request_after_another(echo):
    worker = echo("said")
    assert worker.ask(b"abc", 60) == b"cba"
    assert worker.ask(b"") == b""
    large = os.urandom(3_000_000)
    assert worker.ask(large) == large[::-1]
    assert worker.ask(b"argument") == b"said"
    assert worker.ask(b"who") == worker.ask(b"who")


def test_it_works_in_no_folder_of_the_study(echo, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "random.py").write_text("raise SystemExit(9)", encoding="utf-8")
    assert Path(echo().ask(b"where").decode()) != tmp_path


def test_a_crash_costs_one_request_and_the_next_has_another_process(echo):
    worker = echo()
    first = worker.ask(b"who")
    with pytest.raises(WorkerFailed) as failed:
        worker.ask(b"crash")
    assert not failed.value.late
    assert worker.ask(b"who") != first


def test_one_that_takes_too_long_is_ended_and_said_to_be_late(echo):
    worker = echo()
    with pytest.raises(WorkerFailed) as failed:
        worker.ask(b"sleep", 0.5)
    assert failed.value.late


@pytest.mark.slow
def test_the_deadline_is_of_each_request_and_not_of_all(echo):
    worker = echo()
    who = worker.ask(b"who")
    until = time.monotonic() + 3
    while time.monotonic() < until:
        assert worker.ask(b"abc", 2) == b"cba"
        time.sleep(0.2)
    assert worker.ask(b"who") == who


def test_it_is_stopped_from_another_thread(echo):
    worker = echo()
    pid = int(worker.ask(b"who"))
    threading.Timer(0.3, worker.stop).start()
    with pytest.raises(WorkerFailed) as failed:
        worker.ask(b"sleep")
    assert not failed.value.late
    assert worker.ask(b"abc") == b"cba"  # another process
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_it_ends_with_the_block_it_was_made_for(echo):
    with echo() as worker:
        pid = int(worker.ask(b"who"))
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(os.name != "posix", reason="signals of a terminal")
def test_ctrl_c_is_for_the_one_that_asked(echo):
    worker = echo()
    os.kill(int(worker.ask(b"who")), signal.SIGINT)
    assert worker.ask(b"abc") == b"cba"


def test_a_python_that_cannot_be_started_is_said_by_the_system(echo, monkeypatch, tmp_path: Path):
    monkeypatch.setattr("sys.executable", str(tmp_path / "bin" / "no-python"))
    with pytest.raises(OSError, match=r"no-python|No such file|cannot find"):
        echo().ask(b"abc")


def test_no_process_is_started_before_it_is_asked(echo, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    worker = echo()
    worker.stop()
    worker.close()
    with pytest.raises(TypeError):
        worker.ask(b"abc")
