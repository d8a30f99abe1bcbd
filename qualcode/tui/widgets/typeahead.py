"""Holds keys back until the one before is done, so that fast typing acts like slow typing."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextvars import Context
from time import monotonic
from typing import TypeVar

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen

from qualcode.tui.widgets.composed import Whole

Given = TypeVar("Given")
#: Seconds of one look at whether something is done.
_LOOK = 0.01
#: Looks, each a turn of every queue, after which nobody waits for one queue any more; counted,
#: for on a busy machine a time says little.
_LOOKS = 1000
#: Rounds through all queues after which what still comes is taken to come by itself.
_ROUNDS = 40
#: Seconds after which a screen is taken to be ready, whatever it waits for.
_LATE = 3.0


class ReadyScreen(Whole, Screen[Given]):
    """A screen that tells whether it can take keys: once something in it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._made_at = monotonic()
        self._ready = False
        self._holding_since: float | None = None

    def hold_keys(self, hold: bool = True) -> None:
        """Let keys wait for what was asked for and they are meant for, or no longer."""
        self._holding_since = monotonic() if hold else None

    @property
    def ready(self) -> bool:
        """Whether it can take keys; one where nothing takes the focus keeps nobody waiting."""
        if not self._ready:
            self._ready = self.focused is not None or monotonic() - self._made_at > _LATE
        since = self._holding_since
        return self._ready and (since is None or monotonic() - since > _LATE)


class Ahead(ReadyScreen[Given], ModalScreen[Given]):
    """A window over a screen, that closes only once."""

    def close(self, given: Given) -> None:
        """Close, unless that is under way."""
        if self.is_current:
            self.dismiss(given)


class AheadApp(App[None]):
    """Takes keys, pastes and the mouse one after the other, each when the one before is done.

    Done is what it led to, too: a window that closed and what it gave was dealt with, a letter
    is in its line, the focus has moved. Until then what comes is held back, in its order.
    """

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[events.Event] = deque()
        self._under_way: asyncio.Task[None] | None = None

    @property
    def keys_waiting(self) -> int:
        """How many keys are held back, the one that is being dealt with counted."""
        return len(self._held) + (self._under_way is not None)

    async def on_event(self, event: events.Event) -> None:
        """Hold what was typed, or deal with the event."""
        if not isinstance(event, (events.Key, events.Paste, events.MouseEvent)):
            await super().on_event(event)
        elif event.is_forwarded:
            if isinstance(event, events.Key) and self._is_late():
                # It went to the screen before, where nothing took it: it was meant for this
                # one. Made anew outside the app's context, or it would not bubble.
                self._held.appendleft(Context().run(events.Key, event.key, event.character))
                self._wait()
            else:
                await super().on_event(event)
        elif self._is_left():
            return
        elif self.keys_waiting or self._is_late():
            self._held.append(event)
            self._wait()
        else:
            await self._take(event)

    async def _take(self, event: events.Event) -> None:
        try:
            await super().on_event(event)
        finally:
            self._wait()

    def _wait(self) -> None:
        """Go on with what is held once what is under way is done."""
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._until_done())

    async def _until_done(self) -> None:
        try:
            await self._until_at_rest()
            while self._is_late() and not self._is_left():
                await asyncio.sleep(_LOOK)
        finally:
            self._under_way = None
            self.call_later(self._go_on)

    async def _go_on(self) -> None:
        if self._is_left():
            self._held.clear()
        elif self._held and self._under_way is None:
            await self._take(self._held.popleft())

    def _is_left(self) -> bool:
        """Say whether the app was left: what was typed after that is for the shell."""
        return self._exit or not self.is_running or not self.screen_stack

    def _is_late(self) -> bool:
        screen = self.screen_stack[-1] if self.screen_stack else None
        return isinstance(screen, ReadyScreen) and not screen.ready

    async def _until_at_rest(self) -> None:
        """Wait until every queue in which something may be under way was gone through.

        An event is handed on from queue to queue, from a widget to those around it, to the app
        and to other screens. So the queues are gone through until nothing was left in any,
        twice: the second time finds what came of what was just being done.
        """
        at_rest = 0
        for _ in range(_ROUNDS):
            await self._until_reached({*self._way_up(), *_with_more(self._all_pumps())})
            if self._is_left():
                return
            at_rest = 0 if any(_with_more(self._all_pumps())) else at_rest + 1
            if at_rest == 2:
                return

    async def _until_reached(self, pumps: Iterable[MessagePump]) -> None:
        """Wait until all that queues hold now was dealt with."""
        loop = asyncio.get_running_loop()
        ends: dict[asyncio.Future[None], MessagePump] = {}
        for pump in pumps:
            end: asyncio.Future[None] = loop.create_future()
            if pump.call_later(_set, end):
                ends[end] = pump
        for _ in range(_LOOKS):
            ends = {end: pump for end, pump in ends.items() if not (end.done() or pump._closed)}
            if not ends or self._is_left():
                return
            await asyncio.wait(ends, timeout=_LOOK)

    def _way_up(self) -> Iterator[MessagePump]:
        """Yield what an event may be handed on to.

        Not the screens below: one that has to deal with something draws the whole terminal anew.
        """
        if not self.screen_stack:
            return
        screen = self.screen_stack[-1]
        inner = (self.focused, self.mouse_captured, self.mouse_over, screen)
        ways = [one.ancestors_with_self for one in inner if one is not None]
        yield from dict.fromkeys(node for way in ways if screen in way for node in way)

    def _all_pumps(self) -> Iterator[MessagePump]:
        if self.screen_stack:
            yield from self.screen_stack[-1].walk_children()
            yield from self.screen_stack[:-1]
            yield from self._way_up()


def _with_more(pumps: Iterable[MessagePump]) -> Iterator[MessagePump]:
    """Yield those that have something left to deal with."""
    for pump in pumps:
        if (pump.message_queue_size or pump._next_callbacks) and not pump._closed:
            yield pump


def _set(end: asyncio.Future[None]) -> None:
    if not end.done():
        end.set_result(None)
