"""How the names screen looks, against pictures kept beside the tests."""

from pathlib import Path

import pytest

from qualcode.tui.app import QualcodeApp
from qualcode.workbench.privacy.name_sitting import NamesWanted
from tests.conftest import Run
from tests.workbench.privacy.named import named_study

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


async def settle(pilot) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.2)


@pytest.mark.parametrize("size", [(80, 24), (120, 30)])
def test_names_to_decide(study_path: Path, run: Run, snap_compare, size):
    async def decided(pilot) -> None:
        await settle(pilot)
        await pilot.press("y", "n")
        await settle(pilot)

    app = QualcodeApp(named_study(study_path, run), "ann", names=NamesWanted(hints=False))
    assert snap_compare(app, terminal_size=size, run_before=decided)


def test_the_summary(study_path: Path, run: Run, snap_compare):
    async def decided(pilot) -> None:
        await settle(pilot)
        await pilot.press("y", "n", "y", "a")
        await settle(pilot)

    app = QualcodeApp(named_study(study_path, run), "ann", names=NamesWanted(hints=False))
    assert snap_compare(app, terminal_size=(80, 24), run_before=decided)
