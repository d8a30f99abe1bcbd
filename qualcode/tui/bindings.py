"""Makes Textual's key bindings from a table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.binding import Binding, BindingType

from qualcode.workbench.keys.coding import Action, shown_key
from qualcode.workbench.keys.keymap import binding_id


def _never(action: Action) -> bool:
    return False


def key_bindings(
    screen: str, actions: Iterable[Action], *, priority: Callable[[Action], bool] = _never
) -> list[BindingType]:
    """Return the bindings for a screen's table; ``priority`` says which come before the focus's.

    The way to all keys comes first, so that the footer has it however narrow the terminal is.
    """
    return [
        Binding(
            ",".join(action.keys),
            action.id,
            action.footer or action.text,
            show=bool(action.footer),
            key_display=shown_key(action.keys[0]),
            tooltip=action.text,
            id=binding_id(screen, action.id),
            priority=priority(action),
        )
        for action in sorted(actions, key=lambda action: action.id != "help")
    ]
