"""Whose codings a coder may see."""

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.coding.session import CodingSession


def test_others_are_hidden_from_the_first_coding_until_both_are_done(study_path: Path):
    study = Study.open(study_path)
    doc = study.document_ids()[0]
    ben = CodingSession(study, "ben")
    code = [c for c in ben.codebook if c.can_be_used][:1]
    ben.add(doc, code, ben.texts.turn(doc, 2))
    assert Blind(study, "ann").may_see("ben", doc)
    ann = CodingSession(study, "ann")
    ann.add(doc, code, ann.texts.turn(doc, 2))
    shown, hidden = Blind(study, "ann").seen(study.codings())
    assert ([c.coder for c in shown], hidden) == (["ann"], 1)
    study.mark_done("ann", doc, True)
    assert not Blind(study, "ann").may_see("ben", doc)
    study.mark_done("ben", doc, True)
    assert Blind(study, "ann").may_see("ben", doc)
    study.mark_done("ann", doc, False)
    assert not Blind(study, "ann").may_see("ben", doc)
