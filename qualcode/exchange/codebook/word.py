"""Reads back a codebook that was exported to Word and edited there, with or without tracking."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from qualcode.errors import BadInputError
from qualcode.exchange.codebook.rows import LISTS, CodeRow, columns_in, entries

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: The text of a cell that has nothing to say.
NONE_GIVEN = "None given"
#: Labels of the lines below a code's name, as the export writes them.
_LABELLED = re.compile(r"(Id|Welsh|Below|Status|Source|Colour):\s*(.*)", re.IGNORECASE)
_FIELDS = {"id": "id", "welsh": "name_cy", "below": "parent", "status": "status",
           "source": "source", "colour": "colour"}  # fmt: skip


def is_own_word(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a table is one that qualcode wrote: it gives the codes' ids."""
    heads = [" ".join(cell.split()) for cell in rows[0]] if rows else []
    return heads[:1] == ["Code"] and any(
        re.search(r"^\s*Id:\s*\S", row[0], re.MULTILINE) for row in rows[1:] if row
    )


def read_word(data: bytes, name: str) -> tuple[list[CodeRow], str]:
    """Return the codes of every table with the headings of a codebook, and the whole text.

    ``data`` must have been found safe to open. Tracked changes count as accepted.

    Raises:
        BadInputError: it cannot be read, or has no table of codes.
    """
    body = open_word(data, name).element.body
    found: list[CodeRow] = []
    seen = 0
    for number, table in enumerate(body.iter(f"{_W}tbl"), 1):
        rows = [list(_cells(row)) for row in table.iterchildren(f"{_W}tr") if not _gone(row)]
        where = f"{name}: table {number}"
        try:
            columns = columns_in([" ".join(cell) for cell in rows[0]] if rows else [], where)
        except BadInputError:
            continue
        seen += 1
        for at, cells in enumerate(rows[1:], 2):
            row = _row(cells, columns, f"{where}, row {at}")
            if not row.is_empty:
                found.append(row)
    if not seen:
        raise BadInputError(
            "no table in it is a codebook",
            where=name,
            mend="Its first row has headings: Code, Full definition, When to use, …",
        )
    return found, "\n".join(paragraph_text(p) for p in body.iter(f"{_W}p"))


def _row(cells: list[list[str]], columns: dict[int, str], where: str) -> CodeRow:
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for at, field in columns.items():
        lines = cells[at] if at < len(cells) else []
        if [line.strip().rstrip(".").casefold() for line in lines] == [NONE_GIVEN.casefold()]:
            lines = []
        if field == "name":
            lines = [line for line in lines if not _labelled(line, texts)]
            texts["name"] = " ".join(" ".join(lines).split())
        elif field in LISTS:
            lists[field] = entries(lines)
        else:
            texts[field] = "\n".join(lines)
    return CodeRow(where, texts, lists)


def _labelled(line: str, texts: dict[str, str]) -> bool:
    found = _LABELLED.fullmatch(line.strip())
    if found:
        texts[_FIELDS[found[1].casefold()]] = found[2].strip()
    return bool(found)


def _gone(row: Any) -> bool:
    """Return whether a tracked change removed a row."""
    return row.find(f"{_W}trPr/{_W}del") is not None


def _cells(row: Any) -> Iterator[list[str]]:
    for cell in row.iter(f"{_W}tc"):
        lines: list[str] = []
        joined = False
        for paragraph in cell.iterchildren(f"{_W}p"):
            parts = paragraph_text(paragraph).split("\n")
            if joined and lines:
                lines[-1] += parts.pop(0)
            lines += parts
            # Removing a paragraph mark joins it to the next paragraph.
            joined = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None
        yield [line.strip() for line in lines if line.strip()]


def paragraph_text(paragraph: Any) -> str:
    """Return the words of a paragraph, tracked changes as accepted."""
    parts = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t" and not _moved_away(element, paragraph):
            parts.append(element.text or "")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif element.tag == f"{_W}tab" and element.getparent().tag == f"{_W}r":
            parts.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _moved_away(element: Any, paragraph: Any) -> bool:
    while element is not paragraph and element is not None:
        if element.tag in (f"{_W}moveFrom", f"{_W}del"):
            return True
        element = element.getparent()
    return False


def open_word(data: bytes, name: str) -> Any:
    """Return a Word file as python-docx opens it.

    Raises:
        BadInputError: it cannot be read.
    """
    from docx import Document

    try:
        document: Any = Document(io.BytesIO(data))
        _ = document.element.body, document.styles
    except Exception as error:
        raise BadInputError(
            f"cannot be read as a Word file ({type(error).__name__})",
            where=name,
            mend="Open it in Word or LibreOffice and save it again",
        ) from None
    return document
