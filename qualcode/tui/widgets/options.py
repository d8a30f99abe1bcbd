"""A list of options whose lines may change while the pointer is over them."""

from __future__ import annotations

from textual import events
from textual.widgets import OptionList


class Options(OptionList):
    """Textual's list, which treats a click on a line that is gone as an error."""

    async def _on_click(self, event: events.Click) -> None:
        at = event.style.meta.get("option")
        if at is not None and at >= self.option_count:
            event.prevent_default()  # keeps Textual's own from being called
