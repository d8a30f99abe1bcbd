"""Reads a Word matrix as a colleague left it: every cell's paragraphs, changes accepted."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualcode.errors import BadInputError
from qualcode.report.markdown import Segment, plain, settled
from qualcode.report.printable import one_line
from qualcode.report.word.hidden_record import (
    MARK,
    SECTION_MARK,
    SECTIONS,
    SECTIONS_HEADING,
    WHOLE,
    WHOLE_HEADING,
    Record,
    record_in,
)
from qualcode.report.word.styles import LEAD, QUIET, QUIETLY
from qualcode.transcripts.input.archive import ANEW
from qualcode.transcripts.word.archive import DAMAGE, check_archive, check_parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Wrappers around runs, rows, cells or paragraphs, whose contents are read.
_THROUGH = frozenset(
    f"{_W}{tag}" for tag in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple",
                             "sdt", "sdtContent", "dir", "bdo")
)  # fmt: skip
_SIGNS = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
#: Content that no summary can hold, with its name.
_OTHER = {"drawing": "a picture", "pict": "a picture", "object": "an object",
          "sym": "a sign of a symbol font", "oMath": "a formula", "oMathPara": "a formula",
          "AlternateContent": "a picture or text box"}  # fmt: skip
#: The style of the line below a theme's column that lists who says nothing there.
_SILENCE = QUIETLY.casefold()
_GROUP = LEAD.casefold()
_OFF = ("0", "false", "off", "none")
#: Deeper nesting of tables than this is not something that anybody wrote.
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of a cell, changes accepted; ``quoted`` says its style is for quotations."""

    segments: tuple[Segment, ...]
    item: bool = False
    quoted: bool = False

    @property
    def text(self) -> str:
        """Its words on one line."""
        return plain(self.segments)


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell as it is in the file.

    ``table`` is its table's number in the file, ``caption`` and ``title`` are that table's; ``row``
    and ``heading`` are the words of its row and column, ``marks`` the bookmarks that begin in it:
    each the digits that name a cell, and the digest of its summary. ``against`` says in words why
    nothing in it can be taken, ``other`` which contents are not words.
    """

    table: int
    caption: str
    title: str
    line: int
    row: str
    heading: str
    marks: tuple[tuple[str, str], ...]
    paragraphs: tuple[Words, ...]
    against: str = ""
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or table of the themes' sections.

    ``level`` is that of a heading, otherwise 0; ``text`` is its words on one line, ``marks`` the
    cells whose bookmarks begin in it, ``other`` names contents that are not words. ``is_lead`` says
    that it has the style of a group's line, ``is_quiet`` that it has the style of lines on who said
    nothing, ``ends`` that it ends the cell before it.
    """

    element: Any
    level: int
    text: str
    marks: tuple[tuple[str, str], ...] = ()
    other: tuple[str, ...] = ()
    is_lead: bool = False
    is_quiet: bool = False
    ends: bool = False


@dataclass(frozen=True)
class ReadMatrix:
    """A Word file with tables: its body cells, its record, and the text between tables.

    ``blocks`` are the parts of the themes' sections, and ``paragraphs`` reads some of their
    elements as words and other contents; ``whole`` is the text below the heading of the summary of
    the whole, ``None`` if the file does not have it.
    """

    record: Record | None
    cells: list[ReadCell] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    paragraphs: Callable[[list[Any]], tuple[list[Words], list[str]]] = lambda _: ([], [])
    whole: tuple[Words, ...] | None = None
    comments: int = 0
    tracked: int = 0


def read_matrix_docx(data: bytes, name: str) -> ReadMatrix:
    """Read a Word file's tables, with tracked changes accepted.

    Raises:
        BadInputError: not a zip, not a Word file, a zip bomb, with an XML DTD, or damaged.
    """
    data, safe = check_archive(data, name)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document: Any = Document(io.BytesIO(data))
        check_parts(document, safe)
        main = document.part
        comments, own = 0, []
        for part in main.package.iter_parts():
            path = str(part.partname)
            if re.fullmatch(r"/word/comments\d*\.xml", path) and path in safe:
                comments += len(re.findall(rb"<(?:\w+:)?comment[ >]", part.blob))
            elif path.startswith("/customXml/") and path in safe:
                own.append(part.blob)
        reader = _Reader(document)
        cells, blocks = list(reader.cells()), list(reader.blocks())
        body = document.element.body
        tracked = sum(1 for _ in body.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom"))
        return ReadMatrix(
            record_in(own),
            cells,
            blocks,
            reader.paragraphs,
            reader.whole(),
            comments,
            tracked,
        )
    except (OpcError, *DAMAGE) as error:
        raise BadInputError(
            f"is a damaged Word file ({type(error).__name__})", where=name, mend=ANEW
        ) from None


class _Reader:
    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        self._styles = {s.get(f"{_W}styleId", ""): s
                        for s in document.styles.element.iterchildren(f"{_W}style")}  # fmt: skip

    def cells(self) -> Iterator[ReadCell]:
        """Yield every cell of every table except its headings."""
        caption, number = "", 0
        for block in _within(self._body, "p", "tbl"):
            if block.tag == f"{_W}p":
                caption = one_line(plain(self._segments(block, []))) or caption
                continue
            number += 1
            yield from self._table(block, number, caption)
            caption = ""

    def blocks(self) -> Iterator[Block]:
        """Yield the parts of the themes' sections, up to the next chapter."""
        every = list(_within(self._body, "p", "tbl"))
        begin = self._chapter(every, SECTIONS, SECTIONS_HEADING)
        if begin is None:
            # Its heading is gone: start at the first bookmark of a section.
            begin = next((n - 1 for n, one in enumerate(every) if _section_marks(one)), len(every))
        for element in every[begin + 1 :]:
            if element.tag != f"{_W}p":
                if any(_marks(cell) for cell in element.iter(f"{_W}tc")):
                    # A group's table whose chapter has lost its heading.
                    return
                yield Block(element, 0, "", other=("a table",))
                continue
            level = self._level(element)
            if level == 1:
                return
            style = self._name(_value(element.find(f"{_W}pPr/{_W}pStyle")))
            words, other = self.paragraphs([element])
            yield Block(
                element,
                level,
                " ".join(one.text for one in words),
                _section_marks(element),
                tuple(other),
                is_lead=style == _GROUP,
                is_quiet=style == _SILENCE,
                ends=not level and self._ends(element),
            )

    def _chapter(self, every: Sequence[Any], bookmark: str, heading: str) -> int | None:
        """Return where a chapter's heading stands, by its bookmark or else by its words."""
        for at, element in enumerate(every):
            marks = element.iter(f"{_W}bookmarkStart")
            if any(mark.get(f"{_W}name") == bookmark for mark in marks):
                return at
        for at, element in enumerate(every):
            if element.tag == f"{_W}p" and self._level(element) == 1:
                words, _ = self.paragraphs([element])
                if [one.text.casefold() for one in words] == [heading.casefold()]:
                    return at
        return None

    def _level(self, paragraph: Any) -> int:
        style = self._name(_value(paragraph.find(f"{_W}pPr/{_W}pStyle")))
        return int(style[8:]) if re.fullmatch(r"heading \d", style) else 0

    def whole(self) -> tuple[Words, ...] | None:
        """Return the paragraphs below the heading of the summary of the whole."""
        every = list(_within(self._body, "p", "tbl"))
        begin = self._chapter(every, WHOLE, WHOLE_HEADING)
        if begin is None:
            return None
        held = list(itertools.takewhile(lambda one: not self._ends(one), every[begin + 1 :]))
        return tuple(self.paragraphs(held)[0])

    def _ends(self, block: Any) -> bool:
        """Return whether a block ends the cell before it: a heading, or who said nothing."""
        if block.tag != f"{_W}p":
            return True
        style = self._name(_value(block.find(f"{_W}pPr/{_W}pStyle")))
        return style.startswith(("heading ", "title", "caption")) or style == _SILENCE

    def _table(self, table: Any, number: int, caption: str) -> Iterator[ReadCell]:
        title = _value(table.find(f"{_W}tblPr/{_W}tblCaption"))
        headings: dict[int, str] = {}
        for line, row in enumerate(_within(table, "tr"), 1):
            gone = any(row.find(f"{_W}trPr/{_W}{tag}") is not None for tag in ("del", "moveFrom"))
            at, name = int(_value(row.find(f"{_W}trPr/{_W}gridBefore")) or 0), ""
            for cell in _within(row, "tc"):
                span = int(_value(cell.find(f"{_W}tcPr/{_W}gridSpan")) or 1)
                paragraphs, other = self.paragraphs(_within(cell, "p"))
                said = one_line(" ".join(p.text for p in paragraphs))
                if line == 1:
                    headings[at] = said
                elif at == 0:
                    name = said
                if line > 1 and (at > 0 or _marks(cell)):
                    against = "its row was deleted in the file" if gone else ""
                    yield ReadCell(
                        number, caption, title, line, name, headings.get(at, ""), _marks(cell),
                        tuple(paragraphs), against or _against(cell, span), tuple(other),
                    )  # fmt: skip
                at += span

    def paragraphs(self, blocks: Iterable[Any]) -> tuple[list[Words], list[str]]:
        """Return the words of some paragraphs, changes accepted, and their other contents."""
        found: list[Words] = []
        other: list[str] = []
        before: list[Segment] = []
        for paragraph in blocks:
            if paragraph.tag == f"{_W}tbl":
                other.append("a table")
                continue
            said = [*before, *self._segments(paragraph, other)]
            words = self._words(paragraph, said)
            # If its paragraph mark was removed, its words belong to the next one.
            removed = any(
                paragraph.find(f"{_W}pPr/{_W}rPr/{_W}{tag}") is not None
                for tag in ("del", "moveFrom")
            )
            before = said if removed else []
            if not removed and words.segments:
                found.append(words)
        if last := settled(before):
            found.append(Words(last))
        return found, list(dict.fromkeys(other))

    def _words(self, paragraph: Any, said: list[Segment]) -> Words:
        layout = paragraph.find(f"{_W}pPr")
        style = number = None
        if layout is not None:
            style, number = layout.find(f"{_W}pStyle"), layout.find(f"{_W}numPr/{_W}numId")
        called = self._name(_value(style))
        listed = called.startswith("list ") and called != "list paragraph"
        if number is not None:
            listed = _value(number) != "0"
        quoted = called in ("quote", "intense quote", "quotations", "block text")
        return Words(settled(said), listed and not quoted, quoted)

    def _segments(self, element: Any, other: list[str], depth: int = 0) -> Iterator[Segment]:
        """Yield the words of a paragraph; other contents are added to ``other``."""
        for child in element:
            if child.tag == f"{_W}r":
                yield from self._run(child, other)
            elif child.tag in _THROUGH and depth < _DEEPEST:
                yield from self._segments(child, other, depth + 1)
            elif (tag := _bare(child)) in _OTHER:
                other.append(_OTHER[tag])

    def _run(self, run: Any, other: list[str]) -> Iterator[Segment]:
        style = self._style(run.find(f"{_W}rPr"))
        for child in run:
            tag = _bare(child)
            if child.tag == f"{_W}t":
                yield child.text or "", style
            elif tag in _SIGNS:
                yield _SIGNS[tag], style
            elif tag in _OTHER:
                other.append(_OTHER[tag])
            elif tag in ("footnoteReference", "endnoteReference"):
                other.append("a note at the foot of the page")

    def _style(self, properties: Any) -> str:
        if properties is None:
            return ""
        if _value(properties.find(f"{_W}color")).upper() == str(QUIET):
            # Not the summary's: written over a line of evidence, or next to it.
            return ""
        name = _value(properties.find(f"{_W}rStyle"))
        if self._name(name).startswith("matrix "):
            return ""
        chosen = self._styles.get(name)
        style = ""
        for switch in ("b", "i"):
            on = _on(properties.find(f"{_W}{switch}"))
            if on is None and chosen is not None:
                on = _on(chosen.find(f"{_W}rPr/{_W}{switch}"))
            style += switch if on else ""
        return style

    def _name(self, style: str) -> str:
        found = self._styles.get(style)
        name = style if found is None else _value(found.find(f"{_W}name")) or style
        return name.casefold()


def _within(element: Any, *tags: str, depth: int = 0) -> Iterator[Any]:
    """Yield an element's parts of one kind, also within content controls."""
    wanted = {f"{_W}{tag}" for tag in tags}
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in _THROUGH and depth < _DEEPEST:
            yield from _within(child, *tags, depth=depth + 1)


def _against(cell: Any, span: int) -> str:
    properties = cell.find(f"{_W}tcPr")
    if properties is not None:
        if properties.find(f"{_W}cellDel") is not None:
            return "it was deleted in the file"
        if span > 1 or properties.find(f"{_W}vMerge") is not None:
            return "cells were merged in the file"
    if cell.find(f".//{_W}tbl") is not None:
        return "a table was put into it"
    return ""


def _marks(cell: Any) -> tuple[tuple[str, str], ...]:
    names = (mark.get(f"{_W}name", "") for mark in cell.iter(f"{_W}bookmarkStart"))
    return tuple(dict.fromkeys((m[1], m[2]) for name in names if (m := MARK.match(name))))


def _section_marks(block: Any) -> tuple[tuple[str, str], ...]:
    names = (mark.get(f"{_W}name", "") for mark in block.iter(f"{_W}bookmarkStart"))
    return tuple(
        dict.fromkeys((m[1], m[2]) for name in names if (m := SECTION_MARK.fullmatch(name)))
    )


def _bare(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(f"{_W}val", ""))


def _on(element: Any) -> bool | None:
    return None if element is None else element.get(f"{_W}val", "true") not in _OFF
