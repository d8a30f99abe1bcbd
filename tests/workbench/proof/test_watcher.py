"""A process under watch tells what it sends, starts, writes and removes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qualcode.workbench.proof.supervision import Run, Supervision


@pytest.fixture
def watched(tmp_path: Path):
    supervision = Supervision(tmp_path / "watch", {}, ["zephyrquill", "wobblemarch"])
    # Each test asks of one thing; the network is another test's.
    supervision.without_network = []

    def run(code: str) -> Run:
        return supervision.run([sys.executable, "-P", "-c", code], tmp_path)

    return run


def told(run: Run, what: str) -> list[str]:
    return [one.to or one.program or one.path for one in run.events if one.what == what]


def test_a_connection_is_told_although_it_fails(watched):
    run = watched("import socket; socket.socket().connect_ex(('127.0.0.1', 9))")
    assert told(run, "socket.connect") == ["127.0.0.1:9"]


def test_a_program_is_told_without_what_else_is_given_to_it(watched):
    run = watched("import subprocess, sys; subprocess.run([sys.executable, '-c', 'words = 1'])")
    assert [name.split(" ")[0][:6] for name in told(run, "subprocess.Popen")] == ["python"]
    assert "words" not in str(run.events)


def test_what_was_removed_is_compared_before_it_goes(watched, tmp_path: Path):
    copy = tmp_path / "copy"
    run = watched(
        f"import shutil; from pathlib import Path; d = Path({str(copy)!r}); d.mkdir();"
        "(d / 'a.txt').write_text('The ZEPHYRQUILL room'); (d / 'b.txt').write_bytes("
        "'wobblemarch'.encode('utf-16')); shutil.rmtree(d)"
    )
    found = {one.path: one.found for one in run.events if one.what == "os.remove"}
    assert found == {str(copy / "a.txt"): (0,), str(copy / "b.txt"): (1,)}


def test_what_was_written_over_or_renamed_onto_is_compared(watched, tmp_path: Path):
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("zephyrquill")
    run = watched(
        "import os; open('one.txt', 'w').close(); open('new', 'x').close();"
        "os.rename('new', 'two.txt')"
    )
    assert [one.found for one in run.events if one.path.endswith("one.txt")] == [(0,)]
    assert [one.found for one in run.events if one.what == "os.rename"] == [(0,)]


def test_reading_is_no_event_and_what_is_only_read_is_not_told(watched, tmp_path: Path):
    (tmp_path / "one.txt").write_text("zephyrquill")
    run = watched("open('one.txt').read()")
    assert run.status == 0
    assert run.events == ()


@pytest.mark.skipif(sys.platform != "linux", reason="files without a name are Linux's")
def test_a_file_without_a_name_is_told_with_who_wrote_it(watched):
    run = watched("import tempfile; tempfile.TemporaryFile().write(b'zephyrquill')")
    assert [one.unnamed_by for one in run.events if one.unnamed_by] == ["?"]


def test_processes_that_a_watched_one_starts_are_watched_too(watched):
    inner = "open('inner.txt', 'w').close()"
    run = watched(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])")
    assert [Path(one.path).name for one in run.events if one.what == "open"] == ["inner.txt"]
