"""A reading position in one transcript: a cursor, a selection, and moves of both."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Collection
from typing import Literal

from qualcode.model.document.document import Document, Turn
from qualcode.model.text.graphemes import Span, graphemes, sentences, whole_graphemes, words

Unit = Literal["character", "word", "sentence", "turn"]
#: The units through which a selection grows, from the smallest.
LADDER: tuple[Unit, ...] = ("word", "sentence", "turn")


class Reading:
    """A reader's position in a document, and the selection.

    All offsets are code points, half-open, in the document's text. The cursor always stands in
    the words of a turn that is shown; the selection covers whole graphemes. When a move was by
    word, sentence or turn, that unit is selected, so that a code can be given at once.
    """

    def __init__(self, document: Document, text: str, hidden: Collection[int] = ()) -> None:
        self.document = document
        self.text = text
        self.cursor = 0
        self._fixed: Span | None = None
        self._selection: Span = (0, 0)
        self.show_all_but(hidden)
        if self._shown:
            self._select(self._unit_at(self.cursor, "sentence"))

    # ---- where ----------------------------------------------------------------------------

    def show_all_but(self, hidden: Collection[int]) -> None:
        """Hide turns, and move the cursor to the nearest visible turn."""
        spans = [(t.words, t.end) for t in self.document.turns]
        self._shown = [n for n, (a, b) in enumerate(spans) if n not in hidden and a < b]
        if not self._shown:  # never leave a reader without a place
            self._shown = [n for n, (a, b) in enumerate(spans) if a < b]
        self._starts = [spans[n][0] for n in self._shown]
        if self._shown and not self._inside(self.cursor):
            place = min(bisect.bisect_left(self._starts, self.cursor), len(self._starts) - 1)
            self.place(self._starts[place])

    def take_document(self, document: Document, hidden: Collection[int] = ()) -> None:
        """Take another version of the document with the same text; the selection stays.

        It moves only where its words are no turn's any more.
        """
        self.document = document
        self.show_all_but(hidden)

    @property
    def selection(self) -> Span:
        """The selection; empty only in a document without words."""
        return self._selection

    @property
    def turn(self) -> int:
        """The index of the turn the cursor is in."""
        return self._shown[self._place(self.cursor)] if self._shown else 0

    def place(self, offset: int) -> None:
        """Put the cursor at ``offset``, or the nearest place that is shown; select its word."""
        if not self._shown:
            return
        self._fixed = None
        self._grown(self._unit_at(self._clamped(offset), "word"))

    def place_on(self, offset: int, unit: Unit) -> None:
        """Put the cursor on the unit at ``offset``, or the nearest place shown, and select it."""
        if self._shown:
            self._fixed = None
            self._grown(self._unit_at(self._clamped(offset), unit))

    def select(self, start: int, end: int) -> None:
        """Select ``[start, end)``, widened to whole graphemes, cursor at its start."""
        if not self._shown:
            return
        low, high = min(start, end), max(start, end)
        first, last = self._clamped(low), self._clamped(max(low, high - 1))
        self._grown((first, max(first, last) + 1))

    # ---- moving ---------------------------------------------------------------------------

    def move(self, unit: Unit, by: int, *, extend: bool = False) -> bool:
        """Move by so many units (backwards if negative) and select the unit, or extend to it.

        Returns False if there is nothing further in that direction.
        """
        if not self._shown:
            return False
        moved = False
        for _ in range(abs(by)):
            found = self._next(unit, extend) if by > 0 else self._previous(unit, extend)
            if found is None:
                break
            moved = True
            self._go(found, extend, forward=by > 0)
        return moved

    def _go(self, to: Span, extend: bool, *, forward: bool) -> None:
        if not extend:
            self._fixed = None
            self.cursor = to[0]
            self._select(to)
            return
        # The end that stays in place until the selection is given up.
        self._fixed = self._fixed or self._selection
        self.cursor = to[0]
        low, high = self._fixed
        self._select((min(low, to[0]), max(high, to[1]) if forward or to[0] > low else high))

    def _next(self, unit: Unit, extend: bool) -> Span | None:
        low, high = self._selection
        # After what was extended, not into it.
        beyond = self._fixed is not None and not extend
        at = self._clamped(high - 1) if beyond else self.cursor
        place = self._place(at)
        for a, b in self._units(place, unit):
            # From a larger selection to the first of the smaller units in it, not past it.
            inside = not beyond and not extend and a == self.cursor == low and b < high
            if a > at or inside:
                return a, b
        if place + 1 < len(self._shown):
            return self._units(place + 1, unit)[0]
        return None

    def _previous(self, unit: Unit, extend: bool) -> Span | None:
        place = self._place(self.cursor)
        before = [s for s in self._units(place, unit) if s[0] < self.cursor]
        if before:
            return before[-1]
        return self._units(place - 1, unit)[-1] if place > 0 else None

    def to_turn_where(self, wanted: Callable[[int], bool], by: int) -> bool:
        """Move to the next (or, with ``by`` −1, previous) shown turn that ``wanted`` accepts."""
        place = self._place(self.cursor) + by
        while 0 <= place < len(self._shown):
            if wanted(self._shown[place]):
                self._go(self._units(place, "turn")[0], extend=False, forward=by > 0)
                return True
            place += by
        return False

    def lengthened(self, start: int, end: int, unit: Unit, by: int) -> Span:
        """Return a span with its end moved by so many units, across turns if needed.

        It never gets shorter than its first unit, nor longer than the last turn shown.
        """
        for _ in range(abs(by)):
            place = self._place(max(start, end - 1))
            if by > 0:
                ahead = [b for _, b in self._units(place, unit) if b > end]
                if not ahead and place + 1 < len(self._shown):
                    ahead = [b for _, b in self._units(place + 1, unit)]
                end = ahead[0] if ahead else end
            else:
                behind = [b for b in self._ends(start, end, unit) if b < end]
                end = behind[-1] if behind else end
        return start, end

    # ---- growing --------------------------------------------------------------------------

    def grow(self) -> None:
        """Grow the selection: word, sentence, turn, then turn by turn."""
        if not self._shown:
            return
        start, end = self._selection
        for unit in LADDER:
            a, b = self._unit_at(start, unit)
            c, d = self._unit_at(max(start, end - 1), unit)
            if (a, max(b, d)) != (start, end) and a <= start and end <= max(b, d) and a <= c:
                self._grown((a, max(b, d)))
                return
        place = self._place(max(start, end - 1))
        if place + 1 < len(self._shown):
            self._grown((start, self._units(place + 1, "turn")[0][1]))

    def shrink(self) -> None:
        """Shrink the selection by its last turn, sentence or word, whichever leaves something."""
        if not self._shown:
            return
        start, end = self._selection
        for unit in reversed(LADDER):
            ends = [b for b in self._ends(start, end, unit) if b < end]
            if ends:
                self._grown((start, ends[-1]))
                return

    def _ends(self, start: int, end: int, unit: Unit) -> list[int]:
        first, last = self._place(start), self._place(max(start, end - 1))
        spans = [s for n in range(first, last + 1) for s in self._units(n, unit)]
        return [b for a, b in spans if a >= start or b > start]

    def _grown(self, span: Span) -> None:
        self._fixed = None
        self.cursor = span[0]
        self._select(span)

    # ---- units ----------------------------------------------------------------------------

    def _select(self, span: Span) -> None:
        # Turn by turn: a mark that opens a turn must not join the label before it.
        first, last = (self._turn_at(offset) for offset in (span[0], max(span[0], span[1] - 1)))
        start, _ = whole_graphemes(self.text, span[0], span[0] + 1, first.words)
        _, end = whole_graphemes(self.text, max(span[1] - 1, last.words), span[1], last.words)
        self._selection = start, max(end, start)

    def _inside(self, offset: int) -> bool:
        turn = self._turn_at(offset)
        return turn.words <= offset < turn.end

    def _place(self, offset: int) -> int:
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def _turn_at(self, offset: int) -> Turn:
        return self.document.turns[self._shown[self._place(offset)]]

    def _clamped(self, offset: int) -> int:
        turn = self._turn_at(offset)
        return min(max(offset, turn.words), turn.end - 1)

    def _units(self, place: int, unit: Unit) -> list[Span]:
        turn = self.document.turns[self._shown[place]]
        whole = (turn.words, turn.end)
        if unit == "turn":
            return [whole]
        if unit == "character":
            return list(graphemes(self.text, *whole))
        found = words(self.text, *whole) if unit == "word" else sentences(self.text, *whole)
        return found or [whole]

    def _unit_at(self, offset: int, unit: Unit) -> Span:
        """Return the unit that holds ``offset``, or the last before it, or the first."""
        found = self._units(self._place(offset), unit)
        return next((s for s in reversed(found) if s[0] <= offset), found[0])
