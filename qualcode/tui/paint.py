"""Painting one row of a transcript: margin, stripes of codings, words with their backgrounds."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from qualcode.model.coding import Coding
from qualcode.model.valence import VALENCE_SIGNS
from qualcode.workbench.layers import MOST_STRIPES

#: One sign a code, so that stripes can be told apart without their colour.
_SIGNS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
STRIPES = MOST_STRIPES + 1
_NUMBER = 4


def sign(index: int) -> str:
    """Return the sign of the code at this place of the codebook."""
    return _SIGNS[index % len(_SIGNS)]


@dataclass(frozen=True, slots=True)
class Look:
    """The styles of one theme; ``codes`` has each code's sign and colour."""

    base: Style
    margin: Style
    selection: Style
    ground: Color
    codes: Mapping[str, tuple[str, Color]]
    mono: bool

    def tint(self, code: str, *, deep: bool) -> Style:
        """Return the background of words that bear a code, deeper where codings overlap."""
        _, colour = self.codes.get(code, ("?", Color.parse("#808080")))
        if self.mono:
            return Style(underline=True, bold=deep)
        return Style(bgcolor=self.ground.blend(colour, 0.42 if deep else 0.26).rich_color)

    def stripe(self, code: str) -> Style:
        """Return the style of a code's stripe in the margin."""
        _, colour = self.codes.get(code, ("?", Color.parse("#808080")))
        return Style() if self.mono else Style(color=colour.rich_color)


@dataclass(frozen=True, slots=True)
class Line:
    """What one row shows: ``text`` from offset ``start``, and what is marked in it."""

    text: str
    start: int
    number: int | None
    label: str
    codings: Sequence[Coding]
    lanes: Mapping[str, int]
    first_rows: frozenset[str]
    selection: tuple[int, int]
    active: str


def margin_width(label_width: int) -> int:
    """Return the cells before the words: stripes, turn number, speaker."""
    return STRIPES + _NUMBER + 1 + label_width + 2


def paint(line: Line, look: Look, width: int, label_width: int) -> Strip:
    """Return a row as a strip of exactly ``width`` cells."""
    segments = _stripes(line, look)
    number = "" if line.number is None else str(line.number)
    label = Segment(line.label, look.margin + look.base)
    segments.append(Segment(f"{number:>{_NUMBER}} ", look.base + look.margin))
    strip = Strip([label]).adjust_cell_length(label_width, look.base)
    segments += [*strip, Segment("  ", look.base)]
    segments += _words(line, look)
    return Strip(segments).adjust_cell_length(width, look.base)


def _stripes(line: Line, look: Look) -> list[Segment]:
    cells: list[Segment] = [Segment(" ", look.base)] * STRIPES
    for coding in line.codings:
        lane = line.lanes.get(coding.id, 0)
        if lane < MOST_STRIPES:
            mark, _ = look.codes.get(coding.code, ("?", None))
            shown = mark if coding.id in line.first_rows else "┃"
            style = look.base + look.stripe(coding.code)
            if coding.id == line.active:
                style += Style(bold=True, reverse=True)
            cells[lane] = Segment(shown, style)
        else:
            cells[MOST_STRIPES] = Segment("…", look.base + look.margin)
    return cells


def _words(line: Line, look: Look) -> list[Segment]:
    end = line.start + len(line.text)
    edges = {line.start, end}
    for a, b in [line.selection, *((c.event.start, c.event.end) for c in line.codings)]:
        edges |= {min(max(a, line.start), end), min(max(b, line.start), end)}
    cuts = sorted(edges)
    segments = []
    for a, b in itertools.pairwise(cuts):
        style = look.base
        here = [c for c in line.codings if c.event.start <= a and b <= c.event.end]
        if here:
            # The innermost colours the words; the stripes tell the others.
            top = min(here, key=lambda c: (c.event.end - c.event.start, c.id))
            style += look.tint(top.code, deep=len(here) > 1)
            if any(c.id == line.active for c in here):
                style += Style(underline=True)
        if line.selection[0] <= a and b <= line.selection[1]:
            style += look.selection
        segments.append(Segment(line.text[a - line.start : b - line.start], style))
    return segments


def coding_line(coding: Coding, name: str) -> str:
    """Return a coding in one line: valence sign and code's name."""
    return f"{VALENCE_SIGNS.get(coding.event.valence or '', ' ')} {name}"
