"""Wraps an analyst's Markdown into lines that git can compare, and unwraps it for editing."""

from __future__ import annotations

import re

#: A line that stands alone: a list item, a heading, a quotation, a table.
_OWN_LINE = re.compile(r"\s*(?:[-*•+]\s|\d{1,3}[.)]\s|#|>|\||```|$)")
#: A line that is never broken: a heading, a table, code.
_AS_IT_IS = re.compile(r"\s*(?:#|\||```|    )")
#: One blank between two words; the number of several blanks would be lost.
_GAP = re.compile(r"(?<=\S) (?=\S)")
_WIDTH = 96


def unwrapped(text: str) -> str:
    """Return a text with each paragraph and each item on one line."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        bare = line.rstrip()
        joins = lines and lines[-1] and not _OWN_LINE.match(bare)
        # A deeply indented line is code; it stays as it is.
        if joins and not bare.startswith("    ") and not re.match(r"\s*(?:#|\||```)", lines[-1]):
            lines[-1] = f"{lines[-1]} {bare.strip()}"
        else:
            lines.append(bare)
    return "\n".join(lines)


def wrapped(text: str) -> str:
    """Return a text in lines of at most 96 characters where possible; ``unwrapped`` undoes it."""
    made: list[str] = []
    for line in unwrapped(text).split("\n"):
        if _AS_IT_IS.match(line):
            made.append(line)
        else:
            item = re.match(r"\s*(?:[-*•+]|\d{1,3}[.)])\s+", line)
            made += _broken(line, " " * min(len(item[0]), 3) if item else "")
    return "\n".join(made)


def _broken(line: str, indent: str) -> list[str]:
    """Return a line in parts, all but the first indented; one blank joins them again."""
    found: list[str] = []
    start, last, lead = 0, 0, ""
    # A part that would start like a list item must not become one.
    gaps = [g.start() for g in _GAP.finditer(line) if not _OWN_LINE.match(line, g.end())]
    for gap in (*gaps, len(line)):
        if last and len(lead) + gap - start > _WIDTH:
            found.append(lead + line[start:last])
            start, last, lead = last + 1, 0, indent
        last = gap
    return [*found, lead + line[start:]]
