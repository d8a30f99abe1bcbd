"""Assigns the paragraphs of the themes' sections in an edited Word file to cells."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qualcode.report import wording
from qualcode.report.printable import one_line
from qualcode.report.word.hidden_record import EVIDENCE, Place, digest_of
from qualcode.report.word.readback.reader import Block, ReadCell, Words

#: A line this similar to a group's line is that line, edited.
_ALIKE = 0.75


@dataclass
class Narrative:
    """The contents of the themes' sections: cells by bookmark names, and paragraphs of no cell.

    ``lost`` are those of the ``exported`` cells whose group's line is missing; ``beside`` are
    paragraphs of no cell, ``told`` other remarks.
    """

    cells: list[tuple[Place, ReadCell]] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    lost: list[Place] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    exported: int = 0


class _Reading:
    """Goes through the blocks once; ``paragraphs`` reads some of them as one cell's words."""

    def __init__(
        self,
        places: Mapping[str, Place],
        beside: Iterable[str],
        paragraphs: Callable[[list[Any]], tuple[list[Words], list[str]]],
    ) -> None:
        self._paragraphs = paragraphs
        self._places = places
        self._beside = frozenset(beside)
        shown = [one for one in places.values() if not _is_silent(one)]
        self.expected = _in_order(shown)
        self._groups = {_fold(one.table): one.table for one in places.values()}
        self._columns = {_fold(one.heading) for one in places.values()}
        self._rows = {_fold(one.row) for one in places.values()}
        self._by_words: dict[tuple[str, str, str], list[Place]] = {}
        for one in places.values():
            words = (_fold(one.row), _fold(one.heading), _fold(one.table))
            self._by_words.setdefault(words, []).append(one)
        self.made = Narrative(exported=len(self.expected))
        self._row = self._column = self._heading = ""
        #: Rows and columns whose headings were found.
        self.headed: set[tuple[str, str]] = set()
        self._at: tuple[tuple[Place, str], ...] = ()
        self._why = ""
        self._held: list[Any] = []
        self._marked: set[str] = set()

    def read(self, blocks: Sequence[Block]) -> None:
        self._marked = {mark for one in blocks if one.text for mark, _ in one.marks}
        for block in blocks:
            if block.level or self._is_heading(block):
                self._close()
                self._headed(block)
            elif (found := self._lead(block)) is not None:
                self._close()
                self._at, self._why = found
                self._held = [block.element]
            elif self._is_beside(block):
                self._close()
                self._tell(block)
            elif self._at:
                self._held.append(block.element)
            else:
                self._tell(block)
        self._close()

    def _tell(self, block: Block) -> None:
        if block.text:
            self.made.beside.append(block.text)
        self.made.told += [
            f"{one} below the heading “{self._heading[:60]}” is not taken" for one in block.other
        ]

    def _close(self) -> None:
        if self._at:
            paragraphs, other = self._paragraphs(self._held)
            two = "two cells were put into one paragraph in the file" if self._at[1:] else ""
            for place, digest in self._at:
                marks = ((place.mark, digest),) if digest else ()
                cell = ReadCell(0, "", "", 0, "", "", marks, tuple(paragraphs), two or self._why,
                                tuple(other))  # fmt: skip
                self.made.cells.append((place, cell))
        self._at, self._held, self._why = (), [], ""

    # ---- what a block is ------------------------------------------------------------------

    def _is_heading(self, block: Block) -> bool:
        """Return whether a paragraph is a heading that has lost its style."""
        text = _fold(block.text)
        last = text.rsplit(" › ", 1)[-1]
        return bool(text) and not block.marks and (
            text in self._columns or ((last in self._rows) and text not in self._groups)
        )  # fmt: skip

    def _headed(self, block: Block) -> None:
        text, self._heading = _fold(block.text), block.text
        if not block.level:
            self.made.told.append(f"the heading “{block.text[:60]}” is one no more in the file")
        column = text in self._columns
        if block.text and not (column or text.rsplit(" › ", 1)[-1] in self._rows):
            self.made.told.append(
                f"the heading “{block.text[:60]}” is none of the matrix: headings are not taken"
            )
        if block.level == 2 or (not block.level and not column):
            last = text.rsplit(" › ", 1)[-1]
            self._row = last if last in self._rows else text
            self._column = ""
        elif block.level == 3 or (not block.level and column):
            self._column = text
        self.headed.add((self._row, self._column))

    def _is_beside(self, block: Block) -> bool:
        """Return whether a paragraph is not part of a cell: who said nothing, a definition."""
        return (
            block.ends
            or block.is_quiet
            or block.text.startswith(wording.NO_EVIDENCE)
            or digest_of([block.text]) in self._beside
        )

    def _lead(self, block: Block) -> tuple[tuple[tuple[Place, str], ...], str] | None:
        """Return the cells that begin with a group's line, and the objections to them."""
        if not block.text:
            # The line was removed and its bookmark left.
            return None
        group = self._group_of(block)
        if not group and not block.marks and block.is_lead and _is_called(block.text):
            self.made.told.append(f"the line “{block.text[:60]}” is of no group of the matrix")
            return (), ""
        marked = tuple(
            (self._places[mark], digest) for mark, digest in block.marks if mark in self._places
        )
        if marked:
            names = {_fold(place.table) for place, _ in marked}
            if group and group in names:
                return marked, ""
            what = self._groups[group] if group else block.text[:40]
            return marked, (
                f"the line that began it was {marked[0][0].table}'s and is “{what}” in the file"
            )
        if not group or not (block.is_lead or self._is_line(block.text, group)):
            return None
        found = self._by_words.get((self._row, self._column, group), [])
        free = [one for one in found if one.mark not in self._marked]
        if len(free) == 1:
            return ((free[0], ""),), ""
        return (), ""

    def _group_of(self, block: Block) -> str:
        """Return the group that a line begins with, empty if none."""
        text = _fold(block.text)
        fits = [
            name for name in self._groups
            if text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
        ]  # fmt: skip
        return max(fits, key=len, default="")

    def _is_line(self, text: str, group: str) -> bool:
        """Return whether a paragraph is a group's line, not a sentence that begins like one."""
        folded = _fold(text)
        rest = folded[len(group) :].strip(" .:;,·–-")
        if not rest or folded.startswith(f"{group} · ") or EVIDENCE.fullmatch(rest):
            return True
        lines = [one for one in self._places.values() if _fold(one.table) == group]
        return len(folded) < 120 and any(
            difflib.SequenceMatcher(None, rest, _fold(one.evidence), autojunk=False).ratio()
            > _ALIKE
            for one in lines
        )


def read_narrative(
    blocks: Sequence[Block],
    places: Mapping[str, Place],
    beside: Iterable[str],
    paragraphs: Callable[[list[Any]], tuple[list[Words], list[str]]],
) -> Narrative:
    """Return the cells of the themes' sections, found by bookmarks or else by headings and names.

    If a group's line is missing, or belongs to another group, the text before and after it must not
    be taken, since its cell is unknown.
    """
    reading = _Reading(places, beside, paragraphs)
    reading.read(blocks)
    made = reading.made
    there = {place.mark for place, _ in made.cells}
    doubtful = {place.mark for place, cell in made.cells if cell.against}
    made.lost = [one for one in reading.expected if one.mark not in there]
    against: dict[str, str] = {}
    for at, one in enumerate(reading.expected):
        if one.mark in there and one.mark not in doubtful:
            continue
        why = (
            f"the line “{one.table} · …” of {one.row} · {one.heading} is missing or changed in the "
            "file, so nobody knows whose words stand before and after it"
        )
        for near in _neighbours(reading, at, there - doubtful):
            against.setdefault(near.mark, why)
    made.cells = [
        (place, replace(cell, against=cell.against or against.get(place.mark, "")))
        for place, cell in made.cells
    ]
    return made


def _neighbours(reading: _Reading, at: int, there: set[str]) -> Iterator[Place]:
    """Yield the cells found before and after one, up to the next heading on each side."""
    one = reading.expected[at]
    own = (_fold(one.row), _fold(one.heading))
    for along in (reversed(reading.expected[:at]), reading.expected[at + 1 :]):
        near = next((other for other in along if other.mark in there), None)
        if near is None:
            continue
        other = (_fold(near.row), _fold(near.heading))
        if other == own or own not in reading.headed:
            yield near


def _in_order(places: Sequence[Place]) -> list[Place]:
    """Return cells in the order of the sections: theme by theme, column by column."""
    rows = {one.key[0]: number for number, one in reversed(list(enumerate(places)))}
    columns = {one.key[1]: number for number, one in reversed(list(enumerate(places)))}
    order = ["works_well", "works_less_well", "mixed"]
    columns |= {name: order.index(name) - len(order) for name in columns if name in order}
    groups = {one.key[2]: number for number, one in reversed(list(enumerate(places)))}
    return sorted(places, key=lambda p: (rows[p.key[0]], columns[p.key[1]], groups[p.key[2]]))


def _is_called(text: str) -> bool:
    """Return whether a paragraph in the style of a group's line is one, and not a sentence."""
    return " · " in text or (len(text) < 60 and text[-1] not in '.!?…”"')


def _is_silent(place: Place) -> bool:
    return place.rests_on.startswith(wording.NO_EVIDENCE)


def _fold(text: str) -> str:
    return one_line(text).casefold()
