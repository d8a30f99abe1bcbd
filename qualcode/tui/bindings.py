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
    """Return the bindings of a screen's table; ``priority`` names those that precede the focus's.

    The help key comes first, so that the footer shows it even in a narrow terminal.
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
