"""Accessible Word tables: repeating header rows, alternative text, no empty cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from qualcode.report.printable import one_line
from qualcode.report.word.paper import Paper
from qualcode.report.word.styles import HEAD, THEME

_BAND_FILL = "F3F6F9"
_LINE = "C5CED6"
#: How far, in cm, a row is indented that belongs to another, and how often at most.
_INDENT, _DEEPEST = 0.4, 4
#: Words, those of a second line, and their language.
Heading = tuple[str, str, str]
# Properties that follow those added here: the schema fixes their order, and Word refuses files in
# any other.
_LAST = ("w:tblLook", "w:tblCaption", "w:tblDescription")


def add_table(
    paper: Paper,
    headings: Sequence[Heading],
    widths: Sequence[float],
    *,
    title: str,
    summary: str,
    padding: int = 70,
) -> Any:
    """Add a table with a repeating header row, fixed widths in cm and alternative text.

    A heading is its words, those of a second and weaker line, and their language. ``padding`` is
    above and below each cell's words, in twentieths of a point.
    """
    table = paper.document.add_table(rows=1, cols=len(headings))
    properties = table._tbl.tblPr
    style = properties.find(qn("w:tblStyle"))
    if style is not None:
        # Borders, background and padding are the table's own: no template's grid changes them.
        properties.remove(style)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _width(properties, sum(widths))
    for tag, value in (("w:tblCaption", title), ("w:tblDescription", summary)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), one_line(value))
        properties.append(element)
    _insert(properties, _borders(), ("w:shd", "w:tblLayout", "w:tblCellMar", *_LAST))
    _insert(properties, _margins(padding), _LAST)
    _look(properties)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    header = table.rows[0]
    _row_property(header, "w:cantSplit")
    _row_property(header, "w:tblHeader")
    for cell, (text, below, lang), width in zip(header.cells, headings, widths, strict=True):
        cell.width = Cm(width)
        _shade(cell, paper.look.ground)
        paragraph = paper.paragraph(HEAD, one_line(text), lang=lang, within=cell, first=True)
        if below:
            paragraph.add_run().add_break()
            run = paper.write(paragraph, one_line(below))
            run.bold = False
    return table


def add_row(
    paper: Paper, table: Any, widths: Sequence[float], name: str, *, banded: bool = False,
    lang: str = "", depth: int = 0,
) -> list[Any]:  # fmt: skip
    """Add a row that does not break across pages; return its cells after the name.

    ``depth`` counts the rows above that contain it.
    """
    row = table.add_row()
    _row_property(row, "w:cantSplit")
    cells = list(row.cells)
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
        if banded:
            _shade(cell, _BAND_FILL)
    shown = paper.paragraph(THEME, one_line(name), lang=lang, within=cells[0], first=True)
    if depth:
        shown.paragraph_format.left_indent = Cm(_INDENT * min(depth, _DEEPEST))
    return cells[1:]


def _shade(cell: Any, fill: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        shading.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _row_property(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def _width(properties: Any, width: float) -> None:
    element = properties.find(qn("w:tblW"))
    element.set(qn("w:type"), "dxa")
    element.set(qn("w:w"), str(round(width / 2.54 * 1440)))


def _borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    return borders


def _margins(padding: int) -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", padding), ("left", 110), ("bottom", padding), ("right", 110)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(width))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    return margins


def _insert(properties: Any, element: Any, before: Sequence[str]) -> None:
    for tag in before:
        found = properties.find(qn(tag))
        if found is not None:
            found.addprevious(element)
            return
    properties.append(element)


def _look(properties: Any) -> None:
    look = properties.find(qn("w:tblLook"))
    flags = {"firstRow": "1", "lastRow": "0", "firstColumn": "1", "lastColumn": "0",
             "noHBand": "1", "noVBand": "1"}  # fmt: skip
    look.set(qn("w:val"), "06A0")  # the same flags, for Word 2007
    for name, value in flags.items():
        look.set(qn(f"w:{name}"), value)
