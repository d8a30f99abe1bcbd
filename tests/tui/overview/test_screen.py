"""The overview used as a person would: filtering, sorting, opening, marking, undoing."""

import shutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.overview.help import OverviewHelp
from qualcode.tui.overview.screen import Overview
from qualcode.workbench.check.study import check_study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.coding import ACTIONS
from qualcode.workbench.keys.overview import OVERVIEW_ACTIONS
from tests.conftest import Run
from tests.shut import shut

pytestmark = pytest.mark.slow


class Seen:
    """The overview with keys and what is on it."""

    def __init__(self, app: QualcodeApp, pilot) -> None:
        self.app = app
        self._pilot = pilot

    @property
    def screen(self) -> Overview:
        assert isinstance(self.app.screen, Overview)
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self.settle()

    async def click(self, where: str, offset: tuple[int, int]) -> None:
        await self._pilot.click(where, offset=offset)
        await self.settle()

    async def settle(self) -> None:
        await self._pilot.pause()
        await self.app.workers.wait_for_complete()
        await self._pilot.pause()

    @property
    def ids(self) -> str:
        return " ".join(str(key.value) for key in self.screen.table.rows)

    def cells(self, document: str) -> dict[str, str]:
        table = self.screen.table
        return {str(key.value): str(table.get_cell(document, key)).strip() for key in table.columns}

    def text(self, where: str) -> str:
        return str(self.screen.query_one(where, Static).render())


@asynccontextmanager
async def opened(path: Path, size: tuple[int, int] = (130, 40)) -> AsyncIterator[Seen]:
    app = QualcodeApp(Study.open(path), "ann")
    async with app.run_test(size=size) as pilot:
        seen = Seen(app, pilot)
        await seen.settle()
        yield seen


async def test_what_each_row_says(team_path: Path):
    async with opened(team_path, (240, 60)) as seen:
        assert seen.ids == "one three two"
        one = seen.cells("one")
        assert (one["group"], one["codings"], one["coder:ben"]) == ("Young people", "2", "·")
        assert one["coded"].endswith("67%")
        assert seen.cells("two")["coder:ben"] == "25%"
        assert "3 documents" in seen.text("#title")
        assert "2 codings by ann" in seen.text("#title")


async def test_filter_live_go_to_the_table_and_clear(team_path: Path):
    async with opened(team_path) as seen:
        await seen.press("F", "t")
        assert seen.ids == "three two"
        await seen.press("w")
        assert seen.ids == "two"
        assert "1 of 3 documents" in seen.text("#title")
        await seen.press("enter")
        assert seen.screen.table.has_focus
        assert seen.ids == "two"
        await seen.press("F", "escape")
        assert seen.ids == "one three two"
        assert seen.screen.table.has_focus
        assert not seen.screen.query_one("#filter").region.height


@pytest.mark.slow
async def test_the_filter_says_what_it_does_not_know_and_keeps_its_letters(team_path: Path):
    async with opened(team_path) as seen:
        await seen.press("F", *"hue", "equals_sign", *"dmq")
        assert seen.screen.query_one("#filter", Input).value == "hue=dmq"
        assert "No 'hue' to filter by: there are document" in seen.text("#said")
        await seen.press("escape", "F", *"zzz")
        assert "No document fits the filter" in seen.text("#said")
        await seen.press("D", "m", "enter", "D", "m", "enter", "u")
        assert seen.ids == ""


@pytest.mark.slow
async def test_sort_by_key_and_by_heading(team_path: Path):
    async with opened(team_path) as seen:
        columns = [c.id for c in seen.screen.table.laid_out]
        x = sum(c.width + 2 for c in seen.screen.table.laid_out[: columns.index("coded")]) + 2
        await seen.click("#documents", (x, 0))
        assert seen.ids == "three two one"
        assert "Coded▲" in [str(c.label) for c in seen.screen.table.columns.values()]
        await seen.click("#documents", (x, 0))
        assert seen.ids == "one three two"
        assert "Coded▼" in [str(c.label) for c in seen.screen.table.columns.values()]
        await seen.press("S")
        assert seen.ids == "three two one"
        for _ in columns:
            await seen.press("s")
        assert "Coded▲" in [str(c.label) for c in seen.screen.table.columns.values()]


@pytest.mark.slow
async def test_the_cursor_stays_on_its_document(team_path: Path):
    async with opened(team_path) as seen:
        await seen.press("j")
        assert seen.screen.table.document.id == "three"
        await seen.press("s", "S")
        assert seen.screen.table.document.id == "three"
        await seen.press("F", *"t", "escape")
        assert seen.screen.table.document.id == "three"
        await seen.press("G")
        row = seen.screen.table.cursor_row
        assert row == 2


async def test_open_by_key_and_by_mouse(team_path: Path):
    async with opened(team_path) as seen:
        await seen.press("j", "enter")
        assert isinstance(seen.app.screen, CodingScreen)
        assert seen.app.screen.document.id == "three"
        await seen.press("escape")
        await seen.click("#documents", (4, 1))
        assert seen.screen.table.document.id == "one"
        await seen.click("#documents", (4, 1))
        assert isinstance(seen.app.screen, CodingScreen)


async def test_mark_done_undo_redo(team_path: Path):
    async with opened(team_path) as seen:
        await seen.press("D")
        assert Study.open(team_path).is_done("ann", "one")
        assert seen.cells("one")["done"] == "✓"
        assert "one is marked done" in seen.text("#said")
        await seen.press("u")
        assert not Study.open(team_path).is_done("ann", "one")
        assert seen.cells("one")["done"] == ""
        assert "Undone: marked done (one)" in seen.text("#said")
        await seen.press("ctrl+r")
        assert seen.cells("one")["done"] == "✓"
        await seen.press("D", "u", "u", "u")
        assert "Nothing to undo" in seen.text("#said")


@pytest.mark.slow
async def test_what_others_do_is_seen_without_a_key(team_path: Path):
    async with opened(team_path) as seen:
        session = CodingSession(Study.open(team_path), "ann")
        code = session.codebook.get("moves")
        assert code is not None
        session.add("two", [code], session.texts.turn("two", 2))
        Study.open(team_path).mark_done("ben", "two", True)
        seen.screen._look()
        await seen.settle()
        await seen.settle()
        assert (seen.cells("two")["codings"], seen.cells("two")["done"]) == ("1", "b")


@pytest.mark.slow
async def test_a_study_that_is_away_or_torn_is_told_and_shown_as_it_was(team_path: Path):
    async with opened(team_path) as seen:
        away = team_path.with_name("away")
        shutil.move(team_path, away)
        await seen.press("j")
        seen.screen._look()
        await seen.settle()
        await seen.settle()
        assert "is not there" in seen.text("#said")
        assert seen.ids == "one three two"
        shutil.move(away, team_path)
        seen.screen._look()
        await seen.settle()
        await seen.settle()
        assert "is not there" not in seen.text("#said")
        book = team_path / "codebook.yaml"
        book.write_text(f"<<<<<<< HEAD\n{book.read_text()}=======\n>>>>>>> x\n")
        seen.screen._look()
        await seen.settle()
        await seen.settle()
        assert "Conflicts" in seen.text("#problems")
        assert seen.ids == "one three two"


@pytest.mark.slow
async def test_the_codebook_beside_the_table(team_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    monkeypatch.setattr(QualcodeApp, "find_code", lambda self, code="": asked.append(code))
    monkeypatch.setattr(QualcodeApp, "search", lambda self, pattern="": asked.append("search"))
    async with opened(team_path) as seen:
        options = seen.screen.query_one("#code-list")
        assert "Mentor" in str(options.get_option("mentor").prompt)
        assert str(options.get_option("mentor").prompt).split()[-2:] == ["1", "1"]
        assert str(options.get_option("support").prompt).split()[-2:] == ["·", "·"]
        await seen.press("p", "j", "enter", "f", "slash", "ctrl+f")
        assert asked == ["mentor", "", "search", "search"]


@pytest.mark.slow
async def test_small_screens_show_one_pane_at_a_time(team_path: Path):
    async with opened(team_path, (80, 24)) as seen:
        screen = seen.screen
        assert "Needs attention: 1 note; p shows what" in seen.text("#said")
        shown = []
        for _ in range(4):
            shown.append(
                [
                    name
                    for name in ("documents", "code-list", "attention")
                    if screen.query_one(f"#{name}").region.area
                ]
            )
            await seen.press("p")
        assert shown == [["documents"], ["code-list"], ["attention"], ["documents"]]
        await seen.press("escape")
        assert screen.table.has_focus


@pytest.mark.slow
async def test_a_memo_is_written_counted_and_undone(team_path: Path):
    async with opened(team_path) as seen:
        await seen.press("m", *"hello", "ctrl+s")
        assert Study.open(team_path).memo_path("ann", "documents", "one").exists()
        assert seen.cells("one")["memo"] == "✎ 1"
        await seen.press("u")
        assert "Not on this screen: wrote the memo on one. u again undoes it" in seen.text("#said")
        assert seen.cells("one")["memo"] == "✎ 1"
        await seen.press("u")
        assert seen.cells("one")["memo"] == ""


@pytest.mark.slow
async def test_help_lists_every_key(team_path: Path):
    async with opened(team_path) as seen:
        await seen.press("question_mark")
        assert isinstance(seen.app.screen, OverviewHelp)
        text = str(seen.app.screen.query_one(Static).render())
        assert all(action.text in text for action in OVERVIEW_ACTIONS)
        await seen.press("escape")
        assert isinstance(seen.app.screen, Overview)


async def test_an_empty_study_says_what_to_do(tmp_path: Path, run: Run):
    run("new", tmp_path / "empty", "--codebook", "nine-principles")
    async with opened(tmp_path / "empty", (80, 24)) as seen:
        assert "I imports some" in seen.text("#said")
        assert "Import interviews" in seen.text("#first-steps")
        await seen.press("enter", "D", "m", "s", "S", "p", "p", "p", "F", "x", "enter", "u")
        assert isinstance(seen.app.screen, Overview)


def test_no_key_of_the_overview_does_two_things_and_each_has_its_action():
    keys = [key for action in OVERVIEW_ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    for action in OVERVIEW_ACTIONS:
        assert hasattr(Overview, f"action_{action.id.split('(')[0]}")
    assert not set(OVERVIEW_ACTIONS) & set(ACTIONS)


async def test_a_study_is_in_order_only_once_it_was_looked_through(
    study_path: Path, monkeypatch: pytest.MonkeyPatch
):
    look, seen_pane = threading.Event(), "#problems"
    check = check_study

    def held(study: Study):
        assert look.wait(30)
        return check(study)

    monkeypatch.setattr("qualcode.workbench.check.study.check_study", held)
    app = QualcodeApp(Study.open(study_path), "ann")
    async with app.run_test(size=(130, 40)) as pilot:
        seen = Seen(app, pilot)
        for _ in range(5):
            await pilot.pause()
            assert "in order" not in seen.text(seen_pane)
        assert "looking …" in seen.text(seen_pane)
        look.set()
        await seen.settle()
        assert "looking" not in seen.text(seen_pane)
        # What changed is looked through again before anything is said of it.
        look.clear()
        app.screen.reread()
        await pilot.pause()
        assert "looking …" in seen.text(seen_pane)
        assert "in order" not in seen.text(seen_pane)
        look.set()
        await seen.settle()


async def test_who_coded_nothing_is_told_that_others_codings_are_not_shown(team_path: Path):
    app = QualcodeApp(Study.open(team_path), "cai")
    async with app.run_test(size=(130, 40)) as pilot:
        seen = Seen(app, pilot)
        await seen.settle()
        assert "0 codings by cai" in seen.text("#title")
        assert "3 codings by ann, ben not shown" in seen.text("#said")
    async with opened(team_path) as other:
        assert "not shown" not in other.text("#said")


async def test_texts_that_may_not_be_read_are_told_in_one_line(
    study_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shut(study_path / "transcripts", monkeypatch)
    async with opened(study_path) as seen:
        assert seen.ids == "one"
        assert "1 text may not be read here: one" in seen.text("#problems")
        await seen.press("enter")
        assert "the text of one may not be read here" in seen.text("#said")
        assert not seen.app._notifications
        await seen.press("F", *"mentor", "enter", "escape", "escape")
        assert seen.ids == "one"
