"""The command palette, and the menu that the right button opens at the pointer."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.transcript import TranscriptView
from qualcode.tui.widgets.palette import Palette
from qualcode.workbench.keys.coding import ACTIONS, find_actions, passage_actions

pytestmark = pytest.mark.slow


def app(path: Path) -> QualcodeApp:
    return QualcodeApp(Study.open(path), "ann", "one")


async def test_it_stands_in_the_middle_over_the_text(study_path: Path):
    one = app(study_path)
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        box = one.screen.query_one(".dialog").region
        assert abs(box.x - (120 - box.right)) <= 1
        assert abs(box.y - (40 - box.bottom)) <= 1


async def test_what_is_nothing_here_is_said(study_path: Path):
    one = app(study_path)
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+p", *"xyzzy")
        await pilot.pause()
        assert "Nothing here is called “xyzzy”" in str(one.screen.query_one("#hint").render())


@pytest.mark.parametrize(
    ("word", "action"),
    [("quit", "back"), ("delete", "remove"), ("annotate", "note"), ("query", "find"),
     ("uncode", "remove"), ("zoom", "width(8)"), ("highlight", "code")],
)  # fmt: skip
def test_words_of_other_programs_find_what_they_mean(word: str, action: str):
    assert action in [one.id for one in find_actions(ACTIONS, word)]


def test_what_has_the_word_itself_comes_before_what_it_may_mean():
    found = [one.text for one in find_actions(ACTIONS, "code")]
    assert all("code" in text.casefold() for text in found)


async def test_the_right_button_is_about_the_word_under_it(study_path: Path):
    one = app(study_path)
    async with one.run_test(size=(120, 40)) as pilot:
        view = one.screen.query_one(TranscriptView)
        text = Study.open(study_path).text(Study.open(study_path).document("one"))
        at = text.index("mentor")
        row = view.row_of(at) if hasattr(view, "row_of") else None
        x, y = next(
            (x, y)
            for y in range(view.size.height)
            for x in range(view.size.width)
            if view.offset_at(x, y) == at and (row is None or y == row)
        )
        await pilot.mouse_down(TranscriptView, offset=(x, y), button=3)
        await pilot.pause()
        assert isinstance(one.screen, Palette)
        box = one.screen.query_one(".dialog").region
        assert (box.x, box.y) == (view.region.x + x + 1, view.region.y + y + 1)
        listed = [o.id for o in one.screen.query_one(OptionList).options]
        assert listed == [action.id for action in passage_actions(ACTIONS)]
        await pilot.press("enter", *"ment", "enter")
        await pilot.pause()
    [coding] = Study.open(study_path).codings(coder="ann")
    assert text[coding.event.start : coding.event.end] == "mentor"


async def test_a_click_beside_a_menu_leaves_it(study_path: Path):
    one = app(study_path)
    async with one.run_test(size=(120, 40)) as pilot:
        await pilot.mouse_down(TranscriptView, offset=(30, 5), button=3)
        await pilot.pause()
        assert one.screen.query_one("#letters", Input).has_focus
        await pilot.mouse_down(offset=(2, 38))
        await pilot.pause()
        assert not isinstance(one.screen, Palette)
