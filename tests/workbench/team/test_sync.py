"""Two people who don't know git, and a folder on a shared drive."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.privacy.names import NameTable
from tests.conftest import CODEBOOK, Run

pytestmark = pytest.mark.slow


def git(path: Path, *args: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(path), *args], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def team(
    study_path: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path]:
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "Ann")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "ann@example.org")
    drive = tmp_path / "shared drive" / "study.git"
    subprocess.run(["git", "init", "-q", "--bare", str(drive)], check=True)
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "The study")
    git(study_path, "remote", "add", "origin", str(drive))
    assert run("-C", study_path, "sync").status == 0
    other = tmp_path / "ben"
    subprocess.run(["git", "clone", "-q", str(drive), str(other)], check=True)
    run("-C", other, "git-setup")
    (other / "transcripts").mkdir()
    text = (study_path / "transcripts" / "one.txt").read_bytes()
    (other / "transcripts" / "one.txt").write_bytes(text)
    assert run("-C", other, "coders", "--me", "ben").status == 0
    return study_path, other


def code(path: Path, coder: str, *turns: int) -> None:
    session = CodingSession(Study.open(path), coder)
    entry = session.codebook.get("moves")
    assert entry is not None
    for turn in turns:
        session.add("one", [entry], session.texts.turn("one", turn))


def test_work_goes_and_comes_in_words(team, run: Run):
    one, other = team
    code(one, "ann", 2, 4)
    code(other, "ben", 4)
    run("-C", other, "codebook", "edit", "moves", "--definition", "Changing school.")
    before = git(one, "rev-parse", "HEAD")
    dry = run("-C", one, "sync", "--dry-run")
    assert dry.out == "Goes: 2 codings by ann in 1 document\nComes: nothing\n"
    assert git(one, "rev-parse", "HEAD") == before
    sent = run("-C", one, "sync")
    assert sent.status == 0, sent.err
    assert "Committed: 2 codings by ann in 1 document" in sent.out
    got = run("-C", other, "sync")
    assert got.status == 0, got.err
    assert "Goes: 1 coding by ben in 1 document; definition of Moves changed" in got.out
    assert "Comes: 2 codings by ann in 1 document" in got.out
    assert "Merged the team's work." in got.out
    back = run("-C", one, "sync")
    assert "Comes: 1 coding by ben in 1 document; definition of Moves changed by Ann" in back.out
    assert len(Study.open(one).codings()) == 3
    assert git(one, "rev-parse", "HEAD") == git(other, "rev-parse", "HEAD")
    assert run("-C", one, "sync").out == "Goes: nothing\nComes: nothing\nSent.\n"


def test_what_needs_a_person_stops_it_with_nothing_half_done(team, run: Run):
    one, other = team
    for path, words in ((one, "Changing school."), (other, "Changing home.")):
        run("-C", path, "codebook", "edit", "moves", "--definition", words)
    assert run("-C", one, "sync").status == 0
    stopped = run("-C", other, "sync")
    assert stopped.status == 1
    assert (
        "Moves: definition: 'Changing home.' here, 'Changing school.' on the other" in stopped.err
    )
    assert "qualcode sync' in a terminal asks" in stopped.err
    assert len(stopped.err.splitlines()) == 1
    assert git(other, "status", "--porcelain") == ""
    assert not (other / ".git" / "MERGE_HEAD").exists()
    assert "Changing home." in (other / "codebook.yaml").read_text()
    # The way it says.
    upstream = git(other, "rev-parse", "--abbrev-ref", "@{upstream}").strip()
    subprocess.run(["git", "-C", str(other), "merge", upstream], capture_output=True, check=False)
    begun = run("-C", other, "sync")
    assert "a merge is begun and not finished" in begun.err
    lines = (other / "codebook.yaml").read_text().splitlines()
    kept = [line for line in lines if "CONFLICT" not in line and "#   " not in line]
    (other / "codebook.yaml").write_text("\n".join(kept) + "\n")
    git(other, "commit", "-qam", "decided")
    assert run("-C", other, "sync").status == 0
    assert run("-C", one, "sync").status == 0
    assert "Changing home." in (one / "codebook.yaml").read_text()


def test_names_are_never_sent(team, run: Run):
    one, _ = team
    NameTable(Study.open(one)).accept("Siân Bevanson", "person", "[person 1]")
    code(one, "ann", 2)
    session = CodingSession(Study.open(one), "ann")
    session.write_memo("documents", "one", "Siân Bevanson said so.")
    before = git(one, "rev-parse", "HEAD")
    stopped = run("-C", one, "sync")
    assert stopped.status == 1
    assert "memos/ann/documents/one.md:1: nothing was sent" in stopped.err
    assert git(one, "rev-parse", "HEAD") == before
    session.write_memo("documents", "one", "[person 1] said so.")
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert "memo added" in done.out


def test_somebody_quicker_and_no_way_to_the_drive(team, run: Run, tmp_path: Path):
    one, other = team
    code(one, "ann", 2)
    code(other, "ben", 4)
    git(other, "add", "-A")
    git(other, "commit", "-qm", "ben")
    hook = one / ".git" / "hooks" / "pre-push"
    # Ben pushes between Ann's fetch and her push, once.
    hook.write_text(f"#!/bin/sh\nrm -f '{hook}'\nunset GIT_DIR\ngit -C '{other}' push -q\nexit 0\n")
    hook.chmod(0o755)
    done = run("-C", one, "sync")
    assert done.status == 0, done.err
    assert len(Study.open(one).codings()) == 2
    code(one, "ann", 6)
    (tmp_path / "shared drive").rename(tmp_path / "away")
    lost = run("-C", one, "sync")
    assert lost.status == 1
    assert "could not reach the team's copy" in lost.err
    (tmp_path / "away").rename(tmp_path / "shared drive")
    assert run("-C", one, "sync").status == 0


def test_without_git_or_a_remote_it_says_what_to_do(study_path: Path, run: Run):
    lone = run("-C", study_path, "sync")
    assert lone.status == 1
    assert "qualcode sync --with PATH" in lone.err
    subprocess.run(["rm", "-rf", str(study_path / ".git")], check=True)
    assert "no git repository" in run("-C", study_path, "sync").err


def test_a_sync_that_was_killed_while_merging_is_taken_back_by_the_next(team, run: Run):
    one, other = team
    for path, words in ((one, "Changing school."), (other, "Changing home.")):
        run("-C", path, "codebook", "edit", "moves", "--definition", words)
    assert run("-C", one, "sync").status == 0
    assert run("-C", other, "sync").status == 1
    # As it was at the moment of a power cut: git merging, and the sync's own note of that.
    message = "Merge of the team's work: 1 code"
    subprocess.run(
        ["git", "-C", str(other), "merge", "-q", "-m", message, "@{upstream}"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert (other / ".git" / "MERGE_HEAD").exists()
    (other / ".qualcode" / "sync-merging").write_text(message)
    begun = (other / "codebook.yaml").read_text() + "# begun to be merged by hand\n"
    (other / "codebook.yaml").write_text(begun)
    done = run("-C", other, "sync", "--take", "theirs")
    assert done.status == 0, done.err
    assert "Taken back: a merge that was cut off. What 1 file held is in" in done.out
    [kept] = (other / ".qualcode" / "taken-back").rglob("codebook.yaml")
    assert kept.read_text() == begun
    assert "Changing school." in (other / "codebook.yaml").read_text()
    # A merge that a person began is theirs to finish.
    run("-C", other, "codebook", "edit", "moves", "--definition", "Third.")
    run("-C", one, "codebook", "edit", "moves", "--definition", "Fourth.")
    assert run("-C", one, "sync").status == 0
    git(other, "commit", "-qam", "mine")
    git(other, "fetch", "-q")
    subprocess.run(
        ["git", "-C", str(other), "merge", "-q", "@{upstream}"], capture_output=True, check=False
    )
    for marker in (None, "Merge of the team's work: 1 code", "", "x"):
        # A sync that was killed right before it merged leaves its note, and nothing else.
        if marker is not None:
            (other / ".qualcode" / "sync-merging").write_text(marker)
        refused = run("-C", other, "sync", "--take", "ours")
        assert "a merge is begun and not finished" in refused.err
        assert (other / ".git" / "MERGE_HEAD").exists()
    # Agreed by hand, and staged, whatever the message is.
    (other / "codebook.yaml").write_text(CODEBOOK.replace("Changing school or home.", "Agreed."))
    git(other, "add", "codebook.yaml")
    (other / ".qualcode" / "sync-merging").write_text("Merge remote-tracking branch")
    assert run("-C", other, "sync", "--take", "theirs").status == 1
    assert "Agreed." in (other / "codebook.yaml").read_text()


def test_what_was_merged_by_hand_is_kept_though_it_is_staged_already(team, run: Run):
    one, other = team
    for path, name in ((one, "Ours"), (other, "Yours")):
        run("-C", path, "codebook", "edit", "moves", "--definition", f"{name}.")
        settings = (path / "study.toml").read_text()
        (path / "study.toml").write_text(re.sub("(?m)^name = .*", f'name = "{name}"', settings))
    assert run("-C", one, "sync").status == 0
    assert run("-C", other, "sync").status == 1
    message = "Merge of the team's work: 1 code"
    subprocess.run(
        ["git", "-C", str(other), "merge", "-q", "-m", message, "@{upstream}"],
        capture_output=True, check=False,
    )  # fmt: skip
    (other / ".qualcode" / "sync-merging").write_text(message)
    agreed = re.sub(
        "(?ms)^<<<<<<<.*^>>>>>>>[^\n]*", 'name = "Agreed"', (other / "study.toml").read_text()
    )
    (other / "study.toml").write_text(agreed)
    git(other, "add", "study.toml")
    done = run("-C", other, "sync", "--take", "theirs")
    assert "What 2 files held is in" in done.out, done.err
    [kept] = (other / ".qualcode" / "taken-back").rglob("study.toml")
    assert kept.read_text() == agreed


def test_each_kind_of_file_that_goes_is_said_in_plain_words(team: tuple[Path, Path], run: Run):
    here, _ = team
    session = CodingSession(Study.open(here), "ann")
    session.set_done("one", True)
    session.write_memo("documents", "one", "A memo.")
    (here / "synthesis" / "main").mkdir(parents=True, exist_ok=True)
    (here / "synthesis" / "main" / "matrix.toml").write_text('title = "Ours"\n')
    said = run("-C", here, "sync").out
    for words in ("done marks of ann", "memo added", "definition of a matrix added"):
        assert words in said
    assert "+done" not in said
