"""What was read of another program's codebook: codes by their path of names, and what was left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qualcode.exchange.codebook.rows import LISTS, CodeRow
from qualcode.exchange.codebook.rows import entries as list_entries
from qualcode.model.formula_guard import unguarded

Path = tuple[str, ...]
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})(?:[0-9A-Fa-f]{2})?")
#: More names at several places than this are told in one note.
_MOST_APART = 5
_SHORT_HEX = re.compile(r"#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\b.*\)")
_BULLET = re.compile(r"[●○•◦▪■□◆▸‣·∙–*-]\s+")


@dataclass
class Understood:
    """The codes of a file, and what a person should know of how they were read.

    ``notes`` says what was guessed, joined, left off and not taken, each with a count.
    """

    rows: list[CodeRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Found:
    """One code as found, which several rows may describe."""

    where: str
    path: Path
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    own: bool = False


class Tree:
    """Collects codes by their path of names; what two rows say of one code is joined."""

    def __init__(self) -> None:
        self._found: dict[Path, Found] = {}
        self.joined: list[str] = []

    def __len__(self) -> int:
        return len(self._found)

    def has(self, path: Path) -> bool:
        """Return whether a row of its own is the code at a path."""
        return _key(path) in self._found and self._found[_key(path)].own

    def code(self, path: Path, where: str) -> Found:
        """Return the code at a path; it and those above it are made if they are not there."""
        for depth in range(1, len(path) + 1):
            key = _key(path[:depth])
            if key not in self._found:
                self._found[key] = Found(where, path[:depth])
        found = self._found[_key(path)]
        found.own = True
        return found

    def put(self, path: Path, name: str, text: str, where: str) -> None:
        """Give the code at a path a field; a second text of one field is a further paragraph."""
        code = self.code(path, where)
        text = unguarded(text).strip()
        if not text:
            return
        if name in LISTS:
            entries = code.lists.setdefault(name, [])
            entries += [one for one in list_entries(text.splitlines()) if one not in entries]
            return
        before = code.texts.get(name, "")
        if not before:
            code.texts[name] = text
        elif name in ("definition", "brief", "source"):
            if text.split() != before.split() and text not in before.split("\n"):
                code.texts[name] = f"{before}\n{text}"
        elif before != text:
            self.joined.append(
                f"{where}: {path[-1]!r} has the {name} {before!r} already; {text!r}: not taken"
            )

    def rows(self) -> list[CodeRow]:
        """Return the codes, each after the one above it and in their order otherwise."""
        below: dict[Path, list[Found]] = {}
        for found in self._found.values():
            below.setdefault(_key(found.path[:-1]), []).append(found)
        made: list[CodeRow] = []
        stack = list(reversed(below.get((), [])))
        while stack:
            found = stack.pop()
            stack += reversed(below.get(_key(found.path), []))
            texts = {"name": found.path[-1], **found.texts}
            lists = {name: tuple(values) for name, values in found.lists.items()}
            made.append(CodeRow(found.where, texts, lists, found.path[:-1]))
        return made


def _key(path: Path) -> Path:
    return tuple(" ".join(part.split()).casefold() for part in path)


def clean_name(text: str) -> str:
    """Return a code's name without a bullet before it, on one line."""
    name = " ".join(unguarded(text).split())
    bullet = _BULLET.match(name)
    return name[bullet.end() :] if bullet else name


def colour_in(text: str) -> str:
    """Return a colour as ``#rrggbb``, empty if the text is none."""
    text = text.strip()
    if found := _HEX.fullmatch(text):
        return f"#{found[1]}"
    if found := _SHORT_HEX.fullmatch(text):
        return "#" + "".join(2 * digit for digit in found.groups())
    if found := _RGB.fullmatch(text.casefold()):
        parts = [int(part) for part in found.groups()]
        return "#{:02X}{:02X}{:02X}".format(*parts) if max(parts) < 256 else ""
    return ""


def named(values: Iterable[str], most: int = 3) -> str:
    """Return the first few of some texts, quoted and shortened, and how many more there are."""
    texts = [" ".join(value.split()) for value in values]
    shown = [repr(text if len(text) <= 40 else text[:39] + "…") for text in texts[:most]]
    more = len(texts) - most
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def kept_apart(rows: Sequence[CodeRow]) -> list[str]:
    """Return notes on the names that stand at several places, each of which is a code."""
    by_name: dict[str, list[Path]] = {}
    for row in rows:
        path = (*(row.above or ()), row.get("name"))
        by_name.setdefault(_key(path)[-1], []).append(path)
    groups = [group for group in by_name.values() if len(group) > 1]
    if len(groups) > _MOST_APART:
        names = named([group[0][-1] for group in groups])
        return [f"{len(groups)} names stand at several places, each kept as a code: {names}"]
    return [
        f"{len(group)} codes named {group[0][-1]!r}, each kept: "
        + " and ".join(repr(" > ".join(path)) for path in group[:4])
        for group in groups
    ]
