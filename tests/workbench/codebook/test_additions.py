"""What a codebook would add is told code by code, before it is added."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.study import Study
from qualcode.workbench.codebook.additions import addition
from qualcode.workbench.codebook.exchange import plan_import

BOOK = """\
codes:
  - id: water
    name: Water
    definition: Ours.
  - id: rivers-a
    name: River
    children: []
  - id: rivers-b
    name: River
"""
THEIRS = """\
codes:
  - id: wet
    name: water
    definition: Theirs.
    children:
      - id: lakes
        name: Lakes
        children:
          - id: river
            name: River
            definition: It flows.
"""


def test_new_codes_codes_here_already_and_equal_names_are_told(study_path: Path):
    (study_path / "codebook.yaml").write_text(BOOK)
    file = study_path.parent / "theirs.yaml"
    file.write_text(THEIRS)
    study = Study.open(study_path)
    found = addition(study.codebook, plan_import(study, file))
    assert found.adds
    assert found.summary == "3 codes: 2 new, 1 here already"
    assert [(line.depth, line.mark, line.name, line.told) for line in found.lines] == [
        (0, "=", "water", "here it is “Water”"),
        (1, "+", "Lakes", ""),
        (2, "+", "River", "another code has this name: rivers-a"),
    ]
    assert any("kept as here: water (definition" in note for note in found.notes)


def test_a_codebook_that_is_here_adds_nothing(study_path: Path):
    study = Study.open(study_path)
    found = addition(study.codebook, plan_import(study, study.codebook_path))
    assert not found.adds
    assert found.lines
    assert {line.told for line in found.lines} == {"here already"}
