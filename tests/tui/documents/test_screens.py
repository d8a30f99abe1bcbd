"""Labels before an import, speakers and cases after it: as a person would, by keys and mouse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Static

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.documents.grid import GridScreen
from qualcode.tui.documents.look_screen import LookScreen, Report
from qualcode.tui.documents.speakers_screen import SpeakersScreen
from qualcode.tui.overview.screen import Overview
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.workbench.documents.import_look import look_at
from tests.conftest import Run
from tests.tui.typed import mouse, typed

pytestmark = pytest.mark.slow

TALK = """\
Tutor: How was week {n}?

{who}: It was long. We walked there and back every day.

Tutor: And who came along?

{who}: My aunt came along for most of it.

Radio: a song was on for a while.

Tutor: Was that better?

{who}: It was. That was week {n}.

Radio: the tape ends.

Radio: that is all.
"""
SMALL = (80, 24)


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    for n, who in enumerate(("Alaw Wyn", "Bet Rees"), 1):
        (folder / f"talk-{n}.txt").write_text(TALK.format(n=n, who=who))
    return folder


class Seen:
    def __init__(self, app: QualcodeApp, pilot) -> None:
        self.app = app
        self._pilot = pilot

    async def type(self, *keys: str) -> None:
        await typed(self.app, *keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait for what this screen works at; what the overview reads is not waited for."""
        await self._pilot.pause()
        screen = self.app.screen
        while any(w.is_running for w in self.app.workers if w.node is screen):
            await self._pilot.pause(0.02)
        await self._pilot.pause()

    @property
    def screen(self) -> GridScreen:
        assert isinstance(self.app.screen, GridScreen)
        return self.app.screen

    def text(self, where: str) -> str:
        return str(self.app.screen.query_one(where, Static).render())

    @property
    def rows(self) -> list[list[str]]:
        grid = self.screen.grid
        return [[str(cell).strip() for cell in grid.get_row(key)] for key in grid.rows]

    def row(self, *cells: str) -> list[str]:
        return next(row for row in self.rows if set(cells) <= set(row))

    async def go_to(self, *cells: str) -> None:
        at = self.rows.index(self.row(*cells))
        self.screen.grid.move_cursor(row=at)
        await self.settle()

    async def click(self, column: str, row: int, times: int = 1) -> None:
        grid = self.screen.grid
        at = [str(key.value) for key in grid.columns].index(column)
        x = sum(c.get_render_width(grid) for c in grid.ordered_columns[:at]) + 2
        place = (grid.region.x + x, grid.region.y + 1 + row)
        for _ in range(times):
            for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
                self.app.post_message(mouse(kind, *place))
            await self.settle()


@asynccontextmanager
async def opened(
    path: Path, look: Path | None = None, size: tuple[int, int] = SMALL
) -> AsyncIterator[Seen]:
    study = Study.open(path)
    app = QualcodeApp(study, "ann", look=look_at(study, str(look)) if look else None)
    async with app.run_test(size=size) as pilot:
        seen = Seen(app, pilot)
        await seen.settle()
        yield seen


# ---- before an import -------------------------------------------------------------------------


async def test_where_there_are_no_labels_the_screen_says_what_to_do(
    study_path: Path, tmp_path: Path
):
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "diary.txt").write_text("Just words.\n\nMore of them.\n")
    async with opened(study_path, tmp_path / "words") as seen:
        assert "No labels in 1 file" in seen.text("#about")
        assert "Ctrl+S import · Esc back, to choose another file or folder" in seen.text("#about")
        await seen.type("ctrl+s")
        await seen.type("enter")
        assert "diary" in Study.open(study_path).document_ids()
    async with opened(study_path, tmp_path / "words") as seen:
        assert "Nothing is new: 1 file is a document of the study already" in seen.text("#about")
        assert "Esc back" in seen.text("#about")


async def test_how_far_it_is_is_said_once(study_path: Path, talks: Path):
    async with opened(study_path, talks) as seen:
        screen = seen.screen
        screen._doing = ("Importing", 1, 2)
        screen._start(lambda: None)
        screen._doing = ("Importing", 1, 2)
        screen._show()
        assert str(seen.text("#title")).endswith("importing 1 of 2 files …")


async def test_labels_are_ticked_for_all_files_and_taken(study_path: Path, talks: Path):
    async with opened(study_path, talks) as seen:
        assert isinstance(seen.screen, LookScreen)
        assert "2 documents · 4 labels" in seen.text("#title")
        assert seen.row("Tutor")[:6] == ["Tutor", "2", "6", "22", "100%", "interviewer"]
        await seen.go_to("Radio")
        assert "a song was on for a while" in seen.text("#about")
        await seen.type("x")
        assert seen.row("Radio")[5] == "–*"
        assert "Radio: nobody, in all 2 files" in seen.text("#said")
        await seen.go_to("Alaw Wyn")
        await seen.type("c", *"SC01", "enter")
        await seen.go_to("Bet Rees")
        await seen.type("g", "1")
        assert seen.row("Bet Rees")[6:] == ["talk-2", "yp"]
        await seen.type("f")
        assert [row[:2] for row in seen.rows][:2] == [["talk-1", "Tutor"], ["talk-1", "Alaw Wyn"]]
        await seen.type("ctrl+s")
        assert isinstance(seen.app.screen, Report)
        await seen.type("enter")
        assert isinstance(seen.app.screen, Overview)
        assert len(seen.app.screen.table.rows) == 3
    study = Study.open(study_path)
    assert [s.case for s in study.document("talk-1").speakers] == [None, "SC01"]
    assert study.cases["talk-2"].group == "yp"


async def test_the_mouse_opens_a_cell_and_what_was_chosen_is_taken_back(
    study_path: Path, talks: Path
):
    async with opened(study_path, talks) as seen:
        at = seen.rows.index(seen.row("Tutor"))
        await seen.click("role", at, 2)
        await seen.type("3")
        assert seen.row("Tutor")[5] == "other*"
        await seen.type("u")
        assert seen.row("Tutor")[5] == "interviewer"
        await seen.type("c")
        await seen.type(*"X1", "enter", "escape")
        assert isinstance(seen.screen, LookScreen)
        await seen.type("escape")
        assert isinstance(seen.app.screen, Overview)
    assert Study.open(study_path).document_ids() == ["one"]


async def test_what_was_chosen_is_not_dropped_by_one_escape(study_path: Path, talks: Path):
    async with opened(study_path, talks) as seen:
        await seen.type("x", "escape")
        assert "Nothing is imported yet: Ctrl+S imports the files so" in seen.text("#said")
        # A further choice asks again.
        await seen.type("2", "escape")
        assert isinstance(seen.app.screen, LookScreen)
        await seen.type("u", "u", "escape")
        assert isinstance(seen.app.screen, Overview)


async def test_a_file_that_is_there_twice_was_not_imported_before(study_path: Path, talks: Path):
    (talks / "again.txt").write_bytes((talks / "talk-1.txt").read_bytes())
    async with opened(study_path, talks) as seen:
        assert "1 the same as another" in seen.text("#title")
        assert "before" not in seen.text("#title")


async def test_cases_that_an_import_made_are_no_news_in_a_document(study_path: Path, talks: Path):
    async with opened(study_path, talks) as seen:
        await seen.go_to("Bet Rees")
        await seen.type("g", "1", "ctrl+s")
        await seen.type("enter")
        await seen.type("enter")
        assert isinstance(seen.app.screen, CodingScreen)
        seen.app.screen._look_again()
        assert "elsewhere" not in str(seen.app.screen.query_one("#said").render())


async def test_what_cannot_be_is_said(study_path: Path, talks: Path):
    async with opened(study_path, talks) as seen:
        await seen.go_to("Tutor")
        await seen.type("g", "1")
        assert "Tutor has no group: only a participant or somebody else" in seen.text("#said")
        await seen.go_to("Bet Rees")
        await seen.type("c", *"a b", "enter")
        assert "'a b' cannot be a case id" in seen.text("#hint")


async def test_from_the_overview(study_path: Path, talks: Path):
    async with opened(study_path) as seen:
        await seen.type("I", *"/nowhere", "enter")
        assert "There is no /nowhere" in seen.text("#hint")
        await seen.type("escape", "I", *str(talks), "enter")
        assert isinstance(seen.screen, LookScreen)
        assert len(seen.rows) == 4


async def test_a_folder_without_transcripts_is_said_on_the_overview(
    study_path: Path, tmp_path: Path
):
    (tmp_path / "none").mkdir()
    async with opened(study_path) as seen:
        await seen.type("I", *str(tmp_path / "none"), "enter")
        assert "holds no transcripts" in seen.text("#said")


def test_an_option_without_effect_beside_the_screen(study_path: Path, talks: Path, run: Run):
    for option in ("--dry-run", "--json", "--quiet"):
        done = run("-C", study_path, "import", talks, "--look", option)
        assert done.status == 2
        assert f"{option} has no effect with --look" in done.err
    assert "needs a terminal" in run("-C", study_path, "import", talks, "--look").err


# ---- after it ---------------------------------------------------------------------------------


@pytest.fixture
def talk(study_path: Path, talks: Path, run: Run) -> Path:
    assert run("-C", study_path, "import", talks / "talk-1.txt").status == 0
    return study_path


async def test_roles_cases_and_groups_are_changed_in_the_grid(talk: Path):
    async with opened(talk) as seen:
        await seen.type("w")
        assert isinstance(seen.screen, SpeakersScreen)
        assert "5 speakers · 2 documents · 2 participants without a case" in seen.text("#title")
        await seen.go_to("talk-1", "Speaker 2")
        assert "in the text: Alaw Wyn" in seen.text("#about")
        await seen.type("c", *"SW1", "enter")
        assert seen.row("talk-1", "SW1")[2:5] == ["participant", "SW1", ""]
        await seen.type("g", "1")
        assert seen.row("talk-1", "SW1")[4] == "yp"
        assert "SW1: group yp" in seen.text("#said")
        await seen.go_to("talk-1", "Speaker 3")
        await seen.type("x")
        assert seen.row("talk-1", "–")[5] == "3"
        await seen.type("escape")
        assert isinstance(seen.app.screen, Overview)
        assert "Young people" in str(seen.app.screen.table.get_row("talk-1")[1])
    study = Study.open(talk)
    assert study.document("talk-1").cases == ("SW1",)


async def test_who_speaks_opens_at_the_document_of_the_cursor(talk: Path):
    async with opened(talk) as seen:
        await seen.type("down", "w")
        assert isinstance(seen.screen, SpeakersScreen)
        assert seen.screen.grid.row.startswith("talk-1\n")
        await seen.type("x", "u")
        assert seen.screen.grid.row.startswith("talk-1\n")


async def test_labels_of_one_person_and_undo(talk: Path):
    before = Study.open(talk).document("talk-1")
    async with opened(talk) as seen:
        await seen.type("w")
        await seen.go_to("talk-1", "Speaker 3")
        await seen.type("m", "2")
        assert seen.row("talk-1", "Speaker 2")[5] == "6"
        await seen.type("u")
        assert "Taken back: talk-1: Speaker 3 is Speaker 2" in seen.text("#said")
        await seen.type("u")
        assert "Nothing was changed here yet" in seen.text("#said")
    assert Study.open(talk).document("talk-1") == before


async def test_cases_have_a_grid_of_their_own(talk: Path):
    async with opened(talk) as seen:
        await seen.type("w", "tab")
        assert seen.rows == [["YP1", "one", "yp"]]
        await seen.type("1")
        assert "That is for speakers" in seen.text("#said")
        await seen.type("a", *"role=Student", "enter")
        assert seen.rows == [["YP1", "one", "yp", "Student"]]
        await seen.click("=role", 0, 2)
        await seen.type(*"Pupil", "enter")
        assert seen.rows == [["YP1", "one", "yp", "Pupil"]]
        await seen.type("u", "u")
        assert seen.rows[0][:3] == ["YP1", "one", "yp"]
        await seen.type("tab")
        assert seen.row("one", "YP1")[3] == "YP1"
    assert Study.open(talk).cases["YP1"].attributes.get("role", "") == ""


async def test_keys_are_in_the_footer_and_in_the_help(talk: Path):
    async with opened(talk) as seen:
        keys = seen.app.screen.query_one(KeyLine).keys
        assert "who" in [key.description for key in keys]
        await seen.type("w", "question_mark")
        assert "The same person as another label" in "".join(
            str(one.render()) for one in seen.app.screen.query(Static)
        )
