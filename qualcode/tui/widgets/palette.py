"""The command palette, and the menu at the pointer: find an action of the screen by its name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Offset
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.tui.widgets.key_queue import Ahead
from qualcode.tui.widgets.options import Options
from qualcode.workbench.keys.coding import Action, find_actions, shown_key


class Palette(Ahead[str]):
    """Choose an action; returns its id, empty if left with Escape or by a click beside it.

    With ``at``, a place on the terminal, it is a menu that opens there.
    """

    def __init__(self, actions: Sequence[Action], at: Offset | None = None) -> None:
        super().__init__()
        self.set_class(at is not None, "at-pointer")
        self._actions = [a for a in actions if not a.id.startswith(("recent(", "palette"))]
        self._shown: list[Action] = []
        self._at = at

    def compose(self) -> ComposeResult:
        """Lay out the window."""
        with Vertical(classes="dialog"):
            yield Input(placeholder="Some letters of what you want to do", id="letters")
            yield Options(id="actions")
            yield Static("Enter do it · ↑↓ choose · Esc leave", classes="quiet", id="hint")

    def on_mount(self) -> None:
        """List every action; open a menu where it was asked for, or as near as it fits."""
        self._list("")
        if self._at is not None:
            self.call_after_refresh(self._move_to, self._at)

    def _move_to(self, at: Offset) -> None:
        box = self.query_one(".dialog")
        room = self.size - box.outer_size
        box.styles.offset = (min(at.x, max(0, room.width)), min(at.y, max(0, room.height)))

    def _list(self, typed: str) -> None:
        options = self.query_one("#actions", OptionList)
        options.clear_options()
        self._shown = find_actions(self._actions, typed)
        width = max((cell_len(action.text) for action in self._shown), default=0)
        options.add_options(
            [Option(_line(action, min(width, 48)), id=action.id) for action in self._shown]
        )
        options.highlighted = 0 if self._shown else None
        hint = "Enter do it · ↑↓ choose · Esc leave"
        none = f"Nothing here is called “{typed.strip()}”: other words, or Esc and ? for all keys"
        self.query_one("#hint", Static).update(Text(hint if self._shown else none))

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

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Leave a menu by a click beside it."""
        if not self.query_one(".dialog").region.contains(event.screen_x, event.screen_y):
            self.close("")

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


def _line(action: Action, width: int) -> Text:
    """Return what an action does, and its keys in a column of their own."""
    line = Text(action.text, no_wrap=True, overflow="ellipsis")
    line.truncate(width, overflow="ellipsis", pad=True)
    line.append("  ")
    line.append("  ".join(map(shown_key, action.keys)), "bold")
    return line
