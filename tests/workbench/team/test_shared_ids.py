"""Two people import two interviews under one id; both are kept, with their codings."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qualcode.cli import decide
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from tests.conftest import Run

pytestmark = pytest.mark.slow

TALKS = {
    "ann": "I: What helped you most?\n\nP: My mentor, who rang every week of that long year.\n",
    "ben": "I: Who moved you?\n\nP: Nobody asked us, and then we were in another town.\n",
}


def git(path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-C", str(path), *args], capture_output=True, text=True, check=False
    )


@pytest.fixture
def team(two_machines: tuple[Path, Path]) -> tuple[Path, Path]:
    return two_machines


def import_talk(path: Path, run: Run, words: str, coder: str, name: str = "talk.txt") -> None:
    file = path.parent / f"files of {path.name}" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(words)
    assert run("-C", path, "import", file, "--as", "sc-01").status == 0
    added = run("-C", path, "--coder", coder, "coding", "add", "sc-01", "moves", "--turn", "2")
    assert added.status == 0, added.err


def words_by_coder(path: Path) -> dict[str, str]:
    """Return the words of each coding whose text is here."""
    study = Study.open(path)
    found = {}
    for coding in study.codings():
        document = study.document(coding.document)
        assert coding.event.sha256 == document.sha256
        if study.holds(document):
            found[coding.coder] = study.text(document)[coding.event.start : coding.event.end]
    return found


@pytest.mark.parametrize("coder", ["ben", "ann"], ids=["two people", "one on two machines"])
def test_both_interviews_are_kept_with_their_codings(team: tuple[Path, Path], run: Run, coder: str):
    one, other = team
    import_talk(one, run, TALKS["ann"], "ann")
    assert run("-C", one, "sync").status == 0
    import_talk(other, run, TALKS["ben"], coder)
    for more in ([], ["--take", "theirs"], ["--take", "ours"]):
        stopped = run("-C", other, "sync", *more)
        assert stopped.status == 1
        assert "document sc-01 is two interviews" in stopped.err
        assert "qualcode sync --rename sc-01=sc-01-2" in stopped.err
        assert Study.open(other).text_path("sc-01").read_text().startswith("I: Who moved")
        assert not git(other, "status", "--porcelain").stdout
    assert "is two interviews" in run("-C", other, "sync", "--dry-run").out
    for wrong, said in (("sc-02=x", "not the id of two"), ("sc-01=A b", "cannot be the name"),
                        ("sc-01=sc-01", "already"), ("sc-01", "OLD=NEW")):  # fmt: skip
        refused = run("-C", other, "sync", "--rename", wrong)
        assert refused.status != 0
        assert said in refused.err
    got = run("-C", other, "sync", "--rename", "sc-01=sc-02")
    assert got.status == 0, got.err
    assert "your sc-01 is now sc-02" in got.out
    assert run("-C", one, "sync").status == 0
    for path, own in ((one, TALKS["ann"]), (other, TALKS["ben"])):
        study = Study.open(path)
        assert study.document_ids() == ["sc-01", "sc-02"]
        assert len(study.codings()) == 2
        assert all(words in own for words in words_by_coder(path).values())
        assert len(words_by_coder(path)) == 1
        assert not [p for p in check_study(study) if p.level == "error"]
    assert run("-C", one, "sync", "--rename", "sc-01=x").status == 1


def test_a_person_at_a_terminal_is_asked_for_another_id(
    team: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch
):
    one, other = team
    import_talk(one, run, TALKS["ann"], "ann")
    run("-C", one, "sync")
    import_talk(other, run, TALKS["ben"], "ben")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    asked = decide.renamer([])
    assert asked is not None
    assert not asked([])
    monkeypatch.setattr("click.prompt", lambda text, default: f"{default} ")
    monkeypatch.setattr(decide, "renamer", lambda given: asked)
    got = run("-C", other, "sync")
    assert got.status == 0, got.err
    assert "Document sc-01 is two interviews" in got.out
    assert Study.open(other).document_ids() == ["sc-01", "sc-01-2"]


def test_two_forms_of_one_interview_are_decided_as_before(team: tuple[Path, Path], run: Run):
    one, other = team
    import_talk(one, run, TALKS["ann"], "ann")
    assert run("-C", one, "sync").status == 0
    import_talk(other, run, TALKS["ann"], "ben")
    mended = other.parent / "mended.txt"
    mended.write_text(Study.open(other).text_path("sc-01").read_text().replace("long", "short"))
    assert run("-C", other, "revise", "sc-01", mended).status == 0
    got = run("-C", other, "sync")
    assert "two interviews" not in got.err
    assert "--rename" not in got.err


def test_a_merge_by_git_alone_says_how_to_keep_both(team: tuple[Path, Path], run: Run):
    one, other = team
    import_talk(one, run, TALKS["ann"], "ann")
    run("-C", one, "sync")
    import_talk(other, run, TALKS["ben"], "ben")
    git(other, "add", "-A")
    git(other, "commit", "-qm", "work")
    said = git(other, "pull", "--no-rebase")
    assert said.returncode != 0
    assert "qualcode sync --rename sc-01=sc-01-2" in said.stderr
