"""Fixtures of the terminal UI's tests."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from textual import _wait, screen
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run

# An app that waits for a key is found idle in a quarter of the time: it is looked at more often,
# and may have done as little meanwhile.
_wait.SLEEP_GRANULARITY = 1 / 200
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 10

# Nobody sees what is drawn between two keys: a third as often will do. What a test waits for is
# drawn at once, since every pause of it ends so.
screen.UPDATE_PERIOD = 1 / 20


parse_rules_anew = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def _parse_once(sheet: Stylesheet, *args: object, **kwargs: object) -> list[RuleSet]:
    """Parse styles once for all apps of a process: each test opens another, in the same look."""
    known = (*args, *sorted(kwargs.items()), *sorted(sheet._variables.items()))
    if known not in _parsed:
        _parsed[known] = parse_rules_anew(sheet, *args, **kwargs)  # type: ignore[arg-type]
    return _parsed[known]


Stylesheet._parse_rules = _parse_once  # type: ignore[assignment]

#: Seconds that a slow machine gets for what is counted or read in the background.
_PATIENCE = 30.0
_pause = Pilot.pause


async def _pause_until_counted(pilot: Pilot[object], delay: float | None = None) -> None:
    """Pause, and a while longer where something is still being done in the background.

    A pause of some time is for just that; how long it takes is for the machine to say.
    """
    await _pause(pilot, delay)
    if delay:
        last = time.monotonic() + _PATIENCE
        while any(w.is_running for w in pilot.app.workers) and time.monotonic() < last:
            await asyncio.sleep(0.02)
        if pilot.app.is_running:
            await _pause(pilot)


Pilot.pause = _pause_until_counted  # type: ignore[method-assign]


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
