"""Cuts out a passage with the words around it, and lays it out in a few rows."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable
from typing import NamedTuple

from qualcode.model.document.document import Document, Turn
from qualcode.model.document.wrapping import wrap
from qualcode.model.text.graphemes import graphemes

_BLANK = re.compile(r"\s+")


class Excerpt(NamedTuple):
    """A passage's words, and those before and after it; "…" marks where more is left out."""

    before: str
    words: str
    after: str


class Piece(NamedTuple):
    """A part of a row, and whether it belongs to the passage itself or to its context."""

    text: str
    inside: bool


def relabelled(document: Document, text: str, start: int, end: int) -> str:
    """Return ``text[start:end]`` with the document's own labels for speakers.

    The labels in the text may be names, which must not be shown.
    """
    parts = []
    at = start
    first = max(0, bisect.bisect_right(document.turns, start, key=lambda turn: turn.start) - 1)
    for turn in document.turns[first:]:
        if turn.start >= end:
            break
        if turn.speaker < 0 or turn.words <= at:
            continue
        parts.append(text[at : max(at, turn.start)])
        if turn.words <= end:
            parts.append(f"{document.speakers[turn.speaker].label}: ")
        at = min(turn.words, end)
    return "".join([*parts, text[at:end]])


def excerpt(document: Document, text: str, start: int, end: int, context: int = 160) -> Excerpt:
    """Return ``text[start:end]`` with whole words, up to ``context`` characters, on either side."""
    low, high = max(0, start - context), min(len(text), end + context)
    before = relabelled(document, text, low, start)
    after = relabelled(document, text, end, high)
    if low > 0 and not text[low - 1].isspace():
        cut = _BLANK.search(before)
        before = before[cut.end() :] if cut else before
    if high < len(text) and not text[high].isspace():
        at = max((found.start() for found in _BLANK.finditer(after)), default=len(after))
        after = after[:at]
    before = f"…{before.lstrip()}" if low > 0 else before.lstrip()
    return Excerpt(
        before,
        relabelled(document, text, start, end),
        f"{after.rstrip()}{'…' if high < len(text) else ''}",
    )


def rows(
    passage: Excerpt, width: int, *, most: int = 2, cells: Callable[[str], int] = len
) -> list[list[Piece]]:
    """Lay a passage out in at most so many rows of ``width`` cells, from its beginning.

    Blanks and line ends become one blank each. ``cells`` returns the width of a text.
    """
    width = max(width, 8)
    room = width * most
    # No more than fills the rows, or a passage as long as a transcript would be laid out.
    words = _BLANK.sub(" ", passage.words[: 4 * room])
    after = _BLANK.sub(" ", passage.after[: 4 * room])
    lead = min(max((room - cells(words)) // 2, width // 4), width // 2)
    before = tail(_BLANK.sub(" ", passage.before), lead, cells)
    text = before + words + after
    inside = len(before), len(before) + len(words)
    *found, _ = wrap(text, [Turn(0, 0, len(text), 0)], width, cells=cells).rows
    laid = [_pieces(text, row.start, row.end, inside) for row in found[:most]]
    if len(found) > most:
        last = found[most - 1]
        end = _fitting(text, last.start, last.end, width - 1, cells)
        laid[-1] = [*_pieces(text, last.start, end, inside), Piece("…", inside=False)]
    return laid


def tail(text: str, width: int, cells: Callable[[str], int]) -> str:
    """Return the last words that fit, after "…" if any were left out."""
    if cells(text) <= width:
        return text
    at, used = len(text), 1
    if text.isascii():
        at -= width - 1
    else:
        for a, b in reversed(list(graphemes(text, 0, len(text)))):
            used += cells(text[a:b])
            if used > width:
                break
            at = a
    blank = text.find(" ", at, len(text) - 1)
    return f"…{text[at if blank < 0 else blank + 1 :]}"


def _fitting(text: str, start: int, end: int, width: int, cells: Callable[[str], int]) -> int:
    used, fits = 0, start
    for a, b in graphemes(text, start, end):
        used += cells(text[a:b])
        if used > width:
            break
        fits = b
    return start + len(text[start:fits].rstrip())


def _pieces(text: str, start: int, end: int, inside: tuple[int, int]) -> list[Piece]:
    end = start + len(text[start:end].rstrip())
    cuts = [start, *(min(max(edge, start), end) for edge in inside), end]
    parts = zip(cuts, cuts[1:], (False, True, False), strict=False)
    return [Piece(text[a:b], inside=within) for a, b, within in parts if a < b]
