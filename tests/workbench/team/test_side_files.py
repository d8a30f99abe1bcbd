"""One side's cases and documents are read as they are there, wherever the study lies."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.team.side_files import SideFiles
from qualcode.workbench.team.sync_commit import find_work, tree_of
from qualcode.workbench.team.sync_git import Git
from tests.conftest import Run
from tests.workbench.team.talks import TALKS, people, sync, take

pytestmark = pytest.mark.slow


def test_what_is_committed_and_what_is_not_yet(two_machines: tuple[Path, Path], run: Run):
    one, _ = two_machines
    for number in (1, 2):
        words = TALKS["ann"].replace("long", f"{number}th")
        take(run, one, words, f"talk-{number}", "--case", f"P0{number}")
    sync(run, one)
    take(run, one, TALKS["ben"], "talk-3", "--case", "P03")
    (one / "documents" / "talk-1.json").write_text("{broken\n\n")
    git = Git(one)
    committed, now = SideFiles(git, "HEAD"), SideFiles(git, tree_of(git, find_work(git)))
    assert [*committed.cases()] == ["P01", "P02"]
    assert [*now.cases()] == ["P01", "P02", "P03"]
    assert now.changed_since(committed.hashes) == ["talk-1", "talk-3"]
    study = Study.open(one)
    assert now.documents(["talk-3", "talk-1", "talk-2", "talk-9"]) == {
        name: study.document(name) for name in ("talk-3", "talk-2")
    }
    assert [*committed.documents(["talk-1"])] == ["talk-1"]


def test_a_side_that_is_not_there_has_nothing(two_machines: tuple[Path, Path]):
    one, _ = two_machines
    nothing = SideFiles(Git(one), "no-such-branch")
    assert (nothing.hashes, nothing.cases(), nothing.documents(["talk-1"])) == ({}, {}, {})


def test_a_study_in_a_folder_of_a_repository(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def git(path: Path, *args: str) -> None:
        subprocess.run(["git", "-C", str(path), *args], check=True, capture_output=True)

    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@example.org")
    home, there, copy = tmp_path / "home", tmp_path / "there", tmp_path / "both.git"
    home.mkdir()
    git(home, "init", "-q", "-b", "main")
    assert run("new", home / "study").status == 0
    git(home, "add", "-A")
    git(home, "commit", "-qm", "first")
    git(tmp_path, "clone", "-q", "--bare", str(home), str(copy))
    git(home, "remote", "add", "origin", str(copy))
    git(home, "fetch", "-q")
    git(home, "branch", "-q", "--set-upstream-to=origin/main")
    git(tmp_path, "clone", "-q", str(copy), str(there))
    for path, who, document in ((home, "ann", "talk-1"), (there, "ben", "talk-2")):
        take(run, path / "study", TALKS[who], document, "--case", "P01")
    sync(run, home / "study")
    assert "may be two people" in sync(run, there / "study", "--dry-run").out
    assert "may be two people" in run("-C", there / "study", "sync").err
    sync(run, there / "study", "--rename-case", "all")
    assert people(there / "study") == {"P01": {"talk-1"}, "P01-2": {"talk-2"}}
