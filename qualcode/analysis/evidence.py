"""Which codings are evidence in which cell of a matrix, and on how many people's word."""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from qualcode.errors import QualcodeError
from qualcode.model.case import Case
from qualcode.model.coding import Coding
from qualcode.model.document import Document
from qualcode.model.matrix_definition import (
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
    """One human being who speaks: the key that counts them, their case if they have one."""

    key: str
    case: Case | None
    group: str


class _Who(NamedTuple):
    keys: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(slots=True)
class Evidence:
    """What a study's codings give for one matrix.

    ``codings`` are all codings that stand, whether they are evidence here or not; ``cells`` hold
    indexes into it, in the codings' order (coder, document, place). Of a synthesis matrix there
    are cells of the column "neutral" too, for what is judged so or not judged, which no report
    shows. ``people`` has for each coding the keys of those of the matrix who speak in it;
    ``persons`` everybody of the matrix who speaks in any document. ``asked`` has for a row the
    groups that an interviewer's coded question about it was put to. ``coders`` and ``coded`` are
    the coders and documents of codings in which somebody of the matrix speaks.
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
    problems: list[Problem] = field(default_factory=list)

    @property
    def used(self) -> set[str]:
        """The codes that are rows (columns, in the cases layout) and that any coding bears."""
        return {key[1 if self.definition.by_case else 0] for key in self.cells}

    def spoke(self, row: str, group: str) -> set[str]:
        """Return the keys of those of a group of whom anything is coded in a row, judged or not."""
        columns = (*COLUMNS, "neutral")
        return {key for c in columns for key in self.people_in((row, c, group))}

    def people_in(self, key: Key) -> set[str]:
        """Return the keys of those who speak in a cell, each human being once."""
        row, _, group = key
        if self.definition.by_case:
            return {row} if self.cells.get(key) else set()
        found = {person for at in self.cells.get(key, ()) for person in self.people[at]}
        if group == EVERYONE:
            return found
        return {person for person in found if self.persons[person].group == group}


def gather_evidence(study: Study, definition: MatrixDefinition) -> Evidence:
    """Read every coding of a study and find the cells of a matrix that it is evidence in.

    A coding stands in the row of its code and of every row above it, in the column of its
    valence, and for each group of whom somebody speaks in its words: a passage in which two
    people talk to each other counts for both. Words that only an interviewer says are nobody's
    evidence. In the cases layout valence makes no difference.
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
        # For rows, column and groups the lists of the cells: looked up once for thousands.
        self._lists: dict[tuple[tuple[str, ...], str | None, tuple[str, ...]], list[list[int]]] = {}
        codings = study.codings()
        self.found = Evidence(
            definition=definition,
            codings=codings,
            people=[()] * len(codings),
            cells=defaultdict(list),
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
        wanted, assisted = frozenset(self._definition.coders), self._definition.assisted
        gone: set[str] = set()
        for at, coding in enumerate(found.codings):
            if (wanted and coding.coder not in wanted) or not (
                assisted or not coding.event.assisted
            ):
                continue
            of = speakers.get(coding.document)
            if of is not None:
                self._place(at, coding, of)
            else:
                found.set_aside += 1
                gone.add(coding.document)
        for document in sorted(gone):
            self._gone(document)
        found.cells = dict(found.cells)
        return found

    def _gone(self, document: str) -> None:
        known = any(problem.where.endswith(f"/{document}.json") for problem in self._problems)
        if not known:
            where = f"codings on {document}"
            mend = "Bring its documents/….json back, or remove the codings"
            message = f"no document {document!r}"
            self._problems.append(Problem("error", "no-document", where, message, mend))

    def person(self, document: Document, number: int) -> Person | None:
        """Return the participant who is a speaker of a document; None for others, or left out."""
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
        """Return persons with the groups whose cells they stand in."""
        if self._definition.across and keys:
            return _Who(keys, (EVERYONE,))
        return _Who(keys, tuple(dict.fromkeys(self.found.persons[key].group for key in keys)))

    def nobody(self, document: Document) -> tuple[str, ...]:
        """Return the key that stands for a text that nobody speaks, such as field notes."""
        if not self._definition.takes(None):
            return ()
        self.found.persons.setdefault(document.id, Person(document.id, None, ""))
        return (document.id,)

    def _place(self, at: int, coding: Coding, of: _Speakers) -> None:
        # Called for every coding of a study: the common case first, and nothing made for it.
        found, event = self.found, coding.event
        rows = self._rows.get(event.code)
        if rows is None:
            code = self._book.get(event.code)
            rows = self._rows.get(code.id) if code else None
        if rows is None or event.sha256 != of.document.sha256:
            found.set_aside += 1
            return
        if not rows:
            return
        who = of.at(event.start, event.end)
        if not who.keys:
            for row in rows:
                found.asked[row] |= of.asked_of
            return
        found.people[at] = who.keys
        if of.by is not coding.coder:
            of.by = coding.coder
            found.coders.add(of.by)
            found.coded.add(coding.document)
        if self._definition.by_case:
            found.evidence += 1
            for row in rows:
                for key in who.keys:
                    found.cells[(key, row, "")].append(at)
            return
        valence = event.valence if event.valence in _COLUMNS else "neutral"
        if valence != "neutral":
            found.evidence += 1
        else:
            found.unjudged += 1
        place = (rows, valence, who.groups)
        lists = self._lists.get(place)
        if lists is None:
            lists = [
                found.cells[(row, valence or "", group)] for row in rows for group in who.groups
            ]
            self._lists[place] = lists
        for one in lists:
            one.append(at)


class _Speakers:
    """Who speaks where in one document, for many questions."""

    def __init__(self, gatherer: _Gatherer, document: Document) -> None:
        self.document = document
        # Whose log was looked at last: codings come log by log.
        self.by = ""
        self._gatherer = gatherer
        self._ends = [turn.end for turn in document.turns]
        self._persons = [gatherer.person(document, n) for n in range(len(document.speakers))]
        self._who = gatherer.who
        self._alone = [self._who((person.key,) if person else ()) for person in self._persons]
        self.asked_of = {person.group for person in self._persons if person}
        self._unspoken = not any(s.role == "participant" for s in document.speakers)

    def at(self, start: int, end: int) -> _Who:
        """Return the participants who say anything of ``[start, end)``, each once."""
        at = bisect.bisect_right(self._ends, start)
        turns = self.document.turns
        if at < len(turns):
            turn = turns[at]
            if turn.words <= start and end <= turn.end and turn.speaker >= 0:
                # Within one turn: nearly always.
                return self._alone[turn.speaker]
        speakers = self.document.speakers_in(start, end)
        if not speakers and self._unspoken:
            return self._who(self._gatherer.nobody(self.document))
        if not speakers:
            # Only a label: who is about to speak.
            turn_at = self.document.turn_at(start)
            speaker = turns[turn_at].speaker if turn_at is not None else -1
            return self._alone[speaker] if speaker >= 0 else self._who(())
        every = zip(self.document.speakers, self._alone, strict=True)
        keys = [key for speaker, own in every if speaker in speakers for key in own.keys]
        return self._who(tuple(dict.fromkeys(keys)))
