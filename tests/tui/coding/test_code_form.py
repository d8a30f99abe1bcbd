"""Codes made and edited in their form, on the way."""

from pathlib import Path

import pytest
from textual.widgets import Input

from qualcode.store.study import Study
from qualcode.tui.coding.code_form import CodeForm
from qualcode.tui.coding.screen import CodingScreen
from tests.conftest import Run
from tests.tui.coding.test_jobs import app, codings, first, said

pytestmark = pytest.mark.slow


async def test_an_in_vivo_code_is_made_and_given_in_one_step(study_path: Path):
    before = (study_path / "codebook.yaml").read_text()
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 40)) as pilot:
        await pilot.press("n", "V")
        await pilot.press("enter")
        await pilot.pause()
        assert "Draft code" in said(one)
        (coding,) = codings(study_path)
        code = Study.open(study_path).codebook.get(coding.code)
        assert code is not None
        assert code.status == "draft"
        screen = one.screen
        assert isinstance(screen, CodingScreen)
        words = screen._text[coding.event.start : coding.event.end]
        assert " ".join(words.split()).startswith(code.name.rstrip("…"))
        await pilot.press("u")
        assert codings(study_path) == []
        assert (study_path / "codebook.yaml").read_text() == before
        await pilot.press("ctrl+r")
        assert len(codings(study_path)) == 1


async def test_what_is_typed_takes_the_place_of_the_words_offered_as_a_name(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 40)) as pilot:
        await pilot.press("n", "V", *"Late", "enter")
        await pilot.pause()
        (coding,) = codings(study_path)
        code = Study.open(study_path).codebook.get(coding.code)
        assert code is not None
        assert code.name == "Late"


async def test_a_name_that_check_would_refuse_is_not_made(study_path: Path, run: Run):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 40)) as pilot:
        await pilot.press("n", "V")
        words = one.screen.query_one(Input)
        said_here = next(s for s in one.screen_stack if isinstance(s, CodingScreen))
        start, end = said_here.reading.selection
        offered = words.value
        words.value = " ".join(said_here._text[start:end].split())
        await pilot.press("enter")
        assert "The name is kept in git" in str(one.screen.query_one("#hint").render())
        assert codings(study_path) == []
        words.value = offered
        await pilot.press("enter")
        assert len(codings(study_path)) == 1
    assert "error: codebook" not in run("-C", study_path, "check").out


async def test_a_code_is_edited_in_a_form_that_says_what_it_touches(study_path: Path):
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 45)) as pilot:
        await pilot.press("n", "enter", "m", "o", "enter", "E")
        form = one.screen
        assert isinstance(form, CodeForm)
        await pilot.press("tab", *"More: ")
        await pilot.pause()
        assert "listed to read again" in str(form.query_one("#wrong").render())
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(one.screen, CodingScreen)
        (coding,) = codings(study_path)
        code = Study.open(study_path).codebook.get(coding.code)
        assert code is not None
        assert code.definition.startswith("More: ")
        assert code.digest != coding.event.definition
        await pilot.pause(0.2)
        assert "earlier definition" in str(one.screen.query_one("#detail").render())


async def test_a_form_left_with_changes_asks_twice(study_path: Path):
    before = (study_path / "codebook.yaml").read_text()
    one = app(study_path, first(study_path))
    async with one.run_test(size=(150, 45)) as pilot:
        await pilot.press("n", "enter", "m", "o", "enter", "E", *"x", "escape")
        await pilot.pause(0.3)
        assert isinstance(one.screen, CodeForm)
        await pilot.press("escape")
        await pilot.pause(0.3)
        assert isinstance(one.screen, CodingScreen)
    assert (study_path / "codebook.yaml").read_text() == before
