"""Reads an outline of codes: headings with paragraphs, nested lists, or lines that are indented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qualcode.errors import BadInputError
from qualcode.exchange.codebook import paths
from qualcode.exchange.codebook.entries import Path, Tree, Understood, clean_name, kept_apart, named
from qualcode.exchange.codebook.headings import role_of
from qualcode.exchange.codebook.layout import TEXTS
from qualcode.model.plural import counted

HEADING, ITEM, TEXT = "heading", "item", "text"
#: A name and what it means on one line.
_NAMED = re.compile(
    r"(?P<name>[^:–—\t]{1,80}?)\s*(?::\s+|\s[–—]\s|\s-\s|\t+)(?P<text>\S.*)", re.DOTALL
)
_LABEL = re.compile(r"[*_]*(?P<label>[^:*_]{2,40}?)\s*[*_]*:[*_]*\s*(?P<text>.*)", re.DOTALL)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=\S)")
#: What the heading of a whole codebook says.
_ABOUT = re.compile(r"code ?-?(?:book|buch|system|frame|list|scheme)|coding|\bcodes\b|\bthemes\b",
                    re.IGNORECASE)  # fmt: skip
#: Labels of fields that are no names of codes.
_SURE = frozenset(
    "definition|description|full definition|brief definition|short definition|include|includes|"
    "exclude|excludes|inclusion criteria|exclusion criteria|inclusive criteria|exclusive criteria|"
    "when to use|when not to use|use when|do not use|do not use when|example|examples|"
    "example quote|example quotes|ankerbeispiel|kodierregel|memo|comment".split("|")
)
_ROOTS = ("code system", "codesystem", "codes")
_LONG = 80
#: A list's items stand below any heading.
_BELOW_HEADINGS = 100


@dataclass
class Line:
    """One paragraph, as deep as its heading or list; ``name`` is what stands in bold first.

    ``page`` is 0 where the file does not say it.
    """

    where: str
    text: str
    kind: str = TEXT
    depth: int = 0
    name: str = ""
    page: int = 0


@dataclass
class _State:
    stack: list[tuple[int, str]] = field(default_factory=list)
    field: str = "definition"
    #: How deep the line is that named the field; its own items are deeper.
    field_depth: int = -1

    @property
    def path(self) -> Path:
        return tuple(name for _, name in self.stack)


def read_outline(lines: Sequence[Line], name: str) -> Understood:
    """Return the codes of an outline.

    Raises:
        BadInputError: there is no code in it.
    """
    made = _Outline(list(lines), name).run()
    if not made.rows:
        raise BadInputError("has no codes in it", where=name)
    return made


class _Outline:
    def __init__(self, lines: list[Line], name: str) -> None:
        self.lines, self.name = lines, name
        self.tree = Tree()
        self.notes: list[str] = []
        self.left: list[str] = []
        self.twice: list[str] = []
        self.state = _State()
        #: Whether names in bold begin the items that are codes.
        self.bold = False
        self.labels = Counter(_label(line)[0] for line in lines)

    def run(self) -> Understood:
        """Return what the outline holds."""
        self._without_title()
        self._without_numbers()
        if not any(line.kind != TEXT for line in self.lines):
            self._texts_as_items()
        self._flat_paths()
        items = self._items_are_codes()
        for line in self.lines:
            self._take(line, items)
        if self.left:
            self.notes.append(
                f"{counted(len(self.left), 'paragraph')} before the first code: not taken: "
                f"{named(self.left)}"
            )
        if self.twice:
            self.notes.append(
                f"{counted(len(self.twice), 'line has', 'lines have')} the name and the place of "
                f"an earlier one; joined with it: {named(self.twice)}"
            )
        rows = self.tree.rows()
        return Understood(rows, self.notes + kept_apart(rows) + self.tree.joined)

    # ---- what the lines are -------------------------------------------------------------------

    def _without_title(self) -> None:
        """Leave out the one heading above all others, which is the title."""
        headings = [line for line in self.lines if line.kind == HEADING]
        if not headings:
            return
        first = headings[0]
        alone = len([line for line in headings if line.depth <= first.depth]) == 1
        others = len(headings) > 1 or any(line.kind == ITEM for line in self.lines)
        about = bool(_ABOUT.search(first.text))
        root = first.text.strip().casefold() in _ROOTS
        if root or (alone and others and (about or not _said(self.lines, first))):
            self.lines = [line for line in self.lines if line is not first]
            self.notes.append(f"{first.text!r} is the title, no code")

    def _without_numbers(self) -> None:
        headings = [line for line in self.lines if line.kind == HEADING]
        numbered = [line for line in headings if _NUMBER.match(line.text)]
        if not numbered or len(numbered) * 5 < len(headings) * 4:
            return
        for line in numbered:
            line.text = line.text[_NUMBER.match(line.text).end() :]  # type: ignore[union-attr]
        self.notes.append(f"{counted(len(numbered), 'number')} before headings: left off")

    def _texts_as_items(self) -> None:
        """Lines that are neither headings nor a list are a list, if they are names."""
        short = [line for line in self.lines if len(_name_and_text(line)[0]) <= _LONG]
        if len(self.lines) > 2 and len(short) * 10 >= len(self.lines) * 9:
            for line in self.lines:
                line.kind = ITEM

    def _flat_paths(self) -> None:
        """A list without depth may have paths for names: ``A > B``."""
        if any(line.kind != ITEM for line in self.lines) or len({n.depth for n in self.lines}) > 1:
            return
        split = [_name_and_text(line) for line in self.lines]
        told = paths.by_separator([name for name, _ in split])
        if not told:
            return
        self.notes.append(f"the hierarchy comes from {told.how}")
        for line, path, (_, text) in zip(self.lines, told.paths, split, strict=True):
            self.tree.put(path, "definition", text, line.where)
        self.lines = []

    def _items_are_codes(self) -> bool:
        """Return whether the items of lists are codes, rather than text below headings."""
        items = [line for line in self.lines if line.kind == ITEM and not self._labelled(line)]
        bold = [line for line in items if line.name]
        if len(bold) > 1:
            self.bold = True
            items = [line for line in items if not line.name]
        like_names = [line for line in items if _is_name(_name_and_text(line)[0])]
        return len(like_names) * 10 >= len(items) * 6

    def _labelled(self, line: Line) -> tuple[str, str] | None:
        """Return the field that a line begins with, and its text: ``Definition: …``.

        A word that can be a code's name as well, as "Exclusion", is one unless it comes again.
        """
        label, text = _label(line)
        role = role_of(label) if label else ""
        if role not in TEXTS or (label not in _SURE and self.labels[label] < 2):
            return None
        return role, text

    # ---- the lines ----------------------------------------------------------------------------

    def _take(self, line: Line, items: bool) -> None:
        labelled = self._labelled(line)
        if labelled and self.state.path and (line.kind != HEADING or not labelled[1]):
            role, text = labelled
            self.state.field, self.state.field_depth = role, _depth(line)
            self.tree.put(self.state.path, role, text, line.where)
            return
        deeper = line.kind == ITEM and self.state.field_depth >= 0 and (
            _depth(line) > self.state.field_depth
        )  # fmt: skip
        is_code = items or (self.bold and bool(line.name))
        if line.kind == HEADING or (line.kind == ITEM and is_code and not deeper):
            self._code(line)
        elif self.state.path:
            text = f"{line.name}: {line.text}" if line.name else line.text
            self.tree.put(self.state.path, self.state.field, text, line.where)
        else:
            self.left.append(line.text)

    def _code(self, line: Line) -> None:
        name, text = (
            (line.text, "") if line.kind == HEADING and not line.name else _name_and_text(line)
        )
        name = clean_name(name)
        if line.kind == HEADING and ">>" in name:
            name = name.rpartition(">>")[2].strip()
        state = self.state
        while state.stack and state.stack[-1][0] >= _depth(line):
            state.stack.pop()
        state.stack.append((_depth(line), name))
        state.field, state.field_depth = "definition", -1
        if self.tree.has(state.path):
            self.twice.append(name)
        self.tree.code(state.path, line.where)
        self.tree.put(state.path, "definition", text, line.where)


def _said(lines: Sequence[Line], heading: Line) -> bool:
    """Return whether text stands directly below a heading: it is a code then."""
    at = next(n for n, line in enumerate(lines) if line is heading)
    return at + 1 < len(lines) and lines[at + 1].kind == TEXT


def _depth(line: Line) -> int:
    return line.depth + (_BELOW_HEADINGS if line.kind != HEADING else 0)


def _label(line: Line) -> tuple[str, str]:
    """Return what a line begins with before a colon, in lower case, and the rest of it."""
    if line.kind == HEADING:
        return " ".join(line.text.split()).casefold().rstrip(":"), ""
    text = f"{line.name}: {line.text}" if line.name else line.text
    found = _LABEL.fullmatch(text.strip())
    return (found["label"].casefold(), found["text"].strip()) if found else ("", "")


def _name_and_text(line: Line) -> tuple[str, str]:
    if line.name:
        return line.name, line.text
    found = _NAMED.fullmatch(line.text.strip())
    return (found["name"], found["text"]) if found else (line.text, "")


def _is_name(text: str) -> bool:
    return len(text) <= _LONG and len(text.split()) <= 9 and not text.rstrip().endswith((".", ";"))


def indented(text: str, name: str) -> Iterator[Line]:
    """Yield the lines of a plain text as items, as deep as they are indented."""
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip()
        if bare:
            lead = raw[: len(raw) - len(raw.lstrip(" \t"))]
            depth = sum(4 if c == "\t" else 1 for c in lead)
            yield Line(
                f"{name}:{number}", clean_name(bare) if "\t" not in bare else bare, ITEM, depth
            )
