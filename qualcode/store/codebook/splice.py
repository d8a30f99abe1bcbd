"""Makes one edit of a codebook's text: cuts and inserts lines, then checks the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import yaml

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.store.codebook.fields import Edit
from qualcode.store.codebook.places import FILE, BookPlaces, Entry, Siblings, by_hand
from qualcode.store.codebook.reader import KEYS, parse_codebook
from qualcode.store.yaml.places import Place

_BREAKS = ("\n", "\r", "\x85", "\u2028", "\u2029")


class BookEdit:
    """A codebook's text during one edit: as read, as written, and what it may become."""

    def __init__(self, text: str) -> None:
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        text = text[len(self._mark) :]
        self._open_end = bool(text) and not text.endswith(_BREAKS)
        self._newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        if self._open_end:
            text += self._newline
        self.book, self._problems = parse_codebook(text, FILE)
        self.places = BookPlaces(text)

    def below(self, parent: str) -> tuple[Siblings | None, int]:
        """Return the list of codes below ``parent``, if any, and where it ends."""
        siblings = self.places.entry(parent).children if parent else self.places.top
        return siblings, len(siblings.entries) if siblings else 0

    def insertion(
        self,
        siblings: Siblings | None,
        index: int,
        parent: str,
        lines: Callable[[int, int], list[str]],
    ) -> list[Edit]:
        """Return the edits that insert a code's lines into a list, which is made if needed.

        ``lines`` makes the lines, given the column of the dash and the distance of its keys.
        """
        places = self.places
        if siblings is None:
            return [self._new_list(parent, lines)]
        places.check_above(siblings)
        if not siblings.value.items:
            return [self._first_of(siblings, lines)]
        if siblings.value.flow:
            raise by_hand("the list of codes is written in brackets", siblings.value.start[0])
        entries = siblings.entries
        near = entries[max(index - 1, 0)]
        line, dash = places.dash_of(near)
        gap = near.key_column - dash if near.place.start[0] == line else 2
        made = lines(dash, max(gap, 2))
        blank = [self._newline] if places.separated(entries, index) else []
        if index == 0:
            at = places.start(entries[0])
            return [Edit(at, at, made + blank)]
        at = places.end(near)
        return [Edit(at, at, blank + made)]

    def _new_list(self, parent: str, lines: Callable[[int, int], list[str]]) -> Edit:
        places = self.places
        if parent:
            owner = places.entry(parent)
            if owner.place.flow:
                raise by_hand(f"code {parent!r} is written in braces", owner.place.start[0])
            places.check_alone(owner, deep=False)
            at, column = places.end(owner), owner.key_column
            made = lines(column + places.children_step, 2)
            return Edit(at, at, [" " * column + "children:", *made])
        if places.root is None:
            return Edit(len(places.lines), len(places.lines), ["codes:", *lines(2, 2)])
        if places.root.flow:
            raise by_hand("the file is written in braces", places.root.start[0])
        at, column = places.last_line(places.root) + 1, places.root.start[1]
        return Edit(at, at, [" " * column + "codes:", *lines(column + 2, 2)])

    def _first_of(self, siblings: Siblings, lines: Callable[[int, int], list[str]]) -> Edit:
        key, value, places = siblings.key, siblings.value, self.places
        if key is None:
            first, end = value.start[0], places.last_line(value) + 1
            return Edit(first, end, [*places.comments_in(first, end), *lines(0, 2)])
        if siblings.owner:
            places.check_alone(siblings.owner, deep=False)
            if siblings.owner.place.flow:
                raise by_hand("a code is written in braces", key.start[0])
        line = places.lines[key.start[0]]
        colon = line.find(":", key.end[1])
        end = max(places.last_line(value), key.start[0]) + 1
        comments = places.comments_in(key.start[0], end)
        column = key.start[1]
        head = line[: colon + 1] + "".join(f"  {comment}" for comment in comments[:1])
        above = [" " * column + comment for comment in comments[1:]]
        return Edit(key.start[0], end, [*above, head, *lines(column + places.children_step, 2)])

    def removal(self, entry: Entry) -> list[Edit]:
        """Return the edits that remove a code's lines, and its list's key if it was the last."""
        places, siblings = self.places, entry.siblings
        first, end = places.start(entry), places.end(entry)
        edits = []
        key = siblings.key
        if siblings.owner and key and len(siblings.entries) == 1:
            alone = not places.lines[key.start[0]][: key.start[1]].strip()
            if alone and key.start[0] not in places.comments:
                if all(places.kind(line) == "blank" for line in range(key.start[0] + 1, first)):
                    return [Edit(key.start[0], end, [])]
                edits.append(Edit(key.start[0], key.start[0] + 1, []))
        if end == len(places.lines) or places.kind(end) == "blank":
            while first > 0 and places.kind(first - 1) == "blank":
                first -= 1
        return [*edits, Edit(first, end, [])]

    def applied(self, lines: Sequence[str], edits: Sequence[Edit]) -> list[str]:
        """Return the lines after edits, none of which overlap."""
        made = list(lines)
        for edit in sorted(edits, key=lambda e: (e.first, e.end), reverse=True):
            made[edit.first : edit.end] = [
                line if line.endswith(_BREAKS) else line + self._newline for line in edit.lines
            ]
        return made

    def placed(self, lines: Sequence[str]) -> BookPlaces:
        """Return the places in lines that are half-way through an edit.

        Raises:
            StudyError: they are no longer YAML.
        """
        try:
            return BookPlaces("".join(lines))
        except (yaml.YAMLError, RecursionError):
            raise by_hand("it would not be readable afterwards") from None

    def finished(
        self,
        edits: Sequence[Edit],
        book: Codebook,
        *,
        gone: Sequence[str] = (),
        gone_code: str = "",
    ) -> str:
        """Return the text after edits, checked to hold ``book``."""
        made = self.applied(self.places.lines, edits)
        return self.checked(made, book, gone=gone, gone_code=gone_code)

    def checked(
        self,
        lines: Sequence[str],
        book: Codebook,
        *,
        gone: Sequence[str] = (),
        gone_code: str = "",
    ) -> str:
        """Return the lines as one text, checked to hold ``book`` and everything else.

        ``gone`` lists comments, and ``gone_code`` a code, that may be missing.

        Raises:
            BadInputError: the codebook has an error that it did not have before.
            StudyError: the text is not what it should be.
        """
        text = "".join(lines)
        try:
            found, problems = parse_codebook(text, FILE)
        except QualcodeError:
            raise by_hand("it would not be readable afterwards") from None
        places = self.placed(lines)
        if replace(found, codes=bare(found.codes)) != replace(book, codes=bare(book.codes)):
            raise by_hand("another part of the file would change")
        comments = Counter(_comments(self.places))
        comments.subtract(gone)
        if Counter(_comments(places)) != +comments:
            raise by_hand("a comment would be lost")
        if _unknown(places) != {k: v for k, v in _unknown(self.places).items() if k != gone_code}:
            raise by_hand("a key that qualcode does not know would change")
        known = Counter(p.message.split(" at line ")[0] for p in self._problems)
        for problem in problems:
            if problem.level == "error" and not known[problem.message.split(" at line ")[0]]:
                raise BadInputError(problem.message, mend=problem.mend)
        if self._open_end:
            text = text[: -len(self._newline)] if text.endswith(self._newline) else text
        return self._mark + text


def bare(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """Return codes without their lines, to compare them by content."""
    return tuple(replace(code, line=0, children=bare(code.children)) for code in codes)


def _comments(places: BookPlaces) -> list[str]:
    return places.comments_in(0, len(places.lines))


def _unknown(places: BookPlaces) -> dict[str | None, list[Any]]:
    """Return the keys, by the code they are in, that the reader ignores; None is the file."""
    found: dict[str | None, list[Any]] = {}
    for entry in places.walk():
        rest = [p for p in entry.place.pairs if p[0].text.strip() not in KEYS]
        if rest:
            found.setdefault(entry.id, []).extend((_data(k), _data(v)) for k, v in rest)
    if places.root and places.root.kind == "mapping":
        found[None] = [
            (_data(key), _data(value))
            for key, value in places.root.pairs
            if key.text.strip() != "codes"
        ]
    return {code: rest for code, rest in found.items() if rest}


def _data(place: Place) -> tuple[Any, ...]:
    items = tuple(_data(item) for item in place.items)
    return (place.kind, place.text.strip(), place.anchor, items)
