"""The team's copy, for people who never heard of git, on machines where git knows nobody."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qualcode.store.study import Study
from tests.conftest import Run
from tests.workbench.team.test_sync import code, git

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Git was never told who works here."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "none"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{who}_NAME", raising=False)
        monkeypatch.delenv(f"GIT_{who}_EMAIL", raising=False)


def test_from_nothing_to_two_people_and_a_conflict_without_a_word_of_git(
    study_path: Path, tmp_path: Path, run: Run
):
    drive, other = tmp_path / "shared drive" / "study.git", tmp_path / "ben's"
    lone = run("-C", study_path, "sync")
    assert lone.status == 1
    assert "qualcode sync --with PATH" in lone.err
    begun = run("-C", study_path, "sync", "--with", drive)
    assert begun.status == 0, begun.err
    assert f'Others begin with: qualcode new PATH --from "{drive}"' in begun.out
    assert git(study_path, "log", "--format=%an <%ae>") == "ann <ann@localhost>\n"
    joined = run("new", other, "--from", drive)
    assert joined.status == 0, joined.err
    assert "1 transcript is not in it, since git takes no words" in joined.out
    (other / "transcripts" / "one.txt").write_bytes(
        (study_path / "transcripts" / "one.txt").read_bytes()
    )
    run("-C", other, "coders", "--me", "ben")
    code(study_path, "ann", 2)
    code(other, "ben", 4)
    for path, words in ((study_path, "Changing school."), (other, "Changing home.")):
        run("-C", path, "codebook", "edit", "moves", "--definition", words)
    assert run("-C", study_path, "sync").status == 0
    stopped = run("-C", other, "sync")
    assert stopped.status == 1
    assert "somebody has to decide" in stopped.err
    decided = run("-C", other, "sync", "--take", "ours")
    assert decided.status == 0, decided.err
    assert run("-C", study_path, "sync", "--with", drive).status == 0
    assert git(study_path, "rev-parse", "HEAD") == git(other, "rev-parse", "HEAD")
    assert len(Study.open(study_path).codings()) == 2
    assert "definition: Changing home." in (study_path / "codebook.yaml").read_text()
    assert "ben <ben@localhost>" in git(study_path, "log", "--format=%an <%ae>")
    # No words went by git.
    names = git(study_path, "ls-tree", "-r", "--name-only", "HEAD")
    assert "transcripts" not in names


def test_what_git_knows_of_a_person_stands(study_path: Path, tmp_path: Path, run: Run):
    git(study_path, "config", "user.name", "Ann Example")
    git(study_path, "config", "user.email", "ann@example.org")
    assert run("-C", study_path, "sync", "--with", tmp_path / "drive.git").status == 0
    assert git(study_path, "log", "--format=%an <%ae>") == "Ann Example <ann@example.org>\n"


def test_a_plain_folder_becomes_a_repository(study_path: Path, tmp_path: Path, run: Run):
    subprocess.run(["rm", "-rf", str(study_path / ".git")], check=True)
    done = run("-C", study_path, "sync", "--with", tmp_path / "drive.git")
    assert done.status == 0, done.err
    assert run("new", tmp_path / "two", "--from", tmp_path / "drive.git").status == 0


def test_wrong_places_are_told_and_nothing_is_made(study_path: Path, tmp_path: Path, run: Run):
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("Dear")
    for place, said in ((full, "holds something else"), (full / "letter.txt", "is a file")):
        done = run("-C", study_path, "sync", "--with", place)
        assert done.status == 1
        assert said in done.err
        assert len(done.err.splitlines()) == 1
    assert git(study_path, "remote") == ""
    assert run("-C", study_path, "sync", "--with", tmp_path / "a.git").status == 0
    other = run("-C", study_path, "sync", "--with", tmp_path / "b.git")
    assert "the team's copy of this study is" in other.err
    assert not (tmp_path / "b.git").exists()
    for place, said in ((tmp_path / "nowhere", "no team's copy could be taken"),):
        done = run("new", tmp_path / "new", "--from", place)
        assert done.status == 1
        assert said in done.err
        assert not (tmp_path / "new").exists()
    assert "not empty" in run("new", full, "--from", tmp_path / "a.git").err
    empty = tmp_path / "no study.git"
    subprocess.run(["git", "init", "-q", "--bare", str(empty)], check=True)
    done = run("new", tmp_path / "new", "--from", empty)
    assert "is no study" in done.err
    assert not (tmp_path / "new").exists()
    assert run("new", full, "--from", empty, "--codebook", "nine-principles").status == 2
    assert run("-C", study_path, "sync", "--with", "x", "--dry-run").status == 2
