"""Keeps an undo from going unseen: what is not on the screen is named first, then asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from qualcode.workbench.coding.history import Step
from qualcode.workbench.keys.coding import Action, shown_key

if TYPE_CHECKING:
    from textual.screen import Screen

    from qualcode.tui.widgets.key_queue import AheadApp
    from qualcode.workbench.coding.session import CodingSession


class KeyAsked:
    """Asks for a key to be pressed again, directly: any other key means that it was not meant."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._asked_at = -1
        self._about: object = None

    @property
    def _now(self) -> int:
        return cast("AheadApp", self._screen.app).keys_taken

    def ask(self, about: object) -> None:
        """Remember that it was asked about something."""
        self._asked_at, self._about = self._now, about

    def answered(self, about: object) -> bool:
        """Return whether it was asked about that by the key before this one."""
        again = self._now == self._asked_at + 1 and self._about == about
        self._asked_at = -1
        return again


class UndoGuard:
    """Undoes what was done on a screen at once, and anything else only when asked twice.

    ``sees`` says of a step whether it is on the screen; by default it is what was done since the
    screen was opened.
    """

    def __init__(
        self,
        screen: Screen[Any],
        session: CodingSession,
        table: Callable[[], Sequence[Action]],
        sees: Callable[[Step], bool] | None = None,
    ) -> None:
        self._session, self._table = session, table
        # Kept, not their addresses alone: those are given to others once a step is gone.
        self._before = session.steps()
        self._sees = sees or (lambda step: False)
        self._own = sees is None
        self._asked = KeyAsked(screen)

    def made_here(self, step: Step) -> bool:
        """Return whether a step was done since the screen was opened."""
        return not any(step is one for one in self._before)

    def hold(self) -> str:
        """Return what is about to be undone and not on the screen; empty if it may be undone."""
        step = self._session.next_undone
        if step is None or self._sees(step) or (self._own and self.made_here(step)):
            return ""
        if self._asked.answered(step):
            return ""
        self._asked.ask(step)
        return f"Not on this screen: {step.words}{step.where}. {self._key('undo')} again undoes it"

    def with_way_back(self, words: str) -> str:
        """Return what was undone, with the key that does it again."""
        key = self._key("redo")
        return f"{words} · {key} does it again" if key else words

    def _key(self, action: str) -> str:
        keys = next((one.keys for one in self._table() if one.id == action), ())
        return shown_key(keys[0]) if keys else ""
