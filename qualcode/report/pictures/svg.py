"""Drawing tools for pictures: colours, sizes, and an SVG built element by element.

All lengths are in points. Colours are attributes, so that a file needs nothing else; each element
has a class, so that a page's style sheet can change its colours in dark mode.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from qualcode.report.pictures.text_widths import shortened, text_width, wrapped
from qualcode.report.printable import one_line

INK, QUIET, ACCENT, LINE, PAPER = "#1F2933", "#55606B", "#1B4F72", "#C5CED6", "#FFFFFF"
#: From little to much; ink stays readable on each of them.
SHADES = ("#E4EDF4", "#C4D8E8", "#A0C1DB", "#7DA9CD")
FONTS = "Arial, 'Open Sans', sans-serif"
SIZE, SMALL = 9.0, 8.0
#: The distance between lines of text, in sizes.
LEADING = 1.28
#: The tallest picture, in cm: what fits on an A4 page with its caption.
TALLEST = 22.0
_POINTS = 72 / 2.54
#: The margin around everything, for letters and strokes that exceed their places.
_EDGE = 2.0
#: The longest alternative text, since it is read aloud in one go.
_LONGEST_ALT = 600


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for print: an SVG document, its caption, and its content in words.

    ``width`` and ``height`` are in cm on paper. ``alt`` says the main findings in at most 600
    characters. ``numbers`` has the picture's data as a table, with headings in its first row.
    """

    kind: str
    title: str
    svg: str
    width: float
    height: float
    alt: str
    numbers: tuple[tuple[str, ...], ...] = ()


def points(cm: float) -> float:
    """Return a length in points."""
    return cm * _POINTS


def label(text: str) -> str:
    """Return a study's text for a picture: cleaned, on one line, of limited length."""
    return shortened(one_line(text)) or "(no name)"


def alt_text(sentences: Iterable[str]) -> str:
    """Return as many of the sentences, the most important first, as fit in an alternative text."""
    made = ""
    for sentence in sentences:
        longer = f"{made} {sentence}".strip()
        if sentence and len(longer) <= _LONGEST_ALT:
            made = longer
    return made


def quoted(name: str) -> str:
    """Return a name in quotes, for use in a sentence."""
    return f"“{shortened(one_line(name), 60)}”"


def shade_of(share: float) -> int:
    """Return the shade, from 1, for a share between 0 and 1; 0 for nothing."""
    return min(len(SHADES), 1 + int(share * len(SHADES) + 1e-9)) if share > 0 else 0


def in_pages(heights: Sequence[float], room: float) -> list[range]:
    """Return the rows of each page, none taller than ``room``, with similar heights."""
    pages = _filled(heights, room)
    even = sum(heights) / max(1, len(pages)) + max(heights, default=0) / 2
    again = _filled(heights, min(room, even))
    return again if len(again) == len(pages) else pages


def _filled(heights: Sequence[float], room: float) -> list[range]:
    pages, start, used = [], 0, 0.0
    for at, height in enumerate(heights):
        if at > start and used + height > room:
            pages.append(range(start, at))
            start, used = at, 0.0
        used += height
    return [*pages, range(start, len(heights))] if heights else []


class Drawing:
    """An SVG document in the making."""

    def __init__(self, width: float) -> None:
        """``width`` is in points."""
        self.width = width
        self._parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SIZE,
        anchor: str = "start",
        quiet: bool = False,
        strong: bool = False,
        turned: bool = False,
    ) -> None:
        """Write a line of text with its foot at ``y``; rotated, it runs upwards."""
        more = ' font-weight="600"' if strong else ""
        more += f' text-anchor="{anchor}"' if anchor != "start" else ""
        more += f' transform="rotate(-90 {x:.2f} {y:.2f})"' if turned else ""
        kind, colour = ("quiet", QUIET) if quiet else ("ink", INK)
        self._parts.append(
            f'<text class="q-{kind}" x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" '
            f'fill="{colour}"{more}>{escape(words)}</text>'
        )

    def lines(self, x: float, y: float, lines: Sequence[str], **how: object) -> None:
        """Write lines below each other, the foot of the first at ``y``."""
        size = float(how.get("size", SIZE))  # type: ignore[arg-type]
        for number, line in enumerate(lines):
            self.text(x, y + number * size * LEADING, line, **how)  # type: ignore[arg-type]

    def solid(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a solid bar."""
        self._box(x, y, width, height, "accent", ACCENT)

    def shade(self, x: float, y: float, width: float, height: float, step: int) -> None:
        """Draw a cell's background, its shade by ``step`` from 1."""
        self._box(x, y, width, height, f"shade-{step}", SHADES[step - 1])

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a hatched bar with lines, since not every program draws patterns."""
        if width <= 0:
            return
        self._parts.append(
            f'<rect class="q-hatched" x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" '
            f'height="{height:.2f}" fill="{PAPER}" stroke="{ACCENT}" stroke-width="0.9"/>'
        )
        strokes, step = [], 3.4
        along = math.ceil((x + y) / step) * step
        while along < x + width + y + height:
            left = max(x, along - y - height)
            right = min(x + width, along - y)
            if right > left:
                strokes.append(f"M{left:.2f} {along - left:.2f}L{right:.2f} {along - right:.2f}")
            along += step
        self._parts.append(
            f'<path class="q-stroke" d="{"".join(strokes)}" fill="none" stroke="{ACCENT}" '
            'stroke-width="1.1"/>'
        )

    def rule(self, x: float, y: float, to_x: float, to_y: float, *, strong: bool = False) -> None:
        """Draw a line, thin or, for an axis, thicker."""
        kind, colour, width = ("axis", INK, 1.0) if strong else ("line", LINE, 0.6)
        self._parts.append(
            f'<line class="q-{kind}" x1="{x:.2f}" y1="{y:.2f}" x2="{to_x:.2f}" y2="{to_y:.2f}" '
            f'stroke="{colour}" stroke-width="{width}"/>'
        )

    def notes(self, y: float, notes: Sequence[tuple[str, bool]]) -> float:
        """Write paragraphs from ``y`` down over the whole width, some bold; return the end."""
        for words, strong in notes:
            found = wrapped(words, SMALL, self.width)
            self.lines(0, y + SMALL, found, size=SMALL, quiet=not strong, strong=strong)
            y += len(found) * SMALL * LEADING + 2
        return y

    def svg(self, title: str, description: str, height: float) -> str:
        """Return the whole document, ``height`` points tall."""
        width_mm, height_mm = (length / 72 * 25.4 for length in (self.width, height))
        across, down = self.width + 2 * _EDGE, height + 2 * _EDGE
        name, words = one_line(title), one_line(description)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="en" '
            f'aria-label={quoteattr(name)} width="{width_mm:.2f}mm" height="{height_mm:.2f}mm" '
            f'viewBox="{-_EDGE:g} {-_EDGE:g} {across:.2f} {down:.2f}" '
            f'font-family="{FONTS}">'
            f"<title>{escape(name)}</title><desc>{escape(words)}</desc>"
            f'<rect class="q-page" x="{-_EDGE:g}" y="{-_EDGE:g}" '
            f'width="{across:.2f}" height="{down:.2f}" '
            f'fill="{PAPER}"/>{"".join(self._parts)}</svg>\n'
        )

    def _box(self, x: float, y: float, width: float, height: float, kind: str, colour: str) -> None:
        if width > 0:
            self._parts.append(
                f'<rect class="q-{kind}" x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" '
                f'height="{height:.2f}" fill="{colour}"/>'
            )


def widest(texts: Iterable[str], size: float) -> float:
    """Return the width of the widest of some lines."""
    return max((text_width(text, size) for text in texts), default=0.0)
