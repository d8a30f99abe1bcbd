"""Puts the parts of a Word report together in their order."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from qualcode.report import wording
from qualcode.report.evidence_labels import references
from qualcode.report.method import method_paragraphs
from qualcode.report.printable import one_line
from qualcode.report.report import Report
from qualcode.report.word.cells import Cells
from qualcode.report.word.codebook import add_codebook
from qualcode.report.word.evidence import add_evidence
from qualcode.report.word.framework_chart import add_chart
from qualcode.report.word.group_tables import add_group_table, add_overview, fits_upright
from qualcode.report.word.hidden_record import WHOLE, WHOLE_HEADING, attach, places
from qualcode.report.word.paper import Paper, Template
from qualcode.report.word.sections import add_sections
from qualcode.report.word.styles import ALERT, FACT

#: With at most this many themes no table of contents is needed.
_SHORT = 3
_LETTERS = "ABCDEFGH"
#: A table with more themes begins a page of its own.
_MANY = 8
#: A picture's width in cm, if the page has room.
_WIDEST = 16.6


def report_docx(
    report: Report, made: dt.datetime | None = None, template: Template | None = None
) -> bytes:
    """Return a Word document: facts and method, pictures, sections by theme, tables, appendices.

    Tables have header rows that repeat, rows that keep together, alternative text, and no merged or
    blank cells; headings use heading styles without skipping levels, and words in other languages
    than English are tagged. ``made`` is the date it bears, by default now; ``template`` is a team's
    own, whose styles are used by name.

    Raises:
        BadInputError: the template is not a Word file that can be opened safely.
    """
    made = made or dt.datetime.now(dt.UTC)
    matrix = report.matrix
    paper = Paper(f"{matrix.title}: {matrix.study}", made, content=matrix.language,
                  template=template)  # fmt: skip
    _Report(paper, report, made.date()).write()
    out = io.BytesIO()
    paper.document.save(out)
    return out.getvalue()


class _Report:
    def __init__(self, paper: Paper, report: Report, made: dt.date) -> None:
        self._paper = paper
        self._report = report
        self._matrix = report.matrix
        self._made = made
        self._study = one_line(self._matrix.study)
        self._chart = self._matrix.layout == "cases"
        self._labels = references(self._matrix) if report.has("evidence") else {}
        known = places(self._matrix, self._labels, sections=report.has("sections"))
        self._cells = Cells(paper, known, bare=report.has("sections"), final=self._matrix.is_final)

    def write(self) -> None:
        paper, matrix, report = self._paper, self._matrix, self._report
        contents = self._cover()
        if not matrix.rows or not (matrix.columns if self._chart else matrix.groups):
            paper.paragraph(text=wording.NOTHING)
            self._notes()
            return
        self._about()
        if self._chart:
            self._new_page(across=True)
            add_chart(paper, matrix, self._cells)
        else:
            self._glance()
            if report.has("sections"):
                add_sections(paper, matrix, self._cells, report.codebook)
            if report.has("tables"):
                for number, group in enumerate(matrix.groups, 1):
                    self._new_page(one_line(group.name), across=True)
                    add_group_table(paper, matrix, group, number, self._cells)
        self._appendices()
        if not matrix.is_final:
            self._record()
        if contents is not None:
            paper.contents(contents)
            contents._p.getparent().remove(contents._p)

    def _record(self) -> None:
        """Record the cells that are shown, and those that have nothing to show."""
        cells = self._cells
        if cells.shown:
            bare = {k: one for k, one in cells.known.items() if not one.base}
            known = {k: one for k, one in cells.known.items() if k in cells.shown or k in bare}
            attach(self._paper.document, self._matrix, known, cells.beside)

    def _new_page(self, part: str = "", *, across: bool) -> None:
        self._paper.page(f"{self._study}  ·  {part}" if part else self._study, across=across)

    def _cover(self) -> Any:
        """Write title, warnings and facts; return the paragraph where the contents go."""
        paper, matrix = self._paper, self._matrix
        paper.paragraph("Title", one_line(matrix.title), lang=wording.title_language(matrix))
        paper.paragraph("Subtitle", self._study)
        for warning in wording.warnings(matrix):
            paper.paragraph(ALERT, warning)
        if matrix.watermark:
            paper.head(matrix.watermark)
        paper.foot(self._study)
        for name, value in wording.facts(matrix, self._made):
            fact = paper.paragraph(FACT)
            paper.write(fact, f"{name}\t", bold=True)
            paper.write(fact, value)
        self._whole()
        if len(matrix.rows) <= _SHORT and not self._chart:
            return None
        paper.heading("Contents", listed=False)
        return paper.paragraph()

    def _whole(self) -> None:
        """Write the team's summary of the whole, marked so that an edit of it is noticed."""
        if not self._matrix.summary:
            return
        heading = self._paper.heading(WHOLE_HEADING)
        self._paper.bookmark(heading, WHOLE)
        self._cells.prose(self._matrix.summary)

    def _about(self) -> None:
        paper, report = self._paper, self._report
        told = method_paragraphs(report) if report.method is not None else []
        if told:
            paper.heading("How this was made")
            for text in told:
                paper.paragraph(text=text)
        paper.heading("How to read this")
        points = (
            wording.how_to_read_chart(self._matrix)
            if self._chart
            else wording.how_to_read(
                self._matrix, sections=report.has("sections"), tables=report.has("tables"),
                references=bool(self._labels),
            )
        )  # fmt: skip
        for point in points:
            paper.paragraph("List Bullet", point)
        self._notes()

    def _glance(self) -> None:
        paper, matrix = self._paper, self._matrix
        if self._report.has("pictures"):
            paper.heading("At a glance")
            from qualcode.report.pictures.kinds import bars, heat_map
            from qualcode.report.word.pictures import add_picture

            width = min(_WIDEST, paper.width)
            own = (*bars(matrix, width=width), *heat_map(matrix, width=width))
            for picture in (*own, *self._report.pictures):
                add_picture(paper, picture)
        upright = fits_upright(paper, matrix)
        fresh = not upright or len(matrix.rows) > _MANY
        if fresh:
            self._new_page(across=not upright)
        paper.heading("Who said what", anchor="overview", top=fresh)
        add_overview(paper, matrix)
        if self._report.has("sections"):
            self._new_page(across=False)

    def _appendices(self) -> None:
        """Write the appendices, each with its letter.

        Figures of agreement between coders will be added here.
        """
        paper, report = self._paper, self._report
        letters = iter(_LETTERS)
        if report.has("codebook") and report.codebook is not None:
            self._new_page("codebook", across=True)
            paper.heading(f"Appendix {next(letters)}: codebook", top=True)
            add_codebook(paper, report.codebook, examples=False, headed=False)
        if self._labels:
            self._new_page("evidence", across=False)
            paper.heading(f"Appendix {next(letters)}: evidence", top=True)
            add_evidence(paper, self._matrix, self._labels)

    def _notes(self) -> None:
        notes = wording.notes(self._matrix)
        if notes:
            self._paper.heading("What to bear in mind")
        for note in notes:
            self._paper.paragraph("List Bullet", note)
