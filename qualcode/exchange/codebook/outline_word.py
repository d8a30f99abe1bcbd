"""Reads the outline and the tables of a codebook in Word that is not of our own making."""

from __future__ import annotations

import re
from typing import Any

from qualcode.exchange.codebook.outline import HEADING, ITEM, TEXT, Line
from qualcode.exchange.codebook.word import open_word, paragraph_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(
    r"(?:heading|header|überschrift|titre|título|mq_header)[\s_]*(\d)", re.IGNORECASE
)
_LIST = re.compile(r"list(?: bullet| number| paragraph)?\s*(\d?)", re.IGNORECASE)
#: A step of an indent in twentieths of a point: a quarter of an inch.
_STEP = 360

Table = tuple[str, list[list[str]]]


def read_lines(data: bytes, name: str) -> tuple[list[Line], list[Table]]:
    """Return the paragraphs outside tables as an outline, and the tables with their places.

    Indents of cells are blanks before their words. Tracked changes count as accepted. ``data``
    must have been found safe to open.

    Raises:
        BadInputError: it cannot be read.
    """
    document = open_word(data, name)
    body = document.element.body
    styles = {style.style_id: style for style in document.styles}
    lines: list[Line] = []
    tables: list[Table] = []
    # Word notes where its pages began when it last laid them out; others do not.
    known = next(body.iter(f"{_W}lastRenderedPageBreak"), None) is not None
    page = 1 if known else 0
    for at, element in enumerate(body.iterchildren(), 1):
        if element.tag == f"{_W}tbl":
            tables.append((f"{name}: table {len(tables) + 1}", _rows(element)))
        elif element.tag == f"{_W}p":
            line = _line(element, styles, f"{name}: paragraph {at}")
            line.page = page + _breaks_before_words(element)
            if line.text.strip() or line.name:
                lines.append(line)
        page += sum(1 for _ in element.iter(f"{_W}lastRenderedPageBreak"))
    _bold_headings(lines, body)
    return lines, tables


def _breaks_before_words(paragraph: Any) -> int:
    """Return how many pages begin with a paragraph: their breaks are noted before its words."""
    count = 0
    for element in paragraph.iter(f"{_W}lastRenderedPageBreak", f"{_W}t"):
        if element.tag == f"{_W}t" and (element.text or "").strip():
            break
        count += element.tag == f"{_W}lastRenderedPageBreak"
    return count


def _rows(table: Any) -> list[list[str]]:
    """Return a table's cells; one merged down is empty below its first row."""
    found = []
    for row in table.iterchildren(f"{_W}tr"):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        cells: list[str] = []
        for cell in row.iterchildren(f"{_W}tc"):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val") != "restart"
            lines = [_indented(p) for p in cell.iter(f"{_W}p")]
            cells.append("" if goes_on else "\n".join(lines).rstrip())
            across = cell.find(f"{_W}tcPr/{_W}gridSpan")
            cells += [""] * (int(across.get(f"{_W}val", "1")) - 1 if across is not None else 0)
        found.append(cells)
    return [row for row in found if any(cell.strip() for cell in row)]


def _indented(paragraph: Any) -> str:
    return " " * (_indent(paragraph) // 90) + paragraph_text(paragraph)


def _indent(paragraph: Any) -> int:
    indent = paragraph.find(f"{_W}pPr/{_W}ind")
    if indent is None:
        return 0
    value = indent.get(f"{_W}left") or indent.get(f"{_W}start") or "0"
    return max(int(float(value)), 0) if re.fullmatch(r"-?[\d.]+", value) else 0


def _line(paragraph: Any, styles: dict[str, Any], where: str) -> Line:
    text = paragraph_text(paragraph)
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    named = styles.get(style.get(f"{_W}val")) if style is not None else None
    title = named.name if named is not None else ""
    level = _outline_level(paragraph, named)
    if level:
        return Line(where, " ".join(text.split()), HEADING, level)
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    is_list = paragraph.find(f"{_W}pPr/{_W}numPr") is not None or bool(
        re.match(r"list (bullet|number)", title, re.IGNORECASE)
    )
    name, rest = _bold_first(paragraph)
    if is_list:
        deep = int(number.get(f"{_W}val", "0")) if number is not None else 0
        if not deep and (found := _LIST.match(title)) and found[1]:
            deep = int(found[1]) - 1
        return Line(where, rest if name else text.strip(), ITEM, deep, name)
    lead = len(text) - len(text.lstrip(" \t\u00a0"))
    tabs = text[:lead].count("\t")
    depth = _indent(paragraph) // _STEP + (tabs if tabs else lead // 2)
    return Line(where, rest if name else text.strip(), TEXT, depth, name)


def _outline_level(paragraph: Any, style: Any) -> int:
    own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if own is not None and own.get(f"{_W}val", "9") < "9":
        return int(own.get(f"{_W}val")) + 1
    while style is not None:
        if found := _HEADING.match(style.name or ""):
            return int(found[1])
        level = style.element.find(f"{_W}pPr/{_W}outlineLvl")
        if level is not None and level.get(f"{_W}val", "9") < "9":
            return int(level.get(f"{_W}val")) + 1
        style = style.base_style
    return 0


def _bold_first(paragraph: Any) -> tuple[str, str]:
    """Return the words in bold that a paragraph begins with, and the rest, where it has a rest."""
    bold = rest = ""
    for run in paragraph.iter(f"{_W}r"):
        text = "".join(t.text or "" for t in run.iter(f"{_W}t"))
        mark = run.find(f"{_W}rPr/{_W}b")
        is_bold = mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false")
        if is_bold and not rest.strip():
            bold += rest + text
            rest = ""
        else:
            rest += text
    name = " ".join(bold.split()).rstrip(":–—- ")
    rest = rest.strip().lstrip(":–—- ")
    return (name, rest) if name and rest and len(name) <= 80 else ("", "")


def _bold_headings(lines: list[Line], body: Any) -> None:
    """Without styles of headings, short paragraphs wholly in bold are the headings."""
    if any(line.kind == HEADING for line in lines):
        return
    whole = {
        " ".join(paragraph_text(p).split())
        for p in body.iterchildren(f"{_W}p")
        if (
            runs := [
                r
                for r in p.iter(f"{_W}r")
                if "".join(t.text or "" for t in r.iter(f"{_W}t")).strip()
            ]
        )
        and all(r.find(f"{_W}rPr/{_W}b") is not None for r in runs)
    }
    found = [line for line in lines if line.kind == TEXT and len(line.text) <= 80
             and " ".join(line.text.split()) in whole]  # fmt: skip
    if len(found) > 1 and len(found) < len(lines):
        for line in found:
            line.kind, line.depth = HEADING, 1
            line.text = line.text.rstrip(":")
