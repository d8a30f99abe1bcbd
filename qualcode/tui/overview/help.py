"""Help for the overview: its keys, and the conditions its filter takes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from qualcode.tui.widgets.key_queue import Ahead
from qualcode.workbench.keys.coding import Action, shown_key
from qualcode.workbench.keys.overview import FILTER_EXAMPLES


class OverviewHelp(Ahead[None]):
    """All keys of the overview, from its table of actions."""

    BINDINGS = [("escape,question_mark,q,f1", "close", "Close")]

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = actions

    def compose(self) -> ComposeResult:
        """List the actions by section, then what the filter understands."""
        text = Text()
        section = ""
        for action in self._actions:
            if action.section != section:
                section = action.section
                text.append(f"\n{section}\n" if len(text) else f"{section}\n", "bold underline")
            text.append(f"  {'  '.join(map(shown_key, action.keys)):<21} ", "bold")
            text.append(f"{action.text}\n")
        text.append("\nThe filter: what stands side by side must all be so\n", "bold underline")
        for typed, keeps in FILTER_EXAMPLES:
            text.append(f"  {typed:<21} ", "bold")
            text.append(f"{keeps}\n")
        text.append("\nMouse: click a document, again to open it; click a heading to sort.")
        with VerticalScroll(classes="dialog tall"):
            yield Static(text)

    def action_close(self) -> None:
        """Go back."""
        self.close(None)
