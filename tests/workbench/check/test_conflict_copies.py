"""What check says of the copies that sync clients make."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.check.conflict_copies import check_conflict_copies
from tests.tui.find.test_search import give


@pytest.mark.parametrize(
    ("more", "level", "said"),
    [("", "warning", "nothing that the original has not"), ("{}\n", "error", "something else")],
)
def test_an_earlier_state_of_codings_is_no_error(
    study_path: Path, more: str, level: str, said: str
):
    give(study_path, "ann", "mentor", 2)
    own = study_path / "codings" / "ann" / "one.jsonl"
    copy = own.with_name("one (conflicted copy 2026-12-01).jsonl")
    copy.write_text(own.read_text(encoding="utf-8") + more, encoding="utf-8")
    give(study_path, "ann", "moves", 4)
    (problem,) = check_conflict_copies(Study.open(study_path))
    assert (problem.level, problem.code) == (level, "conflict-copy")
    assert said in problem.message
