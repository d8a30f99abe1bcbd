"""What is in sight: after a jump, and when the wheel has left the selection behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from tests.tui.coding.test_drawing import long_path

pytestmark = pytest.mark.slow
__all__ = ["long_path"]


def screen_of(app: QualcodeApp) -> CodingScreen:
    assert isinstance(app.screen, CodingScreen)
    return app.screen


async def test_a_jump_from_afar_ends_a_third_from_the_top(long_path: Path):
    app = QualcodeApp(Study.open(long_path), "ann", Study.open(long_path).document_ids()[0])
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        screen = screen_of(app)
        view, document = screen.view, screen.document
        at = document.turns[len(document.turns) // 2].words
        screen.reading.place(at)
        view.select(screen.reading.selection, "")
        await pilot.pause()
        row = view.rows.at(at) - view.scroll_offset.y
        assert view.size.height // 4 <= row <= view.size.height // 2


async def test_keys_go_on_from_what_the_wheel_brought_in_sight(long_path: Path):
    app = QualcodeApp(Study.open(long_path), "ann", Study.open(long_path).document_ids()[0])
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        view = screen_of(app).view
        view.scroll_to(y=len(view.rows) // 2, animate=False, immediate=True)
        await pilot.pause()
        top = view.scroll_offset.y
        assert top > view.size.height
        await pilot.press("down")
        await pilot.pause()
        row = view.rows.at(screen_of(app).reading.cursor)
        assert top <= row < top + view.size.height
