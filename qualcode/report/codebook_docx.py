"""The codebook as a Word document: tables that the appendix on methods of a report can take."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from docx.shared import Pt

from qualcode.exchange.codebook_rows import LISTS, flat
from qualcode.exchange.codebook_word import NONE_GIVEN
from qualcode.model.codebook import Code, Codebook
from qualcode.report.cleaning import clean, one_line
from qualcode.report.docx_parts import (
    SMALL,
    add_caption,
    add_heading,
    new_document,
    small,
    write_footer,
)
from qualcode.report.docx_tables import add_row, add_table, tight

_WIDTHS = {"name": 5.0, "brief": 3.6, "definition": 5.7, "include": 4.2, "exclude": 4.2,
           "examples": 3.4}  # fmt: skip
_HEADINGS = {"name": "Code", "brief": "Brief definition", "definition": "Full definition",
             "include": "When to use", "exclude": "When not to use",
             "examples": "Example"}  # fmt: skip
_STATUS = {"placeholder": "placeholder", "draft": "draft", "retired": "retired"}


def codebook_docx(
    book: Codebook, title: str, about: str, language: str, made: dt.datetime
) -> bytes:
    """Return a codebook as Word: a table for each theme, and one for codes that stand alone.

    ``about`` is a text below the title, its lines a paragraph each.
    """
    document = new_document(f"Codebook: {title}", language, made)
    document.add_paragraph("Codebook", style="Title")
    document.add_paragraph(one_line(title), style="Subtitle")
    for line in about.split("\n"):
        document.add_paragraph(clean(line))
    write_footer(document.sections[0], f"Codebook: {one_line(title)}")
    shown = [n for n in _WIDTHS if n != "brief" or any(code.brief for code in book)]
    scale = sum(_WIDTHS.values()) / sum(_WIDTHS[n] for n in shown)
    widths = [_WIDTHS[n] * scale for n in shown]
    for number, codes in enumerate(_tables(book), 1):
        name = codes[0].name if len(codes) == 1 else f"{codes[0].name} to {codes[-1].name}"
        add_heading(document, name)
        every = [code for top in codes for code in top.walk()]
        add_caption(document, number, f"Codebook: {one_line(name)}")
        table = add_table(
            document,
            [_HEADINGS[n] for n in shown],
            widths,
            title=f"Codebook: {name}",
            summary=f"{len(every)} codes in rows, with their definitions, rules and examples",
        )
        for at, code in enumerate(every):
            _add_code(table, book, code, shown, widths, banded=at % 2 == 1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _tables(book: Codebook) -> list[list[Code]]:
    """Return the top codes by table: each with codes below it has its own."""
    found: list[list[Code]] = []
    alone = False
    for code in book.codes:
        if not code.children and alone:
            found[-1].append(code)
        else:
            found.append([code])
        alone = not code.children
    return found


def _add_code(
    table: Any,
    book: Codebook,
    code: Code,
    shown: Sequence[str],
    widths: Sequence[float],
    *,
    banded: bool,
) -> None:
    cells = add_row(table, widths, code.name, banded=banded)
    first = table.rows[-1].cells[0]
    for label, text in (
        ("Welsh", code.name_cy),
        ("Id", code.id),
        ("Below", book.parent(code.id) or ""),
        ("Status", _STATUS.get(code.status, "")),
        ("Source", code.source),
    ):
        if text:
            line = first.add_paragraph()
            line.paragraph_format.space_after = Pt(0)
            small(line, f"{label}: {one_line(text)}")
    for name, cell in zip(shown[1:], cells, strict=True):
        values = list(getattr(code, name)) if name in LISTS else flat(getattr(code, name)).split(
            "\n"
        )  # fmt: skip
        _fill(cell, [one_line(v) for v in values if v.strip()])


def _fill(cell: Any, lines: Sequence[str]) -> None:
    paragraph = tight(cell)
    for number, line in enumerate(lines or [NONE_GIVEN]):
        if number:
            paragraph = cell.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.space_before = Pt(3)
        if lines:
            paragraph.add_run(line).font.size = Pt(SMALL)
        else:
            small(paragraph, line)
