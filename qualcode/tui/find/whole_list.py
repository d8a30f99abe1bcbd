"""A list of passages shown whole: as many rows each as its words need, folded where asked."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from qualcode.tui.widgets.cut import cut_in_middle
from qualcode.tui.widgets.paint import SHOWN, code_colour, colour_depth
from qualcode.tui.widgets.passage_list import Item, PassageList
from qualcode.workbench.find.excerpts import Excerpt, Piece
from qualcode.workbench.find.passage_rows import Part, heading_rows, note_rows, word_rows

#: The bar of the cursor, then the sign of the valence: the words hang below the heading.
_BAR = 2
_HANG = _BAR + 2
#: Longer lines are hard to read.
_MOST_WIDE = 90
_NOTE = "Note: "
_CONTROLS = re.compile(f"[{re.escape(''.join(map(chr, SHOWN)))}]")


@dataclass(frozen=True, slots=True)
class WholeItem:
    """A passage as the list shows it; ``valence`` names its style, ``sign`` stands before it.

    ``colour`` and ``place`` are its code's in the codebook, ``key`` is what it is told apart by.
    """

    key: str
    sign: str
    valence: str
    heading: tuple[Part, ...]
    colour: str
    place: int
    passage: Excerpt
    note: str = ""


class WholePassages(PassageList):
    """Shows passages whole or folded; ``item`` is called for the heights of all of them once."""

    COMPONENT_CLASSES = {
        "passages--works_well", "passages--works_less_well", "passages--mixed", "passages--note",
    }  # fmt: skip

    def __init__(self, item: Callable[[int], WholeItem]) -> None:
        super().__init__(_undescribed)
        self._item = item
        self._all_folded = False
        # The keys of those that differ from the others.
        self._exceptions: set[str] = set()
        self._heights: list[int] = []
        self._ends: list[int] = []
        self._measured_for = 0

    # ---- where the rows of a passage are ---------------------------------------------------

    def rows_of(self, at: int) -> int:
        """Return how many rows a passage takes, with the empty one after it."""
        self._measure()
        return self._heights[at]

    def first_row(self, at: int) -> int:
        """Return the number of a passage's first row."""
        self._measure()
        return self._ends[at] - self._heights[at] if self._ends else 0

    def all_rows(self) -> int:
        """Return the rows of all passages."""
        self._measure()
        return self._ends[-1] if self._ends else 0

    def place_of_row(self, row: int) -> tuple[int, int]:
        """Return which passage a row is of, and which of its rows it is."""
        self._measure()
        at = bisect.bisect_right(self._ends, row)
        return (at, row - self.first_row(at)) if at < self.count else (self.count, 0)

    def _measure(self) -> None:
        if len(self._heights) != self.count or self._measured_for != self._width:
            self._measured_for = self._width
            self._heights = [self._height(at) for at in range(self.count)]
            self._add_up()

    def _add_up(self) -> None:
        self._ends = list(itertools.accumulate(self._heights))

    def _height(self, at: int) -> int:
        heading, words, note = self._laid(self._item(at), measured=True)
        return len(heading) + len(words) + len(note) + 1

    def _laid(
        self, item: WholeItem, *, measured: bool = False
    ) -> tuple[list[list[Part]], list[list[Piece]], list[str]]:
        room = max(8, self._width - _HANG - 1)
        wide = min(room, _MOST_WIDE)
        passage = Excerpt(*map(_shown, item.passage))
        return (
            heading_rows(item.heading, room, cell_len),
            word_rows(
                passage, wide, folded=self._is_folded(item), measured=measured, cells=cell_len
            ),
            note_rows(_shown(item.note), wide - len(_NOTE), cell_len),
        )

    # ---- what is shown --------------------------------------------------------------------

    def show(self, count: int, *, cursor: int = 0, empty: str = "") -> None:
        """Show this many passages; the row of the cursor stays where it is on the screen."""
        measured = bool(self._heights) and len(self._heights) == self.count
        above = self.first_row(self.cursor) - self.scroll_offset.y if measured else 0
        self._heights, self._ends, self.count = [], [], count
        super().show(count, cursor=cursor, empty=empty)
        if measured and count:
            self.scroll_to(y=max(0, self.first_row(self.cursor) - above), animate=False)
            self._bring_into_view()

    def renew(self, at: int) -> None:
        """Show a passage that was changed."""
        self._measure()
        height = self._height(at)
        if height != self._heights[at]:
            self._heights[at] = height
            self._resized()
        self._touch(at)

    def _resized(self) -> None:
        self._add_up()
        self.virtual_size = self.virtual_size.with_height(self.all_rows())
        self.refresh()

    # ---- folding --------------------------------------------------------------------------

    def _is_folded(self, item: WholeItem) -> bool:
        return self._all_folded is not (item.key in self._exceptions)

    def fold(self) -> None:
        """Fold the passage at the cursor, or unfold it."""
        if self.count:
            self._exceptions ^= {self._item(self.cursor).key}
            self.renew(self.cursor)
            self._bring_into_view()

    def fold_all(self, folded: bool) -> None:
        """Fold all passages, or none; the cursor's row stays where it is on the screen."""
        self._exceptions.clear()
        self._all_folded = folded
        self.show(self.count, cursor=self.cursor, empty=self._empty)

    @property
    def all_folded(self) -> bool:
        """Whether passages are folded, but for some."""
        return self._all_folded

    # ---- moving ---------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Move by passages; within one that is longer than the window, by half a window first."""
        if self.count and self._reads_on(by):
            return
        super().action_step(by)

    def _reads_on(self, by: int) -> bool:
        """Scroll within the passage at the cursor, if more of it is out of sight that way."""
        height, top = self.size.height, self.first_row(self.cursor)
        last = top + self.rows_of(self.cursor) - 1
        at = self.scroll_offset.y
        if by > 0:
            beyond = last - (at + height)
            step = min(max(1, height // 2), beyond)
        else:
            beyond = at - top
            step = -min(max(1, height // 2), beyond)
        if beyond <= 0 or last - top <= height:
            return False
        self.scroll_to(y=at + step, animate=False)
        return True

    def action_page(self, by: int) -> None:
        """Move by a window of rows, at least by a passage."""
        if self.count:
            row = self.first_row(self.cursor) + by * self.size.height
            at, _ = self.place_of_row(min(max(0, row), self.all_rows() - 1))
            self.move_to(at if at != self.cursor else self.cursor + by)

    # ---- drawing --------------------------------------------------------------------------

    def paint(self, at: int, width: int) -> list[Strip]:
        """Return the rows of a passage."""
        item = self._item(at)
        heading, words, note = self._laid(item)
        base, left = self._left(at)
        blank = Segment("  ", base)
        judged = base + self._valence(item.valence)
        rows = [
            [
                left,
                Segment(f"{item.sign} ", judged) if not n else blank,
                *self._parts(row, item, base),
            ]
            for n, row in enumerate(heading)
        ]
        rows += [
            [left, blank, *(Segment(p.text, self._said(p, at, base)) for p in row)] for row in words
        ]
        quiet = self._on("passages--note", base)
        rows += [
            [left, blank, Segment((" " * len(_NOTE) if n else _NOTE) + row, quiet)]
            for n, row in enumerate(note)
        ]
        strips = [Strip(row).adjust_cell_length(width, base) for row in rows]
        return [*strips, Strip.blank(width, self.rich_style)]

    def _said(self, piece: Piece, at: int, base: Style) -> Style:
        """Return the style of words: many rows in bold would be hard to read."""
        style = self._words(piece, at, base)
        if piece.inside and colour_depth(self.app) != "none":
            style += Style(bold=False)
        return style

    def _left(self, at: int) -> tuple[Style, Segment]:
        """Return the ground of a passage and the bar before it."""
        chosen = at == self.cursor
        base = self.rich_style
        bar = " "
        if chosen:
            base += Style(bgcolor=self.get_component_rich_style("passages--cursor").bgcolor)
            bar = "▌" if self.has_focus else "▏"
        return base, Segment(f"{bar} ", self._on("passages--bar", base))

    def _valence(self, name: str) -> Style:
        bold = Style(bold=True)
        if f"passages--{name}" not in self.COMPONENT_CLASSES or colour_depth(self.app) == "none":
            return bold
        return Style(color=self.get_component_rich_style(f"passages--{name}").color) + bold

    def _parts(self, row: list[Part], item: WholeItem, base: Style) -> list[Segment]:
        room = max(8, self._width - _HANG - 1)
        quiet = self._on("passages--title", base)
        found: list[Segment] = []
        for kind, text in row:
            shown = cut_in_middle(text, room)
            if kind == "document":
                found.append(Segment(shown, base + Style(bold=True)))
            elif kind == "code":
                mark = code_colour(self, item.colour, item.place)
                found.append(Segment(shown[:1], base + mark))
                found.append(Segment(shown[1:], base))
            else:
                found.append(Segment(shown, quiet))
        return found


def _shown(text: str) -> str:
    """Return a text of which nothing steers the terminal; of most there is nothing to change."""
    return text.translate(SHOWN) if _CONTROLS.search(text) else text


def _undescribed(at: int) -> Item:
    raise AssertionError(f"passage {at} is painted from its whole item")
