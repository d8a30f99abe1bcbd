"""Finds where characters, words and sentences begin and end, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator

import regex

# Unicode's extended grapheme clusters (UAX 29): what a reader takes for one character.
_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_]|['’\-](?=[\p{L}\p{N}]))*")
_SENTENCE = regex.compile(r"\S.*?(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|$)", regex.DOTALL)

Span = tuple[int, int]


def graphemes(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the graphemes of ``text[start:end]``."""
    for found in _GRAPHEME.finditer(text, start, end):
        yield found.span()


def words(text: str, start: int, end: int) -> list[Span]:
    """Return the words of ``text[start:end]``, without the punctuation around them."""
    return [found.span() for found in _WORD.finditer(text, start, end)]


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of ``text[start:end]``, blanks between them left out.

    A full stop, question or exclamation mark before a blank ends a sentence, after closing
    quotation marks. Abbreviations are not known, so "Mr. Evans" is cut; growing the selection mends
    that.
    """
    found = []
    for match in _SENTENCE.finditer(text, start, end):
        a, b = match.span()
        while b > a and text[b - 1].isspace():
            b -= 1
        if b > a:
            found.append((a, b))
    return found


def whole_graphemes(text: str, start: int, end: int, low: int = 0) -> Span:
    """Widen a span so that neither end is inside a grapheme of ``text[low:]``."""
    # A line end always ends a grapheme; a line is at most a paragraph long.
    low = max(low, text.rfind("\n", low, start) + 1)
    for a, b in graphemes(text, low, len(text)):
        if a < start < b:
            start = a
        if a < end < b:
            end = b
        if a >= end:
            break
    return start, end
