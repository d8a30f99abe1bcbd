"""Codes of a codebook are seen before they are added, from the overview and beside a text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.codebook.report_screen import ReportScreen
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.overview.screen import Overview
from qualcode.tui.widgets.lines_window import LinesWindow
from tests.conftest import CODEBOOK
from tests.tui.typed import typed
from tests.workbench.codebook.test_framework import report

pytestmark = pytest.mark.slow


@asynccontextmanager
async def opened(path: Path, document: str = "") -> AsyncIterator[QualcodeApp]:
    app = QualcodeApp(Study.open(path), "ann", document)
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.pause(0.1)
        yield app


def shown(app: QualcodeApp) -> str:
    return "\n".join(str(one.render()) for one in app.screen.query(Static))


async def test_a_codebook_is_seen_and_added_and_undone(study_path: Path):
    async with opened(study_path) as app:
        await typed(app, "ctrl+k", "1")
        assert isinstance(app.screen, LinesWindow)
        assert "nine-principles, 12 codes: 12 new" in shown(app)
        await typed(app, "escape")
        assert isinstance(app.screen, Overview)
        assert (study_path / "codebook.yaml").read_text() == CODEBOOK
        await typed(app, "ctrl+k", "1", "enter")
        assert "Added from nine-principles: 12 codes: 12 new" in shown(app)
        assert Study.open(study_path).codebook.get("child-centred")
        await typed(app, "ctrl+k", "1")
        assert "12 codes: 12 here already" in shown(app)
        assert "Nothing in it is new." in shown(app)
        await typed(app, "enter", "u")
        assert (study_path / "codebook.yaml").read_text() == CODEBOOK


async def test_from_the_codebook_beside_a_text_a_file(study_path: Path, tmp_path: Path):
    file = tmp_path / "theirs.csv"
    file.write_text("Theme,Code\nSupport,Mentor\nWater,River\n")
    async with opened(study_path, "one") as app:
        await typed(app, "B", "ctrl+k", "4", *str(file), "enter")
        assert "4 codes: 2 new, 2 here already" in shown(app)
        await typed(app, "enter")
        assert isinstance(app.screen, CodingScreen)
        assert Study.open(study_path).codebook.get("river")
        await typed(app, "escape", "u")
    assert (study_path / "codebook.yaml").read_text() == CODEBOOK


async def test_a_report_is_opened_and_a_file_that_cannot_be_read_is_told(
    study_path: Path, tmp_path: Path
):
    report(tmp_path / "report.docx")
    (tmp_path / "no.pdf").write_text("no report")
    async with opened(study_path) as app:
        await typed(app, "ctrl+k", "3", *str(tmp_path / "none.pdf"), "enter")
        assert "There is no file" in shown(app)
        await typed(app, "ctrl+u", *str(tmp_path / "no.pdf"), "enter")
        await app.workers.wait_for_complete()
        await typed(app)
        assert isinstance(app.screen, ReportScreen)
        assert "is not a PDF" in shown(app)
        await typed(app, "escape", "ctrl+k", "3", *str(tmp_path / "report.docx"), "enter")
        await app.workers.wait_for_complete()
        await typed(app)
        assert "Rivers for all" in shown(app)


async def test_an_empty_study_says_what_to_do_first(empty_study: Path):
    async with opened(empty_study) as app:
        assert "There are no documents in this study yet." in shown(app)
        assert "I  Import interviews" in shown(app)
        assert "No codes yet. Ctrl+K adds those of a codebook" in shown(app)


async def test_an_empty_codebook_beside_a_text_says_how_to_get_codes(study_path: Path):
    (study_path / "codebook.yaml").write_text("codes: []\n")
    async with opened(study_path, "one") as app:
        assert "In the text C makes one" in shown(app)
        await typed(app, "C", *"Water", "enter")
        assert not app.screen.query_one("#no-codes").display
