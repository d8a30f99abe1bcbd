"""Holds figures that are about to leave against those that left, and records what leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.analysis.joined_figures import (
    Difference,
    Figure,
    GivenAway,
    differences,
    figures_of,
    given_away,
    only_rows,
)
from qualcode.errors import BadInputError
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.figure_table import EVERYBODY, GROUP, FigureTable
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.plural import counted, plural
from qualcode.store.records.exports import ExportRecord, described, each_once, read_exports
from qualcode.store.study import Study
from qualcode.workbench.matrix.figure_tables import PresentCounts, report_tables

#: As many things of a kind are named.
_NAMED = 4
_INTERVIEWED = "people interviewed"


@dataclass(frozen=True)
class Earlier:
    """The exports there were, with those of their numbers that still stand."""

    records: list[ExportRecord]
    standing: list[tuple[FigureTable, ...]]

    def with_report(self, tables: tuple[FigureTable, ...]) -> Earlier:
        """Return these with a report of the study as it is now, which everybody will have."""
        report = ExportRecord(at="", what="matrix", form="", sha256="", figures="", tables=tables)
        return Earlier([*self.records, report], [*self.standing, tables])

    def names(self, places: Sequence[int]) -> str:
        """Name exports by their places: what it was, when, by what, for whom."""
        named = [described(self.records[n]) for n in places[:_NAMED]]
        more = [f"{len(places) - _NAMED} more"] if len(places) > _NAMED else []
        return " and ".join([*named, *more])


def earlier_exports(
    study: Study, present: PresentCounts | None, tables: Sequence[FigureTable] = ()
) -> Earlier:
    """Return the exports of a study, each set of numbers once, the latest first.

    Rows of which a number is another today are of another time: these are not put together with
    those of today, which ``present`` counts, or else ``tables`` have.
    """
    true = {one: number for table in tables for one, number in figures_of(table)}
    found, problems = read_exports(study.root)
    if problems:
        # Half of what left would let the other half out.
        first = problems[0]
        raise BadInputError(first.message, where=first.where, mend=first.mend)
    kept = each_once(found)[::-1]
    standing = [
        tuple(_standing(table, present.count if present else true.get) for table in one.tables)
        for one in kept
    ]
    return Earlier(kept, standing)


def _standing(table: FigureTable, today: Callable[[Figure], int | None]) -> FigureTable:
    if table.base:
        return table
    changed = {
        one.row
        for one, number in figures_of(table)
        if number is not None and today(one) not in (None, number)
    }
    return only_rows(table, table.rows.keys() - changed)


@dataclass(frozen=True)
class Held:
    """What figures tell beside earlier ones: lines to be shown, and what should stop them.

    ``told`` is for whoever exports to know; ``stopping`` says what could be worked out.
    """

    told: tuple[str, ...] = ()
    stopping: tuple[str, ...] = ()
    given: int = 0


@dataclass(frozen=True)
class Names:
    """The names of rows and values, for lines about figures."""

    rows: Mapping[str, str] = field(default_factory=dict)

    def row(self, row: str) -> str:
        """Return the name of a row."""
        return self.rows.get(row, row) if row != EVERYBODY else _INTERVIEWED

    def figure(self, one: Figure) -> str:
        """Return whom a number counts, in words."""
        column = f" ({one.column.replace('_', ' ')})" if one.column else ""
        return f"{self.row(one.row)}{column}, {whom(one)}"


def whom(one: Figure) -> str:
    """Return which people a number counts."""
    said = [", ".join(sorted(values)) for _, values in sorted(one.people, key=lambda p: p[0])]
    others = [
        f"not {name} {', '.join(sorted(values))}"
        for name, values in sorted(one.beyond, key=lambda p: p[0])
    ]
    return " and ".join([*said, *others]) or "in all"


def held_against(
    tables: Sequence[FigureTable], earlier: Earlier, minimum: int, names: Names,
    *, zeros: bool = False, narrow_by: Sequence[str] = (),
) -> Held:  # fmt: skip
    """Return what numbers tell beside those that left, and alone where they count few people.

    What they print themselves by group, as every report does, is not held against them.
    ``narrow_by`` names attributes of which no small number may be printed: a table narrowed by one
    of them prints numbers of that value.
    """
    printed = {one for table in tables for one, number in figures_of(table) if number is not None}
    found = [
        one
        for one in given_away(tables, earlier.standing, minimum, zeros=zeros)
        if one.figure not in printed or {name for name, _ in one.figure.people} - {GROUP}
    ]
    stopping = list(_stopping(found, earlier, minimum, names))
    given = len(found)
    for attribute in narrow_by:
        few = {
            one: number
            for table in tables
            if attribute in table.where
            for one, number in figures_of(table)
            if number is not None and 0 < number < minimum
        }
        if few:
            given += len(few)
            values = ", ".join(sorted({v for t in tables for v in t.where.get(attribute, ())}))
            stopping.append(
                f"only people of {attribute} {values} are counted, and "
                f"{counted(len(few), 'number')} in it are of fewer than {minimum}: "
                + _listed(map(names.figure, few))
            )
    return Held(tuple(_told(tables, earlier, minimum, names)), tuple(stopping), given)


def _stopping(
    found: Sequence[GivenAway], earlier: Earlier, minimum: int, names: Names
) -> Iterator[str]:
    for beside in dict.fromkeys(one.beside for one in found):
        which = [names.figure(one.figure) for one in found if one.beside == beside]
        yield (
            f"beside {earlier.names(beside)}, {counted(len(which), 'number')} below {minimum} "
            f"that {plural(len(which), 'was', 'were')} suppressed could be worked out: "
            f"{_listed(which)}"
        )


def _told(
    tables: Sequence[FigureTable], earlier: Earlier, minimum: int, names: Names
) -> Iterator[str]:
    for record in earlier.records:
        if not record.at:
            continue
        for one in _each_once(differences(record.tables, tables, minimum)):
            who = Figure(EVERYBODY, "", one.people)
            came = "came" if one.by > 0 else "left"
            yield (
                f"since {described(record)}, {counted(abs(one.by), 'person', 'people')} {came} "
                f"({whom(who)}): whoever has both sees what they speak of, in "
                f"{counted(len(one.rows), 'row')}: {_listed(map(names.row, one.rows))}. "
                "Send it to nobody who has the earlier one, or wait until more have come"
            )


def _each_once(found: Sequence[Difference]) -> list[Difference]:
    """Return differences without those of more people that say no more."""
    return [
        one
        for one in found
        if not any(
            other.by == one.by and other.people > one.people and set(other.rows) >= set(one.rows)
            for other in found
        )
    ]


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    every = list(names)
    more = f" and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return "; ".join(every[:_NAMED]) + more


def held_report(
    study: Study, matrix: Matrix, definition: MatrixDefinition
) -> tuple[tuple[FigureTable, ...], Held]:
    """Return the numbers of a report, and what they tell beside the figures that left.

    Raises:
        BadInputError: the record of exports cannot be read.
    """
    tables = report_tables(matrix, definition, study.codebook)
    earlier = earlier_exports(study, None, tables)
    config = study.config
    names = Names({row.id: row.name for row in matrix.rows})
    held = held_against(tables, earlier, config.suppress_below, names,
                        zeros=config.zeros_disclosive, narrow_by=config.figures_by)  # fmt: skip
    return tables, held
