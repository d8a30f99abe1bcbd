"""Writes a Word document: pages, styled paragraphs, links, fields, languages."""

from __future__ import annotations

import datetime as dt
import functools
import io
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from qualcode.report.printable import clean, one_line
from qualcode.report.word import styles
from qualcode.report.word.template import opened_template
from qualcode.report.word.template_parts import keep_look

#: The language of fixed wording, in any study.
FIXED = "en"
_TAGS = {"en": "en-GB", "cy": "cy-GB"}
#: Margins of qualcode's own pages in cm: sides, top, bottom; portrait and landscape.
_SIDES, _TOP, _BOTTOM = {False: 2.2, True: 1.8}, {False: 2.0, True: 1.7}, 1.7
#: Bookmarks of headings are numbered from here; those of cells have lower numbers.
_FIRST_MARK = 100_000
#: The lowest level of headings in the table of contents.
_DEEPEST = 2


def tag_of(language: str) -> str:
    """Return the tag of a language as Word writes it: "en-GB" for "en"."""
    return _TAGS.get(language, one_line(language) or _TAGS[FIXED])


@dataclass(frozen=True)
class Template:
    """A team's template: the bytes of a .docx, and its name for messages."""

    data: bytes
    name: str


class Paper:
    """A document being written, from its head to its foot.

    ``content`` is the language of the study's texts; fixed wording is English, and text in any
    other language is tagged. Without a ``template`` pages are A4.
    """

    def __init__(
        self, title: str, made: dt.datetime, *, content: str = FIXED,
        template: Template | None = None,
    ) -> None:  # fmt: skip
        self.content = content
        self.own = template is None
        if template is None:
            blank, self.look = _blank()
            self.document: Any = Document(io.BytesIO(blank))
        else:
            self.document = opened_template(template.data, template.name, one_line(title))
            self.look = styles.team_styles(self.document)
        section = self.document.sections[0]
        self._short, self._long = sorted((section.page_width, section.page_height))
        self._own_feet = self.own or not _has_words(section.footer)
        self._marks = _FIRST_MARK
        self._numbers = {"Table": 0, "Figure": 0}
        self.headings: list[tuple[int, str, str]] = []
        _set_language(self.document, tag_of(FIXED))
        _settings(self.document, tag_of(FIXED))
        properties = self.document.core_properties
        properties.title = one_line(title)[:255]
        properties.author = properties.comments = properties.last_modified_by = ""
        properties.subject = properties.keywords = properties.category = ""
        properties.language = tag_of(FIXED)
        properties.revision = 1
        properties.created = properties.modified = made

    @property
    def width(self) -> float:
        """The width between the margins of the present page, in cm."""
        section = self.document.sections[-1]
        return float((section.page_width - section.left_margin - section.right_margin) / Cm(1))

    # ---- words ---------------------------------------------------------------------------

    def paragraph(self, style: str = "", text: str = "", *, lang: str = "", within: Any = None,
                  first: bool = False) -> Any:  # fmt: skip
        """Add a paragraph at the end, or ``within`` a cell, as its ``first`` one or another."""
        if within is None:
            made = self.document.add_paragraph()
        else:
            made = within.paragraphs[0] if first else within.add_paragraph()
        if style:
            made._p.get_or_add_pPr().style = self.look.ids[style]
        if text:
            self.write(made, text, lang=lang)
        return made

    def write(self, paragraph: Any, text: str, style: str = "", *, lang: str = "",
              bold: bool = False, italic: bool = False) -> Any:  # fmt: skip
        """Add words to a paragraph; ``lang`` is their language, otherwise that of fixed wording."""
        run = paragraph.add_run(clean(text))
        tag = tag_of(lang or FIXED)
        if style or bold or italic or tag != tag_of(FIXED):
            properties = run._r.get_or_add_rPr()
            if style:
                properties.style = self.look.ids[style]
            if bold:
                run.bold = True
            if italic:
                run.italic = True
            if tag != tag_of(FIXED):
                lang_of = OxmlElement("w:lang")
                lang_of.set(qn("w:val"), tag)
                properties.append(lang_of)
        return run

    def heading(self, text: str, level: int = 1, *, anchor: str = "", lang: str = "",
                top: bool = False, listed: bool = True) -> Any:  # fmt: skip
        """Add a heading, with a bookmark for links; at the ``top`` of a page without space above.

        If not ``listed``, it is not in the table of contents.
        """
        heading = self.paragraph(f"Heading {level}")
        if top:
            heading.paragraph_format.space_before = Pt(0)
        self.write(heading, one_line(text), lang=lang)
        if listed:
            anchor = anchor or f"part_{len(self.headings) + 1}"
            self.headings.append((level, one_line(text), anchor))
            self.bookmark(heading, anchor)
        return heading

    def caption(self, kind: str, text: str) -> None:
        """Add "Table n. text" (or Figure); the number is a field, so that a list can find it."""
        self._numbers[kind] += 1
        paragraph = self.paragraph("Caption", f"{kind} ")
        # Whatever a template's style says: the caption stands above its table or picture.
        paragraph.paragraph_format.keep_with_next = True
        self._field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._numbers[kind]))
        self.write(paragraph, f". {one_line(text)}")

    # ---- links, bookmarks, fields ----------------------------------------------------------

    def bookmark(self, paragraph: Any, name: str) -> None:
        """Put a whole paragraph into a bookmark."""
        self._marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for one in (start, end):
            one.set(qn("w:id"), str(self._marks))
        start.set(qn("w:name"), name)
        layout = paragraph._p.pPr
        if layout is None:
            paragraph._p.insert(0, start)
        else:
            layout.addnext(start)
        paragraph._p.append(end)

    def link(self, paragraph: Any, text: str, anchor: str, *, lang: str = "",
             style: str = styles.LINK) -> None:  # fmt: skip
        """Add a link to a bookmark of this document."""
        run = self.write(paragraph, one_line(text), style, lang=lang)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        link.set(qn("w:history"), "1")
        run._r.addprevious(link)
        link.append(run._r)

    def _field(self, paragraph: Any, code: str, shown: str, style: str = "") -> None:
        parts = (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", ""))
        for kind, text in parts:
            run = self.write(paragraph, "", style)
            if kind == "shown":
                run.add_text(text)
            elif kind:
                _sign(run._r, kind)
            else:
                _instruct(run._r, text)

    def contents(self, before: Any) -> None:
        """Put a table of contents before a paragraph, with links to the headings so far.

        It is Word's own kind: updating it there adds page numbers, which are not known before the
        pages are laid out.
        """
        shown = [h for h in self.headings if h[0] <= _DEEPEST]
        for number, (level, text, anchor) in enumerate(shown):
            paragraph = Paragraph(OxmlElement("w:p"), before._parent)
            before._p.addprevious(paragraph._p)
            layout = paragraph._p.get_or_add_pPr()
            layout.style = self.look.ids[styles.CONTENTS]
            if level > 1:
                paragraph.paragraph_format.left_indent = Cm(0.6 * (level - 1))
            if number == 0:
                _sign(paragraph.add_run()._r, "begin")
                _instruct(paragraph.add_run()._r, f'TOC \\o "1-{_DEEPEST}" \\h \\z \\u')
                _sign(paragraph.add_run()._r, "separate")
            self.link(paragraph, text, anchor, lang=self.content if level > 1 else "")
            if number == len(shown) - 1:
                _sign(paragraph.add_run()._r, "end")

    # ---- pages ---------------------------------------------------------------------------

    def page(self, foot: str, *, across: bool) -> None:
        """Begin a page, ``across`` (landscape) or portrait, with its own foot."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _hide_break(self.document)
        self._lay(section, across)
        if self._own_feet:
            section.footer.is_linked_to_previous = False
            self.foot(foot)

    def turn(self, *, across: bool) -> None:
        """Make the first page landscape (``across``) or portrait."""
        self._lay(self.document.sections[-1], across)

    def _lay(self, section: Any, across: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        sizes = (self._long, self._short) if across else (self._short, self._long)
        section.page_width, section.page_height = sizes
        if self.own:
            _margins(section, across)

    def foot(self, text: str) -> None:
        """Put ``text`` and "page n of m" at the foot; a template's own foot stays."""
        if not self._own_feet:
            return
        paragraph = self.document.sections[-1].footer.paragraphs[0]
        paragraph._p.get_or_add_pPr().style = self.look.ids["Footer"]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.write(paragraph, f"{text}  ·  page ")
        self._field(paragraph, "PAGE", "1")
        self.write(paragraph, " of ")
        self._field(paragraph, "NUMPAGES", "1")

    def head(self, text: str) -> None:
        """Put a warning at the head of all pages, above a template's own head."""
        header = self.document.sections[0].header
        first = header.paragraphs[0]
        if first.text.strip() or len(first._p) > 1:
            first = first.insert_paragraph_before()
        first._p.get_or_add_pPr().style = self.look.ids[styles.ALERT]
        self.write(first, one_line(text))
        for section in self.document.sections:
            section.different_first_page_header_footer = False


@functools.cache
def _blank() -> tuple[bytes, styles.Look]:
    """Return an empty document with qualcode's own look, which is slower to make than to open."""
    document: Any = Document()
    keep_look(document, "")
    _own_page(document.sections[0])
    look = styles.own_styles(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), look


def _own_page(section: Any) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.footer_distance = Cm(0.9)
    _margins(section, across=False)


def _margins(section: Any, across: bool) -> None:
    section.left_margin = section.right_margin = Cm(_SIDES[across])
    section.top_margin, section.bottom_margin = Cm(_TOP[across]), Cm(_BOTTOM)


def _has_words(part: Any) -> bool:
    return not part.is_linked_to_previous and (
        any(p.text.strip() or len(p._p) > 1 for p in part.paragraphs) or bool(part.tables)
    )


def _sign(run: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)


def _instruct(run: Any, code: str) -> None:
    mark = OxmlElement("w:instrText")
    mark.text = f" {code} "
    mark.set(qn("xml:space"), "preserve")
    run.append(mark)


def _set_language(document: Any, tag: str) -> None:
    """Set the language of all untagged text, for proofing and screen readers."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    base = None if defaults is None else defaults.find(qn("w:rPrDefault"))
    found = [base.find(qn("w:rPr"))] if base is not None else []
    normal = document.styles.element.default_for(1)
    for properties in (*found, None if normal is None else normal.get_or_add_rPr()):
        if properties is None:
            continue
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
    # python-docx's template names a view without a zoom.
    for zoom in settings.iter(qn("w:zoom")):
        if zoom.get(qn("w:percent")) is None:
            zoom.set(qn("w:percent"), "100")


def _hide_break(document: Any) -> None:
    """Put the end of a section into its last paragraph; after a table, into a tiny line.

    A table must be followed by a paragraph, and a full-height one could end up on a page of its
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
