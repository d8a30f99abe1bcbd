"""Two people revise one text by different ways: what both have at the end keeps everybody's codings."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run
from tests.workbench.team.test_sync import git, team

pytestmark = pytest.mark.slow
__all__ = ["team"]


def test_a_colleagues_detour_over_a_lost_turn_costs_nobody_a_coding(team, run: Run, tmp_path: Path):
    one, other = team
    session = CodingSession(Study.open(one), "ann")
    code = session.codebook.get("moves")
    assert code is not None
    session.add("one", [code], session.texts.turn("one", 4))
    assert run("-C", one, "sync").status == 0
    assert run("-C", other, "sync").status == 0
    text = (one / "transcripts" / "one.txt").read_text(encoding="utf-8")
    pieces = text.split("\n\n")
    # Ben loses the turn; Ann corrects three words; Ben takes her file over his own.
    lost, final = tmp_path / "lost.txt", tmp_path / "final.txt"
    lost.write_text("\n\n".join(pieces[:3] + pieces[4:]), encoding="utf-8")
    assert run("-C", other, "revise", "one", lost).status == 0
    for before, after in (("mentor", "tutor"), ("school", "college"), ("asked", "asks")):
        text = text.replace(before, after)
        (one / "transcripts" / "one.txt").write_text(text, encoding="utf-8")
        assert run("-C", one, "revise", "one").status == 0
    final.write_text(text, encoding="utf-8")
    assert run("-C", other, "revise", "one", final, "--force").status == 0
    for path in (other, one, other):
        assert run("-C", path, "sync").status == 0
    for path in (one, other):
        study = Study.open(path)
        [coding] = study.codings(document="one")
        assert coding.event.sha256 == study.document("one").sha256
        assert not git(path, "status", "--porcelain", "revisions")


def test_a_text_that_only_one_machine_has_is_compared_there_for_all(team, run: Run):
    """Ann lost a turn and has it again, before Ben's coding of it came."""
    one, other = team
    session = CodingSession(Study.open(other), "ben")
    code = session.codebook.get("moves")
    assert code is not None
    session.add("one", [code], session.texts.turn("one", 4))
    path = one / "transcripts" / "one.txt"
    text = path.read_text(encoding="utf-8")
    pieces = text.split("\n\n")
    path.write_text("\n\n".join(pieces[:3] + pieces[4:]), encoding="utf-8")
    assert run("-C", one, "revise", "one").status == 0
    path.write_text(text.replace("mentor", "tutor"), encoding="utf-8")
    assert run("-C", one, "revise", "one").status == 0
    for folder in (one, other, one, other):
        assert run("-C", folder, "sync").status == 0
    for folder in (one, other):
        study = Study.open(folder)
        [coding] = study.codings(document="one")
        assert coding.event.sha256 == study.document("one").sha256
