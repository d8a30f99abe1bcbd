"""Shows the keys of a screen in one line; a click on one does as the key does.

Textual's own footer makes a widget for each key, and makes all of them again whenever the focus
moves: a third of the time that a screen took to open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.screen import Screen

#: The action that shows all keys, and the word for it where there is no room for them.
_HELP = ("help", "screen.help", "wanted('help')")
_MORE = "more"


@dataclass(frozen=True)
class ShownKey:
    """A key as the line shows it, and how many columns it takes."""

    key: str
    display: str
    description: str
    tooltip: str
    enabled: bool

    @property
    def width(self) -> int:
        """Its columns, with a blank before, between and after its words."""
        return cell_len(f" {self.display} {self.description} ")


class KeyLine(Widget, can_focus=False):
    """The keys that the screen offers now, as many as have room, each of them whole.

    The key that shows all of them stands last: at the right, with "more", where some have no room,
    and then the wheel moves the others.
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
        #: Whether the last of them shows all keys.
        self._has_help = False
        #: How many of them are left out at the left.
        self._first = 0
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
                self._move_to(self._first)

    def _offered(self) -> tuple[ShownKey, ...]:
        """Return the keys to show: of those that do the same, the first; all keys' own last."""
        found: dict[str, ShownKey] = {}
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                display = self.app.get_key_display(binding)
                found[binding.action] = ShownKey(
                    binding.key, display, binding.description, tooltip, enabled
                )
        last = [found.pop(action) for action in _HELP if action in found][:1]
        self._has_help = bool(last)
        return (*found.values(), *last)

    def render(self) -> Text:
        """Return the line, with the keys that have room."""
        line = Text(no_wrap=True, end="")
        for one, start in self.shown():
            line.pad_right(start - line.cell_len)
            self._append(line, one)
        return line

    def _append(self, line: Text, one: ShownKey) -> None:
        dim = Style(dim=not one.enabled)
        key = self.get_component_rich_style("keys--key")
        words = self.get_component_rich_style("keys--description")
        if one == self._under_mouse:
            words = self.get_component_rich_style("keys--under-mouse")
        line.append(f" {one.display} ", key + dim)
        line.append(f"{one.description} ", words + dim)

    def shown(self) -> list[tuple[ShownKey, int]]:
        """Return the keys that have room, each with the column it begins in."""
        shown, column = [], 0
        more, room = self._more(), self._room
        for one in self._others()[self._first :] if more else self.keys:
            # After the last key there is a blank.
            if column + one.width - (more is None) > room:
                break
            shown.append((one, column))
            column += one.width
        return [*shown, (more, room)] if more else shown

    def _others(self) -> tuple[ShownKey, ...]:
        """Return the keys without the one that shows all."""
        return self.keys[:-1] if self._has_help else self.keys

    def _more(self) -> ShownKey | None:
        """Return the sign that there are more keys; ``None`` if all fit."""
        if not self.size.width or sum(one.width for one in self.keys) - 1 <= self.size.width:
            return None
        if self._has_help:
            return replace(self.keys[-1], description=_MORE)
        return ShownKey("", "…", _MORE, "", False)

    @property
    def _room(self) -> int:
        """The columns in which keys are shown."""
        more = self._more()
        return self.size.width - (more.width if more else 0)

    # ---- the mouse ------------------------------------------------------------------------

    def key_at(self, column: int) -> ShownKey | None:
        """Return the key that is shown at a column of the line."""
        for one, start in self.shown():
            if start <= column < start + one.width:
                return one
        return None

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
        self._move_to(self._first + 1)

    def on_mouse_scroll_up(self) -> None:
        """Show what is further back."""
        self._move_to(self._first - 1)

    def on_resize(self) -> None:
        """Show as much as there is room for."""
        self._move_to(self._first)

    def _move_to(self, first: int) -> None:
        """Leave out so many keys at the left, but no more than lets the last have room."""
        room, fit = self._room, 0
        for one in reversed(self._others()):
            room -= one.width
            if room < 0:
                break
            fit += 1
        self._first = max(0, min(first, len(self._others()) - fit))
        self.refresh()
