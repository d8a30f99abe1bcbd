"""A report's statements ticked by keys: placeholders filled, words rewritten, taken in one step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from textual.widgets import Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.codebook.report_screen import ReportScreen
from qualcode.tui.codebook.statement_form import StatementForm
from qualcode.tui.overview.screen import Overview
from qualcode.workbench.codebook.framework import read_framework
from tests.tui.typed import typed
from tests.workbench.codebook.test_framework import BOOK, report

pytestmark = pytest.mark.slow


@asynccontextmanager
async def opened(
    study_path: Path, file: Path, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[QualcodeApp]:
    app = QualcodeApp(Study.open(study_path), "ann", report=read_framework(file))
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.1)
        yield app


@pytest.fixture
def file(study_path: Path, tmp_path: Path) -> Path:
    (study_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    report(tmp_path / "report.docx")
    return tmp_path / "report.docx"


def shown(app: QualcodeApp, where: str) -> str:
    return str(app.screen.query_one(where, Static).render())


def rows(app: QualcodeApp) -> list[list[str]]:
    grid = app.screen.query_one("#grid")
    return [[str(cell).strip() for cell in grid.get_row(key)] for key in grid.rows]  # type: ignore[attr-defined]


async def test_placeholders_are_filled_and_words_rewritten(study_path: Path, file: Path):
    async with opened(study_path, file) as app:
        assert isinstance(app.screen, ReportScreen)
        await typed(app, "F", *"principle", "enter")
        # The heading above them, principle 1, 2 and 3.
        await typed(app, "down", "down", "space", "down", ".", "e", "ctrl+e", *" runs", "ctrl+s")
        assert [row[0] for row in rows(app)][-2:] == ["✓ 2", "✓ 3"]
        assert "Principle 3: Quiet water runs *" in rows(app)[-1][-1]
        await typed(app, "u")
        assert "Taken back" in shown(app, "#said")
        await typed(app, "ctrl+r", "escape", "ctrl+s")
        await typed(app, "enter")
        assert isinstance(app.screen, Overview)
        book = Study.open(study_path).codebook
        code = book.get("principle-3")
        assert code is not None
        assert (code.name, code.status) == ("Principle 3: Quiet water runs", "active")
        assert code.source.startswith("Rivers for all: a report")
        second = book.get("principle-2")
        assert second is not None
        assert second.definition == "Nobody is kept from a bank.\nNot even in spring."
        # All of it is one step, which is named first: the codebook is not on the screen.
        await typed(app, "u")
        assert "u again" in shown(app, "#said")
        await typed(app, "u")
    assert (study_path / "codebook.yaml").read_text(encoding="utf-8") == BOOK


async def test_ticks_are_dropped_only_when_asked_twice(study_path: Path, file: Path):
    async with opened(study_path, file) as app:
        await typed(app, "down", "y", "escape")
        assert isinstance(app.screen, ReportScreen)
        assert "not in the codebook yet" in shown(app, "#said")
        await typed(app, "escape")
        assert isinstance(app.screen, Overview)
    assert (study_path / "codebook.yaml").read_text(encoding="utf-8") == BOOK


async def test_what_is_written_in_the_form_is_not_lost(study_path: Path, file: Path):
    async with opened(study_path, file) as app:
        await typed(app, "down", "enter", *"!!", "escape")
        assert isinstance(app.screen, StatementForm)
        assert "Not kept yet" in shown(app, "#hint")
        await typed(app, "ctrl+o", "ctrl+s")
        assert isinstance(app.screen, ReportScreen)
        assert "*" not in rows(app)[1][-1]


async def test_every_paragraph_and_boxes_can_be_ticked(study_path: Path, file: Path):
    document: Any = Document(str(file))
    document.add_table(1, 1).cell(0, 0).text = "Herons come first: they were here before us."
    document.save(str(file))
    async with opened(study_path, file) as app:
        assert [row[2] for row in rows(app) if "Herons come first" in row[3]] == ["box"]
        count = len(rows(app))
        await typed(app, "o")
        assert len(rows(app)) > count
        await typed(app, "F", *"guides us", "enter", "y", "escape", "o")
        assert "✓ new" in [row[0] for row in rows(app)]


async def test_keys_typed_before_the_screen_is_there_go_to_the_list(study_path: Path, file: Path):
    app = QualcodeApp(Study.open(study_path), "ann", report=read_framework(file))
    async with app.run_test(size=(120, 40)):
        await typed(app, "F", *"quiet")
        assert [row[3] for row in rows(app)] == ["Principle 3: Quiet water"]


async def test_keys_without_a_statement_or_a_placeholder_say_so(study_path: Path, file: Path):
    async with opened(study_path, file) as app:
        await typed(app, "8")
        assert "no placeholder has the number 8" in shown(app, "#said")
        await typed(app, "n", "ctrl+s")
        assert "nothing is ticked" in shown(app, "#said")
        await typed(app, "F", *"no such words", "enter", "space")
        assert "There is nothing at the cursor" in shown(app, "#said")
        await typed(app, "escape", "f2", "ctrl+u", *"Ours", "enter")
        assert shown(app, "#title").endswith("· Ours")
