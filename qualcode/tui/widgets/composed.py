"""A base for widgets made of parts; it drops events that come after the parts are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.widget import Widget as _Base
else:  # beside a class of Textual's, whose style sheets go by the first base that is one
    _Base = object

_SHOWN_IN_PARTS = (events.Mount, events.Resize, events.ScreenResume, events.Key)


class Whole(_Base):
    """Beside a widget made of parts, as its first base.

    One that is taken away before it is laid out is still told that it was mounted, and one
    that is being taken away that its size changed, when there is nothing to show it in.
    """

    async def on_event(self, event: events.Event) -> None:
        """Deal with an event, unless the parts are gone."""
        if self._has_parts() or not isinstance(event, _SHOWN_IN_PARTS):
            await super().on_event(event)

    def _has_parts(self) -> bool:
        """Say whether there are parts, and none of them is being taken away or was left out.

        Those inside a part go first, and are not made any more once the app is being left.
        """
        return bool(self.children) and not self._pruning and self.app.is_running
