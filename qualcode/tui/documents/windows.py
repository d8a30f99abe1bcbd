"""A window in which one of a few things is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.options import Options
from qualcode.tui.widgets.palette import move_highlight


class Choose(Ahead[str | None]):
    """Choose one of a few, by arrows or its digit; returns its value, ``None`` with Escape."""

    def __init__(self, title: str, choices: Sequence[tuple[str, str]], present: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._present = title, choices, present

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog small"):
            yield Static(Text(safe_for_terminal(self._title), style="bold"))
            yield Options(
                *(Option(self._line(n, words)) for n, (_, words) in enumerate(self._choices, 1))
            )
            yield Static("Enter choose · ↑↓ move · Esc leave as it was", classes="quiet")

    def on_mount(self) -> None:
        """Start at what it is now."""
        values = [value for value, _ in self._choices]
        options = self.query_one(OptionList)
        options.highlighted = values.index(self._present) if self._present in values else 0
        options.focus()

    def _line(self, number: int, words: str) -> Text:
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{number}  " if number <= 9 else "   ", "bold")
        return line.append(safe_for_terminal(words))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.close(self._choices[event.option_index][0])

    def on_key(self, event: events.Key) -> None:
        """Choose by digit; leave with Escape."""
        if event.key == "escape":
            self.close(None)
        elif event.key.isdigit() and 1 <= int(event.key) <= len(self._choices):
            self.close(self._choices[int(event.key) - 1][0])
        elif not move_highlight(self.query_one(OptionList), event.key):
            return
        event.stop()
        event.prevent_default()
