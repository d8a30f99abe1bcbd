"""A small window to choose one code, or all codes, to look for."""

from __future__ import annotations

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.codebook.code import Code, Codebook
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.options import Options
from qualcode.tui.widgets.paint import code_colour
from qualcode.tui.widgets.palette import move_highlight
from qualcode.workbench.codebook.code_finder import pick


class CodeChooser(Ahead[str | None]):
    """Returns a code's id, "" for all codes, ``None`` if left with Escape.

    Retired codes are offered too, since their codings stand. ``everything`` is the name of "all
    codes"; if empty, that is not offered.
    """

    def __init__(self, book: Codebook, title: str, everything: str = "All codes") -> None:
        super().__init__()
        self._book = book
        self._title = title
        self._everything = everything
        self._shown: list[str] = []
        self._places = {code.id: n for n, code in enumerate(book)}

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"))
            yield Input(placeholder="Some letters of a code")
            yield Options()
            yield Static("Enter choose · ↑↓ move · Esc leave", classes="quiet")

    def on_mount(self) -> None:
        """List every code."""
        self._list("")

    def _list(self, typed: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        codes = pick(self._book, typed, usable_only=False)
        lines = [self._line(code) for code in codes]
        self._shown = [code.id for code in codes]
        if self._everything and not typed.strip():
            lines.insert(0, Text(f"  {self._everything}", "bold"))
            self._shown.insert(0, "")
        options.add_options([Option(line) for line in lines])
        options.highlighted = 0 if lines else None

    def _line(self, code: Code) -> Text:
        place = self._places[code.id]
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append("■ ", code_colour(self, code.colour, place))
        line.append(code.name)
        above = self._book.get(self._book.parent(code.id) or "")
        for quiet in (above.name if above else "", "retired" if code.status == "retired" else ""):
            line.append(f"  {quiet}" if quiet else "", "dim")
        return line

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(Input.Submitted)
    def _chosen(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.close(self._shown[at])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        if event.option_index < len(self._shown):
            self.close(self._shown[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Move in the list while typing; leave with Escape."""
        options = self.query_one(OptionList)
        if event.key == "escape":
            self.close(None)
        elif move_highlight(options, event.key):
            pass
        else:
            return
        event.stop()
        event.prevent_default()
