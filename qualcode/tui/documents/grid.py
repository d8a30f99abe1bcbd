"""A table whose cells can be changed, and the base of the screens that have one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.coordinate import Coordinate
from textual.screen import Screen
from textual.widgets import DataTable, Static

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.navigation import navigation
from qualcode.tui.styles import STYLES
from qualcode.tui.widgets.cut import cut_in_middle
from qualcode.tui.widgets.dialogs import KeysHelp
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.key_queue import ReadyScreen
from qualcode.tui.widgets.said import Said
from qualcode.workbench.coding.session import CodingSession

#: Columns of documents' ids.
_IDS = ("file", "document")
_MOUSE = "Mouse: click a cell, again to change it."


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: its id, its heading, its least and its most width; numbers stand at the right."""

    id: str
    heading: str
    least: int
    most: int = 0
    right: bool = False


class Grid(DataTable[Text]):
    """Shows rows by key; the cursor stays on its row and column."""

    def __init__(self) -> None:
        super().__init__(cursor_type="cell", zebra_stripes=True, id="grid", cell_padding=1)
        self._keys: list[str] = []
        self._ids: list[str] = []

    @property
    def row(self) -> str:
        """The key of the row at the cursor, empty if there is none."""
        at = self.cursor_row
        return self._keys[at] if 0 <= at < len(self._keys) else ""

    @property
    def row_keys(self) -> Sequence[str]:
        """The keys of the rows, in their order."""
        return self._keys

    @property
    def column(self) -> str:
        """The id of the column at the cursor, empty if there is none."""
        at = self.cursor_column
        return self._ids[at] if 0 <= at < len(self._ids) else ""

    def show(
        self, columns: Sequence[GridColumn], rows: Sequence[tuple[str, Sequence[str]]]
    ) -> None:
        """Show rows, each with its key and a cell for each column, as wide as there is room."""
        key, column, at, top = self.row, self.column, self.cursor_coordinate, self.scroll_offset.y
        with self.prevent(DataTable.CellHighlighted):
            self.clear(columns=True)
            widths = _widths(columns, rows, self.size.width - 1)
            for one, width in zip(columns, widths, strict=True):
                heading = Text(one.heading, no_wrap=True, justify="right" if one.right else "left")
                self.add_column(heading, width=width, key=one.id)
            self._keys = [name for name, _ in rows]
            self._ids = [one.id for one in columns]
            for name, cells in rows:
                self.add_row(
                    *(
                        Text(
                            _shown(cell, one, width), no_wrap=True, overflow="ellipsis",
                            justify="right" if one.right else "left",
                        )
                        for one, cell, width in zip(columns, cells, widths, strict=True)
                    ),
                    key=name,
                )  # fmt: skip
            row = self._keys.index(key) if key in self._keys else at.row
            col = self._ids.index(column) if column in self._ids else at.column
            place = Coordinate(min(row, len(rows) - 1), min(col, len(columns) - 1))
            if rows:
                self.move_cursor(row=place.row, column=max(place.column, 0), animate=False)
                if row == at.row:
                    self.scroll_to(y=top, animate=False, immediate=True)


def _shown(cell: str, column: GridColumn, width: int) -> str:
    """Return a cell's text; of an id without room its start and end."""
    safe = safe_for_terminal(cell)
    return cut_in_middle(safe, width) if column.id in _IDS else safe


def _widths(
    columns: Sequence[GridColumn], rows: Sequence[tuple[str, Sequence[str]]], room: int
) -> list[int]:
    """Return each column's width: the least, and more where cells need it and there is room."""
    widths = [one.least for one in columns]
    wanted = [
        max([one.least, *(Text(cells[n]).cell_len for _, cells in rows)])
        for n, one in enumerate(columns)
    ]
    wanted = [min(want, one.most or one.least) for want, one in zip(wanted, columns, strict=True)]
    left = room - sum(width + 2 for width in widths)
    while left > 0 and (short := [n for n, want in enumerate(wanted) if widths[n] < want]):
        for n in short[:left]:
            widths[n] += 1
        left -= len(short[:left])
    return widths


class GridScreen(ReadyScreen[None]):
    """A screen with a grid, what is known of its row below it, and a line for what is said."""

    CSS_PATH = [STYLES / "documents.tcss"]
    #: The screen's table of actions.
    table_name = ""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """Lay out the grid, and what is known of its row."""
        yield Static(id="title")
        yield Grid()
        with VerticalScroll(id="about-row", can_focus=False):
            yield Static(id="about")
        yield Said()
        yield KeyLine()

    @property
    def grid(self) -> Grid:
        """The grid."""
        return self.query_one(Grid)

    @property
    def gone(self) -> bool:
        """Whether its widgets are gone, since the screen or the app is being left."""
        return not self.query("#said")

    def on_mount(self) -> None:
        """Start in the grid."""
        self.grid.focus()

    def on_resize(self) -> None:
        """Lay the columns out in another width, once the grid has it."""
        self.call_after_refresh(self.fill)

    def fill(self) -> None:
        """Show the rows."""

    def show_about(self) -> None:
        """Show what is known of the row at the cursor."""

    def edit(self, column: str) -> None:
        """Change the cell at the cursor."""

    @on(DataTable.CellHighlighted)
    def _moved(self) -> None:
        if not self.gone:
            self.show_about()

    @on(DataTable.CellSelected)
    def _selected(self, event: DataTable.CellSelected) -> None:
        event.stop()
        if not self.gone and self.grid.row:
            self.edit(self.grid.column)

    # ---- showing --------------------------------------------------------------------------

    def show_title(self, name: str, words: str) -> None:
        """Show the name of the screen, and words beside it."""
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f" {name} ", "bold reverse")
        line.append(f"  {safe_for_terminal(words)}")
        self.query_one("#title", Static).update(line)

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Show a message below the grid until the next one."""
        for said in self.query(Said):  # none after the screen was left
            said.say(words, "bold red" if wrong else "")

    def tell_row(self, name: str, lines: Sequence[str]) -> None:
        """Show lines on the row at the cursor, the first behind its name."""
        text = Text(safe_for_terminal(name), "bold")
        for number, line in enumerate(lines):
            text.append(f"{'  ' if number == 0 else chr(10)}{safe_for_terminal(line)}", "not bold")
        for about in self.query("#about").results(Static):
            about.update(text)

    # ---- moving ---------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Change the cell at the cursor."""
        if self.grid.row:
            self.edit(self.grid.column)

    def action_step(self, by: int) -> None:
        """Move by lines."""
        self.grid.move_cursor(row=max(self.grid.cursor_row + by, 0), animate=False)

    def action_edge(self, by: int) -> None:
        """Go to the first or the last line."""
        self.grid.move_cursor(row=self.grid.row_count - 1 if by > 0 else 0, animate=False)

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(KeysHelp(self.session.keys[self.table_name], mouse=_MOUSE))

    def action_leave(self) -> None:
        """Go back."""
        leave(self)


def leave(screen: Screen[None]) -> None:
    """Go back from a screen."""
    navigation(screen).leave(screen)
