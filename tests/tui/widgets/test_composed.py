"""What is taken away before it is laid out says nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.app import App
from textual.containers import Vertical

from qualcode.model.codebook.code import Codebook
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.code_pane import CodePane
from qualcode.tui.coding.screen import CodingScreen

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("turns", range(5))
async def test_a_pane_taken_away_while_it_is_being_mounted(turns: int):
    app: App[None] = App()
    async with app.run_test() as pilot:
        around = Vertical()
        await app.screen.mount(around)
        around.mount(CodePane(Codebook()))
        for _ in range(turns):
            await asyncio.sleep(0)
        await around.remove()
        await pilot.pause()
        assert not app.screen.query(CodePane)


@pytest.mark.parametrize("turns", range(40))
async def test_the_app_is_left_while_a_document_opens(study_path: Path, turns: int):
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test() as pilot:
        await pilot.pause()
        app.push_screen(CodingScreen(app.session, "one"))
        for _ in range(turns):
            await asyncio.sleep(0)
