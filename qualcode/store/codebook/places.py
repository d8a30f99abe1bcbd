"""Finds the lines of each code in ``codebook.yaml``, and the comments that belong to it.

A comment belongs to the code whose dash is right below it, with no blank line between, or to the
code above it if it is indented more deeply. Any other comment stays in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qualcode.errors import BadInputError, NotFoundError, StudyError
from qualcode.store.yaml.places import Place, Places

#: The name of the file in messages.
FILE = "codebook.yaml"

_DASH = re.compile(r"( *)-[ \t]*")


def by_hand(why: str, line: int | None = None) -> StudyError:
    """Return the error for an edit that would do harm; ``line`` counts from 0."""
    return StudyError(
        f"this cannot be edited here without harm: {why}",
        where=FILE if line is None else f"{FILE}:{line + 1}",
        mend="Edit it by hand",
    )


@dataclass(eq=False)
class Siblings:
    """A list of codes as written; ``value`` is the list, ``key`` its key, if any."""

    owner: Entry | None
    key: Place | None
    value: Place
    entries: list[Entry] = field(default_factory=list)


@dataclass(eq=False)
class Entry:
    """A code as written. ``dash`` is where its dash is; ``children`` is None without the key."""

    id: str
    place: Place
    siblings: Siblings
    index: int
    dash: tuple[int, int] | None
    children: Siblings | None = None

    @property
    def key_column(self) -> int:
        """The column of its keys."""
        return self.place.start[1]

    def pair(self, name: str) -> tuple[Place, Place] | None:
        """Return one of its keys with the value."""
        for key, value in self.place.pairs:
            if key.text.strip() == name:
                return key, value
        return None


class BookPlaces(Places):
    """The codes of a codebook as written. The text is one that the reader can read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.top = self._top()

    def _top(self) -> Siblings | None:
        if self.root is None:
            return None
        if self.root.kind == "list":
            return self._siblings(None, None, self.root)
        for key, value in self.root.pairs:
            if key.text.strip() == "codes":
                return self._siblings(None, key, value)
        return None

    def _siblings(self, owner: Entry | None, key: Place | None, value: Place) -> Siblings:
        made = Siblings(owner, key, value)
        for item in value.items if value.kind == "list" else ():
            if item.kind != "mapping":
                continue
            dash = None if value.flow else self.dash(item)
            entry = Entry("", item, made, len(made.entries), dash)
            found = entry.pair("id")
            entry.id = found[1].value if found else ""
            below = entry.pair("children")
            entry.children = self._siblings(entry, *below) if below else None
            made.entries.append(entry)
        return made

    def walk(self) -> Iterator[Entry]:
        """Yield all codes, parents first."""
        waiting = list(reversed(self.top.entries)) if self.top else []
        while waiting:
            entry = waiting.pop()
            yield entry
            waiting += reversed(entry.children.entries if entry.children else [])

    def entry(self, code_id: str) -> Entry:
        """Return the code of this present id.

        Raises:
            NotFoundError: there is no such code.
            BadInputError: there are several.
            StudyError: it is written in a way that gives it no lines of its own.
        """
        found = [entry for entry in self.walk() if entry.id == code_id]
        if not found:
            raise NotFoundError(
                f"no code {code_id!r} in the codebook", mend="See 'qualcode codebook show'"
            )
        if len(found) > 1:
            raise BadInputError(
                f"{len(found)} codes have the id {code_id!r}",
                where=FILE,
                mend="Give each another id, by hand",
            )
        self.check_above(found[0].siblings)
        return found[0]

    def check_above(self, siblings: Siblings) -> None:
        """Refuse a list of codes that is in an anchor or alias.

        Raises:
            StudyError: it is.
        """
        self._check_anchor(siblings.value)
        if siblings.owner:
            self._check_anchor(siblings.owner.place)
            self.check_above(siblings.owner.siblings)

    def check_alone(self, entry: Entry, *, deep: bool) -> None:
        """Refuse a code with an anchor or alias in it; ``deep``, or one below it.

        Raises:
            StudyError: it has one.
        """
        parts = [entry.place] if deep else entry.place.items
        below = entry.children.value if entry.children else None
        for part in parts:
            for place in part.walk() if deep or part is not below else (part,):
                self._check_anchor(place)

    def _check_anchor(self, place: Place) -> None:
        if place.anchor or place.kind == "alias":
            raise by_hand("YAML anchors and aliases say several things at once", place.start[0])

    # ---- lines ----------------------------------------------------------------------------

    def dash(self, item: Place) -> tuple[int, int] | None:
        """Return the place of a list item's dash; None if there is none."""
        line, column = item.start
        before = self.lines[line][:column]
        while not before.strip():
            # A dash may stand alone, with its item on a line below.
            line -= 1
            if line < 0:
                return None
            before = self.lines[line][: self.comments.get(line)].rstrip()
        found = _DASH.fullmatch(before)
        return (line, len(found[1])) if found else None

    def dash_of(self, entry: Entry) -> tuple[int, int]:
        """Return the place of a code's dash.

        Raises:
            StudyError: it has none, since it is in braces or brackets with others.
        """
        if entry.dash is None:
            raise by_hand("codes share a line", entry.place.start[0])
        return entry.dash

    def start(self, entry: Entry) -> int:
        """Return the first line of a code, with the comments right above it."""
        line = self.dash_of(entry)[0]
        siblings = entry.siblings
        if entry.index:
            least = self.end(siblings.entries[entry.index - 1])
        elif siblings.key:
            least = siblings.key.start[0] + 1
        else:
            # A comment above a list without a key is about the file.
            least = line
        while line > least and self.kind(line - 1) == "comment":
            line -= 1
        return line

    def end(self, entry: Entry) -> int:
        """Return the line after a code, its children and comments indented deeper than its dash."""
        return self.end_of_comments(self.last_line(entry.place) + 1, self.dash_of(entry)[1])

    def end_of_comments(self, line: int, column: int) -> int:
        """Return the line after the comments from ``line`` on that are deeper than ``column``."""
        end = line
        while line < len(self.lines):
            kind = self.kind(line)
            if kind == "content" or (kind == "comment" and self.comments[line] <= column):
                break
            line += 1
            if kind == "comment":
                end = line
        return end

    def separated(self, entries: Sequence[Entry], index: int) -> bool:
        """Return whether blank lines separate the codes around place ``index`` of their list."""
        later = min(max(index, 1), len(entries) - 1)
        if later < 1:
            return False
        gap = range(self.end(entries[later - 1]), self.dash_of(entries[later])[0])
        return any(self.kind(line) == "blank" for line in gap)

    # ---- the file's own layout ------------------------------------------------------------

    @cached_property
    def children_step(self) -> int:
        """How much deeper the dashes of children are than their key."""
        for entry in self.walk():
            if entry.children and (step := _step(entry.children.key, entry.children.value)) >= 0:
                return step
        step = _step(self.top.key, self.top.value) if self.top else -1
        return step if step >= 0 else 2

    @cached_property
    def list_step(self) -> int:
        """How much deeper the dashes of rules and examples are than their key."""
        for entry in self.walk():
            for key, value in entry.place.pairs:
                if key.text != "children" and (step := _step(key, value)) >= 0:
                    return step
        return self.children_step


def _step(key: Place | None, value: Place) -> int:
    if key is None or value.kind != "list" or value.flow or not value.items:
        return -1
    return value.start[1] - key.start[1]
