"""The codebook as Markdown: one heading per code, its fields as labelled paragraphs."""

from __future__ import annotations

import re

from qualcode.exchange.codebook.rows import (
    COLUMNS,
    LISTS,
    CodeRow,
    entries,
    field_named,
    rows_of,
)
from qualcode.model.codebook.code import Codebook

_HEADING = re.compile(r"(#{2,6})\s+(.*)")
_FIELD = re.compile(r"\*\*([^*]+?):\*\*\s*(.*)")
_SPECIAL = re.compile(r"(\\|#|\*\*|- )")
#: Headings go no deeper than this.
_DEEPEST = 6


def write_markdown(book: Codebook, title: str, about: str) -> str:
    """Return a codebook as Markdown; ``about`` is a line below its title."""
    out = [f"# {title}", "", about, ""]
    for code, row in zip(book, rows_of(book), strict=True):
        level = min(book.depth(code.id) + 2, _DEEPEST)
        out += [f"{'#' * level} {' '.join(code.name.split())}", ""]
        for name, heading in COLUMNS:
            value = row[name]
            if name == "name" or not value:
                continue
            if name in LISTS:
                items = [f"- {_escaped(line)}" for line in value.split("\n")]
                out += [f"**{heading}:**", "", *items, ""]
            else:
                lines = value.split("\n")
                out += [f"**{heading}:** {lines[0]}", ""]
                for line in lines[1:]:
                    out += [_escaped(line), ""]
    return "\n".join(out).rstrip() + "\n"


def _escaped(line: str) -> str:
    return f"\\{line}" if _SPECIAL.match(line) else line


def _unescaped(line: str) -> str:
    return line[1:] if line[:1] == "\\" and _SPECIAL.match(line[1:]) else line


def is_own_markdown(text: str) -> bool:
    """Return whether a text has codes with ids, as qualcode writes them."""
    return bool(re.search(r"^\*\*Id:\*\*\s*\S", text, re.MULTILINE))


def read_markdown(text: str, name: str) -> list[CodeRow]:
    """Return the codes of a codebook in Markdown; one without an id belongs to the heading above.

    Paragraphs without a label directly after a heading are its definition.
    """
    found: list[CodeRow] = []
    above: dict[int, str] = {}
    level, where = 0, ""
    texts: dict[str, list[str]] = {}
    current = ""

    def close() -> None:
        if not texts:
            return
        plain = {n: "\n".join(lines).strip() for n, lines in texts.items() if n not in LISTS}
        if not plain.get("id") and not plain.get("parent"):
            plain["parent"] = next((above[n] for n in range(level - 1, 1, -1) if n in above), "")
        lists = {n: entries(lines) for n, lines in texts.items() if n in LISTS}
        for deeper in range(level, _DEEPEST + 1):
            above.pop(deeper, None)
        above[level] = plain.get("id") or plain["name"]
        found.append(CodeRow(where, plain, lists))

    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if heading := _HEADING.fullmatch(line):
            close()
            level, where = len(heading[1]), f"{name}:{number}"
            texts, current = {"name": [heading[2]]}, "definition"
            continue
        labelled = _FIELD.fullmatch(line)
        if labelled and texts and (known := field_named(labelled[1])):
            current = known
            texts.setdefault(current, []).append(labelled[2])
        elif line and texts:
            texts.setdefault(current, []).append(line if current in LISTS else _unescaped(line))
    close()
    # Bullets were removed from lists; remove the backslash that kept text from looking like one.
    return [_with_lists(row) for row in found]


def _with_lists(row: CodeRow) -> CodeRow:
    lists = {name: tuple(_unescaped(v) for v in values) for name, values in row.lists.items()}
    return CodeRow(row.where, row.texts, lists)
