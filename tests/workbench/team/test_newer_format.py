"""A study of a newer format that arrives from the team: it is told before anything is merged."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qualcode.cli import guard
from qualcode.store.migrations import PRESENT, with_format
from tests.conftest import Run

pytestmark = pytest.mark.slow

NEWER = PRESENT + 1


def git(path: Path, *args: str, fails: bool = False) -> str:
    done = subprocess.run(["git", "-C", str(path), *args], capture_output=True, text=True)
    assert (done.returncode != 0) == fails, done.stderr
    return done.stdout + done.stderr


def make_newer(root: Path) -> None:
    path = root / "study.toml"
    path.write_bytes(with_format(path.read_bytes(), NEWER))


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {
        name: path.read_bytes()
        for path in found
        if not (name := path.relative_to(root).as_posix()).startswith((".git/", ".qualcode/locks"))
    }


@pytest.fixture
def team(study_path: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone in which ann works; somebody's newer qualcode has brought the team's copy up."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@example.org")
    copy, other = tmp_path / "team.git", tmp_path / "other"
    shared = run("-C", study_path, "sync", "--with", copy)
    assert shared.status == 0, shared.err
    git(tmp_path, "clone", "--quiet", str(copy), str(other))
    make_newer(other)
    with (other / "cases.csv").open("a") as cases:
        cases.write("YP8,yp,,\n")
    git(other, "commit", "--quiet", "--all", "--message", "Newer")
    git(other, "push", "--quiet")
    return study_path


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--take", "theirs")])
def test_sync_stops_before_it_merges(team: Path, run: Run, more: tuple[str, ...]):
    assert run("-C", team, "codebook", "edit", "moves", "--definition", "To move.").status == 0
    before, head = contents(team), git(team, "rev-parse", "HEAD")
    stopped = run("-C", team, "sync", *more)
    assert stopped.status == 1
    assert stopped.err.count("\n") == 1
    assert f"of format {NEWER}" in stopped.err
    assert "your work stays here" in stopped.err
    assert (contents(team), git(team, "rev-parse", "HEAD")) == (before, head)
    assert run("-C", team, "documents").status == 0


def test_taking_a_study_of_a_newer_format_leaves_no_clone(team: Path, tmp_path: Path, run: Run):
    there = tmp_path / "there"
    there.mkdir()
    for path in (tmp_path / "fresh", there):
        taken = run("new", path, "--from", tmp_path / "team.git")
        assert taken.status == 1
        assert f"of format {NEWER}" in taken.err
    assert not (tmp_path / "fresh").exists()
    assert not any(there.iterdir())


def test_the_merge_driver_leaves_what_a_newer_format_brings_to_git(team: Path, run: Run):
    assert run("-C", team, "git-setup").status == 0
    with (team / "cases.csv").open("a") as cases:
        cases.write("YP9,yp,,\n")
    git(team, "commit", "--quiet", "--all", "--message", "A case")
    said = git(team, "pull", "--no-rebase", "--no-edit", fails=True)
    assert f"of format {NEWER}" in said
    assert "<<<<<<<" in (team / "cases.csv").read_text("utf-8")


def test_a_commit_that_cannot_be_checked_is_stopped_in_one_line(
    team: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    make_newer(team)
    git(team, "add", "study.toml")
    monkeypatch.chdir(team)
    before = contents(team)
    assert guard.main() == 1
    told, why = capsys.readouterr().err.splitlines()
    assert told == "qualcode stops this commit: it cannot be checked"
    assert f"study.toml: the study is of format {NEWER}" in why
    assert contents(team) == before


def test_beside_a_study_of_a_newer_format_commits_go_on(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """In a repository of several folders, only what is the study's needs the newer qualcode."""
    around = tmp_path / "around"
    around.mkdir()
    git(around, "init", "--quiet")
    team.rename(around / "study")
    (around / "notes.md").write_text("Of another project.\n")
    make_newer(around / "study")
    git(around, "add", "notes.md")
    monkeypatch.chdir(around)
    assert guard.main() == 0
