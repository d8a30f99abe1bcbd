"""The start screen: studies opened before, a new one, the folder of one, the sample study."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input, RadioButton, RadioSet, Static

from qualcode.store.recent_studies import recent_folders, remember_study
from qualcode.store.study import Study
from qualcode.tui.start.app import StartApp
from qualcode.tui.start.new_study import NewStudyForm
from tests.tui.typed import typed

pytestmark = pytest.mark.slow


@asynccontextmanager
async def started(coder: str = "", size: tuple[int, int] = (80, 24)) -> AsyncIterator[StartApp]:
    app = StartApp(coder)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.1)
        yield app


def lines(app: StartApp) -> list[str]:
    options = app.screen.query_one("#studies")
    return [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]


def said(app: StartApp) -> str:
    return str(app.screen.query_one("#said", Static).render())


async def test_a_study_that_was_opened_is_a_key_away(study_path: Path):
    remember_study(study_path)
    async with started() as app:
        assert any("study" in line for line in lines(app))
        await typed(app, "enter")
    assert app.chosen == study_path.resolve()


async def test_who_works_in_it_is_asked_if_it_is_not_known(empty_study: Path):
    remember_study(empty_study)
    async with started() as app:
        await typed(app, "enter", *"ben", "enter")
    assert app.chosen == empty_study.resolve()
    assert Study.open(empty_study).local_coder() == "ben"


async def test_a_study_that_is_gone_is_told_and_taken_off_the_list(
    study_path: Path, tmp_path: Path
):
    remember_study(study_path)
    remember_study(tmp_path / "gone")
    async with started() as app:
        assert any("not there" in line for line in lines(app))
        await typed(app, "enter")
        assert "x takes it off the list" in said(app)
        await typed(app, "x")
        assert recent_folders() == [study_path.resolve()]
        assert "its folder stays" in said(app)
        await typed(app, "u")
        assert len(recent_folders()) == 2
        await typed(app, "u")
        assert "Nothing was taken off the list" in said(app)
    assert app.chosen is None


async def test_a_new_study_by_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    async with started() as app:
        await typed(app, "n", *"Our rivers", "tab", "tab", *"Anglers; Boats", "tab")
        form = app.screen
        assert isinstance(form, NewStudyForm)
        assert form.query_one(RadioSet).has_focus
        await typed(app, "down", "enter", "tab", *"A B", "enter")
        assert "Try 'a-b'" in str(form.query_one("#wrong", Static).render())
        assert not (tmp_path / "our-rivers").exists()
        await typed(app, "ctrl+u", *"ann", "ctrl+s")
    study = Study.open(tmp_path / "our-rivers")
    assert app.chosen == study.root
    assert (study.config.name, study.local_coder()) == ("Our rivers", "ann")
    assert list(study.config.groups) == ["anglers", "boats"]
    assert study.codebook.get("child-centred")


async def test_a_field_gone_back_to_is_gone_on_with():
    async with started() as app:
        await typed(app, "n", "tab", "tab", *"Anglers; Boatsx", "tab", "shift+tab", "backspace")
        assert app.screen.query_one("#f-groups", Input).value == "Anglers; Boats"


async def test_what_was_written_for_a_new_study_is_dropped_only_when_asked_twice():
    async with started() as app:
        await typed(app, "n", *"R", "escape")
        assert isinstance(app.screen, NewStudyForm)
        await typed(app, "escape")
        assert not isinstance(app.screen, NewStudyForm)


async def test_a_folder_is_opened_and_another_explained(study_path: Path, tmp_path: Path):
    async with started("ann") as app:
        await typed(app, "o", *str(tmp_path), "enter")
        hint = str(app.screen.query_one("#hint", Static).render())
        assert "is not a study folder" in hint
        assert "In it are studies: study" in hint
        await typed(app, "ctrl+u", *str(study_path), "enter")
    assert app.chosen == study_path.resolve()


async def test_the_sample_study_is_made_here_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, study_path: Path
):
    """Made by ``make_demo``, which has tests of its own: here a smaller study stands for it."""

    def make(path: Path, progress) -> list[str]:
        progress("Embedding", 1, 2)
        study_path.rename(path)
        return []

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("qualcode.workbench.study.demo.make_demo", make)
    async with started() as app:
        await typed(app, "t")
        for _ in range(50):
            if app.chosen:
                break
            await typed(app)
    assert app.chosen == (tmp_path / "demo-study").resolve()


async def test_leaving_needs_one_key(tmp_path: Path):
    async with started() as app:
        await typed(app, "q")
    assert app.chosen is None


async def test_which_codebook_is_chosen_shows_without_colours():
    async with started() as app:
        await typed(app, "n")
        books = list(app.screen.query(RadioButton))
        assert ["●" in str(book.render()) for book in books] == [True, *[False] * (len(books) - 1)]
        app.screen.query_one(RadioSet).focus()
        await typed(app, "down", "space")
        assert [n for n, book in enumerate(books) if "●" in str(book.render())] == [1]
