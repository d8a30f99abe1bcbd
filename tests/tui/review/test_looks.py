"""How the screens look where things are gone through one by one, against pictures kept here."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.model.merge_decision import Decision
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.review.merge_decisions import DecidingApp
from qualcode.workbench.codebook.split import split_code
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run
from tests.tui.overview.test_looks import settle
from tests.workbench.team.test_sync import code, git

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 36)]


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def at_one_time(monkeypatch: pytest.MonkeyPatch):
    """Codings are all of one day, which the pictures show."""
    monkeypatch.setattr(
        "qualcode.workbench.coding.buffer.now", lambda: "2026-11-20T10:00:00.000000Z"
    )


@pytest.mark.parametrize("size", SIZES)
def test_reading_again(study_path: Path, run: Run, at_one_time, snap_compare, size):
    code(study_path, "ann", 2, 4, 6)
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "coded")
    definition = "Changing school, in the middle of a year above all."
    run("-C", study_path, "codebook", "edit", "moves", "--definition", definition,
        "--exclude", "Moves of house with the same school.")  # fmt: skip

    async def there(pilot) -> None:
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)

    assert snap_compare(
        QualcodeApp(Study.open(study_path), "ann"), terminal_size=size, run_before=there
    )


@pytest.mark.parametrize("size", SIZES)
def test_assigning(study_path: Path, run: Run, at_one_time, snap_compare, size):
    code(study_path, "ann", 2, 4, 6)
    study = Study.open(study_path)
    split_code(study, "moves", [("a", "School moves"), ("b", "Home moves")], coder="ann")
    run("-C", study_path, "codebook", "edit", "b", "--definition", "Moves from home to home.")

    async def there(pilot) -> None:
        await settle(pilot)
        await pilot.press("A")
        await settle(pilot)
        await pilot.press("2", "a")
        await settle(pilot)

    assert CodingSession(Study.open(study_path), "ann").codings("one")
    assert snap_compare(
        QualcodeApp(Study.open(study_path), "ann"), terminal_size=size, run_before=there
    )


@pytest.mark.parametrize("size", SIZES)
def test_deciding(snap_compare, size):
    decisions = [
        Decision("codebook.yaml", "stigma.definition", "Stigma: definition",
                 "Being treated as lesser for being looked after, by teachers or by peers.",
                 "Being treated as different, or as less, for being looked after.", True),
        Decision("codebook.yaml", "x.code", "Equipment", "keep it: changed here",
                 "merge it into carer-support: merged on the other side"),
        Decision("cases.csv", "YP1 role", "case YP1: role", "carer", "teacher", True),
    ]  # fmt: skip

    async def there(pilot) -> None:
        await settle(pilot)
        await pilot.press("2", "up")
        await settle(pilot)

    app = DecidingApp(decisions, {"codebook.yaml": "Cai, 2026-11-20"})
    assert snap_compare(app, terminal_size=size, run_before=there)
