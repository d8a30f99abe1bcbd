"""Puts the words of a PDF's pages into rows, one row per line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from statistics import median

from qualcode.transcripts.pdf.extraction import Word

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Row:
    """One line of a page: its words from left to right; ``column`` counts those of the page from 0.

    ``size`` is the height of most of its type, ``y`` its baseline.
    """

    __slots__ = ("_pieces", "column", "page", "size", "words", "x0", "x1", "y")

    def __init__(self, page: int, words: list[Word], column: int = 0) -> None:
        self.page = page
        self.column = column
        self.hold(words)
        self.size = median(word.size for word in words)
        self.y = max(words, key=lambda word: word.size * len(word.text)).y

    def hold(self, words: list[Word]) -> None:
        """Replace the words."""
        self.words = words
        self.x0 = min((word.x0 for word in words), default=0.0)
        self.x1 = max((word.x1 for word in words), default=0.0)
        self._pieces: list[tuple[str, bool]] | None = None

    @property
    def text(self) -> str:
        """Its words, with tabs where the gaps are wide."""
        return "".join(text for text, _ in self.pieces())

    def gaps(self) -> list[str]:
        """Return the gap before each word: nothing, spaces, or a tab for a wide gap."""
        # One of the two is negative: words run from left to right, or from right to left.
        widths = [max(b.x0 - a.x1, a.x0 - b.x1) for a, b in itertools.pairwise(self.words)]
        usual = median(widths) if len(widths) > 2 else 0.0
        found = [""]
        for word, width in zip(self.words[1:], widths, strict=True):
            if width > max(2 * word.size, 2.5 * usual):
                found.append("\t")
            elif not word.space and width < 0.15 * word.size:
                found.append("")
            else:
                found.append(word.space or " ")
        return found

    def pieces(self) -> list[tuple[str, bool]]:
        """Return its text in pieces, each with whether it is bold."""
        if self._pieces is not None:
            return self._pieces
        made: list[tuple[str, bool]] = []
        for gap, word in zip(self.gaps(), self.words, strict=True):
            if made and made[-1][1] == word.bold:
                made[-1] = (made[-1][0] + gap + word.text, word.bold)
            else:
                if made and gap:
                    made[-1] = (made[-1][0] + gap, made[-1][1])
                made.append((word.text, word.bold))
        self._pieces = made
        return made


def put_in_rows(page: int, words: Sequence[Word], column: int = 0) -> list[Row]:
    """Put words of one line into a row, from the top down."""
    lines: list[tuple[float, float, list[tuple[int, Word]]]] = []
    for order, word in sorted(enumerate(words), key=lambda pair: pair[1].y):
        if lines:
            y, size, inside = lines[-1]
            if word.y - y < 0.45 * max(size, word.size):
                # The larger type, not a raised number, gives the place of the line.
                if word.size > size:
                    lines[-1] = (word.y, word.size, inside)
                inside.append((order, word))
                continue
        lines.append((word.y, word.size, [(order, word)]))
    return [Row(page, _in_order(inside), column) for _, _, inside in lines]


def _in_order(inside: list[tuple[int, Word]]) -> list[Word]:
    if any(_RIGHT_TO_LEFT.search(word.text) for _, word in inside):
        return [word for _, word in sorted(inside, key=lambda pair: pair[0])]
    return [word for _, word in sorted(inside, key=lambda pair: (pair[1].x0, pair[0]))]
