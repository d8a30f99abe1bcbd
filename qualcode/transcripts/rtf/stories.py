"""Builds the stories of a rich-text file piece by piece: page, footnote, header, text box."""

from __future__ import annotations

from collections.abc import Callable

from qualcode.transcripts.typed.paragraphs import Block, Paragraph, TableBlock


class Story:
    """Builds paragraphs and tables as their pieces come.

    ``kind`` names the story ("page", "footnote" …); ``join`` is called with the text of each
    paragraph, to join halves of letters.
    """

    def __init__(self, kind: str, join: Callable[[str], str]) -> None:
        self.kind = kind
        self.blocks: list[Block] = []
        self._join = join
        self._pieces: list[tuple[str, bool]] = []
        self._cell: list[Paragraph] = []
        self._row: list[list[Paragraph]] = []
        self._rows: list[list[list[Paragraph]]] = []
        self._boxes: list[Paragraph] = []

    def add(self, text: str, bold: bool) -> None:
        """Add a piece of text to the open paragraph."""
        self._pieces.append((text, bold))

    def add_box(self, paragraphs: list[Paragraph]) -> None:
        """Put a text box's paragraphs, which nobody speaks, after the open paragraph."""
        self._boxes += [Paragraph(p.pieces, True) for p in paragraphs]

    def end_paragraph(self, *, heading: int | None, in_table: bool) -> None:
        """End a paragraph; outside a table, this also ends the table before it."""
        found = self._paragraphs(heading)
        if in_table:
            self._cell += found
        else:
            self._end_table()
            self.blocks += found

    def end_cell(self, *, heading: int | None) -> None:
        """End a cell, and its last paragraph."""
        self._row.append([*self._cell, *self._paragraphs(heading)])
        self._cell = []

    def end_row(self) -> None:
        """End a row; an open cell in it becomes the last one."""
        found = self._paragraphs(None)
        if self._cell or found:
            self._row.append([*self._cell, *found])
        if self._row:
            self._rows.append(self._row)
        self._cell, self._row = [], []

    def end(self, *, heading: int | None, in_table: bool) -> None:
        """End everything that is open."""
        self.end_paragraph(heading=heading, in_table=in_table)
        self._end_table()

    def _end_table(self) -> None:
        if not (self._rows or self._row or self._cell):
            return
        pieces, self._pieces = self._pieces, []
        self.end_row()
        self._pieces = pieces
        self.blocks.append(TableBlock(self._rows))
        self._rows = []

    def _paragraphs(self, heading: int | None) -> list[Paragraph]:
        pieces, self._pieces = self._pieces, []
        boxes, self._boxes = self._boxes, []
        runs: list[tuple[list[str], bool]] = []
        for text, bold in pieces:
            if not runs or runs[-1][1] != bold:
                runs.append(([], bold))
            runs[-1][0].append(text)
        whole = tuple((self._join("".join(texts)), bold) for texts, bold in runs)
        paragraph = Paragraph(whole, heading is not None, heading or 0)
        return [paragraph, *boxes] if paragraph.text.strip() else boxes
