"""The pane on what is at the cursor: read by keys, wherever there is room for it or not."""

from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.coding.detail_pane import DetailPane
from qualcode.tui.coding.screen import CodingScreen
from qualcode.workbench.coding.session import CodingSession
from tests.tui.coding.test_jobs import app
from tests.tui.typed import typed

pytestmark = pytest.mark.slow


async def test_the_pane_at_the_cursor_is_read_to_its_end_by_keys(study_path: Path):
    session = CodingSession(Study.open(study_path), "ann")
    session.write_memo("documents", "one", "\n\n".join(f"Line {n}" for n in range(40)))
    for size in ((120, 30), (80, 24)):
        one = app(study_path, "one")
        async with one.run_test(size=size) as pilot:
            await pilot.pause(0.2)
            screen = one.screen
            assert isinstance(screen, CodingScreen)
            pane, place = screen.query_one(DetailPane), screen.reading.selection
            assert pane.display is (size[0] == 120)
            wide = screen.view.size.width
            await typed(one, "at")
            await pilot.pause(0.2)
            assert pane.display
            assert pane.has_focus
            assert screen.view.size.width == wide
            # Lines of a memo stay lines.
            assert "Line 1\n\nLine 2\n" in str(pane.query_one("#detail").render())
            await typed(one, "down", "j", "pagedown")
            assert pane.scroll_offset.y == 2 + pane.size.height - 1
            await typed(one, "end")
            assert pane.scroll_offset.y == pane.max_scroll_y > 20
            await typed(one, "home")
            assert pane.scroll_offset.y == 0
            assert screen.reading.selection == place
            # What codes and judges still does, and Escape goes back to the text.
            await typed(one, "escape")
            assert one.screen is screen
            assert screen.view.has_focus
            assert pane.display is (size[0] == 120)
            await typed(one, "down")
            assert screen.reading.selection != place
