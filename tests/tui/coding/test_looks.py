"""How the coding screen looks at three sizes, against pictures kept beside the tests."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    # The time of making is shown beside a coding.
    monkeypatch.setattr(
        "qualcode.workbench.coding.buffer.now", lambda: "2026-01-02T03:04:05.000000Z"
    )


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


#: Screens and windows over the coding screen, and the keys that lead to them.
WINDOWS = {
    "picker": ["enter", "m"],
    "codebook": ["B", "m", "o"],
    "form": ["n", "enter", "m", "o", "enter", "E"],
    "memo": ["m", *"saw"],
    "draft": ["C", *"bus", "tab"],
    "palette": ["colon", *"turn"],
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (240, 70)])
@pytest.mark.parametrize("name", WINDOWS)
def test_windows(study_path: Path, snap_compare, name: str, size: tuple[int, int]):
    from textual.widgets import Input, TextArea

    study = Study.open(study_path)

    async def show(pilot) -> None:
        # The footer under a window stays as it is when the window opens.
        await pilot.pause(0.3)
        for key in WINDOWS[name]:
            await pilot.press(key)
        for field in (*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)):
            field.cursor_blink = False
        await pilot.pause(0.4)

    app = QualcodeApp(study, "ann", study.document_ids()[0])
    assert snap_compare(app, terminal_size=size, run_before=show)


@pytest.mark.parametrize("theme", ["qualcode-light", "qualcode-contrast"])
def test_themes(study_path: Path, snap_compare, theme: str):
    study = Study.open(study_path)
    study.set_local("theme", theme)

    async def code(pilot) -> None:
        await pilot.press("n", "enter", "m", "e", "enter", "plus", "g", "J", "J")
        await pilot.pause(0.3)

    app = QualcodeApp(study, "ann", study.document_ids()[0])
    assert snap_compare(app, terminal_size=(150, 40), run_before=code)


def test_without_colours(study_path: Path, snap_compare, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    study = Study.open(study_path)

    async def code(pilot) -> None:
        await pilot.press("n", "enter", "m", "e", "enter", "plus", "g", "J", "J")
        await pilot.pause(0.3)

    app = QualcodeApp(study, "ann", study.document_ids()[0])
    assert snap_compare(app, terminal_size=(150, 40), run_before=code)
