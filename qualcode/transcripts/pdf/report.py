"""Reads a printed report rather than a transcript: its paragraphs, with page, size and weight."""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.transcripts.pdf.columns import by_columns, rows_of
from qualcode.transcripts.pdf.divided_words import with_whole_words
from qualcode.transcripts.pdf.extraction import open_pdf
from qualcode.transcripts.pdf.paragraphs import Joiner, grouped


@dataclass(frozen=True)
class Printed:
    """A paragraph as printed: ``page`` counts the file's pages from 1, ``x0`` is its left edge."""

    text: str
    page: int
    size: float
    bold: bool
    x0: float = 0.0


def printed_paragraphs(data: bytes, name: str) -> list[Printed]:
    """Return the paragraphs of a PDF; running heads and page numbers are left out.

    Raises:
        BadInputError: it is damaged, has a password, or has only pictures of pages.
    """
    found = open_pdf(data, name)
    with_whole_words(found)
    pages, _, _ = rows_of(found.pages)
    rows, _ = by_columns(pages)
    joiner = Joiner(rows)
    made = []
    for group in grouped(rows):
        pieces = joiner.joined(group)
        text = " ".join("".join(piece for piece, _ in pieces).split())
        bold = all(bold for piece, bold in pieces if piece.strip())
        if text:
            made.append(Printed(text, group[0].page, group[0].size, bold, group[0].x0))
    return made
