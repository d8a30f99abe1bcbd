"""An analyst's Markdown as a person edits it, and as it is kept: lines that git can compare."""

from __future__ import annotations

import re
import textwrap

#: A line of its own, whatever stands around it: a list's item, a heading, a quotation, a table.
_OWN_LINE = re.compile(r"\s*(?:[-*•+]\s|\d{1,3}[.)]\s|#|>|\||```|$)")
_WIDTH = 96


def unwrapped(text: str) -> str:
    """Return a text with each paragraph and each item in one line."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        bare = line.rstrip()
        joins = lines and lines[-1] and not _OWN_LINE.match(bare)
        # What is indented deep is code; it is left as it is.
        if joins and not bare.startswith("    ") and not re.match(r"\s*(?:#|\||```)", lines[-1]):
            lines[-1] = f"{lines[-1]} {bare.strip()}"
        else:
            lines.append(bare)
    return "\n".join(lines)


def wrapped(text: str) -> str:
    """Return a text in lines of at most 96 characters; ``unwrapped`` undoes it."""
    made = []
    for line in unwrapped(text).splitlines():
        item = re.match(r"\s*(?:[-*•+]|\d{1,3}[.)])\s+", line)
        if re.match(r"\s*(?:#|\||```|    )", line):
            made.append(line)
            continue
        indent = " " * min(len(item[0]), 3) if item else ""
        broken = textwrap.wrap(
            line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        # A line that would begin like an item must not become one.
        if any(_OWN_LINE.match(one) for one in broken[1:]):
            broken = [line]
        made += broken or [""]
    return "\n".join(made)
