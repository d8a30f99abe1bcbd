"""What a screen says stands whole below it, in as many lines as it needs."""

from pathlib import Path

import pytest
from textual.widgets import Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.widgets.said import Said
from tests.tui.typed import at_rest, typed

pytestmark = pytest.mark.slow

LONG = (
    "documents/interview-of-march.json: cannot be read. Give it another id: qualcode revise "
    "interview-of-march --as doc-001"
)


def whole(shown: Static) -> str:
    """Return what stands in the lines that a widget has."""
    lines = [
        "".join(segment.text for segment in shown.render_line(y)) for y in range(shown.size.height)
    ]
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("width", [60, 80, 100])
async def test_a_long_message_is_shown_whole_at_every_width(study_path: Path, width: int):
    async with QualcodeApp(Study.open(study_path), "ann").run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        pilot.app.screen.say(LONG, wrong=True)
        await at_rest(pilot.app)
        await pilot.pause()
        assert whole(pilot.app.screen.query_one(Said)) == LONG
        assert pilot.app.screen.query_one(Said).size.height == 2
        pilot.app.screen.say("Undone")
        await pilot.pause()
        assert pilot.app.screen.query_one(Said).size.height == 1


async def test_ctrl_c_says_how_to_leave_in_the_keys_of_the_study(study_path: Path):
    async with QualcodeApp(Study.open(study_path), "ann").run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await typed(pilot.app, "ctrl+c")
        await pilot.pause()
        told = [note.message for note in pilot.app._notifications]
        assert len(told) == 1
        assert told[0].startswith("To leave qualcode: q on the overview, or Ctrl+Q anywhere")


@pytest.mark.parametrize("width", [60, 80, 100])
async def test_a_window_shows_its_keys_and_what_is_wrong_whole(study_path: Path, width: int):
    async with QualcodeApp(Study.open(study_path), "ann").run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        await typed(pilot.app, "I")
        await pilot.pause()
        hint = pilot.app.screen.query_one("#hint", Static)
        assert whole(hint).endswith("Esc leave")
        await typed(
            pilot.app, *"/no/such/folder/anywhere/here/or/there/or/in/any/other/place", "enter"
        )
        await pilot.pause()
        assert whole(hint).replace(" ", "").endswith("other/place")
