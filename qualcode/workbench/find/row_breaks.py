"""Breaks a long line into rows, fast enough for the passages of a whole study."""

from __future__ import annotations

import re
from collections.abc import Callable

from qualcode.model.document.document import Turn
from qualcode.model.document.wrapping import wrap

#: Anything but letters and signs of which each is one cell wide and stands by itself.
_OTHERS = re.compile("[^ -~¡-¬®-˿‐-‧‰-⁞€]")


def breaks(text: str, width: int, cells: Callable[[str], int] = len) -> list[tuple[int, int]]:
    """Return the rows of a line as spans of it: broken at blanks, a longer word anywhere.

    ``text`` has no line ends. ``cells`` returns the width of a text; each row has at most ``width``
    cells without the blanks at its end.
    """
    if _OTHERS.search(text):
        rows = wrap(text, [Turn(0, 0, len(text), 0)], width, cells=cells, heads=True).rows
        return [(row.start, row.end) for row in rows[1:]]
    found = []
    at = 0
    while len(text) - at > width:
        blank = text.rfind(" ", at, at + width + 1)
        end = blank + 1 if blank >= at else at + width
        while end < len(text) and text[end] == " ":
            end += 1
        found.append((at, end))
        at = end
    if at < len(text) or not found:
        found.append((at, len(text)))
    return found
