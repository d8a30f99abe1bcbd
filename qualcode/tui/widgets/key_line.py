"""Shows the keys of a screen in one line; a click on one does as the key does.

Textual's own footer makes a widget for each key, and makes all of them again whenever the focus
moves: a third of the time that a screen took to open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.screen import Screen


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
    """The keys that the screen offers now. Where they do not all fit, the wheel moves them."""

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
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
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
        """Return the line, without what was moved out of it at the left."""
        line = Text(no_wrap=True, end="")
        for one in self.keys:
            dim = Style(dim=not one.enabled)
            key = self.get_component_rich_style("keys--key")
            words = self.get_component_rich_style("keys--description")
            if one == self._under_mouse:
                words = self.get_component_rich_style("keys--under-mouse")
            line.append(f" {one.display} ", key + dim)
            line.append(f"{one.description} ", words + dim)
        return line.divide([self._offset])[-1] if self._offset else line

    # ---- the mouse ------------------------------------------------------------------------

    def key_at(self, column: int) -> ShownKey | None:
        """Return the key that is shown at a column of the line."""
        at = column + self._offset
        return next((one for one in self.keys if one.start <= at < one.end), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Do as the key does."""
        one = self.key_at(event.x)
        if one is None:
            return
        if one.enabled:
            self.app.simulate_key(one.key)
        else:
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
        width = self.keys[-1].end if self.keys else 0
        self._offset = max(0, min(offset, width - self.size.width))
        self.refresh()
