"""Reads the outline and the tables of a codebook in Markdown that is not of our own making."""

from __future__ import annotations

import re

from qualcode.exchange.codebook.outline import HEADING, ITEM, TEXT, Line

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_ITEM = re.compile(r"(\s*)(?:[-*+•]|\d{1,3}[.)])\s+(.*)")
_BOLD = re.compile(r"(?:\*\*|__)(.+?)(?:\*\*|__)\s*[:–—-]*\s*(.*)")
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_LINK = re.compile(r"\[\[?([^\]|]+)(?:\|[^\]]*)?\]\]?(?:\([^)]*\))?")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}")
_DIVIDER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-*:?\s*)*\|?\s*")

Table = tuple[str, list[list[str]]]


def read_lines(text: str, name: str) -> tuple[list[Line], list[Table], list[str]]:
    """Return the outline of a Markdown text, its tables with their places, and notes."""
    lines: list[Line] = []
    tables: list[Table] = []
    table: list[list[str]] = []
    left = {"in code blocks": 0, "of the front matter": 0, "in comments": 0}
    inside = ""
    for number, raw in enumerate(text.split("\n"), 1):
        where = f"{name}:{number}"
        inside, skip = _inside(raw, inside, number)
        if skip:
            left[skip] += 1
            continue
        if raw.lstrip().startswith("|") or (table and "|" in raw):
            if not table:
                tables.append((where, table))
            if not _DIVIDER.fullmatch(raw):
                table.append(_cells(raw))
            continue
        table = []
        if made := _line(raw, where):
            _join(lines, made, raw)
    notes = [f"{count} lines {what}: not taken" for what, count in left.items() if count]
    return lines, tables, notes


def _inside(raw: str, inside: str, number: int) -> tuple[str, str]:
    """Return what the next line is inside of, and as what this one is left out."""
    bare = raw.strip()
    if inside == "---":
        return ("" if bare == "---" else inside), "of the front matter"
    if inside == "```":
        return ("" if bare.startswith("```") else inside), "in code blocks"
    if inside == "<!--":
        return ("" if "-->" in bare else inside), "in comments"
    if number == 1 and bare == "---":
        return "---", "of the front matter"
    if bare.startswith("```"):
        return "```", "in code blocks"
    if bare.startswith("<!--"):
        return ("" if "-->" in bare else "<!--"), "in comments"
    return "", ""


def _cells(raw: str) -> list[str]:
    parts = re.split(r"(?<!\\)\|", raw.strip().removeprefix("|").removesuffix("|"))
    return [_plain(re.sub(r"<br\s*/?>", "\n", part)) for part in parts]


def _plain(text: str) -> str:
    return _MARKS.sub("", _LINK.sub(r"\1", text)).replace("\\", "").strip()


def _line(raw: str, where: str) -> Line | None:
    bare = raw.strip()
    if not bare or _RULE.fullmatch(raw):
        return None
    if heading := _HEADING.fullmatch(bare):
        return Line(where, _plain(heading[2]), HEADING, len(heading[1]))
    item = _ITEM.fullmatch(raw)
    words = item[2] if item else bare.lstrip("> ")
    bold = _BOLD.fullmatch(words)
    name = _plain(bold[1]).rstrip(": ") if bold else ""
    text = _plain(bold[2] if bold else words)
    if item:
        return Line(where, text, ITEM, len(item[1].replace("\t", "    ")), name)
    return Line(where, text, TEXT, 0, name) if text or name else None


def _join(lines: list[Line], made: Line, raw: str) -> None:
    """Add a line; a paragraph's further lines belong to it."""
    if made.kind == TEXT and made.name and not made.text:
        made.text, made.name = made.name, ""
    elif made.kind == TEXT and made.name:
        made.text, made.name = f"{made.name}: {made.text}", ""
    if made.kind == ITEM and made.name and not made.text:
        made.text, made.name = "", made.name
    lines.append(made)
