"""The command palette: finds any action of the screen by letters of its name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.options import Options
from qualcode.workbench.keys.coding import Action, find_actions, shown_key


class Palette(Ahead[str]):
    """Choose an action; returns its id, empty if left with Escape."""

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = [a for a in actions if not a.id.startswith(("recent(", "palette"))]
        self._shown: list[Action] = []

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog"):
            yield Input(placeholder="Some letters of what you want to do", id="letters")
            yield Options(id="actions")
            yield Static("Enter do it · ↑↓ choose · Esc leave", classes="quiet")

    def on_mount(self) -> None:
        """List every action."""
        self._list("")

    def _list(self, typed: str) -> None:
        options = self.query_one("#actions", OptionList)
        options.clear_options()
        self._shown = find_actions(self._actions, typed)
        options.add_options([Option(_line(action), id=action.id) for action in self._shown])
        options.highlighted = 0 if self._shown else None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        at = self.query_one("#actions", OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.close(self._shown[at].id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.close(event.option_id or "")

    def on_key(self, event: events.Key) -> None:
        """Move in the list while typing; leave with Escape."""
        if event.key == "escape":
            self.close("")
        elif not move_highlight(self.query_one("#actions", OptionList), event.key):
            return
        event.stop()
        event.prevent_default()


def move_highlight(options: OptionList, key: str) -> bool:
    """Move a list's highlight by a key of the input beside it; return whether the key does that."""
    by = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}.get(key)
    if by is None:
        return False
    if options.option_count:
        at = (options.highlighted or 0) + by
        last = options.option_count - 1
        around = 0 if at > last and by == 1 else last if at < 0 and by == -1 else at
        options.highlighted = min(max(around, 0), last)
    return True


def _line(action: Action) -> Text:
    line = Text(f"{action.text}  ")
    line.append("  ".join(map(shown_key, action.keys)), "bold")
    line.append(f"  {action.section}", "dim")
    return line
