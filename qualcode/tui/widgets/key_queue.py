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
from textual.theme import Theme

from qualcode.tui.widgets.composed import Whole
from qualcode.tui.widgets.stylesheet import KeptStylesheet

Given = TypeVar("Given")
#: Seconds between checks whether something is done.
_LOOK = 0.01
#: After this many checks, each of one turn of every queue, nobody waits for one queue any longer;
#: counted, since on a busy machine a time says little.
_LOOKS = 1000
#: After this many rounds through all queues, further events are taken to come by themselves.
_ROUNDS = 40
#: Seconds after which a screen counts as ready, whatever it waits for.
_LATE = 3.0


class ReadyScreen(Whole, Screen[Given]):
    """A screen that can say whether it takes keys: once something in it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._made_at = monotonic()
        self._ready = False
        self._holding_since: float | None = None

    def hold_keys(self, hold: bool = True) -> None:
        """Hold keys until what was asked for is there to take them, or stop holding them."""
        self._holding_since = monotonic() if hold else None

    @property
    def ready(self) -> bool:
        """Whether it takes keys; a screen in which nothing takes the focus holds nobody up."""
        if not self._ready:
            self._ready = self.focused is not None or monotonic() - self._made_at > _LATE
        since = self._holding_since
        return self._ready and (since is None or monotonic() - since > _LATE)


class Ahead(ReadyScreen[Given], ModalScreen[Given]):
    """A window over a screen that closes only once."""

    def close(self, given: Given) -> None:
        """Close, unless that is under way."""
        if self.is_current:
            self.dismiss(given)


class AheadApp(App[None]):
    """Handles keys, pastes and the mouse one after the other, each when the one before is done.

    Done includes the consequences: a window has closed and its result was handled, a letter is in
    its line, the focus has moved. Until then later input is held back, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        self._held: deque[events.Event] = deque()
        self._under_way: asyncio.Task[None] | None = None
        #: How many keys were handed on so far: so one can tell whether two came directly together.
        self.keys_taken = 0

    def wear(self, looks: Iterable[Theme], name: str) -> None:
        """Start with a look, so that no style is parsed with the colours of another first."""
        for look in looks:
            self.register_theme(look)
        self.theme = name
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def keys_waiting(self) -> int:
        """How many keys are held back, including the one being handled."""
        return len(self._held) + (self._under_way is not None)

    async def on_event(self, event: events.Event) -> None:
        """Hold what was typed, or handle the event."""
        if not isinstance(event, (events.Key, events.Paste, events.MouseEvent)):
            await super().on_event(event)
        elif event.is_forwarded:
            if isinstance(event, events.Key) and self._is_late():
                # It went to the screen before, where nothing took it: it was meant for this one.
                # Made again outside the app's context, or it would not bubble.
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
        self.keys_taken += isinstance(event, events.Key)
        try:
            await super().on_event(event)
        finally:
            self._wait()

    def _wait(self) -> None:
        """Continue with what is held once the work under way is done."""
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
        """Return whether the app was left: later input is for the shell."""
        return self._exit or not self.is_running or not self.screen_stack

    def _is_late(self) -> bool:
        screen = self.screen_stack[-1] if self.screen_stack else None
        return isinstance(screen, ReadyScreen) and not screen.ready

    async def _until_at_rest(self) -> None:
        """Wait until every queue that may have something under way was gone through.

        An event passes from queue to queue: from a widget to those around it, to the app and to
        other screens. So all queues are gone through until they are empty twice: the second time
        finds the results of what was just being done.
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
        """Wait until everything now in the queues was handled."""
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
        """Yield everything that an event may be passed on to.

        Not the screens below: handling an event there would redraw the whole terminal.
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
    """Yield those that have something left to handle."""
    for pump in pumps:
        if (pump.message_queue_size or pump._next_callbacks) and not pump._closed:
            yield pump


def _set(end: asyncio.Future[None]) -> None:
    if not end.done():
        end.set_result(None)
