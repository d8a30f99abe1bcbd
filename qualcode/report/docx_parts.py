"""What Word tables and pages need that python-docx has no call for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK = RGBColor(0x1F, 0x29, 0x33)
QUIET = RGBColor(0x55, 0x60, 0x6B)
ACCENT = RGBColor(0x1B, 0x4F, 0x72)
HEADER_FILL = "1B4F72"
BAND_FILL = "F3F6F9"
# Arial, since every system has it or a font of the same widths: pages break alike everywhere.
FONT = "Arial"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}


def clean(text: str) -> str:
    """Return ``text`` without what XML forbids and what turns the direction of writing."""
    return _BIDI.sub("", _ILLEGAL.sub("", text))


def new_document(title: str, language: str, author: str) -> Any:
    """Return an A4 landscape document with qualcode's styles, its language and title set."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
    _styles(document)
    _set_language(document, _LANGUAGES.get(language, language or "en-GB"))
    properties = document.core_properties
    properties.title = clean(title)[:255]
    properties.author = clean(author)[:255]
    properties.comments = ""
    properties.language = _LANGUAGES.get(language, language)
    return document


def _styles(document: Any) -> None:
    styles = document.styles
    _font(styles["Normal"], 10, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.1
    for name, size, before, after in (
        ("Title", 26, 0, 4),
        ("Subtitle", 13, 0, 12),
        ("Heading 1", 17, 18, 6),
        ("Heading 2", 13, 12, 4),
        ("Caption", 9.5, 6, 4),
        ("Quote", 9.5, 0, 3),
    ):
        style = styles[name]
        _font(style, size, ACCENT if name.startswith(("Title", "Heading")) else QUIET)
        style.font.italic = name == "Quote"
        style.font.bold = name.startswith(("Title", "Heading"))
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.keep_with_next = name.startswith(("Title", "Heading", "Caption"))
    styles["Quote"].font.color.rgb = INK
    borders = styles["Title"].element.find(qn("w:pPr")).find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _font(style: Any, size: float, colour: RGBColor) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        if fonts.get(qn(name)) is not None:
            del fonts.attrib[qn(name)]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)


def _set_language(document: Any, tag: str) -> None:
    """Set the language of everything: Word's proofing and screen readers go by it."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    targets = [defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))]
    targets.append(document.styles["Normal"].element.get_or_add_rPr())
    for properties in targets:
        lang = properties.find(qn("w:lang"))
        if lang is None:
            lang = OxmlElement("w:lang")
            properties.append(lang)
        for name in ("w:val", "w:eastAsia"):
            lang.set(qn(name), tag)


def footer(document: Any, text: str) -> None:
    """Put ``text`` and the page number at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(paragraph, f"{clean(text)}  ·  page ", 8.5)
    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        run = _run(paragraph, "", 8.5)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run._r.append(mark)


def _run(paragraph: Any, text: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.color.rgb = QUIET
    return run


def add_table(
    document: Any, headings: Sequence[str], widths: Sequence[float], *, title: str, summary: str
) -> Any:
    """Add a table with a repeating header row, fixed widths in cm and alternative text."""
    table = document.add_table(rows=1, cols=len(headings))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    properties = table._tbl.tblPr
    for tag, value in (("w:tblCaption", title), ("w:tblDescription", summary)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), clean(value))
        properties.append(element)
    _borders(properties)
    _margins(properties)
    _look(properties)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    header = table.rows[0]
    _row_property(header, "w:tblHeader")
    _row_property(header, "w:cantSplit")
    for cell, text, width in zip(header.cells, headings, widths, strict=True):
        cell.width = Cm(width)
        shade(cell, HEADER_FILL)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run(clean(text))
        run.bold = True
        run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    return table


def add_row(table: Any, widths: Sequence[float], *, banded: bool = False) -> Any:
    """Add a row that does not break across pages; return its cells, their first line empty."""
    row = table.add_row()
    _row_property(row, "w:cantSplit")
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        if banded:
            shade(cell, BAND_FILL)
    return row.cells


def shade(cell: Any, fill: str) -> None:
    """Fill a cell's background with a colour, ``"RRGGBB"``."""
    shading = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        shading.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _row_property(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))


def _borders(properties: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:color", "C5CED6")):
            edge.set(qn(name), value)
        borders.append(edge)
    _insert(properties, borders, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))


def _margins(properties: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 60), ("left", 110), ("bottom", 60), ("right", 110)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(width))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _insert(properties, margins, ("w:tblLook",))


def _insert(properties: Any, element: Any, before: Sequence[str]) -> None:
    # The schema fixes the order of table properties, and Word refuses files out of order.
    for tag in (*before, "w:tblCaption", "w:tblDescription"):
        found = properties.find(qn(tag))
        if found is not None:
            found.addprevious(element)
            return
    properties.append(element)


def _look(properties: Any) -> None:
    look = properties.find(qn("w:tblLook"))
    if look is None:
        return
    for name, value in (
        ("firstRow", "1"),
        ("firstColumn", "1"),
        ("noHBand", "0"),
        ("noVBand", "1"),
    ):
        look.set(qn(f"w:{name}"), value)
