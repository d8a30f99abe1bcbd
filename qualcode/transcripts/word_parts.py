"""A Word file opened safely: paragraphs and tables in order, and notes on all it holds besides."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from qualcode.errors import BadInputError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST_INSIDE = 300_000_000
_LARGEST_RATIO = 200


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its text, whether a heading, the bold text it begins with, all of it bold."""

    text: str
    heading: bool
    bold_lead: str
    bold_all: bool


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One table: rows of cells, paragraphs of a cell joined by newlines."""

    rows: list[list[str]]


@dataclass
class WordFile:
    """A Word file's body in order, and a line for whatever else it holds."""

    blocks: list[Paragraph | TableBlock]
    notes: list[str] = field(default_factory=list)


def open_word(data: bytes, name: str) -> WordFile:
    """Open a .docx.

    Raises:
        BadInputError: not a zip, a zip of something else, a bomb, or with an XML DTD.
    """
    _check_archive(data, name)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document: Any = Document(io.BytesIO(data))
        body = document.element.body
        blocks = list(_blocks(body, document))
        notes = _notes(document)
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile,
            zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as error:  # fmt: skip
        raise BadInputError(
            f"is a damaged Word file ({type(error).__name__})",
            where=name,
            mend="Open it in Word or LibreOffice and save it anew",
        ) from None
    return WordFile(blocks, notes)


def _check_archive(data: bytes, name: str) -> None:
    from qualcode.transcripts.encoding import refuse_other_files

    if not data.startswith(b"PK"):
        refuse_other_files(data, name)
        raise BadInputError(
            "is not a Word file", where=name, mend="If it is plain text, name it .txt"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {m.filename for m in members}
            if "[Content_Types].xml" not in names or "word/document.xml" not in names:
                raise BadInputError(
                    f"is a zip of something else, not a Word file ({_what_zip(names)})",
                    where=name,
                    mend="Import the transcript itself",
                )
            size = sum(m.file_size for m in members)
            if size > _LARGEST_INSIDE or any(
                m.file_size > 1_000_000 and m.file_size > _LARGEST_RATIO * max(m.compress_size, 1)
                for m in members
            ):
                raise BadInputError(
                    "unpacks to far more than a transcript can be; it was not opened",
                    where=name,
                    mend="Save it anew in Word",
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if b"<!DOCTYPE" in part.read(4096):
                            raise BadInputError(
                                "holds an XML document type, which Word never writes",
                                where=name,
                                mend="Save it anew in Word",
                            )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError,
            OSError, ValueError) as error:  # fmt: skip
        raise BadInputError(
            f"is a damaged Word file ({error})", where=name, mend="Copy it again from its source"
        ) from None


def _what_zip(names: set[str]) -> str:
    if any(n.startswith("xl/") for n in names):
        return "an Excel workbook"
    if any(n.startswith("ppt/") for n in names):
        return "a PowerPoint file"
    if "mimetype" in names:
        return "an OpenDocument file"
    return f"holding {', '.join(sorted(names)[:3]) or 'nothing'}"


# ---- the body -------------------------------------------------------------------------------


def _blocks(parent: Any, document: Any) -> Iterator[Paragraph | TableBlock]:
    headings = _heading_styles(document)
    for element in parent.iterchildren():
        if element.tag == f"{_W}p":
            yield from _paragraph(element, headings)
        elif element.tag == f"{_W}tbl":
            yield TableBlock([_row(row) for row in element.iterchildren(f"{_W}tr")])
        elif element.tag in (f"{_W}sdt", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            inner = element.find(f"{_W}sdtContent")
            yield from _blocks(element if inner is None else inner, document)


def _heading_styles(document: Any) -> frozenset[str]:
    found = set()
    for style in document.styles.element.iterchildren(f"{_W}style"):
        name = style.find(f"{_W}name")
        title = name.get(f"{_W}val", "").lower() if name is not None else ""
        if title.startswith("heading") or title in ("title", "subtitle"):
            found.add(style.get(f"{_W}styleId", ""))
    return frozenset(found)


def _row(row: Any) -> list[str]:
    cells = []
    for cell in row.iter(f"{_W}tc"):
        lines = ["".join(text for text, _ in _runs(p)).strip() for p in cell.iter(f"{_W}p")]
        cells.append("\n".join(line for line in lines if line))
    return cells


def _paragraph(element: Any, headings: frozenset[str]) -> Iterator[Paragraph]:
    runs = list(_runs(element))
    text = "".join(piece for piece, _ in runs)
    if not text.strip():
        return
    lead = ""
    for piece, bold in runs:
        if not bold and piece.strip():
            break
        lead += piece
    bold_any = any(bold and piece.strip() for piece, bold in runs)
    bold_all = bold_any and all(bold for piece, bold in runs if piece.strip())
    style = element.find(f"{_W}pPr/{_W}pStyle")
    heading = style is not None and style.get(f"{_W}val", "") in headings
    yield Paragraph(text, heading, lead.rstrip() if bold_any and lead.strip() else "", bold_all)


def _runs(paragraph: Any) -> Iterator[tuple[str, bool]]:
    """Yield the text pieces of a paragraph with whether they are bold, deletions left out."""
    for element in paragraph.iter():
        if element.tag not in _PIECES or _deleted(element, paragraph):
            continue
        piece = element.text or "" if element.tag == f"{_W}t" else _PIECES[element.tag]
        run = element.getparent()
        bold = run.find(f"{_W}rPr/{_W}b") if run is not None else None
        off = bold is not None and bold.get(f"{_W}val", "true") in ("0", "false", "off", "none")
        yield piece, bold is not None and not off


_PIECES = {
    f"{_W}t": "",
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}


def _deleted(element: Any, stop: Any) -> bool:
    above = element.getparent()
    while above is not None and above is not stop:
        # Tab stops in paragraph properties share their tag with tabs in the text.
        if above.tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}tabs"):
            return True
        above = above.getparent()
    return False


# ---- all it holds besides -------------------------------------------------------------------


def _notes(document: Any) -> list[str]:
    body = document.element.body
    notes = []
    inserted = len(list(body.iter(f"{_W}ins")))
    deleted = len(list(body.iter(f"{_W}del")))
    if inserted or deleted:
        notes.append(
            f"tracked changes read as accepted: {inserted} insertions, {deleted} deletions"
        )
    images = len(list(body.iter(f"{_W}drawing"))) + len(list(body.iter(f"{_W}pict")))
    if images:
        notes.append(f"{images} pictures or drawings were not imported")
    boxes = len([e for e in body.iter() if str(e.tag).endswith("}txbxContent")])
    if boxes:
        notes.append(f"{boxes} text boxes: their words stand where the box is anchored")
    if any(True for _ in body.iter(f"{_W}vanish")):
        notes.append("hidden text was imported as if it were visible")
    return notes + _part_notes(document)


def _part_notes(document: Any) -> list[str]:
    counts: dict[str, int] = {}
    for relation in document.part.rels.values():
        if relation.is_external:
            continue
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("comments", "footnotes", "endnotes", "header", "footer"):
            xml = relation.target_part.blob.decode("utf-8", "replace")
            tag = {"comments": "comment", "footnotes": "footnote", "endnotes": "endnote"}.get(kind)
            if tag:
                # Word writes two separators as notes of their own kind.
                found = len(re.findall(rf"<w:{tag}\s(?![^>]*w:type=)", xml))
            else:
                found = bool(re.search(r"<w:t[ >][^<]*>?[^<]*\w", xml))
            counts[kind] = counts.get(kind, 0) + int(found)
    words = {
        "comments": "comments were not imported",
        "footnotes": "footnotes were not imported",
        "endnotes": "endnotes were not imported",
        "header": "page headers with words were not imported",
        "footer": "page footers with words were not imported",
    }
    return [f"{counts[kind]} {text}" for kind, text in words.items() if counts.get(kind)]
