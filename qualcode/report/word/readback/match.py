"""Matches the cells of an edited Word file with those of a matrix, and takes their summaries."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qualcode.report.markdown import Shape, cut, digest
from qualcode.report.printable import one_line
from qualcode.report.word.hidden_record import EVIDENCE, Place, digest_of
from qualcode.report.word.readback.reader import ReadCell, ReadMatrix, Words
from qualcode.report.word.readback.sections import read_narrative
from qualcode.report.wording import NO_EVIDENCE, NO_SUMMARY

_NUMBERED = re.compile(r"\w+\s+(\d+)\s*[.:]\s*(.*)")
#: A line this similar to a line of evidence is that line, edited.
_ALIKE = 0.6
#: How many missing lines are reported one by one.
_FEW = 6
_COUNTED = "its line of evidence was shortened: that is counted, and stays in the next export"


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """A cell's summary in a file; ``digest`` is that of the exported one, "" if unknown.

    ``against`` says why it cannot be taken, ``doubts`` why it cannot be taken if the summary
    changed; ``notes`` are for the reader. ``other`` is the text in its table, if it is not known
    which of the two was edited.
    """

    place: Place
    shape: Shape
    digest: str
    against: str = ""
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    other: ReadSummary | None = None


@dataclass
class Matched:
    """The summaries of a file found in a matrix, by bookmark names of cells, and the rest.

    ``strange`` lists in words the rows, columns or cells that do not belong to the matrix;
    ``known`` says whether any table does. ``beside`` lists paragraphs added outside summaries.
    """

    found: dict[str, ReadSummary] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    known: bool = False


def matched(read: ReadMatrix, places: Mapping[str, Place]) -> Matched:
    """Return the summaries of a file, matched with the matrix's cells in ``places``."""
    made = Matched()
    matcher = _Matcher(read, places)
    names = frozenset(word for p in places.values() for word in _folded(p.table, p.row, p.heading))
    for cell, place, why in matcher.pairs():
        if place is None:
            if why:
                made.strange.append(why)
            continue
        made.known = True
        made.strange += _renamed(cell, place)
        one = _summary(cell, place, why, names)
        before = made.found.get(place.mark)
        if before is not None and (before.shape, before.against) != (one.shape, one.against):
            twice = "it stands in the file twice, and not alike: leave one of them"
            # Reported even if the first one is as exported.
            doubts = before.doubts if before.shape == one.shape else (*before.doubts, twice)
            one = replace(before, against=before.against or twice, doubts=doubts)
        made.found[place.mark] = one
    made.strange += _taken_out(made.found, places)
    if read.blocks or any(place.has_sections for place in places.values()):
        _match_sections(read, places, made, names)
    made.strange = list(dict.fromkeys(made.strange))
    return made


def _taken_out(found: Mapping[str, ReadSummary], places: Mapping[str, Place]) -> Iterator[str]:
    """Yield summaries that are missing in a table while their sections still have them."""
    there = {places[mark].table for mark in found}
    gone = [
        one
        for mark, one in places.items()
        if one.has_sections
        and one.table in there
        and mark not in found
        and (one.base or "").strip()
    ]
    for one in gone[:_FEW]:
        yield (
            f"{one.row} · {one.heading} is in the table of {one.table} no more: a row or column "
            "that is taken out stays in the study"
        )
    if gone[_FEW:]:
        yield f"and {len(gone) - _FEW} more summaries are in their tables no more"


def _match_sections(
    read: ReadMatrix, places: Mapping[str, Place], made: Matched, names: frozenset[str]
) -> None:
    beside = read.record.beside if read.record else frozenset()
    narrative = read_narrative(read.blocks, places, beside, read.paragraphs)
    sections: dict[str, ReadSummary] = {}
    for place, cell in narrative.cells:
        made.known = True
        one = _summary(cell, place, cell.against, names, section=True)
        before = sections.get(place.mark)
        if before is not None and before.shape != one.shape:
            twice = "its group's line stands in the file twice: leave one of them"
            against = before.against or twice
            one = replace(before, against=against, doubts=(*before.doubts, twice))
        sections[place.mark] = one
    for mark, one in sections.items():
        table = made.found.get(mark)
        made.found[mark] = one if table is None else _of_two(table, one)
    made.beside = [] if read.record is None else [
        text for text in narrative.beside if digest_of([text]) not in beside
    ]  # fmt: skip
    made.strange += narrative.told
    if len(narrative.lost) > _FEW:
        found = narrative.exported - len(narrative.lost)
        made.strange.append(
            f"{narrative.exported} groups' lines were exported in the themes' sections, {found} of "
            "them are found in the file: edits below the others are not taken"
        )
    else:
        made.strange += [
            f"the line “{one.table} · …” of {one.row} · {one.heading} is missing or changed in the "
            "file: what stands there is not taken"
            for one in narrative.lost
        ]


def _of_two(table: ReadSummary, section: ReadSummary) -> ReadSummary:
    """Return a summary that stands in a table and in a section: the one that was edited."""
    doubts = tuple(dict.fromkeys((*table.doubts, *section.doubts)))
    notes = tuple(dict.fromkeys((*table.notes, *section.notes)))
    if _as_exported(section) or section.shape == table.shape:
        return replace(table, doubts=doubts, notes=notes)
    if _as_exported(table):
        return replace(section, doubts=doubts, notes=notes)
    twice = "it was edited in its section and in its table, and not alike: leave one of them"
    if not table.digest and not table.against and not section.against:
        return replace(section, against=twice, doubts=doubts, notes=notes, other=table)
    return replace(table, against=table.against or section.against or twice)


def _as_exported(one: ReadSummary) -> bool:
    """Return whether a summary is as exported; then there is nothing to take from it."""
    return one.digest == digest(one.shape)


class _Matcher:
    def __init__(self, read: ReadMatrix, places: Mapping[str, Place]) -> None:
        self._cells = read.cells
        self._places = places
        self._by_words: dict[tuple[str, ...], list[Place]] = {}
        for place in places.values():
            words = _folded(place.table, place.row, place.heading)
            self._by_words.setdefault(words, []).append(place)
        self._tables = {one_line(p.table).casefold() for p in places.values()}
        self._table_of = dict(self._named_tables())
        # Names of rows and columns as they are in each table.
        self._rows = {_folded(p.table, p.row) for p in places.values()}
        self._headings = {_folded(p.table, p.heading) for p in places.values()}

    def _named_tables(self) -> Iterator[tuple[int, str]]:
        """Yield the number and the group (or theme) of each table of the matrix."""
        first = {cell.table: cell for cell in reversed(self._cells)}
        for number, cell in first.items():
            caption = one_line(cell.caption)
            if numbered := _NUMBERED.fullmatch(caption):
                caption = numbered[2]
            name = self._in_title(caption) or self._in_title(one_line(cell.title))
            if not name:
                marked = Counter(
                    self._places[mark].table.casefold()
                    for one in self._cells
                    if one.table == number
                    for mark, _ in one.marks
                    if mark in self._places
                )
                name = marked.most_common(1)[0][0] if marked else ""
            if name:
                yield number, name

    def _in_title(self, title: str) -> str:
        folded = title.casefold()
        fits = [
            name
            for name in self._tables
            if folded.startswith((f"{name}, ", f"{name}: "))
            or folded == f"what is said of {name}, by participant"
        ]
        return max(fits, key=len, default="")

    def pairs(self) -> Iterator[tuple[ReadCell, Place | None, str]]:
        """Yield each cell with its place and any objection, or why it has none."""
        there = [self._there(cell) for cell in self._cells]
        # A bookmark is valid if it still is where its row and column say; otherwise it was moved.
        held = {
            p.mark
            for cell, place in zip(self._cells, there, strict=True)
            if (p := place) is not None and any(mark == p.mark for mark, _ in cell.marks)
        }
        for cell, place in zip(self._cells, there, strict=True):
            marks = [m for m, _ in cell.marks if m in self._places]
            free = [m for m in marks if m not in held]
            if place is not None and (place.mark in marks or not free):
                yield cell, place, cell.against
            elif place is not None:
                other = self._places[free[0]]
                why = (
                    f"its bookmark is that of {other.row} · {other.heading} · {other.table}: put "
                    "the row's and the column's name back"
                )
                yield cell, place, why
                yield cell, other, f"its bookmark stands at {place.row} · {place.heading} now"
            elif len(free) == 1:
                yield cell, self._places[free[0]], cell.against
            elif free:
                for mark in free:
                    yield cell, self._places[mark], "two cells were put into one in the file"
            else:
                yield cell, None, self._strange(cell)

    def _there(self, cell: ReadCell) -> Place | None:
        table = self._table_of.get(cell.table)
        if table is None:
            return None
        found = self._by_words.get(_folded(table, cell.row, cell.heading), [])
        if len(found) > 1:
            # Two rows have one name: the bookmarks distinguish them.
            marks = {mark for mark, _ in cell.marks}
            found = [place for place in found if place.mark in marks]
        return found[0] if len(found) == 1 else None

    def _strange(self, cell: ReadCell) -> str:
        words = " ".join(p.text for p in cell.paragraphs)
        table = self._table_of.get(cell.table)
        if table is None or not words or EVIDENCE.fullmatch(words):
            return ""
        where = f"table {cell.table}, row {cell.line}"
        if cell.against and cell.against.startswith("its row"):
            return f"{where}: {cell.against}"
        if _folded(table, cell.row) not in self._rows:
            return f"{where}: the matrix has no row “{cell.row[:60]}” there"
        if _folded(table, cell.heading) not in self._headings:
            return f"{where}: the matrix has no column “{cell.heading[:60]}” there"
        return f"{where}: two rows are called “{cell.row[:60]}”, and it has no bookmark"


def _renamed(cell: ReadCell, place: Place) -> Iterator[str]:
    """Yield names that the file changed in the table; they are not taken from there."""
    for what, here, there in (("row", cell.row, place.row),
                              ("column", cell.heading, place.heading)):  # fmt: skip
        if place.base is not None and _folded(here) != _folded(there):
            yield f"the {what} “{there[:60]}” is called “{here[:60]}” there: names are not taken"


def _folded(*words: str) -> tuple[str, ...]:
    return tuple(one_line(word).casefold() for word in words)


def _summary(
    cell: ReadCell, place: Place, against: str, names: frozenset[str], *, section: bool = False
) -> ReadSummary:
    line = one_line(f"{place.table} · {place.evidence}" if section else place.evidence)
    marked = next((d for mark, d in cell.marks if mark == place.mark), "")
    known = place.digest if place.base is not None else marked
    blocks = []
    doubts: list[str] = []
    notes = [f"{one} in it is not taken" for one in cell.other]
    if against and not section:
        # Reported even if its words are unchanged.
        notes.append(against)
    quotations = set(place.quotations)
    here = section == place.has_sections
    for number, words in enumerate(cell.paragraphs):
        said = digest_of([words.text])
        if words.quoted or said in quotations:
            if said in quotations:
                quotations.discard(said)
            elif place.base is not None:
                doubts.append(
                    "a quotation was changed or written in: quotations are trimmed with "
                    "qualcode matrix trim, and the summary is a paragraph above them"
                )
            continue
        if section and number == 0:
            kept, doubt = _below_group(words, place, line)
            if doubt == _COUNTED:
                notes.append(doubt)
                doubt = ""
        else:
            kept, doubt = _without_evidence(words, place, line)
            named = _folded(words.text)[0] in names or words.text.startswith(f"{NO_EVIDENCE}:")
            if kept is words and named:
                kept, doubt = None, f"“{words.text[:40]}” in it is a heading or name, no summary"
        if doubt:
            doubts.append(doubt)
        if kept is not None:
            blocks.append((kept.item, kept.segments))
    if quotations and here and place.base is not None and not doubts:
        notes.append("quotations taken out in the file stay: qualcode matrix cell … --quote ID")
    return ReadSummary(place, tuple(blocks), known, against, tuple(dict.fromkeys(doubts)),
                       tuple(notes))  # fmt: skip


def _below_group(words: Words, place: Place, line: str) -> tuple[Words | None, str]:
    """Return what was written on a group's line in a section, or nothing; and a doubt."""
    text = words.text
    bare = text.removeprefix(one_line(place.table)).strip(" ·.:,;")
    if text == line or (place.base is None and EVIDENCE.fullmatch(bare)):
        return None, ""
    before, between, after = line.partition(NO_SUMMARY)
    if between and text.startswith(before) and text.endswith(after):
        # Typed over the words that say that there is none.
        end = len(text) - len(after)
        start = len(before) + len(NO_SUMMARY) * text.startswith(NO_SUMMARY, len(before))
        return replace(words, segments=cut(words.segments, start, end)), ""
    if text.startswith(line) and text[len(line)] not in ",;.:…":
        return replace(words, segments=cut(words.segments, len(line), len(text))), ""
    if not bare or (text.startswith(place.table) and line.startswith(text.strip(" ·.:,;"))):
        # The numbers were removed, as a client may ask.
        return None, _COUNTED
    if EVIDENCE.fullmatch(bare):
        return None, "its line of evidence was changed: that is counted, and not written"
    return None, "its line of evidence was changed: write the summary in a paragraph of its own"


def _without_evidence(words: Words, place: Place, line: str) -> tuple[Words | None, str]:
    """Return a paragraph without its line of evidence, or nothing if it is that; and a doubt."""
    text = words.text
    bare = text.removeprefix(f"{one_line(place.table)} · ")
    if text == line or (place.base is None and EVIDENCE.fullmatch(bare)):
        return None, ""
    if EVIDENCE.fullmatch(bare):
        return None, "its line of evidence was changed: that is counted, and not written"
    if line and text.endswith(line):
        # Written in front of it, or the text between them was removed.
        return replace(words, segments=cut(words.segments, 0, len(text) - len(line))), ""
    if line and text.startswith(line) and text[len(line)] not in ",;.:…":
        return replace(words, segments=cut(words.segments, len(line), len(text))), ""
    if line and len(text) < 2 * len(line) and _ratio(text, line) > _ALIKE:
        return None, "its line of evidence was changed: write the summary in a paragraph of its own"
    return words, ""


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def missing(found: Mapping[str, ReadSummary], places: Mapping[str, Place]) -> Sequence[Place]:
    """Return the cells with a summary that are missing from the file."""
    return [p for mark, p in places.items() if mark not in found and p.base and p.base.strip()]
