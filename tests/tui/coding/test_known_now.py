"""What another window or a command said of a document or a case while a coding screen is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from tests.conftest import Run
from tests.tui.typed import typed

pytestmark = pytest.mark.slow


def detail(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#detail").render())


def said(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#said").render())


def labels(app: QualcodeApp) -> str:
    view = app.screen.view  # type: ignore[attr-defined]
    return "\n".join(view.render_line(y).text for y in range(view.size.height))


async def test_a_screen_shows_who_speaks_as_a_command_has_said_meanwhile(
    study_path: Path, run: Run
):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        screen = app.screen
        assert isinstance(screen, CodingScreen)
        words = screen._text.index("What helped")
        screen.reading.select(words, words + 4)
        screen._show_place()
        selected = screen.reading.selection
        set_ = ("-C", study_path, "speakers", "set", "one", "I")
        assert run(*set_, "--role", "participant", "--case", "NEW7", "--group", "yp").status == 0
        await pilot.pause(1.3)
        assert app.screen is screen
        assert "Who speaks was changed elsewhere" in said(app)
        assert "NEW7" in detail(app)
        assert screen.reading.selection == selected
        # What is coded now is somebody's words.
        await typed(app, "enter", *"moves", "enter")
        assert "nobody" not in said(app)


async def test_turns_that_became_nobodys_show_the_label_as_words(study_path: Path, run: Run):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.pause(0.2)
        assert "I: And what" not in labels(app)
        set_ = ("-C", study_path, "speakers", "set", "one", "I", "--role", "nobody")
        made = run(*set_)
        assert made.status == 0, made.err
        await pilot.pause(1.3)
        assert "I: And what" in labels(app)
        assert app.screen.document == Study.open(study_path).document("one")  # type: ignore[attr-defined]
        await typed(app, "n", "enter", *"moves", "enter")
        assert len(app.session.codings("one")) == 1


async def test_a_screen_below_another_shows_it_when_it_comes_back(study_path: Path, run: Run):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        await typed(app, "/")
        assert not isinstance(app.screen, CodingScreen)
        set_ = ("-C", study_path, "cases", "set", "YP1", "--attribute", "role=Pupil")
        made = run(*set_)
        assert made.status == 0, made.err
        await typed(app, "escape")
        assert isinstance(app.screen, CodingScreen)
        await typed(app, "n")
        await pilot.pause(1.3)
        assert "Pupil" in detail(app)


async def test_cases_that_cannot_be_read_are_told_and_stop_nobody(study_path: Path):
    cases = study_path / "cases.csv"
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(150, 40)) as pilot:
        await typed(app, "n")
        await pilot.pause(0.2)
        cases.write_text("group,group\nyp,yp\n")
        await pilot.pause(1.3)
        assert "as they were" in said(app)
        await typed(app, "enter", *"moves", "enter")
        assert len(app.session.codings("one")) == 1
