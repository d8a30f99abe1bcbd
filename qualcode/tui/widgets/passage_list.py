"""A list of passages of any length; only visible rows are laid out and drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.tui.bindings import key_bindings
from qualcode.tui.widgets.cut import cut_in_middle
from qualcode.tui.widgets.paint import SHOWN, colour_depth
from qualcode.workbench.find.excerpts import Excerpt, Piece, rows
from qualcode.workbench.keys.find import LIST_ACTIONS

#: The rows of one passage: its heading, two of words, one empty.
ROWS = 4
#: So much of a document's id is shown at least.
_LEAST_ID = 16
_LEAST_CODE = 12
_BAR = 2
_BOX = 4
#: Longer lines are hard to read.
_MOST_WIDE = 120


@dataclass(frozen=True, slots=True)
class Item:
    """How a passage is shown: the parts of its heading, the most important first, and its words.

    ``code`` is the code's sign and name, ``mark`` the style of its mark; ``tail`` follows it.
    """

    heading: tuple[str, ...]
    passage: Excerpt
    code: str = ""
    mark: Style | None = None
    tail: tuple[str, ...] = ()


class PassageList(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows passages by number; ``describe`` is called for those that are visible.

    With ``ticking`` each has a box, ticked at the start.
    """

    COMPONENT_CLASSES = {
        "passages--bar", "passages--cursor", "passages--title", "passages--context",
        "passages--words",
    }  # fmt: skip

    BINDINGS = key_bindings("passages", LIST_ACTIONS)

    class _Said(Message):
        def __init__(self, passages: PassageList, at: int) -> None:
            super().__init__()
            self.passages = passages
            self.at = at

        @property
        def control(self) -> PassageList:
            """The list that sent the message."""
            return self.passages

    class Opened(_Said):
        """The passage with number ``at`` should open in its text."""

    class Moved(_Said):
        """The cursor is on another passage."""

    class Ticked(_Said):
        """A passage was ticked or unticked."""

    def __init__(
        self, describe: Callable[[int], Item], *, ticking: bool = False, rows: int = ROWS
    ) -> None:
        super().__init__()
        # The rows of one passage: its heading, the words, one empty.
        self._rows = rows
        self._describe = describe
        self._ticking = ticking
        self.count = 0
        self.cursor = 0
        self._empty = ""
        self._unticked: set[int] = set()
        self._cache: dict[int, list[Strip]] = {}

    # ---- where the rows of a passage are ---------------------------------------------------

    def rows_of(self, at: int) -> int:
        """Return how many rows a passage takes, with the empty one after it."""
        return self._rows

    def first_row(self, at: int) -> int:
        """Return the number of a passage's first row."""
        return at * self._rows

    def all_rows(self) -> int:
        """Return the rows of all passages."""
        return self.count * self._rows

    def place_of_row(self, row: int) -> tuple[int, int]:
        """Return which passage a row is of, and which of its rows it is."""
        return divmod(row, self._rows)

    # ---- what is shown --------------------------------------------------------------------

    def show(self, count: int, *, cursor: int = 0, empty: str = "") -> None:
        """Show this many passages, all ticked; ``empty`` is the message if there are none."""
        self._empty = empty
        self._unticked.clear()
        self.count = count
        self.cursor = max(0, min(cursor, count - 1))
        self.redraw()
        self.virtual_size = Size(self._width, self.all_rows())
        self.scroll_to(y=self._top(), animate=False)

    def add(self, count: int) -> None:
        """Show this many more at the end."""
        self.count += count
        self.virtual_size = Size(self._width, self.all_rows())
        self.refresh()

    def redraw(self) -> None:
        """Ask for everything again, since it looks different now."""
        self._cache.clear()
        self.refresh()

    def move_to(self, at: int, *, centre: bool = False) -> None:
        """Put the cursor on a passage and bring it into view, or into the middle of it."""
        at = max(0, min(at, self.count - 1))
        if at != self.cursor:
            self._touch(self.cursor)
            self.cursor = at
            self._touch(at)
            self.post_message(self.Moved(self, at))
        if centre:
            self.scroll_to(y=self._top(), animate=False)
        else:
            self._bring_into_view()

    def is_ticked(self, at: int) -> bool:
        """Return whether a passage is ticked."""
        return at not in self._unticked

    @property
    def ticked(self) -> int:
        """The number of ticked passages."""
        return self.count - len(self._unticked)

    def _touch(self, at: int) -> None:
        self._cache.pop(at, None)
        self.refresh()

    def _top(self) -> int:
        rows = self.rows_of(self.cursor) if self.count else 0
        return max(0, self.first_row(self.cursor) - max(0, self.size.height - rows) // 2)

    def _bring_into_view(self) -> None:
        if not self.count:
            return
        height, top = self.size.height, self.first_row(self.cursor)
        at, last = self.scroll_offset.y, top + self.rows_of(self.cursor) - 1
        if top < at or last - top > height:
            self.scroll_to(y=top, animate=False)
        elif last > at + height:
            self.scroll_to(y=last - height, animate=False)

    # ---- keys and mouse -------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Move by passages."""
        self.move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Move by as many as are visible."""
        self.move_to(self.cursor + by * max(1, self.size.height // self._rows))

    def action_edge(self, by: int) -> None:
        """Move to the first or the last."""
        self.move_to(self.count - 1 if by > 0 else 0)

    def action_open(self) -> None:
        """Ask for the passage to be opened."""
        if self.count:
            self.post_message(self.Opened(self, self.cursor))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer ticking only where there are boxes."""
        return self._ticking or action != "tick"

    def action_tick(self) -> None:
        """Tick or untick the passage, and go to the next."""
        if self.count:
            self._tick(self.cursor)
            self.move_to(self.cursor + 1)

    def _tick(self, at: int) -> None:
        self._unticked ^= {at}
        self._touch(at)
        self.post_message(self.Ticked(self, at))

    def tick_all(self) -> None:
        """Tick everything, or nothing if everything is ticked."""
        self._unticked = set() if self._unticked else set(range(self.count))
        self.redraw()
        self.post_message(self.Ticked(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Choose a passage, tick its box, or open it with a double click."""
        at, row = self.place_of_row(self.scroll_offset.y + event.y)
        if at >= self.count:
            return
        self.move_to(at)
        if self._ticking and row == 0 and _BAR <= event.x < _BAR + _BOX:
            self._tick(at)
        elif event.chain == 2:
            self.action_open()

    # ---- drawing --------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay everything out again."""
        self.virtual_size = Size(self._width, self.all_rows())
        self.redraw()
        self.call_after_refresh(self._bring_into_view)

    def on_focus(self) -> None:
        """Show the cursor more strongly."""
        self._touch(self.cursor)

    def on_blur(self) -> None:
        """Show the cursor less strongly."""
        self._touch(self.cursor)

    def notify_style_update(self) -> None:
        """Drop rows painted in other colours."""
        super().notify_style_update()
        self._cache.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window."""
        width = self._width
        at, row = self.place_of_row(self.scroll_offset.y + y)
        if at >= self.count:
            said = f"  {self._empty}" if not self.count and y == 1 else ""
            style = self.get_component_rich_style("passages--context")
            return Strip([Segment(said, style)]).adjust_cell_length(width, self.rich_style)
        strips = self._cache.get(at)
        if strips is None or strips[0].cell_length != width:
            if len(self._cache) > 500:
                self._cache.clear()
            strips = self._cache[at] = self.paint(at, width)
        return strips[row]

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def paint(self, at: int, width: int) -> list[Strip]:
        """Return the rows of a passage."""
        item = self._describe(at)
        chosen = at == self.cursor
        base = self.rich_style
        if chosen:
            base += Style(bgcolor=self.get_component_rich_style("passages--cursor").bgcolor)
        bar = " "
        if chosen:
            bar = "▌" if self.has_focus else "▏"
        left = Segment(f"{bar} ", self._on("passages--bar", base))
        indent = _BOX if self._ticking else 0
        room = max(8, width - _BAR - indent - 1)
        wide = min(room, _MOST_WIDE)
        passage = Excerpt(*(part.translate(SHOWN) for part in item.passage))
        laid: list[list[Piece]] = rows(passage, wide, most=self._rows - 2, cells=cell_len)
        laid += [[]] * (self._rows - 2 - len(laid))
        box = [Segment(f"[{'x' if self.is_ticked(at) else ' '}] ", base)] if self._ticking else []
        lines = [[left, *box, *self._heading(item, base, room)]]
        for row in laid:
            pieces = [Segment(p.text, self._words(p, at, base)) for p in row]
            lines.append([left, Segment(" " * indent, base), *pieces])
        strips = [_fitted(line, width, base) for line in lines]
        return [*strips, Strip.blank(width, self.rich_style)]

    def _words(self, piece: Piece, at: int, base: Style) -> Style:
        if not piece.inside:
            return self._on("passages--context", base)
        if not self.is_ticked(at):
            return self._on("passages--context", base) + Style(underline=True)
        found = self.get_component_rich_style("passages--words")
        # Visible without colour too; a background alone would be lost.
        return found + Style(bold=True, underline=colour_depth(self.app) == "none")

    def _heading(self, item: Item, base: Style, room: int) -> list[Segment]:
        """Return the heading; its last parts are left out if there is no room."""
        for parts in range(len(item.heading), 2, -1):
            found = self._heading_of(item, item.heading[:parts], base)
            if sum(segment.cell_length for segment in found) <= room:
                return found
        first, *second = item.heading[:2]
        found = self._heading_of(item, (first, *second), base)
        over = sum(segment.cell_length for segment in found) - room
        # Documents are told apart by their ids: the code's name is cut first.
        code = item.code.translate(SHOWN)
        kept = min(cell_len(code), max(_LEAST_CODE, cell_len(code) - over))
        over -= cell_len(code) - kept
        if kept < cell_len(code):
            code = set_cell_size(code, kept - 1).rstrip() + "…"
        short = cut_in_middle(first, max(_LEAST_ID, cell_len(first) - over))
        return self._heading_of(replace(item, code=code), (short, *second), base)

    def _heading_of(self, item: Item, heading: tuple[str, ...], base: Style) -> list[Segment]:
        first, *others = heading
        quiet = self._on("passages--title", base)
        found = [Segment(first.translate(SHOWN), base + Style(bold=True))]
        found += [Segment(f" · {part.translate(SHOWN)}", quiet) for part in others if part]
        if item.code:
            found.append(Segment(" · ", quiet))
            if item.mark is not None:
                found.append(Segment("■ ", base + item.mark))
            found.append(Segment(item.code.translate(SHOWN), base))
        return found + [Segment(f" · {part.translate(SHOWN)}", quiet) for part in item.tail if part]

    def _on(self, name: str, base: Style) -> Style:
        """Return a component's style on the present background."""
        return self.get_component_rich_style(name) + Style(bgcolor=base.bgcolor)


def _fitted(line: list[Segment], width: int, base: Style) -> Strip:
    """Cut a row to the width, with "…" where something is left out."""
    strip = Strip(line)
    if strip.cell_length > width:
        strip = Strip([*strip.crop(0, width - 1), Segment("…", base)])
    return strip.adjust_cell_length(width, base)
