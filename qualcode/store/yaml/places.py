"""Finds the line and column of values, comments and blank lines in a YAML text.

They come from the parser's events, so that an alias stays an alias and every place is that of the
written text, not of its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# What YAML takes as the end of a line, and so what its line numbers count.
_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|\Z)")
_BLOCK_HEADER = re.compile(r"(?:[&!]\S*\s+)*[|>][-+0-9]*")
_COMMENT = re.compile(r"(?:^|(?<=\s))#")

LineKind = Literal["content", "comment", "blank"]


@dataclass
class Place:
    """A value as written: its kind, text and style, and where it begins and ends.

    ``end`` is the place after the last character, except of block lists and mappings, which end
    with the last thing in them. ``items`` are a list's values, or a mapping's keys and values
    in turn.
    """

    kind: Literal["scalar", "list", "mapping", "alias"]
    start: tuple[int, int]
    end: tuple[int, int]
    text: str = ""
    style: str = ""
    flow: bool = False
    anchor: str = ""
    items: list[Place] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[Place, Place]]:
        """A mapping's keys with their values."""
        return list(zip(self.items[::2], self.items[1::2], strict=True))

    @property
    def empty(self) -> bool:
        """Whether nothing stands after the key or dash."""
        return self.kind == "scalar" and not self.style and not self.text

    @property
    def value(self) -> str:
        """A scalar's text without blanks around it; empty for YAML's two words for null."""
        text = self.text.strip()
        return "" if not self.style and text in ("~", "null") else text

    def walk(self) -> Iterator[Place]:
        """Yield this value and all values within it."""
        waiting = [self]
        while waiting:
            place = waiting.pop()
            yield place
            waiting += reversed(place.items)


class Places:
    """A YAML text by lines, with their contents. Lines are counted from 0.

    Raises:
        yaml.YAMLError: the text is not YAML.
    """

    def __init__(self, text: str) -> None:
        self.lines = split_lines(text)
        self.root = _tree(text)
        self.comments: dict[int, int] = {}
        self._kinds: list[LineKind] = ["content"] * len(self.lines)
        self._find_comments()

    def kind(self, line: int) -> LineKind:
        """Return the kind of a line; comments at the end of a content line do not count."""
        return self._kinds[line]

    def last_line(self, place: Place) -> int:
        """Return the last line of a value, without blank lines after it."""
        while place.kind in ("list", "mapping") and not place.flow and place.items:
            place = place.items[-1]
        line, column = place.end
        if place.style in ("|", ">"):
            line = line - 1 if column == 0 or line >= len(self.lines) else line
            while line > place.start[0] and not self.lines[line].strip():
                line -= 1
        return line

    def comments_in(self, first: int, end: int) -> list[str]:
        """Return the comments on lines ``first`` to before ``end``, without blanks around."""
        return [
            self.lines[line][self.comments[line] :].strip()
            for line in range(first, end)
            if line in self.comments
        ]

    def _find_comments(self) -> None:
        covered: dict[int, list[tuple[int, int]]] = {}
        inside: set[int] = set()
        for place in self.root.walk() if self.root else ():
            if place.kind not in ("scalar", "alias"):
                continue
            first, start = place.start
            last = self.last_line(place)
            if place.style in ("|", ">"):
                header = _BLOCK_HEADER.match(self.lines[first], start)
                spans = [(first, start, header.end() if header else start)]
                spans += [(line, 0, len(self.lines[line])) for line in range(first + 1, last + 1)]
            else:
                spans = [
                    (
                        line,
                        start if line == first else 0,
                        place.end[1] if line == last else len(self.lines[line]),
                    )
                    for line in range(first, last + 1)
                ]
            for where, left, right in spans:
                covered.setdefault(where, []).append((left, right))
            inside.update(range(first + 1, last + 1))
        for number, rest in enumerate(self.lines):
            for left, right in covered.get(number, ()):
                rest = rest[:left] + "x" * (right - left) + rest[right:]
            found = _COMMENT.search(rest)
            if found:
                self.comments[number] = found.start()
            if number in inside:
                continue
            if not rest.strip():
                self._kinds[number] = "blank"
            elif found and not rest[: found.start()].strip():
                self._kinds[number] = "comment"


def split_lines(text: str) -> list[str]:
    """Return the lines of a YAML text, each with its line end."""
    return [line for line in _LINE.findall(text) if line]


def _tree(text: str) -> Place | None:
    root: Place | None = None
    open_places: list[Place] = []
    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    for event in events:
        start = (event.start_mark.line, event.start_mark.column)
        end = (event.end_mark.line, event.end_mark.column)
        anchor = getattr(event, "anchor", None) or ""
        if isinstance(event, yaml.ScalarEvent):
            place = Place("scalar", start, end, event.value, event.style or "", anchor=anchor)
        elif isinstance(event, yaml.AliasEvent):
            place = Place("alias", start, end, anchor=anchor)
        elif isinstance(event, yaml.SequenceStartEvent):
            place = Place("list", start, end, flow=bool(event.flow_style), anchor=anchor)
        elif isinstance(event, yaml.MappingStartEvent):
            place = Place("mapping", start, end, flow=bool(event.flow_style), anchor=anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_places.pop().end = end
            continue
        else:
            continue
        if open_places:
            open_places[-1].items.append(place)
        elif root is None:
            root = place
        if isinstance(event, yaml.CollectionStartEvent):
            open_places.append(place)
    return root
