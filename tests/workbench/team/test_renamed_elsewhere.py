"""One clone gives a document another id while the other works on it; then they merge."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qualcode.store.folder_changes import earlier_ids
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run

pytestmark = pytest.mark.slow


def git(path: Path, *args: str) -> None:
    subprocess.run(["git", "-C", str(path), *args], capture_output=True, check=True)


@pytest.fixture
def team(
    study_path: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path]:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@example.org")
    copy, other = tmp_path / "team.git", tmp_path / "ben"
    assert run("-C", study_path, "--coder", "ann", "coding", "add", "one", "moves",
               "--turn", "2").status == 0  # fmt: skip
    revise(study_path, run, "ann", "the", "a")
    shared = run("-C", study_path, "sync", "--with", copy)
    assert shared.status == 0, shared.err
    assert run("new", other, "--from", copy).status == 0
    (other / "transcripts" / "one.txt").write_bytes(
        (study_path / "transcripts" / "one.txt").read_bytes()
    )
    assert run("-C", other, "coders", "--me", "ben").status == 0
    return study_path, other


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {
        name: path.read_bytes()
        for path in found
        if not (name := path.relative_to(root).as_posix()).startswith((".git/", ".qualcode/locks"))
    }


def revise(root: Path, run: Run, coder: str, old: str, new: str) -> None:
    path = root.parent / "new.txt"
    text = (root / "transcripts" / "one.txt").read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    done = run("-C", root, "--coder", coder, "revise", "one", path)
    assert done.status == 0, done.err


def rename_and_merge(team: tuple[Path, Path], run: Run, first: int = 0) -> str:
    """Ann gives the document another id while Ben works on it; return what the syncs said."""
    one, other = team
    assert run("-C", one, "revise", "one", "--as", "two").status == 0
    assert run("-C", other, "coding", "add", "one", "moves", "--turn", "4").status == 0
    session = CodingSession(Study.open(other), "ben")
    session.write_memo("documents", "one", "Spoke at length.")
    session.set_done("one", True)
    revise(other, run, "ben", "was", "is")
    said = ""
    order = [one, other] if first == 0 else [other, one]
    for root in (*order, *order):
        sent = run("-C", root, "sync")
        assert sent.status == 0, sent.err
        said += sent.out
    return said


@pytest.mark.parametrize("first", [0, 1], ids=["the rename first", "the revision first"])
def test_another_id_and_work_on_the_earlier_one_come_together(
    team: tuple[Path, Path], run: Run, first: int
):
    said = rename_and_merge(team, run, first)
    assert "qualcode revise one --as two" in said or first
    for root in team:
        study = Study.open(root)
        assert study.document_ids() == ["two"]
        assert study.document("two").id == "two"
    other = team[1]
    [told] = [p for p in check_study(Study.open(other)) if p.level == "error"]
    assert (told.code, told.mend) == ("earlier-id", "qualcode revise one --as two")
    before = contents(other)
    assert run("-C", other, "revise", "one", "--as", "two", "--dry-run").status == 0
    assert contents(other) == before
    followed = run("-C", other, "revise", "one", "--as", "two")
    assert followed.status == 0, followed.err
    study = Study.open(other)
    assert [p for p in check_study(study) if p.level == "error"] == []
    present = study.document("two").sha256
    standing = [c for c in study.codings(document="two") if c.event.sha256 == present]
    assert {c.coder for c in standing} == {"ann", "ben"}
    assert study.is_done("ben", "two")
    assert (
        study.memo_path("ben", "documents", "two").read_text("utf-8").strip() == "Spoke at length."
    )
    assert study.holds(study.document("two"))
    assert [name for name in contents(other) if "one" in Path(name).parts[-1].split(".")] == []


def test_logs_under_both_ids_are_joined(team: tuple[Path, Path], run: Run):
    one, other = team
    rename_and_merge(team, run)
    log = other / "codings" / "ben" / "two.jsonl"
    there = log.read_bytes() if log.exists() else b""
    late = Study.open(one).log_path("ann", "two").read_bytes().splitlines(keepends=True)[0]
    log.write_bytes(there + late)
    before = (other / "codings" / "ben" / "one.jsonl").read_bytes().splitlines()
    assert run("-C", other, "revise", "one", "--as", "two").status == 0
    assert set(log.read_bytes().splitlines()) == {*before, *there.splitlines(), late.strip()}


def test_a_withdrawal_waits_until_everything_has_the_present_id(team: tuple[Path, Path], run: Run):
    rename_and_merge(team, run)
    other = team[1]
    before = contents(other)
    [case] = Study.open(other).document("two").cases
    stopped = run("-C", other, "withdraw", case, "--yes")
    assert stopped.status == 1
    assert "qualcode revise one --as two" in stopped.err
    assert contents(other) == before
    assert run("-C", other, "revise", "one", "--as", "two").status == 0
    assert run("-C", other, "withdraw", case, "--yes").status == 0
    left = [name for name in contents(other) if Path(name).name.startswith(("one", "two"))]
    assert left == []


def test_a_withdrawal_that_comes_with_another_id_takes_what_is_under_the_earlier(
    team: tuple[Path, Path], run: Run
):
    one, other = team
    [case] = Study.open(one).document("one").cases
    revise(other, run, "ben", "was", "is")
    assert run("-C", other, "revise", "one", "--undo").status == 0
    session = CodingSession(Study.open(other), "ben")
    session.write_memo("documents", "one", "Spoke at length.")
    session.leave_at("one", 4)
    assert run("-C", one, "revise", "one", "--as", "two").status == 0
    assert run("-C", one, "withdraw", case, "--yes").status == 0
    assert run("-C", one, "sync").status == 0
    assert run("-C", other, "sync", "--take", "theirs").status == 0
    assert run("-C", other, "withdraw", case, "--yes").status == 0
    left = contents(other)
    assert [name for name in left if Path(name).name.startswith(("one", "two"))] == []
    assert b"place of" not in left[".qualcode/settings.json"]


def test_a_copy_of_a_text_beside_it_is_no_earlier_id(team: tuple[Path, Path], run: Run):
    texts = team[0] / "transcripts"
    (texts / "copy.txt").write_bytes((texts / "one.txt").read_bytes())
    assert earlier_ids(Study.open(team[0])) == {}
    assert run("-C", team[0], "revise", "copy", "--as", "one").status == 1
    assert (texts / "copy.txt").exists()


def test_of_two_other_ids_the_chosen_one_is_the_documents(team: tuple[Path, Path], run: Run):
    one, other = team
    assert run("-C", one, "revise", "one", "--as", "two").status == 0
    assert run("-C", other, "revise", "one", "--as", "three").status == 0
    assert run("-C", one, "sync").status == 0
    assert run("-C", other, "sync").status == 1
    chosen = run("-C", other, "sync", "--take", "ours")
    assert chosen.status == 0, chosen.err
    assert "To be mended" not in chosen.out
    assert [d.id for d in Study.open(other).documents()] == ["three"]
