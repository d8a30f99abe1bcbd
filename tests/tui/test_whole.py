"""What is taken away before it is laid out says nothing."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App
from textual.containers import Vertical

from qualcode.model.codebook import Codebook
from qualcode.tui.code_pane import CodePane


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
