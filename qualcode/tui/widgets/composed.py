"""A base for widgets made of parts; it drops events that come after the parts are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.widget import Widget as _Base
else:  # typed as a mixin of a Textual class, whose style sheets go by the first base that is one
    _Base = object

_SHOWN_IN_PARTS = (events.Mount, events.Resize, events.ScreenResume, events.Key)


class Whole(_Base):
    """The first base of a widget that is made of parts.

    A widget that is removed before it is laid out still gets the event that it was mounted, and one
    that is being removed may get a change of size, when its parts are gone.
    """

    async def on_event(self, event: events.Event) -> None:
        """Handle an event, unless the parts are gone."""
        if self._has_parts() or not isinstance(event, _SHOWN_IN_PARTS):
            await super().on_event(event)

    def _has_parts(self) -> bool:
        """Return whether all parts are there, and none is being removed.

        Widgets inside a part go first, and are no longer made while the app is being left.
        """
        return bool(self.children) and not self._pruning and self.app.is_running
