"""Keeps whatever a screen shows from steering the terminal: the last gate before it."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from qualcode.model.text.text import table_without_steering


class SteeringFilter(LineFilter):
    """Takes control characters and marks that turn writing out of every line, widths kept."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line without what steers a terminal."""
        if all(one.text.isprintable() for one in segments):
            return segments
        return [_plain(one) for one in segments]


def _plain(segment: Segment) -> Segment:
    text = table_without_steering(segment.text).translate(_BLANKS)
    if text == segment.text:
        return segment
    width = cell_len(segment.text)
    text += " " * max(width - cell_len(text), 0)
    return Segment(text, segment.style, segment.control)


#: No line on a screen has another in it.
_BLANKS = {ord(char): None for char in "\n\r\t"}
