"""A map of the whole document at the edge: where codings are, and which part is shown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from qualcode.tui.widgets.paint import Look
from qualcode.workbench.coding.lanes import Stretch

#: Signs for how much of a stretch is coded, readable without colour.
_BARS = "·▂▃▄▅▆▇█"


class DocumentMap(Widget):
    """A map two cells wide: a bar for the visible part, and how much of each stretch is coded."""

    COMPONENT_CLASSES = {"map--window", "map--quiet"}

    class Jumped(Message):
        """The mouse chose a place, as a share of the document from 0 to 1."""

        def __init__(self, share: float) -> None:
            super().__init__()
            self.share = share

    class Sized(Message):
        """The map has another height, and needs as many stretches."""

    def __init__(self) -> None:
        super().__init__(id="map")
        self._stretches: Sequence[Stretch] = ()
        self._look: Look | None = None
        self._window = (0.0, 1.0)
        self._dragging = False

    def on_resize(self) -> None:
        """Ask for stretches that fit."""
        self.post_message(self.Sized())

    def show(self, stretches: Sequence[Stretch], look: Look) -> None:
        """Show the codings of a document, one stretch per row."""
        self._stretches, self._look = stretches, look
        self.refresh()

    def show_window(self, top: float, bottom: float) -> None:
        """Show which part of the document is visible, as shares from 0 to 1."""
        if (top, bottom) != self._window:
            self._window = (top, bottom)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paint one row."""
        base = self.rich_style
        height = max(1, len(self._stretches))
        if y >= height or self._look is None:
            return Strip.blank(self.size.width, base)
        stretch = self._stretches[y]
        inside = self._window[0] < (y + 1) / height and y / height < self._window[1]
        window = self.get_component_rich_style("map--window")
        edge = Segment("▌" if inside else " ", base + window)
        if stretch.share:
            bar = _BARS[min(len(_BARS) - 1, 1 + int(stretch.share * (len(_BARS) - 2)))]
            colour = self._look.stripe(stretch.code)
        else:
            bar, colour = _BARS[0], self.get_component_rich_style("map--quiet")
        return Strip([edge, Segment(bar, base + colour + Style(bold=False))]).adjust_cell_length(
            self.size.width, base
        )

    def _jump(self, y: int) -> None:
        self.post_message(self.Jumped(min(max(0.0, y / max(1, len(self._stretches))), 1.0)))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to a place."""
        self.capture_mouse()
        self._dragging = True
        self._jump(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        if self._dragging:
            self._jump(event.y)

    def on_mouse_up(self) -> None:
        """Stop."""
        self.release_mouse()
        self._dragging = False
