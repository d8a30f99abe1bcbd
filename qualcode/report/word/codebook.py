"""The codebook in Word, as its own document or as the appendix on codes of a report."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Any

from qualcode.exchange.codebook.rows import LISTS, flat
from qualcode.exchange.codebook.word import NONE_GIVEN
from qualcode.model.codebook.code import Code, Codebook
from qualcode.report.printable import one_line
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import EVIDENCE, QUIETLY, TEXT
from qualcode.report.word.tables import add_row, add_table

_WIDTHS = {"name": 5.0, "brief": 3.6, "definition": 5.7, "include": 4.2, "exclude": 4.2,
           "examples": 3.4}  # fmt: skip
_HEADINGS = {"name": "Code", "brief": "Brief definition", "definition": "Full definition",
             "include": "When to use", "exclude": "When not to use",
             "examples": "Example"}  # fmt: skip
_STATUS = {"placeholder": "placeholder", "draft": "draft", "retired": "retired"}


def codebook_docx(
    book: Codebook, title: str, about: str, language: str, made: dt.datetime
) -> bytes:
    """Return a codebook as Word: a table per theme, and one for codes that stand alone.

    ``about`` is a text below the title, one paragraph per line.
    """
    paper = Paper(f"Codebook: {title}", made, content=language)
    paper.turn(across=True)
    paper.paragraph("Title", "Codebook")
    paper.paragraph("Subtitle", one_line(title), lang=language)
    for line in about.split("\n"):
        paper.paragraph(text=line)
    paper.foot(f"Codebook: {one_line(title)}")
    add_codebook(paper, book)
    out = io.BytesIO()
    paper.document.save(out)
    return out.getvalue()


def add_codebook(
    paper: Paper, book: Codebook, *, examples: bool = True, headed: bool = True
) -> None:
    """Add a table per theme, below a heading or, if not ``headed``, below a caption alone.

    Without ``examples`` the codes' examples, which may be participants' words, are left out.
    """
    shown = [n for n in _WIDTHS if n != "brief" or any(code.brief for code in book)]
    if not examples:
        shown.remove("examples")
    scale = paper.width / sum(_WIDTHS[n] for n in shown)
    widths = [_WIDTHS[n] * scale for n in shown]
    for codes in _tables(book) if headed else [list(book.codes)] if book.codes else []:
        name = codes[0].name if len(codes) == 1 else f"{codes[0].name} to {codes[-1].name}"
        if headed:
            paper.heading(name, lang=paper.content)
        every = [code for top in codes for code in top.walk()]
        paper.caption("Table", f"Codebook: {one_line(name)}" if headed else "The codes")
        table = add_table(
            paper,
            [(_HEADINGS[n], "", "") for n in shown],
            widths,
            title=f"Codebook: {name}",
            summary=f"{len(every)} codes in rows, with their definitions and rules",
        )
        for at, code in enumerate(every):
            _add_code(paper, table, book, code, shown, widths, banded=at % 2 == 1, plain=not headed)


def _tables(book: Codebook) -> list[list[Code]]:
    """Return the top-level codes by table: each one with codes below it has its own."""
    found: list[list[Code]] = []
    alone = False
    for code in book.codes:
        if not code.children and alone:
            found[-1].append(code)
        else:
            found.append([code])
        alone = not code.children
    return found


def _readable(text: str, book: Codebook) -> str:
    """Return a rule with names of codes for their ids, and without Markdown marks."""

    def name(found: re.Match[str]) -> str:
        code = book.get(found[1])
        return f"“{code.name}”" if code else found[1]

    return re.sub(r"`([^`]+)`", name, text)


def _add_code(
    paper: Paper,
    table: Any,
    book: Codebook,
    code: Code,
    shown: Sequence[str],
    widths: Sequence[float],
    *,
    banded: bool,
    plain: bool,
) -> None:
    """Add a code's row; ``plain`` is for readers, who need no ids and no Markdown marks."""
    cells = add_row(paper, table, widths, code.name, banded=banded)
    above = book.parent(code.id)
    if plain and above and (one := book.get(above)) is not None:
        above = one.name
    first = table.rows[-1].cells[0]
    for label, text, lang in (
        ("Welsh", code.name_cy, "cy"),
        ("Id", "" if plain else code.id, ""),
        ("Part of" if plain else "Below", above or "", ""),
        ("Status", _STATUS.get(code.status, ""), ""),
        ("Source", code.source, ""),
    ):
        if text:
            line = paper.paragraph(EVIDENCE, f"{label}: ", within=first)
            paper.write(line, one_line(text), lang=lang)
    for name, cell in zip(shown[1:], cells, strict=True):
        values = list(getattr(code, name)) if name in LISTS else flat(getattr(code, name)).split(
            "\n"
        )  # fmt: skip
        lines = [one_line(_readable(v, book) if plain else v) for v in values if v.strip()]
        for number, line in enumerate(lines or [NONE_GIVEN]):
            paper.paragraph(TEXT if lines else QUIETLY, line, within=cell, first=number == 0)
