"""Where locks do not hold, another machine writes in between: what was acknowledged is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.errors import StudyError
from qualcode.model.coding.coding import CodingEvent
from qualcode.store.io.durable import locked
from qualcode.store.records.coding_log import append_events, read_log


def event(name: str) -> CodingEvent:
    return CodingEvent(id=name, op="add", code="x", start=0, end=5, sha256="a" * 64, at="1")


def ids_in(log: Path) -> set[str]:
    return {one.id for one in read_log(log, "log")[0]}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "codings" / "ann" / "t1.jsonl"
    append_events(path, [event("first")], tmp_path / "torn")
    return path


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, others: Callable[[], object], *, times: int = 1
) -> None:
    """Let another machine do something just after an event was written."""
    left = [times]

    def flushed(descriptor: int) -> None:
        if left[0]:
            left[0] -= 1
            others()

    monkeypatch.setattr(os, "fsync", flushed)


def overwrite(log: Path, at: int, line: bytes) -> Callable[[], object]:
    def write() -> None:
        with log.open("rb+") as file:
            file.seek(at)
            file.write(line)

    return write


def test_an_event_that_was_overwritten_at_once_is_written_again(
    log: Path, monkeypatch: pytest.MonkeyPatch
):
    other = log.read_bytes().replace(b"first", b"their")
    meanwhile(monkeypatch, overwrite(log, log.stat().st_size, other))
    append_events(log, [event("ours1")], log.parent / "torn")
    assert ids_in(log) == {"first", "their", "ours1"}


def test_an_event_that_was_cut_off_at_once_is_written_again(
    log: Path, monkeypatch: pytest.MonkeyPatch
):
    size = log.stat().st_size
    meanwhile(monkeypatch, lambda: os.truncate(log, size))
    append_events(log, [event("ours")], log.parent / "torn")
    assert ids_in(log) == {"first", "ours"}


def test_what_another_machine_added_after_a_failure_is_not_cut_off(
    log: Path, monkeypatch: pytest.MonkeyPatch
):
    more = log.read_bytes().replace(b"first", b"their") * 2

    def fail(descriptor: int) -> None:
        with log.open("ab") as file:
            file.write(more)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StudyError, match="No space left"):
        append_events(log, [event("ours")], log.parent / "torn")
    assert {"first", "their"} <= ids_in(log)


def test_an_event_that_is_overwritten_again_and_again_is_not_acknowledged(
    log: Path, monkeypatch: pytest.MonkeyPatch
):
    size = log.stat().st_size
    meanwhile(monkeypatch, lambda: os.truncate(log, size), times=100)
    with pytest.raises(StudyError, match="another machine writes over it"):
        append_events(log, [event("ours")], log.parent / "torn")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other locks")
def test_a_drive_without_locks_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import errno
    import fcntl

    def flock(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(StudyError) as told, locked(tmp_path / "x.lock", "the log", 0.1):
        pass
    assert "share it with qualcode sync" in str(told.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other locks")
def test_a_lock_that_is_only_a_file_is_named_where_it_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import errno
    import fcntl

    def flock(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", flock)
    lock = tmp_path / "x.lock"
    with locked(lock, "the log", 0.1):
        with pytest.raises(StudyError) as told, locked(lock, "the log", 0.1):
            pass
        assert f"delete {lock}" in str(told.value)
