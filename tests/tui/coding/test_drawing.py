"""Selecting with the mouse as a terminal sends it: press, move, let go, and the click of that."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from qualcode.model.document.wrapping import Row
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.tui.coding.screen import CodingScreen
from qualcode.tui.widgets.paint import GUTTER
from tests.conftest import Run
from tests.tui.typed import at_rest, drawn, mouse, typed, with_a_long_interview

pytestmark = pytest.mark.slow


@pytest.fixture
def long_path(study_path: Path, run: Run) -> Path:
    return with_a_long_interview(study_path, run, answers=40)


class Drawing:
    """A document on the screen, its rows found by number."""

    def __init__(self, app: QualcodeApp) -> None:
        assert isinstance(app.screen, CodingScreen)
        self.app, self.screen, self.view = app, app.screen, app.screen.view
        # The rows of words, not the empty ones between turns.
        self.rows = [n for n, r in enumerate(self.view.rows.rows) if r.end - r.start > 12]

    def row(self, n: int) -> Row:
        return self.view.rows.rows[self.rows[n]]

    def cell(self, n: int, character: int) -> tuple[int, int]:
        """The cell of the screen where a character of a row is."""
        left, top, _, _ = self.view.region
        x = left + GUTTER + character
        return x, top + self.rows[n] - self.view.scroll_offset.y

    @property
    def selected(self) -> tuple[int, int]:
        return self.screen.reading.selection


def clicks(cell: tuple[int, int], times: int = 1, moves: int = 0) -> list[events.MouseEvent]:
    kinds = [events.MouseDown, *[events.MouseMove] * moves, events.MouseUp]
    return [mouse(kind, *cell) for kind in kinds * times]


@pytest.fixture
async def drawing(long_path: Path):
    app = QualcodeApp(Study.open(long_path), "ann", "long")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        yield Drawing(app)


async def test_what_was_drawn_stays_selected_and_is_coded(drawing: Drawing, long_path: Path):
    one = drawing
    await drawn(one.app, one.cell(1, 2), one.cell(1, 5), one.cell(1, 9))
    start = one.row(1).start
    assert one.selected == (start + 2, start + 10)
    await typed(one.app, "enter", *"move", "enter")
    [coding] = Study.open(long_path).codings(coder="ann", document="long")
    assert (coding.event.start, coding.event.end) == (start + 2, start + 10)


async def test_backwards_and_over_several_turns(drawing: Drawing):
    one = drawing
    first, last = one.row(1).start + 3, one.row(5).start + 6
    assert one.row(5).turn > one.row(1).turn
    await drawn(one.app, one.cell(5, 6), one.cell(3, 1), one.cell(1, 3))
    assert one.selected == (first, last + 1)
    await drawn(one.app, one.cell(1, 3), one.cell(5, 6))
    assert one.selected == (first, last + 1)


async def test_out_and_back_again_selects_where_it_ends(drawing: Drawing):
    one = drawing
    start = one.row(1).start
    await drawn(one.app, one.cell(1, 2), one.cell(1, 9), one.cell(1, 4))
    assert one.selected == (start + 2, start + 5)
    await drawn(one.app, one.cell(1, 2), one.cell(1, 9), one.cell(1, 2))
    assert one.selected == (start + 2, start + 3)


async def test_let_go_elsewhere_than_the_last_move_said(drawing: Drawing):
    one = drawing
    start = one.row(1).start
    await drawn(one.app, one.cell(1, 2), one.cell(1, 5), up=one.cell(1, 8))
    assert one.selected == (start + 2, start + 9)
    await drawn(one.app, one.cell(1, 4), up=one.cell(1, 1))
    assert one.selected == (start + 1, start + 5)


async def test_clicks_that_move_nothing_choose_word_sentence_and_turn(drawing: Drawing):
    one = drawing
    await drawn(one.app, one.cell(1, 2), one.cell(1, 9))
    text, found = one.screen._text, []
    for n, times in ((3, 1), (5, 2), (7, 3)):
        # A terminal may tell of a move within the cell.
        await typed(one.app, *clicks(one.cell(n, 1), times, moves=1))
        found.append(text[slice(*one.selected)])
        assert one.selected[0] <= one.row(n).start + 1 < one.selected[1]
    turn = one.screen.document.turns[one.row(7).turn]
    assert found[2] == text[turn.words : turn.end]
    assert [" " in words for words in found] == [False, True, True]
    assert len(found[1]) < len(found[2])


async def test_a_double_click_in_the_last_rows_is_on_the_words_clicked(drawing: Drawing):
    one = drawing
    last = max(n for n in range(len(one.rows)) if one.rows[n] < one.view.size.height)
    await typed(one.app, *clicks(one.cell(last, 1), 2))
    assert one.view.scroll_offset.y == 0
    assert one.selected[0] <= one.row(last).start + 1 < one.selected[1]
    assert " " in one.screen._text[slice(*one.selected)]


async def test_drawn_out_of_the_transcript_it_goes_on_to_where_it_came_back(drawing: Drawing):
    one = drawing
    await drawn(one.app, one.cell(1, 2), (99, 3), (0, 0), one.cell(3, 4))
    assert one.selected == (one.row(1).start + 2, one.row(3).start + 5)
    # Let go over another pane, where no click comes of it.
    await drawn(one.app, one.cell(3, 4), one.cell(3, 0), (99, one.cell(3, 0)[1]))
    assert one.selected[0] == one.row(3).start + 4
    await drawn(one.app, one.cell(1, 1))
    assert one.screen._text[slice(*one.selected)] == one.screen._text[slice(*one.selected)].strip()
    assert one.selected[0] <= one.row(1).start + 1 < one.selected[1]


async def test_drawn_below_the_edge_it_scrolls_and_keeps_where_it_began(drawing: Drawing):
    one = drawing
    start = one.row(2).start + 1
    cells = [one.cell(2, 1), one.cell(4, 1)]
    bottom = one.view.region.bottom
    await drawn(one.app, *cells, *[(40 + n % 2, bottom) for n in range(12)])
    top = one.view.scroll_offset.y
    assert top == 12
    low, high = one.selected
    last = one.view.rows.at(high - 1)
    assert low == start
    assert top <= last < top + one.view.size.height
    assert last >= top + one.view.size.height - 2


async def test_within_the_transcript_drawing_does_not_scroll(drawing: Drawing):
    one = drawing
    last = max(n for n in range(len(one.rows)) if one.rows[n] < one.view.size.height)
    cells = [one.cell(last, n) for n in range(2, 8)]
    await drawn(one.app, one.cell(1, 2), *cells)
    assert one.view.scroll_offset.y == 0
    assert one.selected == (one.row(1).start + 2, one.row(last).start + 8)


async def test_the_wheel_while_drawing_draws_on(drawing: Drawing):
    one = drawing
    app, start = one.app, one.row(1).start + 2
    at = one.cell(3, 4)
    for event in (mouse(events.MouseDown, *one.cell(1, 2)), mouse(events.MouseMove, *at)):
        app.post_message(event)
    await at_rest(app)
    before = one.selected
    for _ in range(3):
        app.post_message(mouse(events.MouseScrollDown, *at, 0))
    await at_rest(app)
    await app.animator.wait_until_complete()
    app.post_message(mouse(events.MouseUp, *at))
    await at_rest(app)
    scrolled = one.view.scroll_offset.y
    assert scrolled > 0
    number = one.rows[3] + scrolled
    if one.view.rows.rows[number].is_head:  # what was drawn down to it ends above it
        number -= 1
    under = one.view.rows.rows[number]
    assert one.selected[0] == before[0] == start
    assert under.start <= one.selected[1] <= under.end + 2


async def test_all_of_it_in_one_burst(drawing: Drawing, long_path: Path):
    """A code typed right after the mouse is on what the mouse drew."""
    one = drawing
    start = one.row(1).start
    events_of_it = [
        mouse(events.MouseDown, *one.cell(1, 2)),
        *(mouse(events.MouseMove, *one.cell(1, n)) for n in range(3, 12)),
        mouse(events.MouseUp, *one.cell(1, 11)),
    ]
    await typed(one.app, *events_of_it, "enter", *"move", "enter", "+")
    await typed(one.app, *clicks(one.cell(4, 1), 2), "1", "-")
    one_, two = sorted(
        Study.open(long_path).codings(coder="ann", document="long"), key=lambda c: c.event.start
    )
    assert (one_.event.start, one_.event.end) == (start + 2, start + 12)
    assert one_.event.valence == "works_well"
    assert two.event.start <= one.row(4).start + 1 < two.event.end
    assert " " in one.screen._text[two.event.start : two.event.end]
    assert two.event.valence == "works_less_well"


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (160, 45)])
async def test_clicks_and_drawing_are_exact_at_every_width(long_path: Path, size: tuple[int, int]):
    app = QualcodeApp(Study.open(long_path), "ann", "long")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        one = Drawing(app)
        text = one.screen._text
        for pane in ("", "f6", "f7"):
            if pane:
                await typed(app, pane)
            one = Drawing(app)
            one.view.scroll_to(y=one.rows[4] - 8, animate=False, immediate=True)
            await at_rest(app)
            for n, character in ((4, 0), (4, 7), (3, 2)):
                await typed(app, *clicks(one.cell(n, character)))
                at = one.row(n).start + character
                start, end = one.selected
                assert start <= at < end
                assert " " not in text[start:end].strip()
            await drawn(app, one.cell(3, 3), one.cell(4, 6))
            assert one.selected == (one.row(3).start + 3, one.row(4).start + 7)
            # The head of a turn is none of its words: drawn down to it, all above is selected.
            number = next(n for n in range(one.rows[4], 0, -1) if one.view.rows.rows[n].is_head)
            x, y = one.cell(4, 2)
            head = (x, y - one.rows[4] + number)
            await drawn(app, one.cell(3, 0), head)
            assert one.selected == (one.row(3).start, one.view.rows.rows[number - 1].end)
            await typed(app, *clicks(head))
            assert one.selected[0] == one.view.rows.rows[number + 1].start
            if pane and one.screen._opened:
                await typed(app, "escape")
            assert app.screen is one.screen
            assert not one.screen._opened
