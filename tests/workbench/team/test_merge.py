"""Codebooks merged by git itself, in clones with and without the driver."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qualcode.store.codebook.reader import read_codebook
from qualcode.store.merge.conflicts import MARK
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from tests.conftest import Run

pytestmark = pytest.mark.slow


def git(path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    return subprocess.run(
        ["git", "-C", str(path), *identity, *args], capture_output=True, text=True, check=False
    )


@pytest.fixture
def clones(study_path: Path, tmp_path: Path, run: Run) -> tuple[Path, Path]:
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "first")
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(study_path), str(other))
    assert "merged by what they say" in run("-C", other, "git-setup").out
    return study_path, other


def work(run: Run, path: Path, *args: str) -> None:
    done = run("-C", path, "codebook", *args)
    assert done.status == 0, done.err
    assert git(path, "commit", "-qam", " ".join(args[:2])).returncode == 0


def test_two_people_edit_one_code_and_git_merges_by_field(clones, run: Run):
    one, other = clones
    work(run, one, "edit", "moves", "--definition", "Changing school.")
    work(run, other, "rename", "moves", "Moving")
    work(run, other, "add", "taxis", "--name", "Taxis")
    pulled = git(other, "pull", "-q", "--no-rebase", "--no-edit")
    assert pulled.returncode == 0, pulled.stderr
    book, _ = read_codebook(other / "codebook.yaml")
    moves = book.get("moves")
    assert moves is not None
    assert (moves.name, moves.definition) == ("Moving", "Changing school.")
    assert book.get("taxis") is not None
    assert "# A small codebook." in (other / "codebook.yaml").read_text()


def test_a_conflict_is_named_by_git_and_by_check_and_ends_when_it_is_decided(clones, run: Run):
    one, other = clones
    work(run, one, "edit", "moves", "--definition", "Changing school.")
    work(run, other, "edit", "moves", "--definition", "Changing home.")
    pulled = git(other, "pull", "-q", "--no-rebase", "--no-edit")
    assert pulled.returncode != 0
    assert "moves: definition changed on both sides" in pulled.stderr
    text = (other / "codebook.yaml").read_text()
    assert "<<<<<<<" not in text
    assert read_codebook(other / "codebook.yaml")[0].get("moves").definition == "Changing home."  # type: ignore[union-attr]
    checked = run("-C", other, "check")
    assert checked.status == 3
    assert "a merge could not decide: CONFLICT in definition" in checked.out
    lines = [line for line in text.splitlines() if "CONFLICT" not in line and "#   " not in line]
    (other / "codebook.yaml").write_text("\n".join(lines) + "\n")
    git(other, "add", "-A")
    assert git(other, "commit", "-qm", "decided").returncode == 0
    assert run("-C", other, "check").status == 0


def test_without_the_driver_lines_are_merged_and_check_explains(clones, run: Run):
    one, other = clones
    git(other, "config", "--remove-section", "merge.qualcode-codebook")
    work(run, one, "edit", "moves", "--definition", "Changing school.")
    work(run, other, "edit", "moves", "--definition", "Changing home.")
    assert git(other, "pull", "-q", "--no-rebase", "--no-edit").returncode != 0
    assert "<<<<<<<" in (other / "codebook.yaml").read_text()
    assert "both sides of a merge changed it" in run("-C", other, "check").out


def test_the_command_merges_files_and_leaves_wrong_ones_alone(tmp_path: Path, run: Run, study_path):
    base = (study_path / "codebook.yaml").read_text()
    files = {}
    for name, text in (
        ("base", base), ("ours", base.replace("name: Moves", "name: Moving")),
        ("theirs", base.replace("Changing school or home.", "Changing school.")),
    ):  # fmt: skip
        files[name] = tmp_path / f"{name}.yaml"
        files[name].write_text(text)
    got = run("-C", study_path, "codebook", "merge", *files.values())
    assert got.status == 0, got.err
    assert "name: Moving" in files["ours"].read_text()
    assert "definition: Changing school." in files["ours"].read_text()
    files["theirs"].write_text("codes: [")
    before = files["ours"].read_text()
    got = run("-C", study_path, "codebook", "merge", *files.values())
    assert got.status == 1
    assert len(got.err.splitlines()) == 1
    assert files["ours"].read_text() == before
    files["theirs"].write_text(base.replace("name: Moves", "name: Other"))
    got = run("-C", study_path, "codebook", "merge", *files.values())
    assert got.status == 1
    assert MARK in files["ours"].read_text()


def test_cases_of_both_sides_and_different_columns_of_one(clones, run: Run):
    one, other = clones
    (one / "cases.csv").write_text("case,group,role\nYP1,yp,pupil\nYP2,yp,\n")
    (other / "cases.csv").write_text("case,group,area\nYP1,yp,north\nSW1,yp,\n")
    for path in clones:
        assert git(path, "commit", "-qam", "cases").returncode == 0
    pulled = git(other, "pull", "-q", "--no-rebase", "--no-edit")
    assert pulled.returncode == 0, pulled.stderr
    assert (other / "cases.csv").read_text("utf-8-sig") == (
        "case,group,area,role\nYP1,yp,north,pupil\nSW1,yp,,\nYP2,yp,,\n"
    )
    (one / "cases.csv").write_text("case,group,role\nYP1,yp,teacher\n")
    (other / "cases.csv").write_text("case,group,role\nYP1,yp,carer\n")
    for path in clones:
        git(path, "commit", "-qam", "cases")
    pulled = git(other, "pull", "-q", "--no-rebase", "--no-edit")
    assert pulled.returncode != 0
    assert "case YP1: role: 'carer' here, 'teacher' on the other side" in pulled.stderr


def test_a_revision_and_a_corrected_speaker_meet_and_two_revisions_are_told(
    clones, run: Run, tmp_path: Path
):
    one, other = clones
    words = (one / "transcripts" / "one.txt").read_text()
    (other / "transcripts").mkdir(exist_ok=True)
    (other / "transcripts" / "one.txt").write_text(words)
    session = CodingSession(Study.open(other), "ben")
    code = session.codebook.get("moves")
    assert code is not None
    [coding] = session.add("one", [code], session.texts.quote("one", "It was hard."))
    document = other / "documents" / "one.json"
    document.write_text(document.read_text().replace('"title": "one"', '"title": "First talk"'))
    revise_texts(Study.open(one), [NewText("one", words.replace("Moving.", "Um. Moving."))], why="")
    for path in clones:
        git(path, "add", "-A")
        assert git(path, "commit", "-qm", "work").returncode == 0
    pulled = git(other, "pull", "-q", "--no-rebase", "--no-edit")
    assert pulled.returncode == 0, pulled.stderr
    merged = Study.open(other).document("one")
    assert (merged.title, merged.sha256) == ("First talk", Study.open(one).document("one").sha256)
    [found] = Study.open(other).codings()
    assert (found.id, found.event.sha256) == (coding.id, merged.sha256)
    # Now both revise it.
    newer = (one / "transcripts" / "one.txt").read_text()
    (other / "transcripts" / "one.txt").write_text(newer)
    git(one, "pull", "-q", str(other), "HEAD")
    revise_texts(Study.open(one), [NewText("one", newer.replace("in March", "in May"))], why="")
    revise_texts(Study.open(other), [NewText("one", newer.replace("at school", "there"))], why="")
    for path in clones:
        git(path, "add", "-A")
        git(path, "commit", "-qm", "revised")
    pulled = git(other, "pull", "-q", "--no-rebase", "--no-edit")
    assert pulled.returncode != 0
    assert "both sides revised its text, ours stands" in pulled.stderr
    study = Study.open(other)
    assert "there" in study.text(study.document("one"))
    assert len(list((other / "revisions" / "one").iterdir())) == 3
    [found] = study.codings()
    assert study.text(study.document("one"))[found.event.start : found.event.end] == "It was hard."
    git(other, "add", "-A")
    assert git(other, "commit", "-qm", "ours").returncode == 0
    assert run("-C", other, "check").status == 0


def test_git_diff_says_what_changed_by_code_and_field(clones, run: Run):
    one, _ = clones
    run("-C", one, "codebook", "edit", "moves", "--definition", "Changing school.")
    shown = git(one, "diff", "--ext-diff").stdout
    assert (
        "Definition or rules changed\n  Moves [moves]\n      definition: Changing school" in shown
    )
    assert "[- or home" in shown or "[-or home-]" in shown
    assert "-    definition: Changing school or home." in git(one, "diff", "--no-ext-diff").stdout
    book = one / "codebook.yaml"
    git(one, "checkout", "-q", "codebook.yaml")
    book.write_text(book.read_text().replace("# A small", "# Our small"))
    assert "Only comments" in git(one, "diff").stdout
    book.write_text("codes: [")
    assert "By lines:" in git(one, "diff").stdout


def test_git_setup_adds_what_an_older_study_lacks(clones, run: Run):
    one, _ = clones
    attributes = one / ".gitattributes"
    whole = attributes.read_text()
    assert ".gitattributes lacked" not in run("-C", one, "git-setup").out
    attributes.write_text("# Ours.\n*.md text")
    assert ".gitattributes lacked" in run("-C", one, "git-setup").out
    now_there = attributes.read_text().splitlines()
    assert now_there[:2] == ["# Ours.", "*.md text"]
    wanted = [line for line in whole.splitlines() if line and not line.startswith("#")]
    assert set(wanted) <= set(now_there)
