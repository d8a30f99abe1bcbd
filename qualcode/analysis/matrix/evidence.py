"""Finds which codings are evidence for each cell of a matrix, and which people they come from."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from qualcode.errors import QualcodeError
from qualcode.model.case import Case
from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.model.coding.digest import AS_MADE, coding_digest
from qualcode.model.coding.doubles import doubled
from qualcode.model.document.document import Document, Speaker
from qualcode.model.document.kind import NOTES
from qualcode.model.matrix.definition import (
    COLUMNS,
    EVERYONE,
    Key,
    MatrixDefinition,
    rows_of_codes,
)
from qualcode.model.problem import Problem
from qualcode.store.folder import without_collector
from qualcode.store.study import Study

_COLUMNS = frozenset(COLUMNS)


class Person(NamedTuple):
    """One human being who speaks: the key that identifies them, and their case if any."""

    key: str
    case: Case | None
    group: str


class _Who(NamedTuple):
    """The speakers of some words: their keys, and their groups (in a chart, their keys again)."""

    keys: tuple[str, ...]
    spot: tuple[str, ...]


class _Cell:
    """The contents of one cell: numbers of codings, their ids, and who speaks.

    ``digests`` has the codings that changed since they were made.
    """

    __slots__ = ("at", "digests", "ids", "people")

    def __init__(self) -> None:
        self.at: list[int] = []
        self.ids: list[str] = []
        self.people: set[str] = set()
        self.digests: dict[str, str] = {}


#: Functions that add a number, an id and a person to a cell; the cell, and its group.
_Adding = tuple[Callable[[int], None], Callable[[str], None], Callable[[str], None], _Cell, str]


class _Place(NamedTuple):
    """The rows of a code (``None`` if it does not exist) and its cells, each with a group."""

    rows: tuple[str, ...] | None
    cells: list[_Adding]
    judged: bool


@dataclass(slots=True)
class Evidence:
    """The evidence that a study's codings give for one matrix.

    ``codings`` lists all codings that stand, evidence here or not; ``cells`` holds indexes into it,
    in the codings' order (coder, document, place). A synthesis matrix also has cells in a column
    "neutral", for codings judged neutral or not judged; reports do not show it. ``people`` gives
    for each coding the keys of the matrix's people who speak in it; ``persons`` lists the matrix's
    people who speak in any document. ``asked`` gives for a row the groups to whom an interviewer's
    coded question about it was put. ``coders`` and ``coded`` are the coders and documents of
    codings in which the matrix's people speak. ``doubled`` counts codings that repeat another, by
    one coder of the same words with the same code: they are evidence once. ``cells``, ``ids`` and
    ``people_in`` are made from ``gathered``.
    """

    definition: MatrixDefinition
    codings: list[Coding]
    people: list[tuple[str, ...]]
    cells: dict[Key, list[int]]
    persons: dict[str, Person]
    asked: dict[str, set[str]]
    coders: set[str]
    coded: set[str]
    documents: dict[str, Document]
    evidence: int = 0
    unjudged: int = 0
    set_aside: int = 0
    doubled: int = 0
    problems: list[Problem] = field(default_factory=list)
    gathered: dict[Key, _Cell] = field(default_factory=dict)

    def ids(self, key: Key) -> tuple[str, ...]:
        """Return the ids of the codings in a cell, in their order."""
        return tuple(self.gathered[key].ids) if key in self.gathered else ()

    def listed(self, key: Key) -> str:
        """Return all codings of a cell, one per line, in the form of a summary's file."""
        cell = self.gathered.get(key)
        if cell is None:
            return ""
        if not cell.digests:
            return "\n  - " + f"@{AS_MADE}\n  - ".join(cell.ids) + f"@{AS_MADE}"
        return "".join(f"\n  - {i}@{cell.digests.get(i, AS_MADE)}" for i in cell.ids)

    @property
    def used(self) -> set[str]:
        """The codes that are rows (columns, in the cases layout) and have codings."""
        return {key[1 if self.definition.by_case else 0] for key in self.cells}

    def spoke(self, row: str, group: str) -> set[str]:
        """Return the keys of the people of a group with anything coded in a row, judged or not."""
        columns = (*COLUMNS, "neutral")
        return {key for c in columns for key in self.people_in((row, c, group))}

    def people_in(self, key: Key) -> Set[str]:
        """Return the keys of the people who speak in a cell, each once."""
        return self.gathered[key].people if key in self.gathered else frozenset()


def gather_evidence(study: Study, definition: MatrixDefinition) -> Evidence:
    """Read every coding of a study and find the cells of a matrix in which it is evidence.

    A coding stands in the row of its code and of every row above it, in the column of its valence,
    and in each group with a speaker in its words: a passage in which two people talk to each other
    counts for both. Words that only an interviewer says are no evidence. In the cases layout
    valence does not matter.
    """
    with without_collector():
        return _Gatherer(study, definition).gather()


class _Gatherer:
    def __init__(self, study: Study, definition: MatrixDefinition) -> None:
        self._study = study
        self._definition = definition
        self._book = study.codebook
        self._rows = rows_of_codes(self._book, definition.row_codes(self._book))
        self._everybody: dict[str, Person] = {}
        self._problems: list[Problem] = []
        # Cached by code, valence and speakers: one look-up serves thousands of codings.
        self._places: dict[tuple[str, str | None, tuple[str, ...]], _Place] = {}
        codings = study.codings()
        self.found = Evidence(
            definition=definition,
            codings=codings,
            people=[()] * len(codings),
            cells={},
            persons={},
            asked=defaultdict(set),
            coders=set(),
            coded=set(),
            documents=self._documents(),
            problems=self._problems,
        )

    def _documents(self) -> dict[str, Document]:
        try:
            return {document.id: document for document in self._study.documents()}
        except QualcodeError:
            found = {}
            for name in self._study.document_ids():
                try:
                    found[name] = self._study.document(name)
                except QualcodeError as error:
                    where = error.where or f"documents/{name}.json"
                    problem = Problem("error", "no-document", where, error.message, error.mend)
                    self._problems.append(problem)
            return found

    def gather(self) -> Evidence:
        found = self.found
        speakers = {name: _Speakers(self, document) for name, document in found.documents.items()}
        gone: set[str] = set()
        at = 0
        for document, run in groupby(found.codings, key=attrgetter("document")):
            codings = list(run)
            wanted = self._counted(self._wanted(codings, at))
            at += len(codings)
            if document in speakers:
                self._read(speakers[document], wanted)
            elif set_aside := sum(1 for _ in wanted):
                found.set_aside += set_aside
                gone.add(document)
        for notes in speakers.values():
            # Text that nobody speaks counts only if some of its words are evidence.
            if notes.by and notes.unspoken:
                for key in self.nobody(notes.document).keys:
                    found.persons[key] = Person(key, None, "")
        for document in sorted(gone):
            self._gone(document)
        found.cells = {key: cell.at for key, cell in found.gathered.items()}
        return found

    def _wanted(self, codings: Iterable[Coding], first: int) -> Iterable[tuple[int, Coding]]:
        """Return the codings that the matrix is made from, numbered from ``first``."""
        every = enumerate(codings, first)
        wanted, assisted = self._definition.coders, self._definition.assisted
        if assisted and not wanted:
            return every
        return (
            (at, coding)
            for at, coding in every
            if (not wanted or coding.coder in wanted) and (assisted or not coding.event.assisted)
        )

    def _counted(self, codings: Iterable[tuple[int, Coding]]) -> Iterable[tuple[int, Coding]]:
        """Return the codings without those that repeat another; these are counted."""
        every = list(codings)
        repeated = {(c.coder, c.id) for c in doubled((c for _, c in every), self._book.resolve)}
        if not repeated:
            return every
        self.found.doubled += len(repeated)
        return [(at, c) for at, c in every if (c.coder, c.id) not in repeated]

    def _read(self, of: _Speakers, codings: Iterable[tuple[int, Coding]]) -> None:
        """Add the codings of one document.

        Runs for every coding of a study: the usual case is handled here, without a call.
        """
        found = self.found
        places, people = self._places, found.people
        sha256, ends, turns, alone = of.sha256, of.ends, of.turns, of.alone
        for at, coding in codings:
            event = coding.event
            if event.sha256 != sha256:
                found.set_aside += 1
                continue
            start, end = event.start, event.end
            number = bisect_right(ends, start)
            turn = turns[number] if number < len(turns) else None
            if turn and turn.words <= start and end <= turn.end and turn.speaker >= 0:
                # Within one turn, as nearly always.
                who = alone[turn.speaker]
            else:
                who = of.across(start, end)
            place = places.get((event.code, event.valence, who.spot))
            if place is None:
                place = self._place(event.code, event.valence, who)
            if not place.cells:
                self._not_placed(place, event, of, who)
                continue
            people[at] = who.keys
            found.evidence += place.judged
            found.unjudged += not place.judged
            if event.rev or coding.made or coding.text_changed:
                self._as_it_is(coding, place)
            if len(who.keys) == 1:
                key, name = who.keys[0], event.id
                for add_at, add_id, add_person, _, _ in place.cells:
                    add_at(at)
                    add_id(name)
                    add_person(key)
            else:
                self._of_several(place, at, event.id, who.keys)
            if of.by is not coding.coder:
                of.by = coding.coder
                found.coders.add(of.by)
                found.coded.add(of.document.id)

    def _of_several(self, place: _Place, at: int, name: str, keys: tuple[str, ...]) -> None:
        """Put a coding with several speakers into its cells."""
        for add_at, add_id, add_person, _, group in place.cells:
            add_at(at)
            add_id(name)
            for key in self._of_group(keys, group):
                add_person(key)

    def _of_group(self, keys: tuple[str, ...], group: str) -> list[str]:
        """Return the speakers who belong to a cell's group; in a chart, its one person."""
        if self._definition.by_case:
            return [group]
        persons = self.found.persons
        return [key for key in keys if group in (EVERYONE, persons[key].group)]

    def _place(self, code: str, valence: str | None, who: _Who) -> _Place:
        """Return the cells for a code, a valence and speakers, and remember them."""
        own = self._book.get(code)
        rows = self._rows.get(own.id) if own else None
        column = valence if valence in _COLUMNS else "neutral"
        if self._definition.by_case:
            cells = [self._adding((key, row, ""), key) for row in rows or () for key in who.keys]
            made = _Place(rows, cells, judged=True)
        else:
            cells = [
                self._adding((row, str(column), group), group)
                for row in rows or ()
                for group in who.spot
            ]
            made = _Place(rows, cells, judged=column != "neutral")
        self._places[(code, valence, who.spot)] = made
        return made

    def _adding(self, key: Key, group: str) -> _Adding:
        cell = self.found.gathered.setdefault(key, _Cell())
        return cell.at.append, cell.ids.append, cell.people.add, cell, group

    def _as_it_is(self, coding: Coding, place: _Place) -> None:
        digest = coding_digest(coding)
        if digest != AS_MADE:
            for *_, cell, _group in place.cells:
                cell.digests[coding.id] = digest

    def _not_placed(self, place: _Place, event: CodingEvent, of: _Speakers, who: _Who) -> None:
        if place.rows is None:
            self.found.set_aside += 1
        elif not who.keys and of.asks(event.start, event.end):
            for row in place.rows:
                self.found.asked[row] |= of.asked_of

    def _gone(self, document: str) -> None:
        known = any(problem.where.endswith(f"/{document}.json") for problem in self._problems)
        if not known:
            where = f"codings on {document}"
            mend = "Bring its documents/….json back, or remove the codings"
            message = f"no document {document!r}"
            self._problems.append(Problem("error", "no-document", where, message, mend))

    def person(self, document: Document, number: int) -> Person | None:
        """Return the participant who is a speaker of a document; None for others or if left out."""
        speaker = document.speakers[number]
        if speaker.role != "participant":
            return None
        key = document.person(speaker)
        person = self._everybody.get(key)
        if person is None:
            case = self._study.cases.get(speaker.case) if speaker.case else None
            person = Person(key, case, case.group if case else "")
            self._everybody[key] = person
        if not self._definition.takes(person.case):
            return None
        self.found.persons[key] = person
        return person

    def who(self, keys: tuple[str, ...]) -> _Who:
        """Return persons with the groups in whose cells they stand."""
        if self._definition.by_case:
            return _Who(keys, keys)
        if self._definition.across and keys:
            return _Who(keys, (EVERYONE,))
        return _Who(keys, tuple(dict.fromkeys(self.found.persons[key].group for key in keys)))

    def nobody(self, document: Document) -> _Who:
        """Return the speaker of text that nobody speaks; none of researchers' notes."""
        if document.kind == NOTES or not self._definition.takes(None):
            return _Who((), ())
        # Notes kept under a participant's id are not that participant's words.
        key = document.id if document.id not in self._study.cases else f"{document.id}/"
        group = EVERYONE if self._definition.across else ""
        return _Who((key,), (key,) if self._definition.by_case else (group,))


class _Speakers:
    """Looks up who speaks where in one document."""

    def __init__(self, gatherer: _Gatherer, document: Document) -> None:
        self.document = document
        self.sha256 = document.sha256
        self.turns = document.turns
        # The log that was last looked at: codings come log by log.
        self.by = ""
        self._gatherer = gatherer
        self.ends = [turn.end for turn in document.turns]
        self._persons = [gatherer.person(document, n) for n in range(len(document.speakers))]
        self._who = gatherer.who
        self.alone = [self._who((person.key,) if person else ()) for person in self._persons]
        self.asked_of = {person.group for person in self._persons if person}
        self.unspoken = not any(s.role == "participant" for s in document.speakers)

    def across(self, start: int, end: int) -> _Who:
        """Return the participants who speak in ``[start, end)``, each once."""
        speakers = self._speaking(start, end)
        if not speakers:
            return self._gatherer.nobody(self.document) if self.unspoken else self._who(())
        every = zip(self.document.speakers, self.alone, strict=True)
        keys = [key for speaker, own in every if speaker in speakers for key in own.keys]
        return self._who(tuple(dict.fromkeys(keys)))

    def asks(self, start: int, end: int) -> bool:
        """Return whether an interviewer speaks in ``[start, end)``."""
        return any(speaker.role == "interviewer" for speaker in self._speaking(start, end))

    def _speaking(self, start: int, end: int) -> tuple[Speaker, ...]:
        document = self.document
        at = document.turn_at(start)
        number = document.turns[at].speaker if at is not None else -1
        # Only a label, of whoever is about to speak.
        alone = (document.speakers[number],) if number >= 0 else ()
        return document.speakers_in(start, end) or alone
