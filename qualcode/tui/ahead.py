"""Keys typed ahead, as over a slow line, wait until the window they are meant for is there."""

from __future__ import annotations

from contextvars import Context
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.screen import ModalScreen, Screen

from qualcode.tui.whole import Whole

Given = TypeVar("Given")
#: Keys that may close a window, which goes through several queues of messages.
_CLOSING = ("enter", "escape", "ctrl+s")
#: Looks, each a turn of every queue, after which such a key is taken to have closed nothing;
#: counted, for on a busy machine a time says little.
_LOOKS = 10
#: Seconds after which nobody waits for that any more.
_LONG = 1.0
#: Seconds between looks at whether held keys may go.
_AGAIN = 0.005
#: Seconds after which a screen is taken to be ready, whatever has the focus.
_LATE = 3.0


class ReadyScreen(Whole, Screen[Given]):
    """A screen that tells whether it can take keys: once something in it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._made_at = monotonic()
        self._ready = False

    @property
    def ready(self) -> bool:
        """Whether it can take keys; one where nothing takes the focus keeps nobody waiting."""
        if not self._ready:
            self._ready = self.focused is not None or monotonic() - self._made_at > _LATE
        return self._ready


class Ahead(ReadyScreen[Given], ModalScreen[Given]):
    """A window over a screen, that closes only once."""

    def close(self, given: Given) -> None:
        """Close, unless that is under way."""
        if self.is_current:
            self.dismiss(given)


class AheadApp(App[None]):
    """Holds keys back, in order, while a screen is not ready for them or a window closes."""

    def __init__(self) -> None:
        super().__init__()
        self._keys_held: list[events.Key] = []
        self._shutting: Screen[Any] | None = None
        self._shut_since = 0.0
        self._looks_left = 0

    @property
    def keys_waiting(self) -> int:
        """How many keys are held back."""
        return len(self._keys_held)

    async def on_event(self, event: events.Event) -> None:
        """Hold a key, or deal with the event."""
        if isinstance(event, events.Key):
            if not self.screen_stack:
                return  # typed after the app was left
            if event.is_forwarded and self._is_late():
                # It went to the screen before, where nothing took it: it was meant for this
                # one. Made anew outside the app's context, or it would not bubble.
                event = Context().run(events.Key, event.key, event.character)
            if not event.is_forwarded and (self._keys_held or self._must_wait()):
                self._keys_held.append(event)
                if len(self._keys_held) == 1:
                    self.set_timer(_AGAIN, self._release)
                return
            if not event.is_forwarded:
                self._may_close(event)
        await super().on_event(event)

    def _may_close(self, event: events.Key) -> None:
        if isinstance(self.screen, Ahead) and event.key in _CLOSING:
            self._shutting, self._shut_since = self.screen, monotonic()
            self._looks_left = _LOOKS

    def _is_late(self) -> bool:
        return isinstance(self.screen, ReadyScreen) and not self.screen.ready

    def _must_wait(self) -> bool:
        return self._is_late() or self._is_shutting()

    def _is_shutting(self) -> bool:
        gone = self.screen is not self._shutting
        if gone or self._looks_left <= 0 or monotonic() - self._shut_since > _LONG:
            self._shutting = None
        return self._shutting is not None

    async def _release(self) -> None:
        """Let the held keys go, in their order, as far as they may."""
        self._looks_left -= 1
        while self._keys_held and self.screen_stack:
            if self._must_wait():
                self.set_timer(_AGAIN, self._release)
                return
            event = self._keys_held[0]
            self._may_close(event)
            await super().on_event(event)
            self._keys_held.pop(0)
