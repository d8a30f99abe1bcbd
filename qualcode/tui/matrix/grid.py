"""The grid of a matrix; names and headings stay in view, and only visible cells are painted."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.matrix import Cell
from qualcode.tui.looks import CONTRAST
from qualcode.tui.matrix.grid_layout import (
    GROUP_LINES,
    HEADING_LINES,
    GridLayout,
    cut,
    laid_out,
    on_the_floor,
    short_lines,
)
from qualcode.tui.widgets.paint import SHOWN, colour_depth, contrast, seen_on
from qualcode.workbench.matrix.grid import (
    MEND,
    NOT_ASKED,
    NOTHING,
    QUOTATION,
    THIN,
    WRITTEN,
    GridCells,
    Shown,
)

_LEVELS = 5
#: Signs for how full a cell is, readable without colours.
_BARS = "▁▂▄▆█"
#: How many painted rows and headings are kept.
_KEPT = 4000


@lru_cache(maxsize=100)
def heat(ground: Color, colour: Color, ink: Color, level: int) -> Color:
    """Return the background of a level, dark enough to keep a contrast of 4.5 to 1 with words."""
    share = 0.07 + 0.085 * level
    found = ground.blend(colour, share)
    while share > 0.05 and contrast(ink, found) < 4.5:
        share -= 0.03
        found = ground.blend(colour, share)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """The styles of one theme; with ``bars`` a sign shows fullness, not the background."""

    base: Style
    heading: Style
    here: Style
    quiet: Style
    good: Style
    alarm: Style
    bar: Style
    cursor: Style
    ground: Color
    colour: Color
    ink: Color
    bars: bool
    plain: bool

    def ground_of(self, level: int) -> Color:
        """Return the background of a level; 0 is none."""
        if not level or self.bars:
            return self.ground
        return heat(self.ground, self.colour, self.ink, level)

    def mark(self, style: Style, ground: Color) -> Style:
        """Return the style of a mark, visible on any background."""
        if self.plain or style.color is None:
            return Style(bold=style.bold)
        colour = seen_on(Color.from_rich_color(style.color), ground)
        return Style(color=colour.rich_color, bold=style.bold)


class MatrixGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows rows × columns with a cursor on one cell; the screen handles the keys.

    Rows scroll by lines, columns by whole columns, since half a number would be wrong.
    """

    COMPONENT_CLASSES = {
        "matrix--heading", "matrix--here", "matrix--quiet", "matrix--good", "matrix--alarm",
        "matrix--bar", "matrix--cursor",
    }  # fmt: skip

    class Moved(Message):
        """The mouse moved the cursor to another cell."""

    class Opened(Message):
        """The cell at the cursor should open."""

    def __init__(self) -> None:
        super().__init__(id="matrix-grid")
        self.cells: GridCells | None = None
        self.row = 0
        self.column = 0
        self.shown: Shown = "people"
        self._left = 0
        self._empty = ""
        self._layout_now = GridLayout(1, 8, 0)
        self._headings: list[list[str]] = []
        self._groups: dict[str, tuple[str, list[str]]] = {}
        self._column_lines = self._group_lines = 0
        self._look: _Look | None = None
        self._cache: dict[tuple[object, ...], Strip] = {}
        self._painted: dict[tuple[str, str, int, bool], Sequence[Segment]] = {}

    # ---- what is shown --------------------------------------------------------------------

    def show(
        self, cells: GridCells | None, *, at: tuple[int, int] = (0, 0), top: int = 0,
        empty: str = "",
    ) -> None:  # fmt: skip
        """Show a matrix from row ``top`` on, cursor at a place; ``empty`` if there is none."""
        self.cells = None if cells is None or cells.is_empty else cells
        self._empty = empty
        self.row, self.column = self._inside(*at)
        self._lay_out()
        self.scroll_to(y=top, animate=False, immediate=True)
        self._bring_into_view()

    def show_as(self, shown: Shown) -> None:
        """Show other figures."""
        self.shown = shown
        self._forget()

    @property
    def cell(self) -> Cell | None:
        """The cell at the cursor."""
        return self.cells.cell(self.row, self.column) if self.cells else None

    @property
    def key(self) -> Key | None:
        """Row, column and group of the cell at the cursor."""
        return self.cell.key if self.cell else None

    @property
    def top(self) -> int:
        """The first visible row."""
        return self.scroll_offset.y

    @property
    def columns_seen(self) -> tuple[int, int]:
        """The first visible column, and the one after the last."""
        return self._left, min(self._count, self._left + self._layout_now.shown)

    @property
    def bars(self) -> bool:
        """Whether a sign shows how full a cell is, instead of its background."""
        return self._styles.bars

    @property
    def rows_seen(self) -> int:
        """The number of rows that fit."""
        return max(1, self.size.height - self._head)

    @property
    def _count(self) -> int:
        return len(self.cells.columns) if self.cells else 0

    @property
    def _head(self) -> int:
        return self._group_lines + self._column_lines

    def _inside(self, row: int, column: int) -> tuple[int, int]:
        rows = len(self.cells.rows) if self.cells else 0
        return max(0, min(row, rows - 1)), max(0, min(column, self._count - 1))

    def move_to(self, row: int, column: int) -> bool:
        """Put the cursor on a cell and bring it into view; return whether it moved."""
        before, place = (self.row, self.column), self._inside(row, column)
        self.row, self.column = place
        if place != before:
            # Redraw only what changes; redraw everything if it scrolls.
            if self._head:
                self.refresh(Region(0, 0, self.size.width, self._head))
            self._refresh_row(before[0])
            self._refresh_row(place[0])
        self._bring_into_view()
        return place != before

    def _refresh_row(self, row: int) -> None:
        y = row - self.scroll_offset.y + self._head
        if self._head <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _bring_into_view(self) -> None:
        left, most = self._left, self._layout_now.shown
        left = min(max(left, self.column - most + 1), self.column)
        left = max(0, min(left, self._count - most))
        if left != self._left:
            self._left = left
            self.refresh()
        room, top = self.rows_seen, self.scroll_offset.y
        space = min(1, room // 4)
        if self.row - space < top:
            self.scroll_to(y=max(0, self.row - space), animate=False, immediate=True)
        elif self.row + space >= top + room:
            self.scroll_to(y=self.row + space + 1 - room, animate=False, immediate=True)

    def _scroll_columns(self, by: int) -> None:
        left = max(0, min(self._left + by, self._count - self._layout_now.shown))
        if left != self._left:
            self._left = left
            self.refresh()

    # ---- the mouse ------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to a cell, heading or name, or open the cell it is on."""
        if self.cells is None or event.button == 3:
            return
        at = self.scroll_offset.y + event.y - self._head
        row = self.row if event.y < self._head else at
        across = (event.x - self._layout_now.names) // self._layout_now.cell
        first, after = self.columns_seen
        column = self.column if event.x < self._layout_now.names else first + across
        if row >= len(self.cells.rows) or column >= after:
            return
        on_it = event.y >= self._head and event.x >= self._layout_now.names
        if on_it and (row, column) == (self.row, self.column):
            self.post_message(self.Opened())
        elif self.move_to(row, column):
            self.post_message(self.Moved())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """With Shift or Ctrl, scroll to the right."""
        self._maybe_across(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """With Shift or Ctrl, scroll to the left."""
        self._maybe_across(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll to the right."""
        event.prevent_default().stop()
        self._scroll_columns(1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll to the left."""
        event.prevent_default().stop()
        self._scroll_columns(-1)

    def _maybe_across(self, event: events.MouseEvent, by: int) -> None:
        if event.shift or event.ctrl:
            event.prevent_default().stop()
            self._scroll_columns(by)

    # ---- layout ---------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay everything out again."""
        self._lay_out()
        self.call_after_refresh(self._bring_into_view)

    def on_focus(self) -> None:
        """Show the cursor more strongly."""
        self._forget()

    def on_blur(self) -> None:
        """Show the cursor less strongly."""
        self._forget()

    def notify_style_update(self) -> None:
        """Drop cells painted in other colours."""
        super().notify_style_update()
        self._look = None
        self._cache.clear()
        self._painted.clear()

    def _forget(self) -> None:
        self._cache.clear()
        self._painted.clear()
        self.refresh()

    def _lay_out(self) -> None:
        self._look = None
        width = self.scrollable_content_region.width
        self._column_lines = self._group_lines = 0
        if self.cells is not None and width:
            self._measure(self.cells, width)
        rows = len(self.cells.rows) if self.cells else 0
        self.virtual_size = Size(width, self._head + rows)
        self._forget()

    def _measure(self, cells: GridCells, width: int) -> None:
        matrix = cells.opened.matrix
        longest = max(2 * row.depth + cell_len(row.name) for row in cells.rows)
        # The names of rows leave room for the text above them.
        longest = max(longest, 14)
        made = self._layout_now = laid_out(
            width, self._count, longest, chart=cells.by_case, bars=self._styles.bars
        )
        names = dict(matrix.columns)
        lines = {
            column: short_lines(name.translate(SHOWN), made.cell - 1, HEADING_LINES)
            for column, name in names.items()
        }
        self._column_lines = max(len(one) for one in lines.values())
        self._headings = [on_the_floor(lines[c], self._column_lines) for _, c in cells.columns]
        self._groups = {}
        if not cells.by_case:
            room = made.cell * min(len(names), made.shown) - 1
            for group in matrix.groups:
                whole = f"{group.name.translate(SHOWN)} ({group.people:,})"
                self._groups[group.id] = (whole, short_lines(whole, room, GROUP_LINES))
            self._group_lines = max(len(one) for _, one in self._groups.values())

    # ---- painting -------------------------------------------------------------------------

    @property
    def _styles(self) -> _Look:
        if self._look is None:
            depth = colour_depth(self.app)
            base = self.rich_style
            cursor = self.get_component_rich_style("matrix--cursor")
            bar = self.get_component_rich_style("matrix--bar")
            plain = depth in ("none", "few")
            self._look = _Look(
                base=base,
                heading=self.get_component_rich_style("matrix--heading"),
                here=self.get_component_rich_style("matrix--here"),
                quiet=self.get_component_rich_style("matrix--quiet"),
                good=self.get_component_rich_style("matrix--good"),
                alarm=self.get_component_rich_style("matrix--alarm"),
                bar=bar,
                cursor=Style(reverse=True, bold=True) if plain else cursor,
                ground=self.background_colors[1],
                colour=Color.from_rich_color(bar.color) if bar.color else Color(0, 0, 0),
                ink=Color.from_rich_color(base.color) if base.color else Color(255, 255, 255),
                bars=plain or self.app.theme == CONTRAST,
                plain=plain,
            )
        return self._look

    def render_line(self, y: int) -> Strip:
        """Paint one row of the window, or reuse a painted one."""
        width = self.scrollable_content_region.width
        if self.cells is None:
            said = f"  {self._empty}" if y == 1 else ""
            return Strip([Segment(said, self._styles.base)]).adjust_cell_length(
                width, self._styles.base
            )
        row = self.scroll_offset.y + y - self._head
        key: tuple[object, ...]
        if y < self._head:
            key = ("head", y, self._left, self.column)
        elif row >= len(self.cells.rows):
            return Strip.blank(width, self._styles.base)
        else:
            here = row == self.row
            key = (row, self._left, self.column if here else -1)
        strip = self._cache.get(key)
        if strip is None or strip.cell_length != width:
            if len(self._cache) > _KEPT:
                self._cache.clear()
            painted = self._heading_line(y) if y < self._head else self._row_line(row)
            # Few segments, since each frame goes through all of them.
            whole = Strip(painted).simplify().adjust_cell_length(width, self._styles.base)
            strip = self._cache[key] = whole
        return strip

    def _heading_line(self, y: int) -> list[Segment]:
        assert self.cells is not None
        look, made = self._styles, self._layout_now
        first, after = self.columns_seen
        found = [Segment(self._corner(y), look.heading)]
        if y < self._group_lines:
            runs = itertools.groupby(range(first, after), lambda n: self._group(n))
            for n, (group, run) in enumerate(runs):
                room = made.cell * len(list(run)) - 1
                whole, lines = self._groups[group]
                if room < max(map(cell_len, lines)):
                    lines = short_lines(whole, room, self._group_lines)
                style = look.here if group == self._group(self.column) else look.heading
                line = on_the_floor(lines, self._group_lines)[y]
                found.append(Segment("│" if n else " ", look.heading))
                found.append(Segment(cut(line, room), style))
        else:
            for n in range(first, after):
                line = self._headings[n][y - self._group_lines]
                style = look.here if n == self.column else look.heading
                found.append(Segment(self._edge(n, first), look.heading))
                found.append(Segment(cut(line, made.cell - 1), style))
        rest = self.scrollable_content_region.width - made.names - made.cell * (after - first)
        # If columns at the right do not fit, the last line says so.
        more = "›" if after < self._count and y == self._head - 1 else ""
        return [*found, Segment(cut(more, rest), look.heading)]

    def _corner(self, y: int) -> str:
        """Return the text above the names of rows: which columns are visible, what cells show."""
        assert self.cells is not None
        width = self._layout_now.names
        first, after = self.columns_seen
        if y == self._head - 1:
            named = "Case" if self.cells.by_case else "Theme"
            shows = "codings" if self.cells.by_case else self.shown
            gap = width - cell_len(named) - cell_len(shows) - 2
            return cut(f" {named}{' ' * gap}{shows}" if gap > 0 else f" {shows}", width)
        if y == self._head - 2 and after - first < self._count:
            back, on = "‹ " if first else "", " ›" if after < self._count else ""
            return cut(f" {back}{first + 1}–{after} of {self._count}{on}", width)
        return " " * width

    def _group(self, column: int) -> str:
        return self.cells.columns[column][0] if self.cells else ""

    def _edge(self, column: int, first: int) -> str:
        """Return the left edge of a column: a line where a group begins."""
        new = column > first and self._group(column) != self._group(column - 1)
        return "│" if new else " "

    def _row_line(self, number: int) -> list[Segment]:
        assert self.cells is not None
        look, made = self._styles, self._layout_now
        row, here = self.cells.rows[number], number == self.row
        name = cut(f"{'  ' * row.depth}{row.name.translate(SHOWN)}", made.names - 2)
        bar = ("▌" if self.has_focus else "▏") if here else " "
        found = [
            Segment(bar, look.base + Style(color=look.bar.color)),
            Segment(f"{name} ", look.base + Style(bold=here)),
        ]
        first, after = self.columns_seen
        for column in range(first, after):
            found.append(Segment(self._edge(column, first), look.quiet))
            found += self._cell(self.cells.cell(number, column), here and column == self.column)
        return found

    def _cell(self, cell: Cell, at_cursor: bool) -> Sequence[Segment]:
        """Paint a cell, or reuse one that looks the same."""
        assert self.cells is not None
        level = math.ceil(self.cells.share(cell) * _LEVELS)
        figure, marks = self.cells.number(cell, self.shown), self.cells.marks(cell)
        key = (figure, marks, level, at_cursor)
        found = self._painted.get(key)
        if found is None:
            found = self._painted[key] = self._paint(figure, marks, level, at_cursor)
        return found

    def _paint(self, figure: str, marks: str, level: int, at_cursor: bool) -> Sequence[Segment]:
        look, inner = self._styles, self._layout_now.cell - 1
        ground = look.ground_of(level)
        base = look.base if ground == look.ground else look.base + Style(bgcolor=ground.rich_color)
        mark, others = marks[0], marks[1:]
        thin = THIN if THIN in others else " "
        lead, space = int(inner >= 7), " " * (inner >= 8)
        wide = inner - lead - len(space) - 3
        bar = _BARS[level - 1] if level and look.bars else " "
        if len(figure) > wide:
            space, bar, thin = "", "" if len(figure) > wide + 1 else bar, thin.strip()
        number = f"{figure:>{wide}}{thin}{space}"
        tail = QUOTATION if QUOTATION in others else " "
        bar = bar[:lead]
        plain = cut(f"{' ' * len(bar)}{number}{mark}{tail}", inner)
        if at_cursor:
            return [Segment(plain, look.cursor if self.has_focus or look.plain else self._paler())]
        if mark in (NOTHING, NOT_ASKED) and not figure and tail == " ":
            return [Segment(plain, look.quiet)]
        styles = {WRITTEN: look.good, MEND: look.alarm}
        style = base + look.mark(styles[mark], ground) if mark in styles else base
        alarm = base + look.mark(look.alarm, ground)
        found = [
            Segment(bar, base + Style(color=look.bar.color) if bar.strip() else base),
            Segment(number, base),
            Segment(mark, style),
            Segment(tail, alarm if tail.strip() else base),
        ]
        return list(Strip(found).simplify().adjust_cell_length(inner, base))

    def _paler(self) -> Style:
        return self._styles.base + Style(reverse=True)
