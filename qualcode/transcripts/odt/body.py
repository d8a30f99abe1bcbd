"""Reads the body of an OpenDocument text: paragraphs and tables in order, with bold type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from qualcode.transcripts.odt.styles import DRAW, OFFICE, TABLE, TEXT, Styles
from qualcode.transcripts.typed.paragraphs import (
    BOXES,
    LINKS,
    LISTED,
    Block,
    Paragraph,
    TableBlock,
    changes_note,
    flattened,
    hidden_note,
    left_note,
)

#: The most spaces for one element: a file may ask for a billion in a few letters.
MOST_SPACES = 1_000
_SPACES = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
#: Elements that accepting all changes removes, and elements with settings but no words.
_SKIPPED = frozenset(
    [f"{TEXT}{tag}" for tag in ("tracked-changes", "sequence-decls", "variable-decls", "number",
                                "user-field-decls", "dde-connection-decls", "note-citation",
                                "alphabetical-index-auto-mark-file", "script")]
    + [f"{OFFICE}{tag}" for tag in ("forms", "scripts", "settings", "event-listeners")]
)  # fmt: skip
_INDEX_SOURCES = "-source"
_IMAGE = f"{DRAW}image"
_HOLDERS = frozenset(f"{DRAW}{tag}" for tag in ("frame", "g", "a"))
_OBJECTS = frozenset(
    f"{DRAW}{tag}" for tag in ("object", "object-ole", "plugin", "applet", "floating-frame")
)
_COUNTED = {
    "picture": "pictures were not imported",
    "object": "embedded objects were not imported",
    "box": BOXES,
    "link": LINKS,
    "list": LISTED,
}
_HIDDEN_FIELDS = frozenset(f"{TEXT}{tag}" for tag in ("hidden-text", "hidden-paragraph"))


class Body:
    """Walks a body in document order, as if every tracked change were accepted.

    ``footnotes`` holds the blocks of each footnote and endnote.
    """

    def __init__(self, styles: Styles) -> None:
        self.footnotes: list[list[Block]] = []
        self._styles = styles
        self._boxed: list[Any] = []
        self._counts: Counter[str] = Counter()
        self._comments: list[str] = []
        self._hidden: list[str] = []

    def blocks(self, parent: Any, *, hidden: bool = False) -> Iterator[Block]:
        """Yield the paragraphs and tables below an element, without empty paragraphs."""
        for element in parent.iterchildren():
            tag = element.tag
            if tag == f"{TEXT}tracked-changes":
                self._changes(element)
            elif tag in _SKIPPED or not isinstance(tag, str) or tag.endswith(_INDEX_SOURCES):
                continue
            elif tag in (f"{TEXT}p", f"{TEXT}h"):
                paragraph = self._paragraph(element, hidden)
                if paragraph.text.strip():
                    yield paragraph
                yield from self._boxes(hidden)
            elif tag == f"{TABLE}table":
                yield TableBlock(list(self._rows(element, hidden)))
            elif tag == f"{OFFICE}annotation":
                self._comment(element)
            elif tag.startswith(DRAW):
                yield from self._drawn(element, hidden)
            elif tag == f"{TEXT}index-body":
                inside = flattened(self.blocks(element, hidden=hidden))
                yield from (Paragraph(p.pieces, True) for p in inside)
            else:
                if tag == f"{TEXT}list-item":
                    self._counts["list"] += 1
                shut = hidden or element.get(f"{TEXT}display", "true") in ("none", "condition")
                yield from self.blocks(element, hidden=shut)

    # ---- paragraphs -------------------------------------------------------------------------

    def _paragraph(self, element: Any, hidden: bool) -> Paragraph:
        style = element.get(f"{TEXT}style-name")
        hidden = hidden or self._styles.hidden("paragraph", style)
        unspoken = element.tag == f"{TEXT}h" or self._styles.heading(style)
        said = element.get(f"{TEXT}outline-level", "") if element.tag == f"{TEXT}h" else ""
        level = int(said) if said.isdecimal() and len(said) < 3 else 0
        bold = bool(self._styles.bold("paragraph", style))
        return Paragraph(tuple(self._pieces(element, bold, hidden)), unspoken, level)

    def _pieces(self, parent: Any, bold: bool, hidden: bool) -> Iterator[tuple[str, bool]]:
        if parent.text:
            yield self._words(parent.text, hidden), bold
        for element in parent.iterchildren():
            if isinstance(element.tag, str) and element.tag not in _SKIPPED:
                yield from self._inside(element, bold, hidden)
            # Text after an element belongs to the element around it.
            if element.tail:
                yield self._words(element.tail, hidden), bold

    def _inside(self, element: Any, bold: bool, hidden: bool) -> Iterator[tuple[str, bool]]:
        tag = element.tag
        if tag == f"{TEXT}span":
            style = element.get(f"{TEXT}style-name")
            own = self._styles.bold("text", style)
            shut = hidden or self._styles.hidden("text", style)
            yield from self._pieces(element, bold if own is None else own, shut)
        elif tag == f"{TEXT}s":
            yield _spaces(element.get(f"{TEXT}c", "1")), bold
        elif tag == f"{TEXT}tab":
            yield "\t", bold
        elif tag == f"{TEXT}line-break":
            yield "\n", bold
        elif tag == f"{TEXT}note":
            # Objects attached to the paragraph so far do not belong in its footnote.
            boxed, self._boxed = self._boxed, []
            for body in element.iterchildren(f"{TEXT}note-body"):
                self.footnotes.append(list(self.blocks(body)))
            self._boxed = boxed
        elif tag == f"{OFFICE}annotation":
            self._comment(element)
        elif tag in _HIDDEN_FIELDS:
            words = element.get(f"{TEXT}string-value") or "".join(element.itertext())
            yield self._words(words, True), bold
        elif tag.startswith(DRAW):
            self._boxed.append(element)
        else:
            self._counts["link"] += tag == f"{TEXT}a"
            yield from self._pieces(element, bold, hidden)

    def _words(self, text: str, hidden: bool) -> str:
        if hidden and text.strip():
            self._hidden.append(text)
        # Line ends and runs of spaces in the XML are one space; those of the page have elements.
        return _SPACES.sub(" ", text)

    # ---- tables -----------------------------------------------------------------------------

    def _rows(self, parent: Any, hidden: bool) -> Iterator[list[list[Paragraph]]]:
        for element in parent.iterchildren():
            if element.tag == f"{TABLE}table-row":
                cells = [
                    flattened(self.blocks(cell, hidden=hidden))
                    for cell in element.iterchildren(
                        f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
                    )
                ]
                yield cells
            elif element.tag in (f"{TABLE}table-header-rows", f"{TABLE}table-rows",
                                 f"{TABLE}table-row-group"):  # fmt: skip
                yield from self._rows(element, hidden)

    # ---- other elements ---------------------------------------------------------------------

    def _boxes(self, hidden: bool) -> Iterator[Paragraph]:
        """Yield the words of objects attached to the paragraph just read."""
        boxed, self._boxed = self._boxed, []
        for element in boxed:
            yield from self._drawn(element, hidden)

    def _drawn(self, element: Any, hidden: bool) -> Iterator[Paragraph]:
        """Yield a drawing's paragraphs, which nobody speaks; count parts without words."""
        counts_before = self._counts["picture"], self._counts["object"]
        if element.tag == _IMAGE:
            self._counts["picture"] += 1
        elif element.tag in _OBJECTS:
            self._counts["object"] += 1
        found = flattened(self.blocks(element, hidden=hidden))
        if element.tag == f"{DRAW}frame" and self._counts["object"] > counts_before[1]:
            # An object's frame also has a picture of it, for programs that cannot show it.
            self._counts["picture"] = counts_before[0]
        self._counts["box"] += bool(found) and element.tag not in _HOLDERS
        yield from (Paragraph(p.pieces, True) for p in found)

    def _comment(self, element: Any) -> None:
        paragraphs = element.iter(f"{TEXT}p", f"{TEXT}h")
        self._comments.append(" ".join("".join(p.itertext()) for p in paragraphs))

    def _changes(self, element: Any) -> None:
        self._counts["deleted"] += sum(1 for _ in element.iter(f"{TEXT}deletion"))
        self._counts["inserted"] += sum(1 for _ in element.iter(f"{TEXT}insertion"))

    def notes(self) -> list[str]:
        """Return a line for each kind of content that is not a plain paragraph."""
        counts = self._counts
        notes = changes_note(counts["inserted"], counts["deleted"])
        notes += [f"{counts[kind]} {text}" for kind, text in _COUNTED.items() if counts[kind]]
        return [*notes, *left_note(self._comments, "comments"), *hidden_note(self._hidden)]


def _spaces(count: str) -> str:
    return " " * min(int(count) if count.isdecimal() and len(count) < 9 else 1, MOST_SPACES)
