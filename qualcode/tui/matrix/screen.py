"""The screen of a matrix: its grid, and details of the cell at the cursor."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.model.matrix.definition import Key
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.folder import without_collector
from qualcode.store.matrix_definitions import matrix_names, read_matrix
from qualcode.store.study import Study
from qualcode.tui.bindings import key_bindings
from qualcode.tui.matrix.grid import MatrixGrid
from qualcode.tui.navigation import navigation
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.dialogs import KeysHelp
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.key_queue import ReadyScreen
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.keys.matrix import MATRIX_ACTIONS
from qualcode.workbench.matrix.cell_lines import Kind, cell_lines
from qualcode.workbench.matrix.drafts import drafts
from qualcode.workbench.matrix.grid import (
    MARKS,
    SHOWN,
    GridCells,
    legend,
    orders,
    sorted_chart,
)
from qualcode.workbench.matrix.open_matrix import OpenMatrix, open_matrix
from qualcode.workbench.matrix.snapshot import glance, keep_glance
from qualcode.workbench.overview.watch import study_stamp

#: The lines for details of a cell, by the height of the screen.
_DETAIL = ((40, 6), (30, 5), (0, 4))
#: How much of one line about a cell is laid out at most.
_LONG = 900
_MOUSE = "Mouse: click a cell, again to open it; Shift+wheel goes across."


@dataclass(frozen=True)
class _Place:
    """A place in a matrix: the cell, and the first visible row."""

    key: Key
    row: int
    column: int
    top: int


class MatrixScreen(ReadyScreen[None]):
    """Shows one matrix of the study, read in the background; Enter opens a cell."""

    CSS_PATH = STYLES / "matrix.tcss"
    BINDINGS = key_bindings("matrix", MATRIX_ACTIONS)

    class Loaded(Message):
        """A matrix was read, with a message; or why it could not be."""

        def __init__(
            self, number: int, stamp: int, names: Sequence[str], cells: GridCells | None,
            said: str, *, as_last_seen: bool = False,
        ) -> None:  # fmt: skip
            super().__init__()
            self.number = number
            self.stamp = stamp
            self.names = names
            self.cells = cells
            self.said = said
            # Kept from the last time, and shown until the matrix is read.
            self.as_last_seen = as_last_seen

    class Changed(Message):
        """The study has changed since it was read."""

    def __init__(self, session: CodingSession, name: str = "main") -> None:
        super().__init__()
        self.session = session
        self.action_table = session.keys["matrix"]
        self._matrix = name
        self._names: Sequence[str] = (name,)
        self._number = 0
        self._stamp = 0
        self._reading = False
        # The view is from the last time; the chosen cell opens once everything is read.
        self._as_last_seen = False
        self._wanted: Key | None = None
        self._cells: GridCells | None = None
        # The order of a chart's rows that was chosen; none is the matrix's own.
        self._order: tuple[str, ...] = ()
        self._places: dict[str, _Place] = {}
        self._said = False

    def compose(self) -> ComposeResult:
        """Lay out the grid, with details of a cell below it."""
        yield Static(id="title")
        yield MatrixGrid()
        yield Static(id="cell-detail")
        yield Said()
        yield KeyLine()

    @property
    def grid(self) -> MatrixGrid:
        """The grid."""
        return self.query_one(MatrixGrid)

    @property
    def gone(self) -> bool:
        """Whether its widgets are gone, since the screen or the app is being left."""
        return not self.query("#said")

    @property
    def opened(self) -> OpenMatrix | None:
        """The matrix as it is shown."""
        return self._cells.opened if self._cells is not None else None

    def on_mount(self) -> None:
        """Start to read; the screen can be left meanwhile."""
        self.grid.focus()
        self.load()

    def on_resize(self) -> None:
        """Give the details the lines available."""
        for detail in self.query("#cell-detail").results(Static):
            detail.styles.height = next(n for h, n in _DETAIL if self.size.height >= h) + 1
            self._show_detail()
        if not self._said:
            self._show_legend()
        self._show_title()

    # ---- reading --------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Read again if anything changed: a cell may have been written."""
        if self._number and not self._reading:
            self.run_worker(self._compare, thread=True, exclusive=True, group="look")

    def _compare(self) -> None:
        cells = self._cells
        changed = study_stamp(self.session.study.root) != self._stamp
        if not changed and cells is not None:
            # Drafts are not part of the study: they stay on this machine.
            changed = drafts(self.session.study, cells.opened.matrix.name).keys() != cells.drafts
        if changed:
            self.post_message(self.Changed())

    @on(Changed)
    def load(self) -> None:
        """Read the matrix in the background; keep the view until that is done."""
        self._number += 1
        self._reading = True
        self._show_title()
        if self._cells is None and not self.gone:
            self.grid.show(None, empty="Reading …")
        work = partial(self._read, self._number, self._matrix, self._order)
        self.run_worker(work, thread=True, exclusive=True, group="load")

    def _read(self, number: int, name: str, order: tuple[str, ...]) -> None:
        root = self.session.study.root
        stamp = study_stamp(root)
        names: Sequence[str] = self._names
        cells, why = None, ""
        try:
            names = matrix_names(root)
            # A newly opened study keeps no data from the old one.
            study = Study(root)
            definition = read_matrix(study, name)
            with without_collector():
                if self._cells is None and not order:
                    self._show_last_seen(number, names, glance(study, definition))
                opened = open_matrix(study, definition)
                cells = GridCells(sorted_chart(opened, order) if order else opened)
        except (QualcodeError, OSError) as error:
            why = str(error)
        self.post_message(self.Loaded(number, stamp, names, cells, why))
        if cells is not None and not order:
            keep_glance(cells.opened)

    def _show_last_seen(self, number: int, names: Sequence[str], seen: OpenMatrix | None) -> None:
        if seen is not None:
            cells = GridCells(seen)
            self.post_message(self.Loaded(number, 0, names, cells, "", as_last_seen=True))

    @on(Loaded)
    def _show_loaded(self, event: Loaded) -> None:
        if self.gone or event.number != self._number:
            return
        self._remember()
        self._reading = self._as_last_seen = event.as_last_seen
        self._stamp, self._names, self._cells = event.stamp, event.names, event.cells
        place = self._places.get(self._matrix)
        if event.cells is None:
            self.grid.show(None, empty=f"The matrix {self._matrix} cannot be shown")
            self.say(event.said, wrong=True)
        else:
            at = event.cells.place(place.key) if place else (0, 0)
            if at is None and place is not None:
                at = (place.row, place.column)
            top = place.top if place else 0
            self.grid.show(event.cells, at=at or (0, 0), top=top, empty=event.cells.empty)
            if event.said:
                self.say(event.said)
            else:
                self._say_problems(event.cells.opened)
        self._show_title()
        self._show_detail()
        # A large matrix is a million objects, which the collector should not scan.
        self.call_after_refresh(gc.freeze)
        if self._wanted is not None and not event.as_last_seen:
            wanted, self._wanted = self._wanted, None
            self.hold_keys(False)
            if event.cells is not None and event.cells.place(wanted) is not None:
                self._open_cell(wanted)

    def _say_problems(self, opened: OpenMatrix) -> None:
        problems = [one for one in opened.problems if one.level != "note"]
        if problems:
            more = f" (and {len(problems) - 1} more: qualcode check)" if problems[1:] else ""
            self.say(problems[0].line() + more, wrong=problems[0].level == "error")
        else:
            self._show_legend()

    def _remember(self) -> None:
        """Remember the place, for when this matrix is shown again."""
        grid = self.grid
        if grid.cells is not None and grid.key is not None:
            name = grid.cells.opened.matrix.name
            self._places[name] = _Place(grid.key, grid.row, grid.column, grid.top)

    # ---- showing --------------------------------------------------------------------------

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show a message below the cell until the cursor moves."""
        self._said = bool(words)
        for said in self.query(Said):  # none after the screen was left
            said.set_class(wrong, "wrong")
            said.say(words)

    def _show_legend(self) -> None:
        self._said = False
        line = Text(no_wrap=True, overflow="ellipsis")
        marks = legend(self._cells, self.size.width - 1) if self._cells is not None else []
        for mark, words in marks:
            line.append(f" {mark} ", "bold")
            line.append(f"{words} ")
        if marks and not self.gone:
            share = (
                "share of the fullest"
                if self._cells and self._cells.by_case
                else "share of the group"
            )
            full = f"{'bar' if self.grid.bars else 'shade'}: {share}"
            if line.cell_len + len(full) + 2 <= self.size.width:
                line.append(f" {full}", "italic")
        for said in self.query(Said):
            said.set_class(False, "wrong")
            said.update(line)

    def _show_title(self) -> None:
        found = [self._which, *self._about, "reading …" if self._reading else ""]
        room = self.size.width - 10
        # On a narrow screen, first the size is left out, then the number of the matrix.
        for parts in (found, [*found[:2], *found[3:]], [found[1], *found[3:]]):
            words = " · ".join(part for part in (*parts, self.session.coder) if part)
            if cell_len(words) <= room:
                break
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(" Matrix ", "bold reverse")
        line.append(f"  {safe_for_terminal(words)}")
        for title in self.query("#title").results(Static):
            title.update(line)

    @property
    def _which(self) -> str:
        if len(self._names) < 2:
            return ""
        at = self._names.index(self._matrix) + 1 if self._matrix in self._names else "?"
        return f"{self._matrix}, {at} of {len(self._names)}"

    @property
    def _about(self) -> tuple[str, str, str]:
        """Return the matrix's title, its size, and the work left."""
        cells = self._cells
        if cells is None or cells.opened.matrix.name != self._matrix:
            return "", "", ""
        size = cells.about_rows()
        order = f"{size} by {', '.join(self._order)}" if self._order else size
        return cells.opened.matrix.title, order, cells.tally()

    def _show_detail(self) -> None:
        shown = self.query("#cell-detail").results(Static)
        cell = self.grid.cell if not self.gone else None
        lines = cell_lines(self._cells, cell) if self._cells is not None and cell else []
        for detail in shown:
            room = next(n for h, n in _DETAIL if self.size.height >= h)
            detail.update(self._laid_out(lines, room), layout=False)

    def _laid_out(self, lines: Sequence[tuple[Kind, str]], room: int) -> Text:
        """Return the details in as many lines as there are, at least one for each."""
        width = max(10, self.size.width - 2)
        error = self.app.theme_variables["text-error"]
        styles = {"heading": "bold", "plain": "", "quiet": "italic", "alarm": f"bold {error}"}
        found: list[Text] = []
        for n, (kind, words) in enumerate(lines[:room]):
            style = styles[kind]
            text = Text(safe_for_terminal(words[:_LONG]), style)
            wrapped = list(text.wrap(self.app.console, width))
            after = len(lines[:room]) - n - 1
            most = max(1, room - len(found) - after)
            # The last one, the summary, gets the lines that are left; no other takes all.
            most = min(most, 2) if after else most
            if len(wrapped) > most:
                last = Text(f"{wrapped[most - 1].plain.rstrip()} …", style)
                last.truncate(width, overflow="ellipsis")
                if last.plain[-1:] != "…":
                    last = Text(f"{last.plain[:-1]}…", style)
                wrapped = [*wrapped[: most - 1], last]
            found += wrapped
        return Text("\n").join(found)

    @on(MatrixGrid.Moved)
    def _moved(self) -> None:
        if self.gone:
            return
        self._show_detail()
        if self._said:
            self._show_legend()

    # ---- moving ---------------------------------------------------------------------------

    def _go(self, row: int, column: int) -> None:
        # Directly, not by a message, so that the cell and its details change in one frame.
        if self.grid.move_to(row, column):
            self._moved()

    def action_step(self, rows: int, columns: int) -> None:
        """Move by one cell."""
        if not self.gone:
            self._go(self.grid.row + rows, self.grid.column + columns)

    def action_page(self, by: int) -> None:
        """Move by as many rows as are visible."""
        if not self.gone:
            self.action_step(by * max(1, self.grid.rows_seen - 1), 0)

    def action_across(self, by: int) -> None:
        """Move to the next group; in a chart, by as many columns as are visible."""
        if self.gone or self._cells is None:
            return
        first, after = self.grid.columns_seen
        of_group = len(self._cells.opened.matrix.columns)
        self.action_step(0, by * max(1, after - first if self._cells.by_case else of_group))

    def action_edge(self, rows: int, columns: int) -> None:
        """Move to the first or last row, or cell of the row."""
        self.action_step(rows * 10**9, columns * 10**9)

    def action_work(self, by: int) -> None:
        """Move to the next or previous cell with work left."""
        if self.gone or self.grid.cells is None:
            return
        here = (self.grid.row, self.grid.column)
        place = self.grid.cells.next_work(here, by)
        if place is None:
            self.say("No cell has anything left to do")
            return
        self._go(*place)
        if place == here:
            self.say("No other cell has anything left to do")
        elif (place < here) == (by > 0):
            self.say("On from the beginning" if by > 0 else "Back from the end")

    @on(MatrixGrid.Opened)
    def action_open(self) -> None:
        """Open the cell at the cursor."""
        key = None if self.gone else self.grid.key
        if self._as_last_seen:
            self._wanted = key
            self.hold_keys(key is not None)
            self.say("Reading …")
        elif key is not None:
            self._open_cell(key)

    def _open_cell(self, key: Key) -> None:
        from qualcode.tui.matrix.cell_screen import CellScreen

        opened = self.opened
        if opened is not None and self.is_current:
            self.app.push_screen(CellScreen(self.session, opened, key))

    # ---- views ----------------------------------------------------------------------------

    def action_what(self) -> None:
        """Show other figures."""
        if self.gone or self._cells is None:
            return
        if self._cells.by_case:
            self.say("The cells of a framework chart show codings")
            return
        names = list(SHOWN)
        shown = names[(names.index(self.grid.shown) + 1) % len(names)]
        self.grid.show_as(shown)
        self.say(f"Cells show {SHOWN[shown]}")

    def action_sort(self) -> None:
        """Sort the rows of a framework chart by the next attribute."""
        if self.gone or self._cells is None:
            return
        if self._as_last_seen:
            self.say("Reading …")
            return
        if not self._cells.by_case:
            self.say("Only a framework chart is sorted: here rows are in the codebook's order")
            return
        opened = self._cells.opened
        ways = orders(opened.study, opened.assembled.evidence.definition.order)
        at = ways.index(self._order) if self._order in ways else -1
        if at < 0 and opened.assembled.evidence.definition.order:
            at = 0
        self._order = ways[(at + 1) % len(ways)]
        if self._reading:
            self.load()
            return
        self._number += 1
        work = partial(self._sort, self._number, self._stamp, opened, self._order)
        self.run_worker(work, thread=True, exclusive=True, group="load")

    def _sort(self, number: int, stamp: int, opened: OpenMatrix, order: tuple[str, ...]) -> None:
        with without_collector():
            cells = GridCells(sorted_chart(opened, order))
        self.post_message(
            self.Loaded(number, stamp, self._names, cells, f"Cases by {', '.join(order)}")
        )

    def action_next_matrix(self) -> None:
        """Show the study's next matrix."""
        if self.gone:
            return
        names = self._names
        if len(names) < 2 and self._matrix in names:
            self.say("There is one matrix: 'qualcode matrix new NAME' makes another")
            return
        self._remember()
        at = names.index(self._matrix) if self._matrix in names else -1
        self._matrix, self._order = names[(at + 1) % len(names)], ()
        self._cells = self._wanted = None
        self.hold_keys(False)
        self.say("")
        self.load()
        self._show_detail()

    def action_reread(self) -> None:
        """Read the study again."""
        self.say("")
        self.load()

    def action_palette(self) -> None:
        """Find an action by its name."""
        navigation(self).find_action(self.action_table)

    def action_theme(self) -> None:
        """Change the look."""
        name = navigation(self).action_theme()
        self._show_detail()
        self.say(f"{name} theme")

    def action_help(self) -> None:
        """Show all keys, and the meaning of the marks."""
        marks = [(mark, long) for mark, _, _, long in MARKS]
        marks.append(("shade, or ▂▄▆█", "the share of the group who speak here;"))
        marks.append(("", "in a chart, of the fullest cell's codings"))
        self.app.push_screen(KeysHelp(self.action_table, marks=marks, mouse=_MOUSE))

    def action_leave(self) -> None:
        """Go back."""
        navigation(self).leave(self)
