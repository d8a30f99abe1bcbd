"""The transcript widget; it draws only the rows it shows, however long the text is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rich.cells import cell_len
from textual import events
from textual.color import Color
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import Coding
from qualcode.model.document.document import Document
from qualcode.model.document.wrapping import Rows, wrap
from qualcode.model.text.graphemes import graphemes
from qualcode.tui.widgets.cut import cut_in_middle
from qualcode.tui.widgets.paint import (
    GUTTER,
    SHOWN,
    Head,
    Line,
    Look,
    colour_depth,
    paint,
    parsed,
    selection_style,
)
from qualcode.workbench.coding.lanes import Stretch, by_row, lanes, right_after, stretches

#: Longer lines are hard to read; the reader may want others.
MOST_WIDE = 75
#: Between the words and the edge.
_RIGHT = 1


class TranscriptView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a document's turns, codings and selection; reports what the mouse chose.

    It inherits no keys, since scrolling alone would leave the cursor behind.
    """

    COMPONENT_CLASSES = {"transcript--margin", "transcript--speaker", "transcript--selection"}

    class Chosen(Message):
        """The mouse chose a place: one click a word, two a sentence, three a turn."""

        def __init__(self, offset: int, clicks: int) -> None:
            super().__init__()
            self.offset = offset
            self.clicks = clicks

    class Dragged(Message):
        """The mouse was dragged over ``[start, end)``."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    def __init__(self, document: Document, text: str, book: Codebook) -> None:
        super().__init__(id="transcript")
        self._document = document
        self._plain = text
        self._display = text.translate(SHOWN)
        self._book = book
        self._hidden: Collection[int] = ()
        self._codings: list[Coding] = []
        self._selection = (0, 0)
        self._active = ""
        self.most_width = MOST_WIDE
        self.rows = Rows(())
        self._wrapped_for = 0
        self._spans: dict[tuple[int, int], range] = {}
        self._cache: dict[int, Strip] = {}
        self._in_row: Mapping[int, Sequence[Coding]] = {}
        self._others: frozenset[str] = frozenset()
        self._look: Look | None = None
        # Where the button went down and where the mouse was last, while it is down, and whether
        # anything was dragged over since: dragging ends in a click, too, and that must choose
        # nothing.
        self._pressed: int | None = None
        self._mouse_at = (0, 0)
        self._drawn = False

    # ---- what is shown --------------------------------------------------------------------

    def show(self, codings: Sequence[Coding], active: str) -> None:
        """Show these codings; ``active`` is the id of the one that actions apply to."""
        self._codings = list(codings)
        self._active = active
        self._place_codings()
        self._cache.clear()
        self.refresh()

    def select(self, selection: tuple[int, int], active: str, *, follow: bool = True) -> None:
        """Show a selection and bring it into view; redraw only rows that change.

        Without ``follow`` the text does not scroll: the mouse is on the words.
        """
        changed = {*self._rows_of(self._selection), *self._rows_of(selection)}
        if active != self._active:
            ids = {active, self._active}
            for coding in self._codings:
                if coding.id in ids:
                    changed |= {*self._rows_of((coding.event.start, coding.event.end))}
            self._active = active
        self._selection = selection
        for row in changed:
            self._cache.pop(row, None)
        self.refresh()
        if follow:
            self.bring_into_view()

    def hide(self, turns: Collection[int]) -> None:
        """Hide turns; an empty collection shows all."""
        self._hidden = turns
        self._wrap()

    def show_document(self, document: Document, hidden: Collection[int]) -> None:
        """Show the same text with other speakers or turns, some of them hidden."""
        self._document, self._hidden = document, hidden
        self._wrap()

    def bring_into_view(self) -> None:
        """Scroll so that the selection's first row is visible, with rows around it.

        After a jump from afar it stands a third from the top, with what follows in sight.
        """
        if not len(self.rows) or not self.size.height:
            return
        span = self._rows_of(self._selection)
        height = self.size.height
        at = self.scroll_offset.y
        if not at - height // 2 <= span.start < at + height + height // 2:
            self.scroll_to(y=max(0, span.start - height // 3), animate=False, immediate=True)
            return
        space = min(5, height // 4)
        top, bottom = span.start - space, min(span.stop, span.start + height - space) + space
        if top < at:
            # At once: otherwise the selection is drawn in one frame and the scroll in the next.
            self.scroll_to(y=max(0, top), animate=False, immediate=True)
        elif bottom > at + height:
            self.scroll_to(y=bottom - height, animate=False, immediate=True)

    @property
    def shows_selection(self) -> bool:
        """Whether any row of the selection is in sight."""
        at = self.scroll_offset.y
        return any(at <= row < at + self.size.height for row in self._rows_of(self._selection))

    def first_in_sight(self) -> int:
        """Return the offset at which the first row in sight begins that shows words."""
        return self.offset_in_row(self.scroll_offset.y + min(1, len(self.rows) - 1))

    def rows_per_page(self) -> int:
        """Return the number of rows on a page of reading."""
        return max(1, self.size.height - 3)

    def offset_in_row(self, row: int) -> int:
        """Return the first offset of the nearest row that shows words."""
        row = min(max(row, 0), len(self.rows) - 1)
        while row > 0 and self.rows.rows[row].start == self.rows.rows[row].end:
            row -= 1
        return self._first_words(row) if self.rows.rows[row].is_head else self.rows.rows[row].start

    def _first_words(self, head: int) -> int:
        """Return where the words below the head of a turn begin."""
        below = self.rows.rows[min(head + 1, len(self.rows) - 1)]
        return below.start

    def _rows_of(self, span: tuple[int, int]) -> range:
        return self.rows.between(*span) if len(self.rows) else range(0)

    # ---- layout ---------------------------------------------------------------------------

    def _wrap(self) -> None:
        if not self.size.width:
            return
        room = self.size.width - GUTTER - _RIGHT
        width = max(12, min(room, self.most_width))
        self._wrapped_for = self.size.width
        self.rows = wrap(
            self._display,
            self._document.turns,
            width,
            cells=cell_len,
            hidden=self._hidden,
            heads=True,
        )
        self._spans.clear()
        self.virtual_size = Size(self.size.width, len(self.rows))
        self._place_codings()
        self._cache.clear()
        self.refresh()
        self.call_after_refresh(self.bring_into_view)
        self.post_message(self.Wrapped())

    def _place_codings(self) -> None:
        shown = self._codings if len(self.rows) else []
        if self._hidden:
            shown = [c for c in shown if self._is_shown(c)]
        self._lanes = lanes(shown, self._between)
        self._in_row = by_row(shown, self._between)
        self._others = right_after(shown, self._plain, self._book.resolve)
        self._first_rows: dict[int, set[str]] = {}
        self._judged_rows: dict[int, set[str]] = {}
        for coding in shown:
            rows = self._between(coding.event.start, coding.event.end)
            self._first_rows.setdefault(rows.start, set()).add(coding.id)
            second = min(rows.start + 1, rows.stop - 1)
            self._judged_rows.setdefault(second, set()).add(coding.id)

    def _between(self, start: int, end: int) -> range:
        """Return the rows of a coding; they change only when the text is wrapped again."""
        found = self._spans.get((start, end))
        if found is None:
            found = self._spans[start, end] = self.rows.between(start, end)
        return found

    def _is_shown(self, coding: Coding) -> bool:
        return self._document.turn_at(coding.event.start) not in self._hidden

    def set_width(self, by: int) -> None:
        """Make the text wider or narrower, from 30 to 160 cells."""
        self.most_width = min(160, max(30, self.most_width + by))
        self._wrap()

    def on_resize(self) -> None:
        """Wrap again, unless only the height is another."""
        if self.size.width != self._wrapped_for:
            self._wrap()
        else:
            self.bring_into_view()

    def notify_style_update(self) -> None:
        """Drop rows painted in other colours."""
        super().notify_style_update()
        self._cache.clear()
        self._look = None

    def show_codebook(self, book: Codebook) -> None:
        """Take signs and colours from the edited codebook."""
        self._book = book
        self._cache.clear()
        self._look = None
        self.refresh()

    def stretches(self, height: int) -> list[Stretch]:
        """Return the document in stretches, for the map at the edge."""
        return stretches(self._in_row, len(self.rows), height) if len(self.rows) else []

    def window(self) -> tuple[float, float]:
        """Return the visible part of the document, as shares from 0 to 1."""
        rows = max(1, len(self.rows))
        top = self.scroll_offset.y
        return top / rows, min(1.0, (top + self.size.height) / rows)

    class Scrolled(Message):
        """Another part of the document is visible."""

    class Wrapped(Message):
        """The document was wrapped again and has other rows."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Update the map."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())
        if self._pressed is not None:
            self._draw_to(*self._mouse_at)  # the wheel moves other words under the mouse

    # ---- painting -------------------------------------------------------------------------

    def look(self) -> Look:
        """Return the present theme's styles."""
        if self._look is None:
            ground, depth = self.background_colors[1], colour_depth(self.app)
            ink = self.rich_style.color
            chosen = self.get_component_rich_style("transcript--selection")
            if ink is not None:
                chosen = selection_style(chosen, ground, Color.from_rich_color(ink), depth)
            marks = {code.id: (n, parsed(code.colour)) for n, code in enumerate(self._book)}
            for code in self._book:
                marks |= dict.fromkeys(code.was, marks[code.id])
            self._look = Look(
                base=self.rich_style,
                margin=self.get_component_rich_style("transcript--margin"),
                speaker=self.get_component_rich_style("transcript--speaker"),
                selection=chosen,
                ground=ground,
                codes=marks,
                depth=depth,
            )
        return self._look

    def render_line(self, y: int) -> Strip:
        """Paint one row of the window, or reuse a painted one."""
        number = self.scroll_offset.y + y
        width = self.size.width
        if number >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        strip = self._cache.get(number)
        if strip is None or strip.cell_length != width:
            strip = paint(self._line(number), self.look(), width)
            if len(self._cache) > 2000:
                self._cache.clear()
            self._cache[number] = strip
        return strip

    def _line(self, number: int) -> Line:
        row = self.rows.rows[number]
        return Line(
            text=self._display[row.start : row.end].replace("\n", " "),
            start=row.start,
            head=self._head(number) if row.is_head else None,
            codings=self._in_row.get(number, ()),
            lanes=self._lanes,
            first_rows=frozenset(self._first_rows.get(number, ())),
            judged_rows=frozenset(self._judged_rows.get(number, ())),
            selection=self._selection,
            active=self._active,
            others=self._others,
        )

    def _head(self, number: int) -> Head:
        turns, here = self._document.turns, self.rows.rows[number].turn
        above = self.rows.rows[number - 1].turn if number else -1
        speaker = turns[here].speaker
        if speaker < 0 or (above == here - 1 and turns[above].speaker == speaker):
            return Head("", here + 1, participant=False)
        who = self._document.speakers[speaker]
        room = max(8, self.size.width - GUTTER - _RIGHT - 8)
        label = cut_in_middle(who.label.translate(SHOWN), room)
        return Head(label, here + 1, participant=who.role == "participant")

    # ---- the mouse ------------------------------------------------------------------------

    def offset_at(self, x: int, y: int) -> int:
        """Return the text offset nearest to a cell of the widget: at a head, of the turn below."""
        number = self._row_at(y)
        row = self.rows.rows[number]
        if row.is_head:
            return self._first_words(number)
        left = x - GUTTER
        used = 0
        for a, b in graphemes(self._display, row.start, row.end):
            used += cell_len(self._display[a:b])
            if used > left:
                return a
        return max(row.start, row.end - 1)

    def _row_at(self, y: int) -> int:
        return min(max(0, self.scroll_offset.y + y), len(self.rows) - 1)

    class Menu(Message):
        """The right button asks what can be done with the words at an offset of the text."""

        def __init__(self, offset: int, at: Offset) -> None:
            super().__init__()
            self.offset, self.at = offset, at

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Start a selection; with the right button, ask for the possible actions."""
        if event.button == 3 and len(self.rows):
            place = Offset(int(event.screen_x), int(event.screen_y))
            self.post_message(self.Menu(self.offset_at(event.x, event.y), place))
        if len(self.rows) and event.button == 1:
            self.capture_mouse()
            self._pressed = self.offset_at(event.x, event.y)
            self._mouse_at, self._drawn = (event.x, event.y), False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend the selection; scroll beyond the edge."""
        if self._pressed is None:
            return
        below = event.y - self.size.height + 1
        if event.y < 0 or below > 0:
            row = self.scroll_offset.y + (event.y if event.y < 0 else below)
            self.scroll_to(y=row, animate=False, immediate=True)
        self._draw_to(event.x, event.y)

    def _draw_to(self, x: int, y: int) -> None:
        """Select from where the button went down to here."""
        self._mouse_at = (x, y)
        y = min(max(y, 0), self.size.height - 1)
        here = self.offset_at(x, y)
        number = self._row_at(y)
        if number and self.rows.rows[number].is_head and here > (self._pressed or 0):
            # Drawing down, the turn below is not reached yet.
            here = max(self._pressed or 0, self.rows.rows[number - 1].end - 1)
        if self._pressed is not None and (self._drawn or here != self._pressed):
            self._drawn = True
            low, high = sorted((self._pressed, here))
            self.post_message(self.Dragged(low, high + 1))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a selection where the mouse is now, even if no move was reported."""
        if self._pressed is not None and (event.x, event.y) != self._mouse_at:
            self._draw_to(event.x, event.y)
        self._pressed = None
        self.release_mouse()

    def on_mouse_release(self) -> None:
        """End a selection, for example because a window opened."""
        self._pressed = None

    def on_click(self, event: events.Click) -> None:
        """Choose a word, a sentence or a turn; not after dragging."""
        if len(self.rows) and event.button != 3 and not self._drawn:
            self.post_message(self.Chosen(self.offset_at(event.x, event.y), event.chain))
