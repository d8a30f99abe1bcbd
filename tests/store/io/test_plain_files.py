"""Pipes, folders and links in place of a study's files stop no command and receive nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qualcode.errors import StudyError
from qualcode.store.io.plain_files import check_appendable, plain_bytes
from qualcode.store.study import Study
from tests.conftest import Run

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


def test_a_plain_file_and_a_link_to_one_are_read(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"words")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert plain_bytes(tmp_path / "a") == plain_bytes(tmp_path / "b") == b"words"
    with pytest.raises(FileNotFoundError):
        plain_bytes(tmp_path / "c")


@needs_pipes
def test_nobody_waits_for_a_pipe(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a file"):
        plain_bytes(tmp_path / "pipe")


@pytest.mark.parametrize("what", ["folder", "pipe"])
def test_a_log_that_is_no_file_is_told_and_never_written_to(study: Study, run: Run, what: str):
    root = study.root
    name = study.document_ids()[0]
    log = study.log_path("ann", name)
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    if what == "folder":
        log.mkdir()
    elif not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    else:
        os.mkfifo(log)
    assert run("-C", root, "coding", "list").status == 0
    assert log.name in run("-C", root, "check").out
    added = run("-C", root, "--coder", "ann", "coding", "add", name, "moves", "--turn", "2")
    assert added.status == 1
    assert "nothing is written there" in added.err
    with pytest.raises(StudyError):
        check_appendable(log)
