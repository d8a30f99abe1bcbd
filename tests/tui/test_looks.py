"""How the coding screen looks at three sizes, against pictures kept beside the tests."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (240, 70)])
def test_the_coding_screen(study_path: Path, snap_compare, size: tuple[int, int]):
    study = Study.open(study_path)

    async def code(pilot) -> None:
        await pilot.press("n", "enter", "m", "e", "enter", "plus")
        # Away from the coding, whose time of making is shown beside it.
        await pilot.press("g", "J", "J")
        await pilot.pause(0.3)

    app = QualcodeApp(study, "ann", study.document_ids()[0])
    assert snap_compare(app, terminal_size=size, run_before=code)


def test_all_keys(study_path: Path, snap_compare):
    study = Study.open(study_path)
    app = QualcodeApp(study, "ann", study.document_ids()[0])
    assert snap_compare(app, terminal_size=(100, 30), press=["question_mark"])
