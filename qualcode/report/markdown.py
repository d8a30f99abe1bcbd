"""Converts a summary's Markdown to paragraphs, items, bold and italic, and back."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from qualcode.report import wording
from qualcode.report.printable import clean

_BOLD = r"\*\*(?=\S).+?(?<=\S)\*\*"
_ITALIC = r"(?<![\w*])\*(?=[^\s*]).+?(?<=[^\s*])\*(?![\w*])"
_EMPHASIS = re.compile(f"({_BOLD}|{_ITALIC})")
_MARKS = {"b": "**", "i": "*"}
_ITEMS = ("- ", "* ", "• ")
#: Words and their style: "" plain, "b" bold, "i" italic, "bi" both (impossible in Markdown).
Segment = tuple[str, str]
#: Whether a line is a list item, and its words.
Block = tuple[bool, tuple[Segment, ...]]
Shape = tuple[Block, ...]


def emphasised(line: str) -> list[Segment]:
    """Return a line of Markdown in parts, each plain, bold or italic."""
    found = []
    for part in _EMPHASIS.split(line):
        if _EMPHASIS.fullmatch(part):
            mark = 2 if part.startswith("**") else 1
            found.append((part[mark:-mark], "b" if mark == 2 else "i"))
        elif part:
            found.append((part, ""))
    return found


def shape_of(text: str) -> Shape:
    """Return what a summary shows, independent of how its Markdown is wrapped."""
    blocks = wording.summary_blocks(text)
    made = ((item, settled(emphasised(line))) for item, line in blocks)
    return tuple((item, segments) for item, segments in made if segments)


def settled(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return words on one line, with single blanks; a blank at the edge of bold is never bold."""
    signs: list[Segment] = []
    for text, style in segments:
        for sign in clean(unicodedata.normalize("NFC", " ".join(re.split(r"\s", text)))):
            if sign != " " or (signs and signs[-1][0] != " "):
                signs.append((sign, style))
    if signs and signs[-1][0] == " ":
        signs.pop()
    made: list[Segment] = []
    for at, (sign, style) in enumerate(signs):
        if sign == " " and signs[at - 1][1] != signs[at + 1][1]:
            style = ""
        if made and made[-1][1] == style:
            made[-1] = (made[-1][0] + sign, style)
        else:
            made.append((sign, style))
    return tuple(made)


def plain(segments: Iterable[Segment]) -> str:
    """Return words without their style."""
    return "".join(text for text, _ in segments)


def cut(segments: Iterable[Segment], start: int, end: int) -> tuple[Segment, ...]:
    """Return the part of words between two places."""
    found, at = [], 0
    for text, style in segments:
        found.append((text[max(0, start - at) : max(0, end - at)], style))
        at += len(text)
    return settled(found)


def digest(shape: Shape) -> str:
    """Return twelve hexadecimal digits that two summaries share only if they show the same."""
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:12]


def markdown(shape: Shape, known: Sequence[str] = ()) -> str:
    """Return Markdown that shows this; paragraphs found in ``known`` summaries keep their form."""
    as_written: dict[Block, str] = {}
    for text in known:
        for block, source in _sources(text):
            as_written.setdefault(block, source)
    made, own = _joined(shape, as_written), _joined(shape, {})
    return made if shape_of(made) in (shape, shape_of(own)) else own


def _joined(shape: Shape, as_written: dict[Block, str]) -> str:
    made, before = "", False
    for block in shape:
        item, segments = block
        own = ("- " if item else "") + _line(segments)
        gap = "\n" if item and before else "\n\n"
        made += (gap if made else "") + as_written.get(block, own)
        before = item
    return made


def _sources(text: str) -> Iterator[tuple[Block, str]]:
    """Yield each paragraph and item of a summary with its source lines."""
    parts: list[list[str]] = []
    fresh = True
    for line in text.splitlines():
        bare = line.strip()
        if not bare:
            fresh = True
        elif fresh or bare.startswith(_ITEMS):
            parts.append([line])
            fresh = False
        else:
            parts[-1].append(line)
    for part in parts:
        source = "\n".join(part)
        shape = shape_of(source)
        if len(shape) == 1:
            yield shape[0], source


def _line(segments: tuple[Segment, ...]) -> str:
    """Return words as Markdown; emphasis within a word, which has no form there, is dropped."""
    wanted = [(text, style[:1]) for text, style in segments]
    if (made := _marked(wanted)) and settled(emphasised(made)) == settled(wanted):
        return made
    kept = [(text, "") for text, _ in wanted]
    for at, one in enumerate(wanted):
        tried = [*kept[:at], one, *kept[at + 1 :]]
        if one[1] and settled(emphasised(_marked(tried))) == settled(tried):
            kept = tried
    return _marked(kept)


def _marked(segments: Iterable[Segment]) -> str:
    return "".join(f"{(m := _MARKS.get(style, ''))}{text}{m}" for text, style in segments)
