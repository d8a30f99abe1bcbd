"""Makes Textual's key bindings from a table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.binding import Binding, BindingType

from qualcode.workbench.keys.coding import Action, shown_key
from qualcode.workbench.keys.footer import by_importance
from qualcode.workbench.keys.keymap import binding_id


def _never(action: Action) -> bool:
    return False


def _displayed(action: Action) -> str:
    """Return the key as the line of keys shows it; the first of nine digits stands for all."""
    shown = shown_key(action.keys[0])
    return f"{shown}…9" if action.id == "recent(1)" else shown


def key_bindings(
    screen: str, actions: Iterable[Action], *, priority: Callable[[Action], bool] = _never
) -> list[BindingType]:
    """Return the bindings of a screen's table; ``priority`` names those that precede the focus's.

    They stand in the order in which the line of keys shows them.
    """
    return [
        Binding(
            ",".join(action.keys),
            action.id,
            action.footer or action.text,
            show=bool(action.footer),
            key_display=_displayed(action),
            tooltip=action.text,
            id=binding_id(screen, action.id),
            priority=priority(action),
        )
        for action in by_importance(screen, actions)
    ]
