"""Takes out the dots that court reporters' programs print, unseen, in place of spaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qualcode.model.plural import counted
from qualcode.transcripts.pdf.extraction import Page, Word

_DOT = "·"
#: In this share of all lines a dot stands, if dots are spaces; as bullets they are fewer.
_LINES = 0.5
_FEWEST = 8


def without_dots(pages: list[Page]) -> list[str]:
    """Divide the words of pages at dots that stand for spaces; return a note on them."""
    lines: dict[tuple[int, int], int] = {}
    for page in pages:
        for word in page.words:
            line = (page.number, round(word.y))
            lines[line] = lines.get(line, 0) + word.text.count(_DOT)
    dotted = sum(1 for dots in lines.values() if dots > 1)
    if dotted < _FEWEST or dotted < len(lines) * _LINES:
        return []
    for page in pages:
        page.words = [part for word in page.words for part in _parts(word)]
    return [f"{counted(sum(lines.values()), 'dot')} in place of spaces became spaces"]


def _parts(word: Word) -> Iterator[Word]:
    """Yield the parts of a word between its dots, each in its place; letters are taken as equal."""
    if _DOT not in word.text:
        yield word
        return
    width = (word.x1 - word.x0) / len(word.text)
    at = 0
    for part in word.text.split(_DOT):
        if part:
            left = word.x0 + at * width
            space = word.space or " " if not at else " "
            yield replace(word, x0=left, x1=left + len(part) * width, text=part, space=space)
        at += len(part) + 1
