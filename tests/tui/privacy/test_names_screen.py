"""Names decided by keys and mouse, through the app's own queue: nothing lost, none for another."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.text import Text
from textual import events
from textual.widgets import Input, Static

from qualcode.store.records.real_names import read_names
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.overview.screen import Overview
from qualcode.tui.privacy.name_windows import Lines, SummaryWindow
from qualcode.tui.privacy.names_screen import NamesScreen
from qualcode.tui.privacy.names_view import NamesView
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.privacy.name_sitting import NamesWanted
from qualcode.workbench.privacy.names import NameTable
from tests.conftest import Run
from tests.tui.typed import mouse, random_gaps, typed
from tests.workbench.privacy.named import named_study

pytestmark = pytest.mark.slow
SMALL = (80, 24)


class Seen:
    def __init__(self, app: QualcodeApp, pilot) -> None:
        self.app = app
        self._pilot = pilot

    async def type(self, *keys: str | events.Event, gaps=()) -> None:
        await typed(self.app, *keys, gaps=gaps)
        await self.settle()

    async def settle(self) -> None:
        await self._pilot.pause()
        while any(w.is_running for w in self.app.workers if isinstance(w.node, NamesView)):
            await self._pilot.pause(0.02)
        await self._pilot.pause()

    @property
    def screen(self) -> NamesScreen:
        return next(s for s in reversed(self.app.screen_stack) if isinstance(s, NamesScreen))

    @property
    def here(self) -> str:
        """The name that the list and the pane show as the present one."""
        grid = self.screen.grid
        name = str(grid.get_row(grid.row)[0])
        assert self.text("#name-places").lstrip().startswith(name)
        return name

    @property
    def becomes(self) -> dict[str, str]:
        rows = (self.screen.grid.get_row(key) for key in self.screen.grid.rows)
        return {str(row[0]): str(row[1]) for row in rows}

    @property
    def names(self) -> list[str]:
        return list(self.becomes)

    @property
    def table(self) -> dict[str, str]:
        root = self.app.session.study.root
        return {n.name: "kept" if n.keep else n.replacement for n in read_names(root)}

    def text(self, where: str) -> str:
        return str(self.screen.query_one(where, Static).render())

    async def click(self, row: int) -> None:
        grid = self.screen.grid
        place = (grid.region.x + 4, grid.region.y + 1 + row)
        kinds = (events.MouseMove, events.MouseDown, events.MouseUp)
        await self.type(*(mouse(kind, *place) for kind in kinds))


@asynccontextmanager
async def opened(study: Study, size: tuple[int, int] = SMALL) -> AsyncIterator[Seen]:
    app = QualcodeApp(study, "ann", names=NamesWanted(hints=False))
    async with app.run_test(size=size) as pilot:
        seen = Seen(app, pilot)
        await seen.settle()
        yield seen


@pytest.fixture
def named(study_path: Path, run: Run) -> Study:
    return named_study(study_path, run)


async def test_one_key_a_name_and_every_key_can_be_taken_back(named: Study):
    async with opened(named) as seen:
        first, second, third = seen.names[:3]
        assert seen.here == first
        await seen.type("y")
        assert seen.table == {first: "[person 1]"}
        assert seen.here == second
        await seen.type("2")
        assert seen.table[second] == "kept"
        assert "2 of " in seen.text("#title")
        assert "1 kept" in seen.text("#title")
        assert "plain sight" in seen.text("#said")
        await seen.type("u")
        assert second not in seen.table
        assert seen.here == second
        await seen.type("u")
        assert seen.table == {}
        assert seen.here == first
        await seen.type("u")
        assert "nothing was decided" in seen.text("#said").lower()
        await seen.type("ctrl+r", "ctrl+r")
        assert seen.table == {first: "[person 1]", second: "kept"}
        # Back to a decided one, which is decided otherwise.
        await seen.type("home", "down", "y")
        assert seen.table[second] == "[person 2]"
        await seen.type("home", "down", "x")
        assert second not in seen.table
        assert seen.becomes[second] == ""
        assert seen.becomes[third] == ""


@pytest.mark.parametrize("seed", range(3))
async def test_fast_typing_decides_each_for_the_name_that_was_shown(named: Study, seed: int):
    chance = random.Random(seed)
    async with opened(named) as seen:
        names = seen.names
        answers = [chance.choice("y2y2") for _ in names]
        gaps = random_gaps(chance, (0.0, 0.01, 0.05)) if seed else ()
        await seen.type(*answers, gaps=gaps)
        wanted = {
            name: "kept" if answer == "2" else "replaced"
            for name, answer in zip(names, answers, strict=True)
        }
        got = {name: "kept" if by == "kept" else "replaced" for name, by in seen.table.items()}
        assert got == wanted
        assert "All are decided" in seen.text("#said")
        await seen.type(*("u" for _ in names))
        assert seen.table == {}


async def test_moving_deciding_and_writing_in_one_burst(named: Study):
    async with opened(named) as seen:
        names = seen.names
        await seen.type("j", "y", "k", "k", "e", *"tutor 1", "enter", "l", "2")
        assert seen.table == {names[1]: "[person 1]", names[0]: "[tutor 1]", names[3]: "kept"}
        assert seen.becomes[names[2]] == "later"


async def test_what_is_typed_while_the_texts_are_read_waits_for_the_names(named: Study):
    app = QualcodeApp(named, "ann")
    async with app.run_test(size=SMALL) as pilot:
        seen = Seen(app, pilot)
        await pilot.pause()
        await seen.type("N", "y", "2")
        assert list(seen.table.values()) == ["[person 1]", "kept"]
        assert [seen.becomes[name] for name in seen.table] == ["[person 1]", "kept"]


async def test_another_program_puts_no_other_name_under_a_key(named: Study, run: Run):
    async with opened(named) as seen:
        await seen.type("j")
        here = seen.here
        NameTable(named).accept("Eira Nobody")
        NameTable(named).keep(seen.names[0])
        await seen.type("y")
        assert "stands for 'Eira Nobody' already" in seen.text("#said")
        assert seen.here == here
        assert here not in seen.table
        await seen.type("y")
        assert seen.table[here] == "[person 2]"


async def test_the_keys_named_beside_a_name_are_those_that_decide(named: Study):
    (named.local / "keys.toml").write_text('[names]\nlater = ["f9"]\n')
    async with opened(named) as seen:
        assert "y → [person 1]   2 keep   e another   F9 later" in seen.text("#name-places")
        await seen.type("y", "up")
        assert "2 keeps it instead" in seen.text("#name-places")
        await seen.type("2", "up")
        assert "y replaces it by" in seen.text("#name-places")


async def test_the_name_alone_is_lit_in_its_sentences(named: Study):
    async with opened(named) as seen:
        await seen.type("j", "j")
        places = seen.screen.pane.places
        shown = seen.screen.query_one("#name-places", Static).content
        assert isinstance(shown, Text)
        assert not shown.style
        lit = [shown.plain[s.start : s.end] for s in shown.spans if "reverse" in str(s.style)]
        assert lit == [f" {seen.here} ", *(place.name for place in places)]


async def test_the_mouse_chooses_a_name_and_a_place(named: Study):
    async with opened(named, (160, 36)) as seen:
        await seen.click(2)
        assert seen.here == seen.names[2]
        await seen.type("2")
        assert seen.table == {seen.names[2]: "kept"}
        places = seen.screen.query_one("#name-places")
        at = seen.screen.pane.places
        assert at
        y = next(
            n for n, line in enumerate(seen.text("#name-places").split("\n")) if "turn" in line
        )
        spot = (places.content_region.x + 2, places.content_region.y + y)
        kinds = (events.MouseMove, events.MouseDown, events.MouseUp)
        await seen.type(*(mouse(kind, *spot) for kind in kinds))
        assert isinstance(seen.app.screen, CodingScreen)


async def test_enter_reads_the_place_in_its_text_and_comes_back(named: Study):
    async with opened(named) as seen:
        place = seen.screen.pane.places[1]
        await seen.type("right", "enter")
        screen = seen.app.screen
        assert isinstance(screen, CodingScreen)
        assert screen.reading.selection == (place.start, place.end)
        here = seen.names[0]
        await seen.type("escape")
        assert seen.app.screen is seen.screen
        assert seen.here == here


async def test_views_show_what_is_open_kept_and_replaced(named: Study):
    async with opened(named) as seen:
        names = seen.names
        await seen.type("y", "2", "tab")
        assert len(seen.names) >= len(names)
        await seen.type("tab")
        assert seen.names[: len(names) - 2] == names[2:]
        await seen.type("tab")
        assert seen.names == [names[1]]
        await seen.type("x", "tab")
        assert seen.names == [names[0]]
        await seen.type("shift+tab")
        assert seen.names == []
        assert "Nothing is kept" in seen.text("#name-places")


async def test_a_form_is_taken_out_and_joined_to_another_name(named: Study):
    async with opened(named) as seen:
        first = seen.names[0]
        await seen.type("t", "2")
        out = seen.names[1]
        await seen.type("2")
        assert seen.table == {first: "kept"}
        await seen.type("y")
        assert seen.table == {first: "kept", out: "[person 1]"}
        await seen.type("home", "m", *"wern")
        assert isinstance(seen.app.screen.query_one(Input), Input)
        await seen.type("enter")
        assert seen.table == {"Osian Wern": "[person 2]", out: "[person 1]"}


async def test_the_summary_tells_what_is_kept_and_then_all_is_replaced_at_once(
    named: Study, run: Run
):
    session = CodingSession(named, "ann")
    code = session.codebook.get("moves")
    assert code is not None
    text = named.text(named.document("talk"))
    said = "Osian Prys came"
    at = text.index(said)
    [coding] = session.add("talk", [code], (at, at + len(said)))
    async with opened(named) as seen:
        kept = seen.names[1]
        await seen.type("y", "2", "y", "y", "y", "y", "a")
        assert isinstance(seen.app.screen, SummaryWindow)
        shown = str(seen.app.screen.query_one("#summary-text", Static).render())
        assert f"! {kept}" in shown
        assert shown.index("Kept in plain sight: 1 name") < shown.index("To replace: 5 names")
        await seen.type("c")
        assert seen.names == [kept]
        assert named.text(named.document("talk")) == text
        await seen.type("a", "r")
        await seen.settle()
        assert isinstance(seen.app.screen, Lines)
        await seen.type("enter")
        study = Study(named.root)
        after = study.text(study.document("talk"))
        assert "Mair Tandridge" not in after
        assert kept in after
        [there] = study.codings(document="talk")
        assert there.id == coding.id
        words = after[there.event.start : there.event.end]
        assert words.startswith("[person")
        assert words.endswith("] came")
        # What is replaced cannot be forgotten, what is kept can still be changed.
        await seen.type("u")
        assert "nothing was decided" in seen.text("#said").lower()
        await seen.type("x")
        assert kept not in seen.table


async def test_leaving_half_way_changes_no_text_and_a_second_sitting_goes_on(named: Study):
    text = named.text(named.document("talk"))
    async with opened(named) as seen:
        names = seen.names
        await seen.type("y", "2", "escape")
        assert isinstance(seen.app.screen, Overview)
    assert named.text(named.document("talk")) == text
    async with opened(named, (120, 40)) as seen:
        assert seen.here == names[2]
        assert seen.becomes[names[0]] == "[person 1]"
        assert seen.becomes[names[1]] == "kept"
