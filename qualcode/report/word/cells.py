"""Writes a cell in Word, in a table or a section: summary, evidence and quotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualcode.model.matrix.definition import Key
from qualcode.model.matrix.matrix import Cell, Quotation
from qualcode.report import wording
from qualcode.report.markdown import emphasised
from qualcode.report.printable import one_line
from qualcode.report.word.hidden_record import Place, mark, section_mark
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import EVIDENCE, LABEL, LEAD, QUIETLY, SMALL, STRONG, TEXT


class Cells:
    """Writes the cells of a matrix, each with marks by which it can be found again.

    ``bare`` leaves the quotations out of tables, since they stand in the themes' sections. In a
    ``final`` report no cell is marked.
    """

    def __init__(
        self, paper: Paper, known: Mapping[Key, Place], *, bare: bool, final: bool = False
    ) -> None:
        self._paper = paper
        self._bare = bare
        self._final = final
        self.known = known
        #: The cells that were written.
        self.shown: dict[Key, Place] = {}
        #: Paragraphs of the themes' sections that are not part of a summary.
        self.beside: list[str] = []

    def in_table(self, place: Any, cell: Cell) -> None:
        """Write a cell into a cell of a Word table."""
        paper, known = self._paper, self.known[cell.key]
        if wording.is_empty(cell):
            paper.paragraph(QUIETLY, known.evidence, within=place, first=True)
        else:
            some = self.prose(cell.summary, within=place) is not None
            line = paper.paragraph(EVIDENCE, within=place, first=not some)
            self.evidence(line, cell, style=SMALL if some or self._bare else STRONG)
            for quotation in () if self._bare else cell.quotations:
                self.quotation(quotation, within=place)
        self.shown[cell.key] = known
        if not self._final:
            mark(place, known)

    def in_section(self, cell: Cell, group: str) -> None:
        """Write a cell as paragraphs below a line with its group and its evidence."""
        paper, known = self._paper, self.known[cell.key]
        lead = paper.paragraph(LEAD)
        paper.write(lead, group, bold=True, lang=paper.content)
        paper.write(lead, " · ")
        self.evidence(lead, cell, style="")
        self.shown[cell.key] = known
        if not self._final:
            paper.bookmark(lead, section_mark(known))
        if cell.summary.strip() or cell.quotations:
            # A line with only a number may end a page; the text below it may not begin the next.
            lead.paragraph_format.keep_with_next = True
        last = self.prose(cell.summary)
        if cell.quotations and last is not None:
            last.paragraph_format.keep_with_next = True
        for quotation in cell.quotations:
            self.quotation(quotation)

    def prose(self, summary: str, within: Any = None) -> Any:
        """Write a summary's paragraphs and items, its Markdown emphasis as bold and italics.

        Return its last paragraph, ``None`` if there is none.
        """
        paper, style = self._paper, TEXT if within is not None else ""
        paragraph = None
        for number, (item, text) in enumerate(wording.summary_blocks(summary)):
            paragraph = paper.paragraph(
                "List Bullet" if item else style, within=within, first=number == 0
            )
            for part, kind in emphasised(text):
                paper.write(paragraph, part, lang=paper.content, bold=kind == "b",
                            italic=kind == "i")  # fmt: skip
        return paragraph

    def evidence(self, paragraph: Any, cell: Cell, *, style: str) -> None:
        """Write the evidence of a cell; its label links to the ids of its codings."""
        paper, known = self._paper, self.known[cell.key]
        line = known.rests_on
        if known.reference:
            line = line.removesuffix(known.reference)
        paper.write(paragraph, line, style)
        if known.reference:
            paper.link(paragraph, known.reference, anchor_of(known.reference), style=LABEL)
        if known.stale:
            paper.write(paragraph, known.stale, STRONG)

    def quotation(self, quotation: Quotation, within: Any = None) -> None:
        """Write a quotation with its attribution, in the style of quotations."""
        paper = self._paper
        language = quotation.language or paper.content
        paragraph = paper.paragraph("Quote", within=within)
        paper.write(paragraph, f"“{one_line(quotation.text)}”", lang=language)
        paragraph.add_run().add_break()
        paper.write(paragraph, wording.traced(quotation), SMALL, lang=paper.content)
        # Keep the quotation in one piece, close to what it supports.
        paragraph.paragraph_format.keep_together = True


def anchor_of(label: str) -> str:
    """Return the bookmark of an evidence label."""
    return f"evidence_{label}"
