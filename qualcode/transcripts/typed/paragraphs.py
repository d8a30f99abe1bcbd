"""Paragraphs and tables, the common form of Word, OpenDocument and rich-text files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from qualcode.model.plural import counted
from qualcode.transcripts.input.cleaning import Cleaner


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: pieces of text, each with whether it is bold; ``unspoken`` if a heading.

    ``level`` is the level of a heading, from 1; 0 if it is none or the file does not say it.
    """

    pieces: tuple[tuple[str, bool], ...]
    unspoken: bool = False
    level: int = 0

    @property
    def text(self) -> str:
        """The words, with newlines for line breaks."""
        return "".join(piece for piece, _ in self.pieces)

    @property
    def bold_all(self) -> bool:
        """Whether all words are bold, and there are any."""
        words = [bold for piece, bold in self.pieces if piece.strip()]
        return bool(words) and all(words)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One table: rows of cells, and a cell is a list of paragraphs."""

    rows: list[list[list[Paragraph]]]


#: Notes that are the same for every kind of file, with a count in front.
BOXES = "text boxes: their words stand after the paragraph they hang on"
LISTED = "paragraphs have automatic numbers or bullets, which were not imported"
LINKS = "links: their words were imported, the addresses behind them were not"

Block = Paragraph | TableBlock


@dataclass
class Contents:
    """A file's contents: its body in order, footnotes and endnotes, and notes on the rest."""

    blocks: list[Block]
    footnotes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def cleaned(self, cleaner: Cleaner) -> Contents:
        """Return the contents without hidden control characters; ``cleaner`` remembers them."""
        number = 0

        def cleaned(paragraph: Paragraph) -> Paragraph:
            nonlocal number
            number += 1
            pieces = tuple((cleaner.clean_piece(text, number), b) for text, b in paragraph.pieces)
            return replace(paragraph, pieces=pieces)

        blocks = [
            cleaned(block)
            if isinstance(block, Paragraph)
            else TableBlock([[[cleaned(p) for p in cell] for cell in row] for row in block.rows])
            for block in self.blocks
        ]
        footnotes = [cleaner.clean(text, number + 1) for text in self.footnotes]
        return Contents(blocks, footnotes, self.notes)


def flattened(blocks: Iterable[Block]) -> list[Paragraph]:
    """Return the paragraphs of blocks, including those in tables."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            found += [p for row in block.rows for cell in row for p in cell]
    return found


def text_of(blocks: Iterable[Block]) -> str:
    """Return the words of blocks, one line per paragraph."""
    return "\n".join(p.text.strip() for p in flattened(blocks) if p.text.strip())


def filled_lines(text: str) -> str:
    """Return a text's lines that are not empty, without surrounding spaces."""
    return "\n".join(line.strip(" \t") for line in text.split("\n") if line.strip())


def changes_note(inserted: int, deleted: int, moved: int = 0) -> list[str]:
    """Return a line on tracked changes, if there are any."""
    if not (inserted or deleted or moved):
        return []
    more = f", {moved} moves" if moved else ""
    told = f"{inserted} insertions, {deleted} deletions{more}"
    return [f"tracked changes read as accepted: {told}"]


def hidden_note(texts: Sequence[str]) -> list[str]:
    """Return a line on hidden text, if there is any."""
    if not any(text.strip() for text in texts):
        return []
    return [f"hidden text ({words_in(texts)}) was imported as if it were visible"]


def left_note(texts: Sequence[str], what: str) -> list[str]:
    """Return a line on texts that were not imported, such as comments, if there are any."""
    return [f"{len(texts)} {what} ({words_in(texts)}) were not imported"] if texts else []


def words_in(text: str | Sequence[str]) -> str:
    """Return the number of words in a text or texts, as notes say it: ``"3 words"``."""
    count = len((text if isinstance(text, str) else "\n".join(text)).split())
    return counted(count, "word")
