"""How wide the panes beside a transcript are: its words have their columns first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qualcode.tui.widgets.paint import GUTTER

#: A pane that was gone to although there was no room for it.
Opened = Literal["", "codes", "detail"]

#: Lines of words have so many columns at least, where panes stand beside them.
LEAST_WORDS = 62
_TEXT = GUTTER + LEAST_WORDS + 1
_MAP = 2
_MAP_FROM = 60
_DETAIL_FROM, _CODES_FROM, _ROOMY_FROM = 100, 140, 180
_CODES, _DETAIL = 38, 36
_ROOMY_CODES, _ROOMY_DETAIL = 56, 52
_LEAST_DETAIL = 28
_MOST_OPENED = 48


@dataclass(frozen=True, slots=True)
class PaneLayout:
    """The widths of the panes, 0 for one that is not shown.

    A ``sheet`` is the pane that takes the lower half instead, in the whole width, so that the words
    above keep theirs.
    """

    codes: int
    detail: int
    map: bool
    sheet: Opened = ""


def pane_layout(width: int, *, bare: bool, opened: Opened = "") -> PaneLayout:
    """Return the panes of a screen; ``bare`` hides them, but for one that was ``opened``."""
    beside = width - _MAP - _TEXT
    codes = detail = 0
    if not bare and width >= _CODES_FROM:
        codes = _ROOMY_CODES if width >= _ROOMY_FROM else _CODES
    if not bare and width >= _DETAIL_FROM:
        detail = min(_ROOMY_DETAIL if width >= _ROOMY_FROM else _DETAIL, beside - codes)
    shown = width >= _MAP_FROM
    if opened == "codes" and not codes:
        if beside < _CODES:
            return PaneLayout(0, detail, shown, "codes")
        codes = min(_MOST_OPENED, beside)
        room = min(detail, beside - codes)
        return PaneLayout(codes, room if room >= _LEAST_DETAIL else 0, shown)
    if opened == "detail" and not detail:
        if beside < _LEAST_DETAIL:
            return PaneLayout(codes, 0, shown, "detail")
        detail = min(_DETAIL, beside)
    return PaneLayout(codes, detail, shown)
