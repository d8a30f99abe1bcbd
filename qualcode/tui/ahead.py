"""Keys typed ahead, as over a slow line, wait until the window they are meant for is there."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import ModalScreen

Given = TypeVar("Given")
#: Keys that may close a window, which goes through several queues.
_CLOSING = ("enter", "escape", "ctrl+s")
#: Seconds for that; nobody types faster by hand.
_CLOSE = 0.03


class Ahead(ModalScreen[Given]):
    """A window that tells when it can take keys, and closes only once."""

    ready = False

    class Ready(Message):
        """The window can take keys."""

    def on_mount(self) -> None:
        """Be ready once the first field has the focus."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.ready = True
        self.app.post_message(self.Ready())

    def close(self, given: Given) -> None:
        """Close, unless that is under way."""
        if self.is_current:
            self.dismiss(given)


class AheadApp(App[None]):
    """Holds keys back, in their order, while a window is not ready for them or is closing."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[events.Key] = []
        self._closing = False

    async def on_event(self, event: events.Event) -> None:
        """Hold a key, or deal with the event."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            screen = self.screen_stack[-1] if self.screen_stack else None
            window = screen if isinstance(screen, Ahead) else None
            if self._held or self._closing or (window is not None and not window.ready):
                self._held.append(event)
                return
            if window is not None and event.key in _CLOSING:
                self._closing = True
                self.set_timer(_CLOSE, self._closed)
        await super().on_event(event)

    async def _closed(self) -> None:
        self._closing = False
        await self._release()

    async def on_ahead_ready(self) -> None:
        """Let the held keys go, in their order."""
        await self._release()

    async def _release(self) -> None:
        held, self._held = self._held, []
        for event in held:
            await self.on_event(event)
