"""Codings listed go out by the one export of listings: where to, over what, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError, NotFoundError
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.listing_export import checked_path, usual_name, write_codings


def test_a_name_alone_goes_to_reports_which_git_does_not_take(tmp_path: Path):
    path = checked_path(tmp_path, "codings.csv", over=[])
    assert path == tmp_path / "reports" / "codings.csv"
    assert path.parent.stat().st_mode & 0o077 == 0
    (tmp_path / "mine").mkdir()
    assert checked_path(tmp_path, "mine/a.docx", over=[]) == tmp_path / "mine" / "a.docx"
    assert usual_name("moves") == "codings-moves.xlsx"


def test_what_cannot_be_written_is_refused_at_once(tmp_path: Path):
    with pytest.raises(BadInputError, match="no name"):
        checked_path(tmp_path, "", over=[])
    with pytest.raises(BadInputError, match="cannot be written as"):
        checked_path(tmp_path, "a.pdf", over=[])
    with pytest.raises(NotFoundError, match="no folder"):
        checked_path(tmp_path, "no/where.csv", over=[])


def test_a_file_that_is_there_is_written_over_only_when_asked_twice(tmp_path: Path):
    (tmp_path / "a.csv").write_text("mine")
    asked: list[Path] = []
    with pytest.raises(BadInputError, match="there already"):
        checked_path(tmp_path, str(tmp_path / "a.csv"), over=asked)
    assert checked_path(tmp_path, str(tmp_path / "a.csv"), over=asked) == tmp_path / "a.csv"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.docx"])
def test_codings_are_written_and_what_is_in_the_file_is_said(study_path: Path, name: str):
    session = CodingSession(Study.open(study_path), "ann")
    [code] = [code for code in session.codebook if code.id == "moves"]
    made = session.add("one", [code], session.texts.turn("one", 4))
    path = checked_path(study_path, name, over=[])
    said = write_codings(session.study, made, path)
    assert said.startswith(f"Wrote {path}: 1 coding")
    assert "For the team only: participants' words are in it" in said
    assert path.stat().st_size > 100
