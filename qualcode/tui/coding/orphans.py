"""A window of orphaned codings, to place, remove or leave for later."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import Coding
from qualcode.model.coding.valence import VALENCE_SIGNS
from qualcode.model.local_time import local_day
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.palette import move_highlight


class Orphans(Ahead[tuple[str, Coding] | None]):
    """Choose an orphaned coding; returns "place" or "remove" with it, ``None`` for neither."""

    def __init__(self, orphans: Sequence[tuple[Coding, str]], book: Codebook, passage: str) -> None:
        super().__init__()
        self._orphans = orphans
        self._book = book
        self._passage = passage

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog"):
            yield Static(Text("Orphaned codings: a revision took their words out", style="bold"))
            yield Static(
                Text(f"Selected: {self._passage}", overflow="ellipsis", no_wrap=True),
                classes="quiet",
            )
            yield OptionList(*(Option(self._line(c, words)) for c, words in self._orphans))
            yield Static(
                "Enter put it on the selection · Del remove · ↑↓ choose · Esc leave them",
                classes="quiet",
            )

    def on_mount(self) -> None:
        """Choose the first."""
        self.query_one(OptionList).highlighted = 0

    def _line(self, coding: Coding, words: str) -> Text:
        event = coding.event
        code = self._book.get(coding.code)
        line = Text(f"{VALENCE_SIGNS.get(event.valence or '', ' ')} ", no_wrap=True)
        line.append(code.name if code else coding.code, "bold")
        line.append(f"  {local_day(event.at)}\n", "dim")
        said = safe_for_terminal(" ".join(words.split()))
        line.append(
            f"    was: {said}" if said else "    its words are not on this machine", "italic"
        )
        if event.note:
            line.append(f"\n    “{safe_for_terminal(event.note)}”", "dim")
        return line

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.close(("place", self._orphans[event.option_index][0]))

    def on_key(self, event: events.Key) -> None:
        """Move in the list; remove with Delete; leave with Escape."""
        options = self.query_one(OptionList)
        if event.key == "escape":
            self.close(None)
        elif event.key in ("delete", "x", "d"):
            at = options.highlighted
            if at is not None:
                self.close(("remove", self._orphans[at][0]))
        elif not move_highlight(options, event.key):
            return
        event.stop()
        event.prevent_default()
