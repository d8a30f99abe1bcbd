"""A talk of four labels, two of them of one person, one of nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from tests.conftest import Run

TALK = """\
Tutor: How was the first week?

Alaw Wyn: It was long. We walked there and back every day.

Tutor: And who came along?

Alaw Wyn: My aunt came along for most of it.

Details: the recorder was moved to the window.

Alaw: And then we sat down for a while.

Tutor: Was that any better?

Alaw: It was better by far, I thought.

Details: a door was shut in the hall.

Alaw: That was the week.
"""


@pytest.fixture
def talk(study_path: Path, run: Run) -> Study:
    """The small study with a talk of four labels, one of them twice, and codings on it."""
    settings = study_path / "study.toml"
    settings.write_text(settings.read_text().replace("[groups]", '[groups]\nsw = "Social care"'))
    file = study_path.parent / "talk.txt"
    file.write_text(TALK)
    assert run("-C", study_path, "import", file, "--as", "talk").status == 0
    for words in ("My aunt came along", "recorder was moved", "It was better by far"):
        made = run("-C", study_path, "coding", "add", "talk", "moves", "--quote", words)
        assert made.status == 0, made.err
    return Study.open(study_path)
