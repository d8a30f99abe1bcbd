"""What is not on the screen is undone only after it was named; letters typed blindly do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from tests.tui.typed import typed

CODE = ("n", "enter", *"mentor", "enter")


def said(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#said", Static).render()).strip()


def codings(path: Path) -> list[str]:
    return [c.code for c in Study.open(path).codings(coder="ann")]


@pytest.mark.slow
async def test_a_memo_typed_on_the_overview_by_mistake_undoes_nothing(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)):
        await typed(app, *CODE, "escape", *"what you thought. quite unusual, Done")
        assert codings(study_path) == ["mentor"]
        assert not Study.open(study_path).is_done("ann", "one")
        assert app.is_running


@pytest.mark.slow
async def test_on_the_overview_it_is_named_undone_when_asked_twice_and_redo_is_offered(
    study_path: Path,
):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)):
        await typed(app, *CODE, "escape", "u")
        assert "Not on this screen: coded “Mentor” (one). u again undoes it" in said(app)
        assert codings(study_path) == ["mentor"]
        await typed(app, "j", "u")
        assert "u again undoes it" in said(app)
        assert codings(study_path) == ["mentor"]
        await typed(app, "u")
        assert codings(study_path) == []
        assert "Undone: coded “Mentor” (one) · Ctrl+R does it again" in said(app)
        await typed(app, "ctrl+r")
        assert codings(study_path) == ["mentor"]


async def test_in_its_document_it_is_undone_at_once(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)):
        await typed(app, *CODE, "escape", "enter", "u")
        assert isinstance(app.screen, CodingScreen)
        assert codings(study_path) == []
        assert "Undone: coded “Mentor” (one) · Ctrl+R does it again" in said(app)


@pytest.mark.slow
async def test_in_another_document_and_in_a_search_it_is_asked_for(team_path: Path):
    app = QualcodeApp(Study.open(team_path), "ann", "one")
    before = sorted(codings(team_path))
    async with app.run_test(size=(100, 30)):
        await typed(app, "right", "enter", *"mentor", "enter", "escape")
        assert len(codings(team_path)) == len(before) + 1
        app.open_document("two")
        await typed(app, "u")
        assert "Not on this screen: coded “Mentor” (one)" in said(app)
        await typed(app, "slash", *"year", "enter", "escape", "down", "u")
        assert len(codings(team_path)) == len(before) + 1


async def test_a_letter_that_nothing_takes_is_told(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(100, 30)):
        await typed(app, "h")
        assert "Nothing is written here" in said(app)
        await typed(app, "q")
        assert "Was that meant? The same key again leaves qualcode" in said(app)
        assert not app._exit
        await typed(app, "q")
        assert app._exit
