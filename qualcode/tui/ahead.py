"""Windows that lose no key typed ahead, as over a slow line."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.screen import ModalScreen

Given = TypeVar("Given")


class Ahead(ModalScreen[Given]):
    """A window that loses no key typed before it was on the screen, and closes only once."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead: list[events.Key] = []
        self._ready = False

    def on_mount(self) -> None:
        """Take the keys that came too early."""
        self.call_after_refresh(self._replay)

    def _replay(self) -> None:
        self._ready = True
        for event in self._ahead:
            self.app.post_message(event)
        self._ahead.clear()

    def early(self, event: events.Key) -> bool:
        """Keep a key for later, if the window is not ready; say whether it was kept."""
        if self._ready:
            return False
        self._ahead.append(events.Key(event.key, event.character))
        event.stop()
        event.prevent_default()
        return True

    def on_key(self, event: events.Key) -> None:
        """Keep keys that come too early."""
        self.early(event)
