"""Fixtures of the terminal UI's tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import _wait

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run

# An app that waits for a key is found idle in a quarter of the time: it is looked at more often,
# and may have done as little meanwhile.
_wait.SLEEP_GRANULARITY = 1 / 200
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 10


@pytest.fixture
def team_path(study_path: Path, interview: Path, run: Run) -> Path:
    """The small study, with two more documents and a second coder."""
    settings = study_path / "study.toml"
    settings.write_text(settings.read_text().replace("[groups]", '[groups]\nsw = "Social care"'))
    for name, case, group in (("two", "YP2", "yp"), ("three", "SW1", "sw")):
        text = interview.with_name(f"{name}.txt")
        text.write_text(interview.read_text() + f"\nI: And {name}?\n\nP: That is all.\n")
        made = run("-C", study_path, "import", text, "--as", name, "--case", case, "--group", group)
        assert made.status == 0, made.err
    for coder, document, turn in (("ann", "one", 2), ("ann", "one", 4), ("ben", "two", 2)):
        session = CodingSession(Study.open(study_path), coder)
        code = session.codebook.get("moves" if turn == 4 else "mentor")
        assert code is not None
        session.add(document, [code], session.texts.turn(document, turn))
    return study_path
