"""The window to choose codes in: several at once, a new one by its name, and what a code means."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.widgets.code_picker import CodePicker

pytestmark = pytest.mark.slow


def codes(path: Path) -> list[str]:
    return sorted(c.code for c in Study.open(path).codings(coder="ann"))


async def typed(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def shown(app: QualcodeApp, what: str) -> str:
    return str(app.screen.query_one(f"#{what}").render())


async def test_letters_that_no_code_has_make_a_new_one(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)) as pilot:
        await typed(pilot, "enter", *"zebra")
        options = app.screen.query_one("#codes", OptionList)
        assert [o.id for o in options.options] == ["+"]
        await typed(pilot, "enter")
        assert app.screen.query_one(Input).value == "zebra"
        await typed(pilot, "enter")
    study = Study.open(study_path)
    assert codes(study_path) == ["zebra"]
    assert study.codebook.get("zebra").status == "draft"


async def test_codes_marked_stay_in_sight_and_go_with_the_one_the_letters_mean(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)) as pilot:
        await typed(pilot, "enter", *"ment", "tab")
        assert shown(app, "marked").strip() == "✓ Mentor"
        assert app.screen.query_one("#letters", Input).value == ""
        await typed(pilot, *"moves")
        assert shown(app, "marked").strip() == "✓ Mentor"
        await typed(pilot, "enter")
    assert codes(study_path) == ["mentor", "moves"]


async def test_marked_codes_alone_are_given_where_nothing_was_typed_after(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)) as pilot:
        await typed(pilot, "enter", *"ment", "tab", "enter")
    assert codes(study_path) == ["mentor"]


async def test_the_code_at_the_cursor_says_what_it_means(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)) as pilot:
        await typed(pilot, "enter", *"moves")
        code = Study.open(study_path).codebook.get("moves")
        assert " ".join((code.brief or code.definition).split())[:30] in shown(app, "meaning")


async def test_where_none_is_made_it_says_that_none_fits(study_path: Path):
    app = QualcodeApp(Study.open(study_path), "ann", "one")
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(CodePicker(Study.open(study_path).codebook, [], "", "Code"))
        await pilot.pause()
        await typed(pilot, *"zebra")
        assert shown(app, "meaning") == "No code has these letters"
        await typed(pilot, "enter")
        assert isinstance(app.screen, CodePicker)
