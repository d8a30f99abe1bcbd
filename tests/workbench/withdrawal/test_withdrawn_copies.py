"""Conflict copies of sync clients, and what was put aside of them, go with whoever withdraws."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qualcode.model.personal_names import KnownName
from qualcode.store.records.real_names import read_names, write_names
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.documents.pseudonyms import pseudonymise
from qualcode.workbench.team.take_in import take_in
from tests.conftest import INTERVIEW, Run

COPY = "one-DESKTOP-AB12"
ANOTHER = "I: And you?\n\nP: The lessons were the quiet part of every single week.\n"


@pytest.fixture
def two(study: Study, run: Run, tmp_path: Path) -> Study:
    """A study of YP1 in ``one`` and YP2 in ``two``, both with conflict copies."""
    (tmp_path / "two.txt").write_text(ANOTHER, encoding="utf-8")
    given = ("--as", "two", "--case", "YP2", "--group", "yp")
    assert run("-C", study.root, "import", tmp_path / "two.txt", *given).status == 0
    for name in ("one", "two"):
        done = run("-C", study.root, "coding", "add", name, "moves", "--turn", 2)
        assert done.status == 0, done.err
        for folder, ending in (("documents", "json"), ("transcripts", "txt"), ("originals", "txt"),
                               ("codings/ann", "jsonl")):  # fmt: skip
            path = study.root / folder / f"{name}.{ending}"
            shutil.copy(path, path.with_name(f"{name}-DESKTOP-AB12.{ending}"))
    return Study.open(study.root)


def files_with(root: Path, word: str) -> list[str]:
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.parts and word.encode() in path.read_bytes()
    )


@pytest.mark.parametrize("taken", [False, True], ids=["where they lie", "put aside"])
def test_copies_go_with_the_person_and_others_stay(two: Study, run: Run, taken: bool):
    if taken:
        assert all(one.aside for one in take_in(two))
    done = run("-C", two.root, "withdraw", "YP1", "--yes")
    assert done.status == 0, done.err
    said = "then moved again in May"
    assert said in INTERVIEW
    assert files_with(two.root, said) == []
    assert [n for n in files_with(two.root, "") if COPY in n] == []
    held = [n for n in files_with(two.root, "") if "two-DESKTOP-AB12" in n]
    assert len(held) == 4


@pytest.mark.parametrize("table", ["cases.csv", "private/names.csv"])
def test_a_copy_with_others_work_is_taken_in_first(two: Study, run: Run, table: str):
    write_names(two.root, [KnownName("Gwen Ash", "person", "YP1")])
    path = two.root / table
    copy = path.with_name(f"{path.stem}-DESKTOP-AB12.csv")
    shutil.copy(path, copy)
    asked = run("-C", two.root, "withdraw", "YP1", "--yes")
    assert asked.status == 1
    assert f"{copy.relative_to(two.root).as_posix()} is a conflict copy" in asked.err
    assert "check --take-in" in asked.err
    assert "YP1" in Study.open(two.root).cases
    take_in(two)
    assert run("-C", two.root, "withdraw", "YP1", "--yes").status == 0
    assert [n for n in files_with(two.root, "YP1") if n.endswith(".csv")] == []
    assert files_with(two.root, "Gwen Ash") == []


def test_what_was_put_aside_on_a_colleagues_machine_is_told_and_goes(
    two: Study, run: Run, tmp_path: Path
):
    colleague = tmp_path / "colleague"
    shutil.copytree(two.root, colleague)
    take_in(Study.open(colleague))
    assert run("-C", two.root, "withdraw", "YP1", "--yes").status == 0
    for path in ("documents/one.json", "cases.csv"):
        (colleague / path).unlink()
    shutil.copy(two.root / "cases.csv", colleague)
    shutil.copytree(two.root / "withdrawals", colleague / "withdrawals")
    told = [p.message for p in check_study(Study.open(colleague)) if p.code == "withdrawn-words"]
    assert len(told) == 1
    assert run("-C", colleague, "withdraw", "YP1", "--yes").status == 0
    assert files_with(colleague, "then moved again in May") == []


def test_names_in_copies_and_in_what_was_put_aside_are_told(two: Study):
    write_names(two.root, [KnownName("Moving", "person", "[aunt]")])
    left = pseudonymise(two, dry_run=True).left
    assert [line for line in left if line.startswith(f"transcripts/{COPY}.txt holds 1 name")]
    assert all(one.aside for one in take_in(two))
    (two.root / "private/set-aside/originals/scan.docx").write_bytes(b"\0\1\2")
    left = pseudonymise(Study.open(two.root)).left
    assert [line for line in left if line.startswith(f"private/set-aside/transcripts/{COPY}.txt")]
    assert read_names(two.root)
    pseudonymise(Study.open(two.root), forget_earlier=True)
    assert not (two.root / f"private/set-aside/transcripts/{COPY}.txt").exists()
