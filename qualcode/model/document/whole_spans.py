"""Keeps a passage from beginning or ending inside what a reader takes for one character."""

from __future__ import annotations

from qualcode.model.document.document import Document
from qualcode.model.text.graphemes import Span, whole_graphemes


def whole_span(document: Document, text: str, start: int, end: int) -> Span:
    """Widen a span of a document's text so that neither end is inside a grapheme.

    A turn's first grapheme never joins the label before it.
    """
    if _may_be_inside(text, start):
        start, _ = whole_graphemes(text, start, start + 1, _words_at(document, start))
    if _may_be_inside(text, end):
        low = _words_at(document, end - 1)
        _, end = whole_graphemes(text, max(end - 1, low), end, low)
    return start, end


def _may_be_inside(text: str, at: int) -> bool:
    # Two ASCII characters are never one grapheme: a stored text has no carriage return.
    return 0 < at < len(text) and not text[at - 1 : at + 1].isascii()


def _words_at(document: Document, offset: int) -> int:
    """Return where the words of the turn at an offset begin, if they begin before it."""
    found = document.turn_at(offset)
    words = 0 if found is None else document.turns[found].words
    return words if words <= offset else 0
