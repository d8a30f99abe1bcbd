"""Shows the keys of a screen in one line; a click on one does as the key does.

Textual's own footer makes a widget for each key, and makes all of them again whenever the focus
moves: a third of the time that a screen took to open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.screen import Screen

#: The action that shows all keys, and the word for it where there is no room for them.
_HELP = frozenset({"help", "screen.help"})
_MORE = "more"


@dataclass(frozen=True)
class ShownKey:
    """A key as the line shows it, from one column to another (half-open)."""

    key: str
    display: str
    description: str
    tooltip: str
    enabled: bool
    start: int
    end: int


class KeyLine(Widget, can_focus=False):
    """The keys that the screen offers now.

    Where they do not all fit, the key that shows all of them stands at the right, with "more", and
    the wheel moves the others.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"keys--key", "keys--description", "keys--under-mouse"}
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        text-wrap: nowrap;
        color: $footer-foreground;
        background: $footer-background;
        & > .keys--key {
            color: $footer-key-foreground; background: $footer-key-background; text-style: bold;
        }
        & > .keys--description {
            color: $footer-description-foreground; background: $footer-description-background;
        }
        & > .keys--under-mouse {
            color: $footer-key-foreground; background: $block-hover-background;
        }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.keys: tuple[ShownKey, ...] = ()
        self._help: ShownKey | None = None
        self._offset = 0
        self._under_mouse: ShownKey | None = None

    def on_mount(self) -> None:
        """Follow what the screen offers."""
        self.screen.bindings_updated_signal.subscribe(self, self._look_again)

    def on_unmount(self) -> None:
        """Follow it no more."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _look_again(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            keys = self._offered()
            if keys != self.keys:
                self.keys = keys
                self._under_mouse = None
                self._move_to(self._offset)

    def _offered(self) -> tuple[ShownKey, ...]:
        """Return the keys to show: of those that do the same, the first."""
        found: dict[str, ShownKey] = {}
        column = 0
        self._help = None
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.action in _HELP and self._help is None:
                display = self.app.get_key_display(binding)
                self._help = ShownKey(binding.key, display, _MORE, tooltip, enabled, 0, 0)
            if not binding.show or binding.action in found:
                continue
            display = self.app.get_key_display(binding)
            width = Text(f" {display} {binding.description} ").cell_len
            found[binding.action] = ShownKey(
                binding.key, display, binding.description, tooltip, enabled, column, column + width
            )
            column += width
        return tuple(found.values())

    def render(self) -> Text:
        """Return the line, without what was moved out of it at the left or has no room."""
        line = Text(no_wrap=True, end="")
        more = self._more()
        last = self._offset + self._room
        for one in self.keys:
            if more is None or one.end <= last:
                self._append(line, one)
        line = line.divide([self._offset])[-1] if self._offset else line
        if more is not None:
            line.pad_right(self._room - line.cell_len)
            self._append(line, more)
        return line

    def _append(self, line: Text, one: ShownKey) -> None:
        dim = Style(dim=not one.enabled)
        key = self.get_component_rich_style("keys--key")
        words = self.get_component_rich_style("keys--description")
        if one == self._under_mouse:
            words = self.get_component_rich_style("keys--under-mouse")
        line.append(f" {one.display} ", key + dim)
        line.append(f"{one.description} ", words + dim)

    @property
    def _width(self) -> int:
        """The columns that all keys together take."""
        return self.keys[-1].end if self.keys else 0

    def _more(self) -> ShownKey | None:
        """Return the sign that there are more keys, and its place; ``None`` if all fit."""
        width = self.size.width
        # After the last key there is a blank.
        if self._width - 1 <= width or not width:
            return None
        help_ = self._help or ShownKey("", "…", _MORE, "", False, 0, 0)
        own = Text(f" {help_.display} {help_.description} ").cell_len
        return replace(help_, start=max(0, width - own), end=width)

    @property
    def _room(self) -> int:
        """The columns in which keys are shown."""
        more = self._more()
        return self.size.width if more is None else more.start

    # ---- the mouse ------------------------------------------------------------------------

    def key_at(self, column: int) -> ShownKey | None:
        """Return the key that is shown at a column of the line."""
        more = self._more()
        if more is not None and column >= more.start:
            return more
        at = column + self._offset
        return next((one for one in self.keys if one.start <= at < one.end), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Do as the key does."""
        one = self.key_at(event.x)
        if one is None:
            return
        if one.enabled:
            self.app.simulate_key(one.key)
        elif one.key:
            self.app.bell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which key is under the mouse, and what it does."""
        self._point_at(self.key_at(event.x))

    def on_leave(self) -> None:
        """Show none."""
        self._point_at(None)

    def _point_at(self, one: ShownKey | None) -> None:
        if one != self._under_mouse:
            self._under_mouse = one
            self.tooltip = one.tooltip if one and one.tooltip else None
            self.refresh()

    def on_mouse_scroll_down(self) -> None:
        """Show what is further on."""
        self._move_to(self._offset + 2)

    def on_mouse_scroll_up(self) -> None:
        """Show what is further back."""
        self._move_to(self._offset - 2)

    def on_resize(self) -> None:
        """Show as much as there is room for."""
        self._move_to(self._offset)

    def _move_to(self, offset: int) -> None:
        self._offset = max(0, min(offset, self._width - self._room))
        self.refresh()
