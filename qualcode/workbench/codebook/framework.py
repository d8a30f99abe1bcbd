"""Lists what a published report says that could be codes, on a sheet to tick."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.exchange.codebook.framework_sheet import sheet_rows, write_csv_sheet, write_sheet
from qualcode.exchange.codebook.statements import TEXT, Paragraph, Statement, statements_in
from qualcode.model.plural import counted
from qualcode.store.io.durable import write_atomic
from qualcode.store.study import Study

SHEETS = (".xlsx", ".csv")


@dataclass(frozen=True)
class Framework:
    """A report's title, its statements, and how it was read.

    ``every`` has its other paragraphs as well, in their places.
    """

    title: str
    every: list[Statement]
    notes: list[str] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        """What the report says that could be codes."""
        return [one for one in self.every if one.kind != TEXT]


def read_framework(path: Path) -> Framework:
    """Return what a report, PDF or Word, says that could be codes.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: it cannot be read, or says nothing of the kind.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}")
    form, name = path.suffix.lower(), path.name
    if form == ".pdf":
        from qualcode.transcripts.pdf.report import printed_paragraphs

        printed = printed_paragraphs(path.read_bytes(), name)
        paragraphs = [Paragraph(p.text, str(p.page), p.size, p.bold) for p in printed]
        title = _title_of(paragraphs) or path.stem
        notes = ["pages are counted from the file's first, and may differ from those printed"]
    elif form == ".docx":
        paragraphs, title = _of_word(path)
        pages = any(paragraph.place.isdigit() for paragraph in paragraphs)
        notes = [
            "pages are as Word laid them out last"
            if pages
            else "the file does not say its pages: statements have the numbers of their paragraphs"
        ]
    else:
        raise BadInputError(
            f"a report cannot be read from {form or 'a file without an ending'}",
            where=name,
            mend="Use .pdf or .docx",
        )
    every, listed = statements_in(paragraphs)
    kinds = Counter(one.kind for one in every if one.kind != TEXT)
    if not kinds:
        raise BadInputError(
            "has no numbered or bulleted statements and no headings",
            where=name,
            mend="Copy what you need into a table with the columns Code and Definition",
        )
    said = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    notes.insert(0, f"{counted(len(paragraphs), 'paragraph')}: {said}")
    if listed:
        notes.append(
            f"{counted(len(listed), 'line')} of a list of contents, or on page after page: left out"
        )
    return Framework(title, every, notes)


def _title_of(paragraphs: list[Paragraph]) -> str:
    """Return the largest words of the first page that has any."""
    first = [p for p in paragraphs if p.place == paragraphs[0].place]
    largest = max((p.size for p in first), default=0.0)
    parts = [p.text for p in first if p.size >= largest * 0.97]
    return " ".join(parts)[:160]


def _of_word(path: Path) -> tuple[list[Paragraph], str]:
    from qualcode.exchange.codebook.outline import HEADING, ITEM
    from qualcode.exchange.codebook.outline_word import read_lines
    from qualcode.transcripts.word.archive import check_archive

    data = check_archive(path.read_bytes(), path.name)[0]
    lines, tables = read_lines(data, path.name)
    made = []
    for line in lines:
        text = f"{line.name}: {line.text}" if line.name else line.text
        level = line.depth if line.kind == HEADING else 0
        place = str(line.page) if line.page else line.where.rpartition(": ")[2]
        text = " ".join(text.split())
        made.append(Paragraph(text, place, level=level, item=line.kind == ITEM))
    for where, rows in tables:
        place = where.rpartition(": ")[2]
        cells = [" ".join(cell.split()) for row in rows for cell in row if cell.strip()]
        # A table of one cell is a box.
        made += [Paragraph(cell, place, box=len(cells) == 1) for cell in cells]
    short = [p.text for p in made[:3] if len(p.text) <= 160]
    title = short[0] if short else next((p.text for p in made if p.level), path.stem)
    return made, title


def placeholders(study: Study) -> list[tuple[str, str]]:
    """Return the ids and names of the study's codes that wait to be filled."""
    return [(code.id, code.name) for code in study.codebook if code.status == "placeholder"]


def write_framework_sheet(study: Study, found: Framework, path: Path) -> None:
    """Write a report's statements to a sheet to tick: ``codebook import`` takes it back.

    Raises:
        BadInputError: its ending is none of ``SHEETS``, or there is such a file.
        StudyError: it cannot be written.
    """
    form = path.suffix.lower()
    if form not in SHEETS:
        raise BadInputError(
            f"a sheet cannot be written as {form or 'a file without an ending'}",
            where=path.name,
            mend=f"Use {' or '.join(SHEETS)}",
        )
    if path.exists():
        raise BadInputError(
            "there is such a file already, perhaps with your ticks", where=path.name,
            mend="Name another, or delete it",
        )  # fmt: skip
    waiting = placeholders(study)
    rows = sheet_rows(found.statements, found.title, waiting)
    if form == ".csv":
        write_atomic(path, write_csv_sheet(rows).encode("utf-8", "replace"), wordless=True)
    else:
        write_atomic(path, write_sheet(rows, waiting), wordless=True)
