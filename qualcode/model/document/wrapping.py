"""Lays a transcript out in rows for reading, and knows which row shows which part of the text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from qualcode.model.document.document import Turn

_PIECE = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: ``text[start:end]`` of ``turn``; ``first`` in its turn or not; empty between turns.

    The ``first`` row is empty where it is the head of its turn: for its speaker and number.
    """

    start: int
    end: int
    turn: int
    first: bool

    @property
    def is_head(self) -> bool:
        """Whether it stands above the words of its turn and shows none of them."""
        return self.first and self.start == self.end


@dataclass(frozen=True)
class Rows:
    """All rows of a transcript at one width; offsets are code points, half-open."""

    rows: tuple[Row, ...]
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [row.start for row in self.rows])

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, offset: int) -> int:
        """Return the number of the row that shows ``offset``, or the nearest before it."""
        found = max(0, bisect.bisect_right(self._starts, offset) - 1)
        # An empty row between turns starts where the turn above ends, and shows nothing.
        while found > 0 and self.rows[found].start == self.rows[found].end:
            found -= 1
        return found

    def between(self, start: int, end: int) -> range:
        """Return the numbers of the rows that show any part of ``[start, end)``."""
        return range(self.at(start), self.at(max(start, end - 1)) + 1)


def wrap(
    text: str,
    turns: Sequence[Turn],
    width: int,
    *,
    cells: Callable[[str], int] = len,
    hidden: Collection[int] = (),
    heads: bool = False,
) -> Rows:
    """Wrap the words of each turn to ``width`` cells, with an empty row after each turn.

    With ``heads`` the empty row is before each turn instead.

    ``cells`` returns the width of a piece of text on the screen; ``hidden`` holds the turns to
    leave out. Labels are in the rows only where nobody speaks, since nothing else shows them there.
    Words longer than a row are cut between graphemes.
    """
    rows: list[Row] = []
    plain = text.isascii()
    for number, turn in enumerate(turns):
        if number in hidden:
            continue
        if heads:
            rows.append(Row(turn.start, turn.start, number, True))
        first = not heads
        start = turn.words if turn.speaker >= 0 else turn.start
        for line_end in _line_ends(text, turn):
            for a, b in _wrapped(text, start, line_end, width, len if plain else cells):
                rows.append(Row(a, b, number, first))
                first = False
            start = line_end + 1
        if not heads:
            rows.append(Row(turn.end, turn.end, number, False))
    return Rows(tuple(rows))


def _line_ends(text: str, turn: Turn) -> list[int]:
    ends = []
    at = text.find("\n", turn.words, turn.end)
    while at >= 0:
        ends.append(at)
        at = text.find("\n", at + 1, turn.end)
    return [*ends, turn.end]


def _wrapped(
    text: str, start: int, end: int, width: int, cells: Callable[[str], int]
) -> list[tuple[int, int]]:
    if cells is len and end - start <= width:
        return [(start, end)]
    found: list[tuple[int, int]] = []
    at, used = start, 0
    for piece in _PIECE.finditer(text, start, end):
        word = piece.group()
        wide = cells(word.rstrip())
        if used and used + wide > width:
            found.append((at, piece.start()))
            at, used = piece.start(), 0
        if wide > width:
            *cuts, last = _cut(text, piece.start(), piece.end(), width, cells)
            found += cuts
            at, used = last[0], cells(text[last[0] : last[1]])
        else:
            used += cells(word)
    found.append((at, end))
    return found


def _cut(
    text: str, start: int, end: int, width: int, cells: Callable[[str], int]
) -> list[tuple[int, int]]:
    """Cut a word too long for a row, never inside a grapheme."""
    from qualcode.model.text.graphemes import graphemes

    found: list[tuple[int, int]] = []
    at, used = start, 0
    for a, b in graphemes(text, start, end):
        wide = cells(text[a:b])
        if used and used + wide > width:
            found.append((at, a))
            at, used = a, 0
        used += wide
    found.append((at, end))
    return found
