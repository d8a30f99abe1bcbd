"""Whatever lies in a study's folder and is no file of a study is named, each with its mend."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.file_names import alike, unsafe
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.find.pattern_size import MOST_PARTS, parts_of
from tests.conftest import Run

LEFT = {
    "notes.txt": "stray-file",
    "synthesis/plan.docx": "stray-file",
    "transcripts/one.txt~": "editor-copy",
    "memos/.#plan.md": "editor-copy",
    "transcripts/nobody.txt": "of-nobody",
    "originals/nobody.docx": "of-nobody",
    "memos/ann/cases/NOBODY.md": "of-nobody",
    "memos/ann/codes/nobody.md": "of-nobody",
    ".merge_file_a1B2c3": "left-by-git",
    "private/.names.csv.x1.part": "half-written",
    ".DS_Store": "system-file",
    ".qualcode/torn/ann--one--12.txt": "kept-aside",
    "private/set-aside/now/codebook.yaml.was": "kept-aside",
    ".qualcode/sync-merging": "sync-cut-off",
}


@pytest.mark.parametrize(("name", "code"), LEFT.items(), ids=LEFT)
def test_a_leftover_is_named_with_its_mend(study: Study, name: str, code: str):
    assert [p for p in check_study(study) if p.code in LEFT.values()] == []
    path = study.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    told = [p for p in check_study(Study.open(study.root)) if name in p.where]
    assert [p.code for p in told] == [code]
    assert told[0].mend


def test_a_folder_of_the_user_is_one_note(study: Study):
    for number in range(30):
        (study.root / "audio" / f"{number}").mkdir(parents=True)
        (study.root / "audio" / f"{number}" / "a.mp3").write_bytes(b"")
    [told] = [p for p in check_study(study) if p.code == "stray-file"]
    assert (told.where, told.message[:8]) == ("audio/", "30 files")


def test_links_and_pipes_are_named(study: Study, tmp_path: Path):
    (study.root / "cases-2026.csv").symlink_to(tmp_path / "elsewhere")
    (study.root / "memos").mkdir(exist_ok=True)
    (study.root / "memos" / "ben").symlink_to(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(study.root / "pipe")
    codes = {p.where: p.code for p in check_study(study)}
    assert codes["cases-2026.csv"] == codes["memos/ben"] == "link"
    assert codes.get("pipe", "not-a-file") == "not-a-file"


@pytest.mark.slow
def test_a_lock_that_git_left_is_named_and_stops_a_sync_with_a_mend(tmp_path: Path, run: Run):
    root = tmp_path / "made"
    assert run("new", root).status == 0
    assert run("-C", root, "sync", "--with", tmp_path / "team.git").status == 0
    lock = root / ".git" / "index.lock"
    lock.touch()
    [told] = [p for p in check_study(Study.open(root)) if p.code == "git-lock"]
    assert told.where == str(lock)
    (root / "codebook.yaml").write_text("codes:\n  - id: trust\n    name: Trust\n")
    stopped = run("-C", root, "--coder", "ann", "sync")
    assert stopped.status == 1
    assert str(lock) in stopped.err
    assert "delete that file" in stopped.err
    lock.unlink()
    assert run("-C", root, "--coder", "ann", "sync").status == 0


def test_ids_that_other_systems_do_not_tell_apart_are_told_and_not_made(study: Study, run: Run):
    again = run("-C", study.root, "codebook", "add", "Moves", "--name", "Moving")
    assert (again.status, "named alike" in again.err) == (1, True)
    for name in ("con", "nul.x", "x."):
        assert run("-C", study.root, "codebook", "add", name, "--name", "X").status == 1
    book = study.root / "codebook.yaml"
    book.write_text(book.read_text() + "  - id: Moves\n    name: Moving\n    definition: Again.\n")
    told = json.loads(run("-C", study.root, "check", "--json").out)
    [one] = [p for p in told if p["code"] == "unsafe-id"]
    assert "'moves' and 'Moves'" in one["message"]


@given(st.lists(st.text("aAbB.ſs", min_size=1, max_size=3), unique=True))
def test_names_that_are_one_file_elsewhere_are_found(names: list[str]):
    keys = [name.casefold().rstrip(".") for name in names]
    assert len(list(alike(names))) == len(keys) - len(set(keys))


@pytest.mark.parametrize("name", ["CON", "con.txt", "lpt1", "x."])
def test_names_that_windows_does_not_take_are_known(name: str):
    assert unsafe(name)
    assert not unsafe(f"my-{name.strip('.')}")


@pytest.mark.parametrize(
    ("pattern", "few"),
    [("(a{99999}){99999}", False), ("((a{9999}b){9999})", False), ("[a-z]{3,8} (club|bus)+", True),
     (r"\(a\){4}[{9999}]", True), ("a{,5}", True)],
)  # fmt: skip
def test_a_pattern_that_would_take_all_memory_is_refused(
    study: Study, run: Run, pattern: str, few: bool
):
    assert (parts_of(pattern) <= MOST_PARTS) is few
    if not few:
        refused = run("-C", study.root, "search", "--regex", pattern)
        assert (refused.status, "repeats too much" in refused.err) == (1, True)
