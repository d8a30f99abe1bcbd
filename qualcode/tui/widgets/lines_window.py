"""A window with lines to read, which returns whether to go on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.key_queue import Ahead

#: A line, plain or with styles of its own.
Line = str | Text


class LinesWindow(Ahead[bool]):
    """Shows lines; Enter returns True, Escape False."""

    BINDINGS = [
        Binding("enter,ctrl+s", "close_with(True)", "Go on", priority=True),
        Binding("escape,q", "close_with(False)", "Leave", priority=True),
    ]

    def __init__(
        self, title: str, lines: Sequence[Line], keys: str = "Enter go on · ↑↓ read"
    ) -> None:
        super().__init__()
        self._title, self._lines, self._keys = title, lines, keys

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        text = Text()
        for number, line in enumerate(self._lines):
            text.append("\n" if number else "")
            text.append_text(line if isinstance(line, Text) else Text(safe_for_terminal(line)))
        with Vertical(classes="dialog tall"):
            yield Static(Text(safe_for_terminal(self._title), style="bold"))
            with VerticalScroll(id="lines"):
                yield Static(text)
            yield Static(self._keys, classes="quiet")

    def action_close_with(self, going_on: bool) -> None:
        """Close."""
        self.close(going_on)
