"""Counts people by theme and an attribute, such as local authority, in figures safe to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.analysis.cell_suppression import Protected, rounded, suppressed
from qualcode.analysis.matrix.evidence import Evidence
from qualcode.errors import NotFoundError
from qualcode.model.matrix.definition import COLUMNS, natural
from qualcode.model.table import Table
from qualcode.workbench.matrix.export import ExportGate
from qualcode.workbench.matrix.open_matrix import OpenMatrix

#: The value under which people without the attribute are counted.
_NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Figures:
    """Counts of people, rows × values of an attribute; the first row is everybody interviewed.

    ``counts`` are the true ones, not to be printed; ``shown`` are those that may be printed.
    """

    attribute: str
    rows: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    shown: Protected

    def table(self) -> Table:
        """Return the figures as a table; suppressed ones are empty."""
        rows = [
            (id_, name, *cells, total)
            for (id_, name), cells, total in zip(
                self.rows, self.shown.cells, self.shown.row_totals, strict=True
            )
        ]
        return Table.of(("id", "theme", *self.values, "total"), rows)


def figures(opened: OpenMatrix, attribute: str, *, column: str = "", base: int = -1) -> Figures:
    """Count people by row and attribute; suppress or round small counts.

    ``column`` counts only people in one column, otherwise everybody with anything coded in the row.
    ``base`` rounds to its multiples, 0 suppresses; by default as in the study's settings.

    Raises:
        NotFoundError: no participant has such an attribute.
    """
    study, evidence, matrix = opened.study, opened.assembled.evidence, opened.matrix
    known = {name for case in study.cases.values() for name in case.attributes}
    if attribute not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise NotFoundError(f"no attribute {attribute!r}", mend=f"cases.csv has {listed}")
    value_of = {
        key: (person.case.attributes.get(attribute, "") if person.case else "") or _NOT_GIVEN
        for key, person in evidence.persons.items()
    }
    values = sorted(set(value_of.values()), key=lambda v: (v == _NOT_GIVEN, natural(v)))
    by_case = evidence.definition.by_case
    named = (
        [(c, n) for c, n in matrix.columns] if by_case else [(r.id, r.name) for r in matrix.rows]
    )
    # As in the matrix itself, names of people and participants' words are withheld.
    gate = ExportGate(
        study, [*(name for _, name in named), *values], where=f"figures of {matrix.name}",
        again="count again", disclosure=opened.disclosure,
    )  # fmt: skip
    rows = [("", "People interviewed")]
    rows += [(gate.id(id_), gate.text(name, f"the name of row {id_}")) for id_, name in named]
    sets = [set(value_of), *(_people(evidence, row, column) for row, _ in named)]
    tallies = [Counter(value_of[key] for key in people) for people in sets]
    counts = tuple(tuple(tally[value] for value in values) for tally in tallies)
    base = study.config.rounding if base < 0 else base
    if base:
        shown = rounded(counts, base)
    else:
        part_of = [None, *[0] * (len(counts) - 1)]
        shown = suppressed(counts, study.config.suppress_below, part_of=part_of)
    headings = [
        value if gate.text(value, "a value") == value else f"[withheld {n}]"
        for n, value in enumerate(values, 1)
    ]
    return Figures(attribute, tuple(rows), tuple(headings), counts, shown)


def _people(evidence: Evidence, row: str, column: str) -> set[str]:
    if evidence.definition.by_case:
        return {key[0] for key in evidence.cells if key[1] == row}
    wanted = (column,) if column else (*COLUMNS, "neutral")
    return {
        key
        for cell in evidence.cells
        if cell[0] == row and cell[1] in wanted
        for key in evidence.people_in(cell)
    }


def risky_figures(opened: OpenMatrix) -> Iterator[tuple[str, str]]:
    """Yield the rows whose figures would reveal single people, and how: for the list of work."""
    study = opened.study
    known = {name for case in study.cases.values() for name in case.attributes}
    for attribute in study.config.figures_by:
        if attribute not in known:
            continue
        made = figures(opened, attribute, base=0)
        for at, (_, name) in enumerate(made.rows):
            small = [made.values[j] for i, j in sorted(made.shown.primary) if i == at]
            others = [made.values[j] for i, j in sorted(made.shown.secondary) if i == at]
            if not small:
                continue
            said = f"by {attribute}, fewer than {study.config.suppress_below} people: {_few(small)}"
            if others:
                said += f"; the total would tell them, so not to print either: {_few(others)}"
            if made.shown.row_totals[at] is None:
                said += "; nor the total"
            yield name, said


def _few(names: list[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
