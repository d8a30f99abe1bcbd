"""Paints one row of a transcript: margin, stripes of codings, words with their backgrounds."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color, ColorParseError
from textual.strip import Strip
from textual.widget import Widget

from qualcode.model.coding.coding import Coding
from qualcode.model.coding.valence import VALENCE_SIGNS
from qualcode.model.text.text import DIRECTION_MARKS
from qualcode.workbench.coding.lanes import MOST_STRIPES

#: One sign per code, so that stripes can be told apart without their colour: letters of other
#: alphabets that look like none of the Latin one, since those would be taken for keys.
_SIGNS = "αβγδεζηθλμξπστφψωбджилцчшэюяΓΔΘΛΞΠΣΦΨΩБДЖИЛЦЧШЭЮЯ"
#: The number of colours of the terminal.
Depth = Literal["none", "few", "256", "many"]
# In a terminal with 16 colours each code takes one of these; its sign makes it unique. On a dark
# background the bright ones stand out, with black words on them, on a light one the dark ones, with
# white words. Blue is near what Textual makes of our own colours, yellow and green are too light on
# white. As numbers, since Textual gives names other colours: red and magenta become one.
_FEW = {True: ("#55FFFF", "#FFFF55", "#55FF55", "#FF55FF", "#FF5555"),
        False: ("#0000AA", "#AA0000", "#AA00AA")}  # fmt: skip
#: How much of a code's colour is behind its words: alone, beside another coding of the same code
#: that ends there, and where codings overlap.
_BLEND = {"many": (0.26, 0.36, 0.46), "256": (0.35, 0.5, 0.65)}
#: Two shades with less contrast are taken for one.
_SHADES = 1.2
#: Escape sequences and direction overrides are shown, never obeyed; each takes one character, so
#: that offsets stay the same.
SHOWN = {
    **{code: 0x2400 + code for code in range(32) if code not in (9, 10)},
    9: 32, 127: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    **dict.fromkeys(map(ord, DIRECTION_MARKS), 0xB7),
}  # fmt: skip
STRIPES = MOST_STRIPES + 1
#: The cells before the words: the stripes, the nearest beside them, and a blank.
GUTTER = STRIPES + 1


def sign(index: int) -> str:
    """Return the sign of the code at this place in the codebook."""
    return _SIGNS[index % len(_SIGNS)]


def colour_depth(app: App[object]) -> Depth:
    """Return the number of colours of the app's terminal; none if ``NO_COLOR`` is set."""
    system = "truecolor" if app.is_headless else app.console.color_system
    if app.no_color or os.environ.get("NO_COLOR"):
        return "none"
    if system == "256":
        return "256"
    return "few" if system in ("standard", "windows") else "many"


def parsed(colour: str) -> Color:
    """Return a code's colour; grey if it is not valid."""
    try:
        return Color.parse(colour or "#888888")
    except ColorParseError:
        return Color.parse("#888888")


def is_dark(ground: Color) -> bool:
    """Return whether a background is a dark one."""
    return _luminance(ground) < 0.4


def _few(index: int, ground: Color) -> str:
    """Return the colour of a code, by its place, in a terminal with 16 colours."""
    every = _FEW[is_dark(ground)]
    return every[index % len(every)]


def selection_style(style: Style, ground: Color, ink: Color, depth: Depth) -> Style:
    """Return the style of the selection: with 16 colours one that no code has."""
    if depth != "few":
        return style
    return Style(color=ground.rich_color, bgcolor=ink.rich_color, bold=True)


@lru_cache(maxsize=2000)
def as_shown(colour: Color, depth: Depth) -> Color:
    """Return the colour that a terminal shows for one: with 256 colours the nearest of those."""
    if depth != "256":
        return colour
    return Color.from_rich_color(colour.rich_color.downgrade(ColorSystem.EIGHT_BIT))


@lru_cache(maxsize=2000)
def seen_on(colour: Color, ground: Color, depth: Depth = "many") -> Color:
    """Return a colour, lighter or darker if needed, with a contrast of 3 to 1 to its background.

    Source: WCAG 2.2, success criterion 1.4.11, for marks that carry meaning.
    """
    towards = Color.parse("white" if is_dark(ground) else "black")
    behind = as_shown(ground, depth)
    for share in range(0, 100, 5):
        found = colour.blend(towards, share / 100)
        if contrast(as_shown(found, depth), behind) >= 3:
            return found
    return towards


@lru_cache(maxsize=2000)
def _tinted(colour: Color, ground: Color, ink: Color, share: float, depth: Depth) -> Color:
    """Return a colour behind words, as strong as a contrast of 4.5 to 1 allows."""
    colour = seen_on(colour, ground, depth)
    written = as_shown(ink, depth)
    found = ground.blend(colour, share)
    while share > 0.05 and contrast(written, as_shown(found, depth)) < 4.5:
        share -= 0.03
        found = ground.blend(colour, share)
    return found


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def code_colour(where: App[object] | Widget, colour: str, index: int) -> Style:
    """Return the style of a code's mark; ``index`` is its place in the codebook."""
    app = where.app if isinstance(where, Widget) else where
    depth = colour_depth(app)
    if depth == "none":
        return Style()
    if depth == "few":
        return Style(color=_few(index, parsed(app.theme_variables["surface"])))
    ground = parsed(app.theme_variables["surface"])
    return Style(color=seen_on(parsed(colour), ground, depth).rich_color)


@dataclass(frozen=True, slots=True)
class Look:
    """The styles of one theme; ``codes`` has each code's place in the codebook and its colour."""

    base: Style
    margin: Style
    speaker: Style
    selection: Style
    ground: Color
    codes: Mapping[str, tuple[int, Color]]
    depth: Depth

    def sign(self, code: str) -> str:
        """Return a code's sign, "?" if the codebook does not have it."""
        return sign(self.codes[code][0]) if code in self.codes else "?"

    def tint(self, code: str, *, deep: bool, other: bool = False) -> Style:
        """Return the style of words with a code, stronger where codings overlap.

        ``other`` is the shade for a coding right after another of the same code.
        """
        index, colour = self.codes.get(code, (0, Color.parse("#808080")))
        if self.depth == "none":
            return Style(underline=True, bold=deep or other)
        if self.depth == "few":
            on_it = "#000000" if is_dark(self.ground) else "#FFFFFF"
            return Style(color=on_it, bgcolor=_few(index, self.ground), bold=deep or other)
        words = self.base.color
        ink = Color.from_rich_color(words) if words else self.ground.get_contrast_text()
        shares = _BLEND[self.depth]
        found, alone = (
            as_shown(_tinted(colour, self.ground, ink, share, self.depth), self.depth)
            for share in (shares[2 if deep else other], shares[0])
        )
        # Where the words allow no deeper shade, they are bold.
        alike = contrast(found, alone) < _SHADES
        return Style(bgcolor=found.rich_color, bold=(deep or other) and alike)

    def stripe(self, code: str) -> Style:
        """Return the style of a code's stripe in the margin."""
        index, colour = self.codes.get(code, (0, Color.parse("#808080")))
        if self.depth == "none":
            return Style()
        if self.depth == "few":
            return Style(color=_few(index, self.ground))
        return Style(color=seen_on(colour, self.ground, self.depth).rich_color)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a turn: its speaker, empty if the same as before, and its number."""

    speaker: str
    number: int
    participant: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The contents of one row: ``text`` from offset ``start``, and the marks in it.

    A ``head`` stands above the words of a turn.
    """

    text: str
    start: int
    head: Head | None
    codings: Sequence[Coding]
    lanes: Mapping[str, int]
    first_rows: frozenset[str]
    #: Codings whose valence this row shows: on their second row, or beside the sign of their only.
    judged_rows: frozenset[str]
    selection: tuple[int, int]
    active: str
    #: Codings that have the other shade, since one of the same code ends where they begin.
    others: frozenset[str] = frozenset()


def paint(line: Line, look: Look, width: int) -> Strip:
    """Return a row as a strip of exactly ``width`` cells."""
    segments = [*_stripes(line, look), Segment(" ", look.base)]
    if line.head is None:
        segments += _words(line, look)
    else:
        who = look.speaker if line.head.participant else look.margin
        segments.append(Segment(line.head.speaker, look.base + who))
        number = f"{line.head.number:,}"
        gap = "  " if line.head.speaker else ""
        segments.append(Segment(gap + number, look.base + look.margin))
    return Strip(segments).adjust_cell_length(width, look.base)


def _stripes(line: Line, look: Look) -> list[Segment]:
    """Return the cells of the stripes; the first is beside the words, the others left of it."""
    cells: list[Segment] = [Segment(" ", look.base)] * STRIPES
    taken = {line.lanes.get(coding.id, 0) for coding in line.codings}
    for coding in line.codings:
        lane = line.lanes.get(coding.id, 0)
        if lane < MOST_STRIPES:
            first = coding.id in line.first_rows
            judged = coding.id in line.judged_rows
            valence = VALENCE_SIGNS.get(coding.event.valence or "", "")
            shown = look.sign(coding.code) if first else valence if valence and judged else "┃"
            style = look.base + look.stripe(coding.code)
            if coding.id == line.active:
                style += Style(bold=True, reverse=True)
            cells[lane] = Segment(shown, style)
            if first and judged and valence and lane + 1 not in taken:
                # Its only row: the valence stands beside the code's sign, where there is room.
                cells[lane + 1] = Segment(valence, style)
        else:
            cells[MOST_STRIPES] = Segment("…", look.base + look.margin)
    return cells[::-1]


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
            # The innermost coding colours the words; the stripes show the others.
            top = min(here, key=lambda c: (c.event.end - c.event.start, c.id))
            style += look.tint(top.code, deep=len(here) > 1, other=top.id in line.others)
            if any(c.id == line.active for c in here):
                style += Style(underline=True)
        if line.selection[0] <= a and b <= line.selection[1]:
            style += look.selection
        segments.append(Segment(line.text[a - line.start : b - line.start], style))
    return segments


def coding_line(coding: Coding, name: str) -> str:
    """Return a coding in one line: valence sign and code name."""
    return f"{VALENCE_SIGNS.get(coding.event.valence or '', ' ')} {name}"
