"""Reads the body of a Word file: paragraphs and tables in order, with bold type."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qualcode.errors import BadInputError
from qualcode.transcripts.input.archive import ANEW
from qualcode.transcripts.typed.paragraphs import (
    BOXES,
    LISTED,
    Block,
    Contents,
    Paragraph,
    TableBlock,
    hidden_note,
    text_of,
)
from qualcode.transcripts.word.archive import DAMAGE, check_archive, check_parts
from qualcode.transcripts.word.extras import footnotes_of, notes_on, unread_words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: Elements that accepting all changes removes, and elements without words of the page.
_SKIPPED = frozenset(
    [f"{W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText",
                             "delText", "delInstrText", "tblPr", "sectPr")]
    + [f"{_MC}Fallback"]
)  # fmt: skip
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_WRAPPERS = frozenset(f"{W}{tag}" for tag in ("ins", "moveTo", "customXml", "smartTag"))
#: Word's symbol fonts have their signs here; no other font shows them.
_PRIVATE = range(0xE000, 0xF900)


def open_word(data: bytes, name: str) -> Contents:
    """Return the contents of a .docx file.

    Raises:
        BadInputError: not a zip, not a Word document, a zip bomb, or with an XML DTD.
    """
    given = data
    data, safe = check_archive(data, name)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document: Any = Document(io.BytesIO(data))
        check_parts(document, safe)
        return _contents(document)
    except (OpcError, *DAMAGE) as error:
        strict = data is not given
        raise BadInputError(
            f"is a damaged {'Strict Open XML' if strict else 'Word'} file ({type(error).__name__})",
            where=name,
            mend="Save it in Word as an ordinary Word document (.docx)" if strict else ANEW,
        ) from None


def _contents(document: Any) -> Contents:
    body = _Body(document)
    root, main = document.element.body, document.part
    blocks = list(body.blocks(root))
    lost = unread_words(root, body.read)
    footnotes, said = footnotes_of(root, main, lambda note: text_of(body.blocks(note)))
    return Contents(blocks, footnotes, [*notes_on(root, main), *body.notes(), *lost, *said])


def _on(element: Any) -> bool | None:
    """Return the value of a switch such as ``w:b``; ``None`` if it is missing."""
    if element is None:
        return None
    return element.get(f"{W}val", "true") not in ("0", "false", "off", "none")


class _Styles:
    """What a file's styles say about bold and headings, by style id."""

    def __init__(self, document: Any) -> None:
        self._styles: dict[str, Any] = {}
        for style in document.styles.element.iterchildren(f"{W}style"):
            self._styles[style.get(f"{W}styleId", "")] = style

    def _chain(self, style_id: str | None) -> Iterator[Any]:
        seen: set[str] = set()
        while style_id and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            based = style.find(f"{W}basedOn")
            style_id = None if based is None else based.get(f"{W}val")

    def on(self, style_id: str | None, switch: str) -> bool:
        """Return whether a style is bold (``"b"``) or hidden (``"vanish"``)."""
        for style in self._chain(style_id):
            on = _on(style.find(f"{W}rPr/{W}{switch}"))
            if on is not None:
                return on
        return False

    def numbered(self, style_id: str | None) -> bool:
        """Return whether a style numbers its paragraphs."""
        numbers = (style.find(f"{W}pPr/{W}numPr") for style in self._chain(style_id))
        return any(_numbers(found) for found in numbers if found is not None)

    def heading(self, style_id: str | None) -> int | None:
        """Return the level of a style's headings, 0 if it has none; ``None`` if it is for text."""
        for style in self._chain(style_id):
            name = style.find(f"{W}name")
            title = name.get(f"{W}val", "").lower() if name is not None else ""
            if title.startswith(("heading", "toc ")) or title in ("title", "subtitle"):
                level = title.removeprefix("heading").strip()
                return int(level) if level.isdecimal() and len(level) == 1 else 0
            outlined = _outline_level(style.find(f"{W}pPr"))
            if outlined is not None:
                return outlined
        return None


def _numbers(properties: Any) -> bool:
    one = properties.find(f"{W}numId")
    # List number 0 removes the numbers of a style.
    return one is not None and one.get(f"{W}val", "0") != "0"


def _outline_level(properties: Any) -> int | None:
    """Return the level of a paragraph's outline, from 1; ``None`` if it has none."""
    level = None if properties is None else properties.find(f"{W}outlineLvl")
    said = "9" if level is None else level.get(f"{W}val", "9")
    # Level 9 is Word's "body text".
    return None if said == "9" else int(said) + 1 if said in tuple("012345678") else 0


class _Body:
    """Walks a body in document order, as if every tracked change were accepted."""

    def __init__(self, document: Any) -> None:
        self._styles = _Styles(document)
        self._boxed: list[Any] = []
        self._hidden: list[str] = []
        self._symbols = self._boxes = self._listed = 0
        #: The elements whose words were read.
        self.read: list[Any] = []

    def notes(self) -> list[str]:
        """Return a line for each kind of content found on the walk."""
        said = {
            BOXES: self._boxes,
            "signs of special fonts were imported as \ufffd": self._symbols,
            LISTED: self._listed,
        }
        notes = [f"{count} {text}" for text, count in said.items() if count]
        return notes + hidden_note(self._hidden)

    def blocks(self, parent: Any) -> Iterator[Block]:
        carried: list[tuple[str, bool]] = []
        for block, joins in self._blocks(parent):
            if isinstance(block, Paragraph):
                if carried:
                    block = replace(block, pieces=(*carried, *block.pieces))
                    carried = []
                if joins:
                    carried = list(block.pieces)
                    continue
            if isinstance(block, TableBlock) or block.text.strip():
                yield block
        if carried:
            yield Paragraph(tuple(carried))

    def _blocks(self, parent: Any) -> Iterator[tuple[Block, bool]]:
        """Yield blocks, and whether the change that joins one to the next is accepted."""
        for element in parent.iterchildren():
            tag = element.tag
            if tag == f"{W}p":
                mark = element.find(f"{W}pPr/{W}rPr/{W}del")
                yield self._paragraph(element), mark is not None
                boxed, self._boxed = self._boxed, []
                for box in boxed:
                    self._boxes += 1
                    for block, _ in self._blocks(box):
                        if isinstance(block, Paragraph):
                            block = Paragraph(block.pieces, True)
                        yield block, False
            elif tag == f"{W}tbl":
                yield TableBlock(list(self._rows(element))), False
            elif tag == f"{W}sdt":
                for inner in element.iterchildren(f"{W}sdtContent"):
                    yield from self._blocks(inner)
            elif tag in _WRAPPERS:
                yield from self._blocks(element)
            elif tag == f"{_MC}AlternateContent":
                for choice in list(element.iterchildren(f"{_MC}Choice"))[:1]:
                    yield from self._blocks(choice)

    def _rows(self, table: Any) -> Iterator[list[list[Paragraph]]]:
        for row in self._inside(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                yield [self._cell(cell) for cell in self._inside(row, f"{W}tc")]

    def _inside(self, parent: Any, wanted: str) -> Iterator[Any]:
        for element in parent.iterchildren():
            if element.tag == wanted:
                yield element
            elif element.tag == f"{W}sdt":
                for inner in element.iterchildren(f"{W}sdtContent"):
                    yield from self._inside(inner, wanted)
            elif element.tag in _WRAPPERS:
                yield from self._inside(element, wanted)

    def _cell(self, cell: Any) -> list[Paragraph]:
        paragraphs: list[Paragraph] = []
        for block in self.blocks(cell):
            if isinstance(block, Paragraph):
                paragraphs.append(block)
            else:
                paragraphs += [p for row in block.rows for inner in row for p in inner]
        return paragraphs

    def _paragraph(self, element: Any) -> Paragraph:
        properties = element.find(f"{W}pPr")
        style = None if properties is None else properties.find(f"{W}pStyle")
        style_id = None if style is None else style.get(f"{W}val")
        level = _outline_level(properties)
        level = self._styles.heading(style_id) if level is None else level
        unspoken = level is not None
        numbers = None if properties is None else properties.find(f"{W}numPr")
        if not unspoken:
            listed = self._styles.numbered(style_id) if numbers is None else _numbers(numbers)
            self._listed += listed
        pieces = tuple(self._pieces(element, self._styles.on(style_id, "b")))
        return Paragraph(pieces, unspoken, level or 0)

    def _pieces(self, parent: Any, bold: bool) -> Iterator[tuple[str, bool]]:
        for element in parent.iterchildren():
            tag = element.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag in (f"{W}t", f"{_MATH}t"):
                self.read.append(element)
                yield element.text or "", bold
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag], bold
            elif tag == f"{W}sym":
                yield self._symbol(element), bold
            elif tag.endswith("}txbxContent"):
                self._boxed.append(element)
            elif tag == f"{W}r":
                pieces = list(self._pieces(element, self._switched(element, "b", bold)))
                if self._switched(element, "vanish", False):
                    self._hidden.append("".join(text for text, _ in pieces))
                yield from pieces
            elif tag == f"{_MC}AlternateContent" and element.find(f"{_MC}Choice") is None:
                for fallback in element.iterchildren(f"{_MC}Fallback"):
                    yield from self._pieces(fallback, bold)
            else:
                yield from self._pieces(element, bold)

    def _switched(self, run: Any, switch: str, otherwise: bool) -> bool:
        """Return whether a switch such as ``b`` is on in a run, by itself or by its style."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return otherwise
        own = _on(properties.find(f"{W}{switch}"))
        if own is not None:
            return own
        style = properties.find(f"{W}rStyle")
        return otherwise or (style is not None and self._styles.on(style.get(f"{W}val"), switch))

    def _symbol(self, element: Any) -> str:
        try:
            code = int(element.get(f"{W}char", ""), 16)
        except ValueError:
            code = _PRIVATE.start
        if code in _PRIVATE or not 0x20 <= code < 0x110000 or 0xD800 <= code < 0xE000:
            self._symbols += 1
            return "\ufffd"
        return chr(code)
