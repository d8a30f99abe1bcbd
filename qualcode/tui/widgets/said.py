"""The lines below a screen in which it says something: as many as the message needs."""

from __future__ import annotations

from rich.text import Text
from textual.visual import VisualType
from textual.widgets import Static

from qualcode.model.text.text import safe_for_terminal

#: A message takes this part of the screen's height at most.
_PART = 3


class Said(Static):
    """Shows the last message whole: nothing of it that a person may act on is cut."""

    DEFAULT_CSS = """
    Said { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="said")

    def say(self, words: str, style: str = "") -> None:
        """Show a message until the next one."""
        self.update(Text(f" {safe_for_terminal(words)}", style))

    def update(self, content: VisualType = "", *, layout: bool = False) -> None:
        """Show lines; the screen is laid out anew only if they are more or fewer than before."""
        super().update(content, layout=layout)
        self._fit()

    def on_resize(self) -> None:
        """Take as many lines as are needed in another width."""
        self._fit()

    def _fit(self) -> None:
        width = self.size.width
        if not self.is_attached or not width:
            return
        lines = self.get_content_height(self.size, self.screen.size, width)
        most = max(1, self.screen.size.height // _PART)
        height = max(1, min(lines, most))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
