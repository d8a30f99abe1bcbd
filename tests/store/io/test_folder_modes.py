"""Folders of words are their owner's alone; what people shut or opened stays as they made it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from qualcode.store.io.durable import write_atomic
from qualcode.store.io.folder_modes import CLOSED, close_to, make_folder
from tests.conftest import Run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows goes by other rules")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_study_keeps_words_from_other_accounts(tmp_path: Path, run: Run, interview: Path):
    root = tmp_path / "made"
    assert run("new", root).status == 0
    assert run("-C", root, "import", interview).status == 0
    there = [root / name for name in CLOSED if (root / name).exists()]
    assert {root / "transcripts", root / "originals", root / ".qualcode"} <= set(there)
    assert {mode(folder) for folder in there} == {0o700}
    assert mode(next((root / "transcripts").iterdir())) & 0o077 == 0
    assert "open-to-others" not in run("-C", root, "check", "--json").out


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o750, 0o640), (0o755, 0o644)])
def test_a_new_file_is_as_open_as_its_folder(tmp_path: Path, folder: int, file: int):
    before = os.umask(0o022)
    try:
        home = tmp_path / "originals"
        home.mkdir()
        home.chmod(folder)
        write_atomic(home / "one.txt", "words")
        assert mode(home / "one.txt") == file
        (home / "one.txt").chmod(0o600)
        write_atomic(home / "one.txt", "others")
        assert mode(home / "one.txt") == 0o600
    finally:
        os.umask(before)


def test_folders_that_are_there_stay_as_they_are(tmp_path: Path):
    (tmp_path / "private").mkdir()
    (tmp_path / "private").chmod(0o770)
    make_folder(tmp_path / "private" / "drafts" / "main")
    assert mode(tmp_path / "private") == 0o770
    assert (tmp_path / "private" / "drafts" / "main").is_dir()


@pytest.mark.parametrize(
    ("now", "shut"), [(0o755, 0o700), (0o750, 0o700), (0o775, 0o770), (0o770, None), (0o700, None)]
)
def test_only_what_nobody_opened_on_purpose_is_shut(tmp_path: Path, now: int, shut: int | None):
    tmp_path.chmod(now)
    assert close_to(tmp_path) == shut
    tmp_path.chmod(0o700)
