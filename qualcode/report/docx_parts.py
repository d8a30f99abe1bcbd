"""A Word document's page, styles, language, footers and fields, beyond python-docx's calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from qualcode.report.cleaning import clean, one_line

INK = RGBColor(0x1F, 0x29, 0x33)
QUIET = RGBColor(0x55, 0x60, 0x6B)  # 5.8:1 on the banded rows, 6.4:1 on white
WARNING = RGBColor(0x9B, 0x1C, 0x1C)  # 8:1 on white
ACCENT = RGBColor(0x1B, 0x4F, 0x72)
# Arial, since every system has it or a font of the same widths: pages break alike everywhere.
FONT = "Arial"
BODY = 10.0
SMALL = 9.0
#: Between the margins, in cm.
PAGE_WIDTH = 26.1

_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}
_STYLES = (  # name, size, colour, bold, space before and after
    ("Title", 26, ACCENT, True, 0, 2),
    ("Subtitle", 14, QUIET, False, 0, 10),
    ("Heading 1", 16, ACCENT, True, 14, 5),
    ("Heading 2", 13, ACCENT, True, 12, 4),
    ("Caption", SMALL, QUIET, False, 0, 5),
    ("Quote", 9.5, INK, False, 2, 3),
    ("List Bullet", BODY, INK, False, 0, 3),
)


def new_document(title: str, language: str, made: dt.datetime) -> Any:
    """Return an A4 landscape document with qualcode's styles, its language and title set."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm((29.7 - PAGE_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Cm(1.7), Cm(1.6)
    section.footer_distance = Cm(0.9)
    tag = _LANGUAGES.get(language, one_line(language) or "en-GB")
    _styles(document)
    _set_language(document, tag)
    _settings(document, tag)
    properties = document.core_properties
    properties.title = one_line(title)[:255]
    properties.author = properties.comments = ""
    properties.language = tag
    properties.created = properties.modified = made
    return document


def _styles(document: Any) -> None:
    styles = document.styles
    _font(styles["Normal"], BODY, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.1
    for name, size, colour, bold, before, after in _STYLES:
        style = styles[name]
        _font(style, size, colour)
        style.font.bold = bold
        # Long passages in italics are hard to read, above all for people with dyslexia.
        style.font.italic = False
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        if name == "List Bullet":
            _own_spacing(style)
        layout.keep_with_next = name.startswith(("Title", "Subtitle", "Heading", "Caption"))
    spacing = styles["Subtitle"].element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        spacing.getparent().remove(spacing)
    _side_rule(styles["Quote"])
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _font(style: Any, size: float, colour: RGBColor) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.color.rgb = colour
    _fonts(style.element.get_or_add_rPr().get_or_add_rFonts())


def _fonts(fonts: Any) -> None:
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), FONT)


def _own_spacing(style: Any) -> None:
    # The template's lists have no space between items.
    contextual = style.element.pPr.find(qn("w:contextualSpacing"))
    if contextual is not None:
        contextual.getparent().remove(contextual)


def _side_rule(style: Any) -> None:
    """Put a rule at the left of a paragraph style: what marks a quotation, without italics."""
    style.paragraph_format.left_indent = Cm(0.3)
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "5"), ("color", "9DB4C6")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    layout = style.element.get_or_add_pPr()
    # The schema fixes the order of paragraph properties.
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
    first = next((found for tag in after if (found := layout.find(qn(tag))) is not None), None)
    if first is None:
        layout.append(borders)
    else:
        first.addprevious(borders)


def _set_language(document: Any, tag: str) -> None:
    """Set the language of everything: Word's proofing and screen readers go by it."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    base = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(base.find(qn("w:rFonts")))
    for properties in (base, document.styles["Normal"].element.get_or_add_rPr()):
        lang = properties.find(qn("w:lang"))
        if lang is None:
            lang = OxmlElement("w:lang")
            properties.append(lang)
        for name in ("w:val", "w:eastAsia"):
            lang.set(qn(name), tag)


def _settings(document: Any, tag: str) -> None:
    settings = document.settings.element
    # Without this Word 2013 and later show "Compatibility Mode" and set tables into the margin.
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), tag)
        language.attrib.pop(qn("w:eastAsia"), None)
    # python-docx's template brings a picture of its own, which file managers would show.
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def new_section(document: Any, footer_text: str) -> None:
    """Begin a page whose foot, and that of those after it, has a text of its own."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _hide_break(document)
    section.footer.is_linked_to_previous = False
    write_footer(section, footer_text)


def _hide_break(document: Any) -> None:
    """Put the end of a section into its last paragraph; after a table, into the least of lines.

    A table must be followed by a paragraph, and one of full height could fall on a page of its
    own.
    """
    broken = [p for p in document.element.body.iterchildren(qn("w:p")) if p.pPr is not None]
    last = next(p for p in reversed(broken) if p.pPr.find(qn("w:sectPr")) is not None)
    before = last.getprevious()
    if before is not None and before.tag == qn("w:p"):
        before.get_or_add_pPr().append(last.pPr.find(qn("w:sectPr")))
        last.getparent().remove(last)
        return
    layout = Paragraph(last, document).paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing = Pt(1)
    mark = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), "2")
    mark.append(size)
    last.pPr.find(qn("w:sectPr")).addprevious(mark)


def write_header(section: Any, text: str) -> None:
    """Put a warning at the head of a section's pages, and of those that follow it."""
    paragraph = section.header.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(6)
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(SMALL)
    run.font.color.rgb = WARNING
    run.bold = True


def write_footer(section: Any, text: str) -> None:
    """Put ``text`` and "page n of m" at the foot of a section's pages."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_after = Pt(0)
    small(paragraph, f"{text}  ·  page ")
    _field(paragraph, "PAGE", "1")
    small(paragraph, " of ")
    _field(paragraph, "NUMPAGES", "1")


def small(paragraph: Any, text: str, *, bold: bool = False) -> Any:
    """Add ``text`` in the small quiet letters of footers, evidence lines and attributions."""
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(SMALL)
    run.font.color.rgb = QUIET
    run.bold = bold or None
    return run


def _field(paragraph: Any, code: str, shown: str, *, styled: bool = True) -> None:
    parts = (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", ""))
    for kind, text in parts:
        run = small(paragraph, "") if styled else paragraph.add_run()
        if kind == "shown":
            run.add_text(text)
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = f" {text} "
            mark.set(qn("xml:space"), "preserve")
            run._r.append(mark)


def add_caption(document: Any, number: int, text: str) -> None:
    """Add "Table n. text": the number a field, so that a list of tables finds it."""
    paragraph = document.add_paragraph("Table ", style="Caption")
    _field(paragraph, "SEQ Table \\* ARABIC", str(number), styled=False)
    paragraph.add_run(clean(f". {text}"))


def add_heading(
    document: Any, text: str, *, anchor: str = "", number: int = 0, top: bool = False
) -> None:
    """Add a Heading 1, with a bookmark to link to if it has an ``anchor``.

    One at the ``top`` of a page has no space above it.
    """
    heading = document.add_heading(one_line(text), 1)
    if top:
        heading.paragraph_format.space_before = Pt(0)
    if anchor:
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(number))
        start.set(qn("w:name"), anchor)
        heading.runs[0]._r.addprevious(start)
        heading._p.append(end)


def add_link(paragraph: Any, text: str, anchor: str) -> None:
    """Add a link to a bookmark of this document."""
    run = paragraph.add_run(one_line(text))
    run.font.color.rgb = ACCENT
    run.font.underline = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.set(qn("w:history"), "1")
    run._r.addprevious(link)
    link.append(run._r)
