"""Chooses the span to code around found words: the words, their sentence or their turn."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

from qualcode.errors import QualcodeError
from qualcode.model.document.document import Document, Turn
from qualcode.model.text.graphemes import Span, sentences, whole_graphemes
from qualcode.store.study import Study

PlaceUnit = Literal["hit", "sentence", "turn"]
PLACE_UNITS: tuple[PlaceUnit, ...] = ("hit", "sentence", "turn")


def place_for(document: Document, text: str, start: int, end: int, unit: PlaceUnit) -> Span:
    """Return ``[start, end)`` widened to whole characters, sentences or turns.

    If nobody speaks, there are no sentences or turns, and only characters are made whole.
    """
    first, last = _turn(document, start), _turn(document, max(start, end - 1))
    low = first.words if first and first.words <= start else 0
    if unit == "hit" or first is None or last is None:
        return whole_graphemes(text, start, end, low)
    if unit == "turn":
        return min(first.words, start), max(last.end, end)
    a, _ = _sentence(text, first, start)
    _, b = _sentence(text, last, max(start, end - 1))
    return min(a, start), max(b, end)


def _turn(document: Document, offset: int) -> Turn | None:
    found = document.turn_at(offset)
    return None if found is None else document.turns[found]


def _sentence(text: str, turn: Turn, offset: int) -> Span:
    found = sentences(text, turn.words, turn.end)
    holding = (span for span in reversed(found) if span[0] <= offset)
    return next(holding, found[0] if found else (offset, offset + 1))


class OpenTexts:
    """The documents asked for most recently, with their texts."""

    def __init__(self, study: Study, most: int = 32) -> None:
        self._study = study
        self._most = most
        self._open: OrderedDict[str, tuple[Document, str] | None] = OrderedDict()

    def get(self, document_id: str) -> tuple[Document, str] | None:
        """Return a document and its text, ``None`` if they cannot be read."""
        if document_id not in self._open:
            try:
                document = self._study.document(document_id)
                self._open[document_id] = document, self._study.text(document)
            except QualcodeError:
                self._open[document_id] = None
            if len(self._open) > self._most:
                self._open.popitem(last=False)
        self._open.move_to_end(document_id)
        return self._open[document_id]

    def place(self, document_id: str, start: int, end: int, unit: PlaceUnit) -> Span:
        """Return the span to code for a span; itself if its text cannot be read."""
        opened = self.get(document_id)
        return place_for(*opened, start, end, unit) if opened else (start, end)
