"""Shows texts next to each other in panes with headings, and marks their differences."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from qualcode.model.codebook.diff import word_changes
from qualcode.model.text.text import safe_for_terminal
from qualcode.tui.widgets.composed import Whole


class Version(Whole, VerticalScroll, can_focus=False):
    """One text with its heading."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name, classes="version")

    def compose(self) -> ComposeResult:
        """Lay out heading and text."""
        yield Static(classes="version-heading")
        yield Static(classes="version-text")

    def show(self, title: str, text: Text, *, mark: str = "") -> None:
        """Show a text under a title, with ``mark`` beside it."""
        heading = Text(no_wrap=True, overflow="ellipsis")
        heading.append(f" {safe_for_terminal(title)} ", "bold reverse")
        if mark:
            heading.append(f"  {mark}", "bold")
        self.query_one(".version-heading", Static).update(heading)
        self.query_one(".version-text", Static).update(text)


def with_marks(before: str, after: str, *, old: bool) -> Text:
    """Return one of two texts, with the words that the other lacks marked.

    They are bold and underlined, not only coloured.
    """
    shown = Text()
    for kind, words in word_changes(before, after):
        if kind != ("in" if old else "out"):
            # Line breaks stay; characters that would move the cursor do not.
            safe = "\n".join(safe_for_terminal(line) for line in words.split("\n"))
            shown.append(safe, "" if kind == "same" else "bold underline")
    return shown if shown.plain.strip() else Text("(nothing)", "italic")


def plain_lines(lines: Sequence[str]) -> Text:
    """Return lines as text."""
    return Text("\n".join(safe_for_terminal(line) for line in lines))
