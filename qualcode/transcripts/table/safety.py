"""Checks that a workbook is safe to open, and lists what it holds besides cells.

Calamine reserves memory for every cell up to the last one, so a file of a kilobyte with a cell in
its furthest corner would need hundreds of gigabytes. This module first finds out how far the cells
go.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from qualcode.errors import BadInputError
from qualcode.transcripts.input.archive import unpack
from qualcode.transcripts.typed.paragraphs import words_in

#: In bytes, unpacked: the sheets of a workbook as XML, which a survey of 20,000 people fills.
LARGEST_SHEETS = 60_000_000
#: In bytes: an old workbook, which is not packed.
LARGEST_XLS = 20_000_000
#: Cells that an old workbook may ask room for, in all its sheets: half a gigabyte.
MOST_XLS_CELLS = 8_000_000
_ANEW = "Open it in Excel or LibreOffice and save it again"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Records of an old workbook that hold a cell, with its row and column, or begin a sheet.
_XLS_CELL = re.compile(
    rb"(?=(?:\xfd\x00\x0a\x00|\x03\x02\x0e\x00|\x7e\x02\x0a\x00|\x05\x02\x08\x00"
    rb"|(?:\x04\x02|\xd6\x00|\xbd\x00)[\x08-\xff].|\x06\x00[\x16-\xff]\x00)(..)(.)\x00.\x00)",
    re.DOTALL,
)
_XLS_SHEET = re.compile(rb"\x09\x08\x10\x00..\x10\x00", re.DOTALL)
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*\$?([A-Za-z]*)\$?(\d+)""")
_PLACE_IN_CODE = re.compile(rb"""\br\s*=\s*["'][^"'<>]*&""")
#: A cell with a format and no value; Excel writes them far beyond the table.
_EMPTY_CELL = re.compile(rb'<(?:\w+:)?c(?:\s[\w:]+="[\w ]*")*\s*(?:/>|>\s*</(?:\w+:)?c>)')
#: A row whose cells state their places, or that has none.
_PLAIN_ROW = re.compile(
    rb'<(?:\w+:)?row(?:\s[\w:.-]+="[^"<>&]*")*\s*(?:/>|>\s*(?=<(?:\w+:)?c\s+r=|</))'
)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(slots=True)
class Inside:
    """The contents of a workbook besides the values of its cells."""

    notes: list[str] = field(default_factory=list)
    has_merged: bool = True


def look_inside(data: bytes, name: str, most_cells: int) -> tuple[str, Inside]:
    """Return a workbook's kind and contents, if it is safe to open.

    Raises:
        BadInputError: it is not a workbook, has a password, or would need too much memory.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in data:
            raise protected(name)
        if len(data) > LARGEST_XLS:
            raise BadInputError(
                f"is an old workbook of more than {LARGEST_XLS // 1_000_000} MB",
                where=name,
                mend="Save it as .xlsx",
            )
        _check_xls(data, name)
        return "xls", Inside()
    members = unpack(
        data,
        name,
        "workbook",
        lambda a, names: _check_kind(a, names, name),
        # A cell has up to six tags, and no tree is built from them.
        most_tags=6 * most_cells,
        anew=_ANEW,
    )
    if "content.xml" in members:
        return "ods", _ods(members["content.xml"], name, most_cells)
    return "xlsx", _xlsx(members, name, most_cells)


def protected(name: str) -> BadInputError:
    """Return the error for a workbook that has a password."""
    return BadInputError(
        "is protected with a password",
        where=name,
        mend="Open it in Excel, take the password off (File, Info, Protect), and save it",
    )


def _check_xls(data: bytes, name: str) -> None:
    """Refuse an old workbook with cells far out; records are searched for, not walked through."""
    deepest = widest = 0
    for found in _XLS_CELL.finditer(data):
        deepest = max(deepest, int.from_bytes(found[1], "little") + 1)
        widest = max(widest, found[2][0] + 1)
    sheets = max(sum(1 for _ in _XLS_SHEET.finditer(data)), 1)
    if deepest * widest * sheets > MOST_XLS_CELLS:
        raise _too_far(name)


def _check_kind(archive: zipfile.ZipFile, names: set[str], name: str) -> None:
    if "content.xml" in names and "mimetype" in names:
        with archive.open("mimetype") as part:
            if b"spreadsheet" in part.read(200):
                return
    elif any(n.startswith("xl/") for n in names):
        return
    raise BadInputError(
        "is a zip of something else, not a workbook", where=name, mend="Import the table itself"
    )


def _too_far(name: str) -> BadInputError:
    return BadInputError(
        "has cells far beyond any transcript or survey; it was not opened",
        where=name,
        mend="Delete the rows and columns beyond the table, and save it again",
    )


def _xlsx(members: dict[str, bytes], name: str, most_cells: int) -> Inside:
    sheets = [
        content
        for member, content in members.items()
        if member.lower().endswith(".xml") and b"sheetData" in content
    ]
    strings = [c for member, c in members.items() if member.lower().endswith("sharedstrings.xml")]
    if sum(map(len, sheets)) + sum(map(len, strings)) > LARGEST_SHEETS:
        raise _too_far(name)
    errors = formulas = without = 0
    hidden = 0
    for content in [*sheets, *strings]:
        _check_whole(content, name)
    for sheet in sheets:
        filled = _PLAIN_ROW.sub(b"", _EMPTY_CELL.sub(b"", sheet))
        if _PLACE_IN_CODE.search(filled):
            raise BadInputError("is a damaged table", where=name, mend=_ANEW)
        widest = deepest = 0
        for letters, digits in _PLACE.findall(filled):
            widest = max(widest, _column(letters))
            deepest = max(deepest, int(digits[:9]))
        if max(widest, 1) * deepest > most_cells:
            raise _too_far(name)
        errors += len(re.findall(rb'<(?:\w+:)?c\s[^<>]*t="e"', sheet))
        formulas += len(re.findall(rb"<(?:\w+:)?f[\s>/]", sheet))
        without += len(re.findall(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>\s*)?</(?:\w+:)?c>", sheet))
        hidden += len(re.findall(rb'<(?:\w+:)?(?:row|col)\s[^<>]*hidden="(?:1|true)"', sheet))
    found = Inside(has_merged=any(b"mergeCell" in sheet for sheet in sheets))
    remarks = _remarks(members)
    pictures = sum(1 for m in members if m.startswith("xl/drawings/") and m.endswith(".xml"))
    found.notes += _notes(errors, formulas, without, hidden, remarks)
    if pictures:
        found.notes.append(f"{pictures} sheets hold pictures, charts or shapes: not imported")
    return found


def _check_whole(content: bytes, name: str) -> None:
    """Refuse damaged XML, since calamine reads as much of it as there is without a message."""
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        raise BadInputError("is a damaged table", where=name, mend=_ANEW) from None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


def _remarks(members: dict[str, bytes]) -> list[str]:
    from lxml import etree

    texts: list[str] = []
    threaded = [m for m in members if "threadedcomment" in m.lower() and m.endswith(".xml")]
    plain = [m for m in members if re.search(r"comments\d*\.xml$", m.lower()) and m not in threaded]
    for member in threaded or plain:
        try:
            root = etree.fromstring(members[member], _parser(etree))
        except etree.XMLSyntaxError:
            continue
        for element in root.iter("{*}threadedComment" if threaded else "{*}comment"):
            texts.append("".join(element.itertext()))
    return texts


def _parser(etree: Any) -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _notes(errors: int, formulas: int, without: int, hidden: int, remarks: list[str]) -> list[str]:
    notes = []
    if errors:
        notes.append(f"{errors} cells hold an error such as #REF! and were read as empty")
    if formulas:
        notes.append(f"{formulas} formulas: their values were read")
    if without:
        notes.append(
            f"{without} formulas have no value in the file: open and save it in Excel to have them"
        )
    if hidden:
        notes.append(f"{hidden} hidden rows or groups of columns were read like the others")
    if remarks:
        notes.append(f"{len(remarks)} comments on cells ({words_in(remarks)}) were not imported")
    return notes


def _ods(content: bytes, name: str, most_cells: int) -> Inside:
    from lxml import etree

    if len(content) > LARGEST_SHEETS:
        raise _too_far(name)
    try:
        root = etree.fromstring(content, _parser(etree))
    except etree.XMLSyntaxError:
        raise BadInputError("is a damaged table", where=name, mend=_ANEW) from None
    errors = 0
    for table in root.iter(f"{_TABLE}table"):
        deepest = widest = waiting = 0
        for row in table.iter(f"{_TABLE}table-row"):
            times = _times(row, "rows")
            right, wrong = _filled(row)
            errors += wrong
            # Empty rows count only if there are others after them.
            waiting += times
            if right:
                deepest, waiting = deepest + waiting, 0
            widest = max(widest, right)
            if deepest * widest > most_cells:
                raise _too_far(name)
    remarks = ["".join(note.itertext()) for note in root.iter(f"{_OFFICE}annotation")]
    formulas = sum(1 for c in root.iter(f"{_TABLE}table-cell") if c.get(f"{_TABLE}formula"))
    found = Inside(_notes(0, formulas, 0, 0, remarks), has_merged=False)
    if errors:
        found.notes.append(f"{errors} cells hold an error such as #REF!, and were read as that")
    merged = sum(1 for _ in root.iter(f"{_TABLE}covered-table-cell"))
    if merged:
        found.notes.append("merged cells hold their words in their first cell")
    return found


def _times(element: Any, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated", "1").strip()
    return int(said[:9]) if said[:9].isdecimal() else 1


def _filled(row: Any) -> tuple[int, int]:
    """Return how far right a row's cells have values, and how many are errors."""
    at = right = wrong = 0
    for cell in row:
        if not isinstance(cell.tag, str):
            continue
        at += _times(cell, "columns")
        if len(cell) or cell.text or cell.get(f"{_OFFICE}value-type"):
            right = at
            wrong += any(k.endswith("}value-type") and v == "error" for k, v in cell.attrib.items())
    return right, wrong
