"""A study with a link out of it is not opened: nothing elsewhere is read or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from tests.conftest import Run


@pytest.mark.parametrize(
    "top",
    [".qualcode", "codings", "codings/ann", "private", ".qualcode/locks", "memos/ann/documents",
     "quotations", "suggestions", "splits", "synthesis/main", "revisions/one", "documents",
     "transcripts", "originals", "reports", "themes", "withdrawals", "private/drafts/main"],
)  # fmt: skip
def test_a_study_whose_own_folder_leads_elsewhere_is_not_opened(
    study: Study, run: Run, tmp_path: Path, top: str
):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = study.root / top
    if folder.exists():
        folder.rename(tmp_path / "aside")
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(outside)
    done = run("-C", study.root, "--coder", "ann", "coding", "add", "one", "moves", "--turn", "2")
    assert done.status == 1
    assert done.err.startswith(f"qualcode: {top} is a link out of the study")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["codings/ann/one.jsonl", "quotations/ann.jsonl", "codebook.yaml", "cases.csv",
             "memos/ann/documents/one.md", ".qualcode/settings.json"],
)  # fmt: skip
def test_a_study_whose_file_is_a_link_out_of_it_is_not_opened(
    study: Study, run: Run, tmp_path: Path, name: str
):
    outside = tmp_path / "mine.txt"
    outside.write_text("no newline at its end")
    path = study.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(outside)
    (study.root / "documents" / "more.json").symlink_to(outside)
    for line in (
        ("coding", "list"),
        ("check",),
        ("--coder", "ann", "coding", "add", "one", "moves", "--turn", "2"),
    ):
        done = run("-C", study.root, *line)
        assert done.status == 1
        assert "is a link out of the study" in done.err
        assert "and 1 more like it" in done.err
        assert "no newline" not in done.out + done.err
    assert outside.read_text() == "no newline at its end"
    # One that stays in the study is read, as people may keep one memo for two codes.
    (study.root / "documents" / "more.json").unlink()
    path.unlink()
    (study.root / "reports").mkdir(exist_ok=True)
    (study.root / "reports" / "a.md").symlink_to("../cases.csv")
    assert run("-C", study.root, "documents").status == 0
