"""Assembles a matrix: for every cell its evidence, its summary and what changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.analysis.matrix.evidence import Evidence, Person, gather_evidence
from qualcode.analysis.matrix.staleness import Staleness
from qualcode.errors import NotFoundError
from qualcode.model.case import Case
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.coding.valence import VALENCE_NAMES_CY
from qualcode.model.matrix.definition import (
    COLUMNS,
    EVERYONE,
    Key,
    MatrixDefinition,
    ordered_cases,
)
from qualcode.model.matrix.matrix import Cell, Change, Group, Matrix, Row, Silence
from qualcode.model.matrix.quantifiers import quantifier
from qualcode.model.problem import Problem
from qualcode.store.folder import without_collector
from qualcode.store.records.summaries import Summary
from qualcode.store.study import Study


@dataclass(frozen=True)
class Assembled:
    """A matrix without quotations, the evidence it was made from, and the problems found."""

    matrix: Matrix
    evidence: Evidence
    summaries: Mapping[Key, Summary]
    problems: tuple[Problem, ...]
    make_cell: Callable[[Key, Summary | None], Cell]

    def with_summary(self, key: Key, summary: Summary | None) -> Assembled:
        """Return a copy with another summary, or none, in one cell; read nothing else again."""
        summaries = {**self.summaries}
        summaries.pop(key, None)
        if summary is not None:
            summaries[key] = summary
        made = self.make_cell(key, summary)
        cells = tuple(made if cell.key == key else cell for cell in self.matrix.cells)
        matrix = replace(self.matrix, cells=cells)
        return replace(self, matrix=matrix, summaries=summaries)


def assemble(
    study: Study, definition: MatrixDefinition, summaries: Sequence[Summary] | None = None
) -> Assembled:
    """Assemble a matrix of a study without quotations; no transcript is read.

    Raises:
        NotFoundError: one of the coders has coded nothing.
    """
    check_coders(study, definition.coders)
    before = len(study.problems)
    with without_collector():
        evidence = gather_evidence(study, definition)
        if summaries is None:
            summaries = study.summaries(definition.name)
        by_key = summaries_by_cell(summaries, definition, study.codebook)
        return _Assembler(study, evidence, by_key).assembled(before)


def summaries_by_cell(
    summaries: Sequence[Summary], definition: MatrixDefinition, book: Codebook
) -> dict[Key, Summary]:
    """Return summaries by cell; a code whose id changed is taken by its present one.

    If two then belong to one cell, as after a merge of codes, the other one keeps its own key.
    """
    found = {summary.key: summary for summary in summaries}
    for summary in summaries:
        if definition.by_case:
            renamed = replace(summary, column=book.resolve(summary.column))
        else:
            renamed = replace(summary, row=book.resolve(summary.row))
        if renamed.key not in found:
            del found[summary.key]
            found[renamed.key] = renamed
    return found


def check_coders(study: Study, coders: Sequence[str]) -> None:
    """Raise NotFoundError for a coder who has coded nothing."""
    known = study.coders()
    for coder in coders:
        if coder not in known:
            raise NotFoundError(
                f"no codings by {coder!r}",
                mend=f"There are codings by {', '.join(known) or 'nobody'}",
            )


class _Assembler:
    def __init__(self, study: Study, evidence: Evidence, summaries: Mapping[Key, Summary]) -> None:
        self._study = study
        self._evidence = evidence
        self._summaries = summaries
        self._definition = evidence.definition
        self._welsh = self._definition.language == "cy"
        self._staleness = Staleness(study, evidence)
        self._sizes: dict[str, int] = {}

    def assembled(self, before: int) -> Assembled:
        study, evidence, definition = self._study, self._evidence, self._definition
        book, used = study.codebook, evidence.used
        codes = definition.row_codes(book)
        written = {key[1 if definition.by_case else 0] for key in self._summaries}
        shown = [c for c in codes if definition.unused or c.id in used or c.id in written]
        depths = _depths(book.parent, [code.id for code in shown])
        rows = [self._row(code, depths[code.id]) for code in shown]
        groups = self._groups()
        columns: Sequence[tuple[str, str]]
        if definition.by_case:
            columns = [(row.id, row.name) for row in rows]
            rows = self._case_rows()
            groups = [Group("", self._everybody(), len(evidence.persons))]
        else:
            columns = [(c, self._heading(c)) for c in self._columns()]
        self._sizes = {group.id: group.people for group in groups}
        cells = [
            self._cell(key := (row.id, column, group.id), self._summaries.get(key))
            for row in rows
            for group in groups
            for column, _ in columns
        ]
        matrix = Matrix(
            title=definition.title_shown,
            study=study.config.name,
            language=definition.language or study.config.language,
            rows=tuple(rows),
            columns=tuple(columns),
            groups=tuple(groups),
            cells=tuple(cells),
            coders=tuple(sorted(evidence.coders)),
            documents=len(evidence.documents),
            words=sum(d.words for d in evidence.documents.values()),
            codings=evidence.evidence + evidence.unjudged,
            unjudged=evidence.unjudged,
            set_aside=evidence.set_aside,
            doubled=evidence.doubled,
            minimum_people=study.config.minimum_people,
            invented=study.config.invented,
            codebook_title=book.title,
            codebook_source=book.source,
            rows_without=tuple(self._row(c) for c in codes if c.id not in used and c.can_be_used),
            placeholders=tuple(c.name for c in book if c.status == "placeholder"),
            scale=() if definition.by_case else tuple(study.config.quantifiers.items()),
            scale_from=study.config.quantifiers_from,
            spoken={} if definition.by_case else self._spoken(rows, groups),
            layout=definition.layout,
            summary=definition.summary.strip(),
            name=definition.name,
        )
        stray = _stray(self._summaries, matrix)
        problems = (*study.problems[before:], *evidence.problems, *stray)
        return Assembled(matrix, evidence, self._summaries, problems, self._cell)

    # ---- rows, columns and groups ----------------------------------------------------------

    def _row(self, code: Code, depth: int = 0) -> Row:
        name = (code.name_cy if self._welsh else "") or code.name
        return Row(code.id, name, code.definition, code.name_cy, depth)

    def _heading(self, column: str) -> str:
        if not self._welsh:
            return self._study.config.headings[column]
        return self._study.config.headings_cy.get(column, VALENCE_NAMES_CY[column])

    def _columns(self) -> list[str]:
        if self._definition.columns:
            return list(self._definition.columns)
        keys = (*self._evidence.cells, *self._summaries)
        mixed = any(key[1] == "mixed" for key in keys)
        return list(COLUMNS if mixed else COLUMNS[:2])

    def group_name(self, group: str) -> str:
        """Return what the matrix calls a group."""
        if group == EVERYONE:
            return self._everybody()
        welsh = self._study.config.groups_cy.get(group) if self._welsh else None
        return welsh or self._study.group_name(group)

    def _everybody(self) -> str:
        return "Pawb" if self._welsh else "Everyone"

    def _groups(self) -> list[Group]:
        evidence, definition = self._evidence, self._definition
        members: dict[str, int] = defaultdict(int)
        for person in evidence.persons.values():
            members[person.group] += 1
        documents = self._documents_of_groups()
        if definition.across:
            every = set().union(*documents.values()) if documents else set()
            return [self._group(EVERYONE, len(evidence.persons), every)]
        known = {*members, *(key[2] for key in evidence.cells)}
        declared = [g for g in self._study.config.groups if g in known]
        others = sorted(g for g in known if g and g not in declared)
        order = [*declared, *others, *([""] if "" in known else [])]
        if definition.groups:
            order = list(definition.groups)
        return [self._group(g, members.get(g, 0), documents.get(g, set())) for g in order]

    def _group(self, group: str, people: int, documents: set[str]) -> Group:
        bare = len(documents - self._evidence.coded)
        return Group(group, self.group_name(group), people, len(documents), bare)

    def _documents_of_groups(self) -> dict[str, set[str]]:
        evidence = self._evidence
        found: dict[str, set[str]] = defaultdict(set)
        for document in evidence.documents.values():
            for speaker in document.speakers:
                person = evidence.persons.get(document.person(speaker))
                if person is not None and speaker.role == "participant":
                    found[person.group].add(document.id)
        return found

    def _case_rows(self) -> list[Row]:
        persons = self._evidence.persons
        cases = [person.case or Case(person.key) for person in persons.values()]
        named = sorted(cases, key=lambda case: case.id)
        order = self._definition.order
        return [self._case_row(case, persons) for case in ordered_cases(named, order)]

    def _case_row(self, case: Case, persons: Mapping[str, Person]) -> Row:
        values = [
            case.attributes.get(name.removeprefix("-"), "") for name in self._definition.order
        ]
        group = persons[case.id].group
        shown = values if any(values) else [self.group_name(group)] if group else []
        name = " · ".join([case.id, *(value for value in values or shown if value)])
        return Row(case.id, name, group=group)

    def _spoken(self, rows: Sequence[Row], groups: Sequence[Group]) -> dict[tuple[str, str], int]:
        counts = (
            ((row.id, group.id), len(self._evidence.spoke(row.id, group.id)))
            for row in rows
            for group in groups
        )
        return {key: count for key, count in counts if count}

    # ---- cells ---------------------------------------------------------------------------

    def _cell(self, key: Key, summary: Summary | None) -> Cell:
        evidence = self._evidence
        row, column, group = key
        at = evidence.cells.get(key, ())
        people = len(evidence.people_in(key))
        minimum = 1 if self._definition.by_case else self._study.config.minimum_people
        of = max(people, self._sizes.get(group, 0))
        cell = Cell(
            row,
            column,
            group,
            codings=evidence.ids(key),
            people=people,
            thin=0 < people < minimum,
            of=0 if self._definition.by_case else of,
            share="" if people < minimum else self._word(people, of),
        )
        if not at:
            cell = self._silent(cell)
        if summary is None:
            return cell
        linked, changes = self._compared(cell, summary)
        return replace(
            cell,
            summary=summary.text,
            author=summary.author,
            date=summary.date,
            linked=linked,
            changes=changes,
            stale=bool(changes),
            where=summary.where,
        )

    def _word(self, people: int, of: int) -> str:
        """Return the scale's word for a share; none for too few people or a thin cell."""
        config = self._study.config
        return quantifier(people, of, config.quantifiers, config.quantifiers_from) or ""

    def _compared(self, cell: Cell, summary: Summary) -> tuple[tuple[str, ...], tuple[Change, ...]]:
        """Return the codings of a cell that its summary rests on, and what changed."""
        if summary.text and self._staleness.lists_all(summary):
            # True of most cells: the file's list need not be parsed.
            return cell.codings, tuple(self._staleness.definitions(summary))
        standing = set(cell.codings)
        linked = tuple(i for i in summary.codings if i in standing)
        return linked, self._staleness.changes(summary) if summary.text else ()

    def _silent(self, cell: Cell) -> Cell:
        """Return why nothing is coded in a cell."""
        evidence, by_case = self._evidence, self._definition.by_case
        code = cell.column if by_case else cell.row
        if by_case:
            groups = [evidence.persons[cell.row].group] if cell.row in evidence.persons else []
        elif cell.group == EVERYONE:
            groups = sorted({person.group for person in evidence.persons.values()})
        else:
            groups = [cell.group]
        asked_of = self._study.asked_of(code)
        not_asked = tuple(g for g in groups if asked_of is not None and g not in asked_of)
        spoke = 0 if by_case else len(evidence.spoke(cell.row, cell.group))
        known = asked_of is not None or bool(evidence.asked.get(code, set()) & set(groups))
        present = {person.group for person in evidence.persons.values()}
        silence: Silence = "unknown"
        if not present.intersection(groups):
            silence = "no people"
        elif spoke:
            silence = "asked"
        elif len(not_asked) == len(groups):
            silence = "not asked"
        elif known:
            silence = "asked"
        return replace(cell, silence=silence, not_asked=not_asked, spoke=spoke)


def _depths(parent_of: Callable[[str], str | None], shown: Sequence[str]) -> dict[str, int]:
    wanted = set(shown)
    found = {}
    for code in shown:
        depth, above = 0, parent_of(code)
        while above is not None:
            depth += above in wanted
            above = parent_of(above)
        found[code] = depth
    return found


def _stray(summaries: Mapping[Key, Summary], matrix: Matrix) -> Iterable[Problem]:
    known = {cell.key for cell in matrix.cells}
    for key, summary in summaries.items():
        if key not in known:
            cell = " · ".join(part for part in (key[0], key[1], key[2]) if part)
            yield Problem(
                "warning",
                "stray-summary",
                summary.where,
                f"no cell of the matrix is {cell}",
                "Mend row:, column: or group:, or delete the file",
            )
