"""Counts people by theme and an attribute, such as local authority, in figures safe to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qualcode.analysis.cell_suppression import Protected, rounded, suppressed
from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.matrix.definition import natural
from qualcode.model.matrix.figure_table import EVERYBODY, NOT_GIVEN, FigureTable
from qualcode.model.table import Table
from qualcode.workbench.matrix.export import ExportGate
from qualcode.workbench.matrix.figure_tables import PresentCounts, narrowing, rows_within
from qualcode.workbench.matrix.open_matrix import OpenMatrix


@dataclass(frozen=True)
class Figures:
    """Counts of people, rows × values of an attribute; the first row is everybody interviewed.

    ``counts`` are the true ones, not to be printed; ``shown`` are those that may be printed.
    ``within`` names for a row, by its id, the one that contains it.
    """

    attribute: str
    rows: tuple[tuple[str, str], ...]
    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    shown: Protected
    column: str = ""
    base: int = 0
    within: tuple[tuple[str, str], ...] = ()

    def table(self) -> Table:
        """Return the figures as a table; suppressed ones are empty."""
        rows = [
            (id_, name, *cells, total)
            for (id_, name), cells, total in zip(
                self.rows, self.shown.cells, self.shown.row_totals, strict=True
            )
        ]
        return Table.of(("id", "theme", *self.values, "total"), rows)

    def printed(self, opened: OpenMatrix) -> FigureTable:
        """Return what is printed, to be recorded and held against other tables."""
        definition = opened.assembled.evidence.definition
        return FigureTable(
            self.attribute, self.values,
            {id_: (*cells, total) for (id_, _), cells, total in zip(
                self.rows, self.shown.cells, self.shown.row_totals, strict=True)},
            self.column, dict(self.within), narrowing(definition),
            tuple(sorted(definition.coders)), definition.assisted, self.base,
            opened.study.config.zeros_disclosive,
        )  # fmt: skip

    def as_in(self, table: FigureTable) -> Figures:
        """Return these figures with what another table keeps back."""
        lines = [table.rows[id_] for id_, _ in self.rows]
        cells, totals = tuple(line[:-1] for line in lines), tuple(line[-1] for line in lines)
        hidden = {(i, j) for i, row in enumerate(cells) for j, n in enumerate(row) if n is None}
        primary = self.shown.primary
        shown = Protected(cells, totals, primary, frozenset(hidden - primary))
        return replace(self, shown=shown)


def figures(opened: OpenMatrix, attribute: str, *, column: str = "", base: int = -1) -> Figures:
    """Count people by row and attribute; suppress or round small counts.

    ``column`` counts only people in one column, otherwise everybody with anything coded in the row.
    ``base`` rounds to its multiples, 0 suppresses; by default as in the study's settings.

    Raises:
        NotFoundError: no participant has such an attribute.
        BadInputError: rounded to so little, small numbers would be shown.
    """
    study, evidence, matrix = opened.study, opened.assembled.evidence, opened.matrix
    known = {name for case in study.cases.values() for name in case.attributes}
    if attribute not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise NotFoundError(f"no attribute {attribute!r}", mend=f"cases.csv has {listed}")
    present = PresentCounts(evidence)
    value_of = {key: present.value(key, attribute) for key in evidence.persons}
    values = sorted(set(value_of.values()), key=lambda v: (v == NOT_GIVEN, natural(v)))
    by_case = evidence.definition.by_case
    named = (
        [(c, n) for c, n in matrix.columns] if by_case else [(r.id, r.name) for r in matrix.rows]
    )
    # As in the matrix itself, names of people and participants' words are withheld.
    gate = ExportGate(
        study, [*(name for _, name in named), *values], where=f"figures of {matrix.name}",
        again="count again", disclosure=opened.disclosure,
    )  # fmt: skip
    rows = [(EVERYBODY, "People interviewed")]
    rows += [(gate.id(id_), gate.text(name, f"the name of row {id_}")) for id_, name in named]
    ids = [EVERYBODY, *(id_ for id_, _ in named)]
    sets = [present.people(row, column if row != EVERYBODY else "") for row in ids]
    tallies = [Counter(value_of[key] for key in people) for people in sets]
    counts = tuple(tuple(tally[value] for value in values) for tally in tallies)
    above = rows_within(study.codebook, evidence.definition)
    wholes = [ids.index(above.get(row, EVERYBODY)) if row != EVERYBODY else None for row in ids]
    base = study.config.rounding if base < 0 else base
    headings = [
        value if gate.text(value, "a value") == value else f"[withheld {n}]"
        for n, value in enumerate(values, 1)
    ]
    within = tuple((rows[i][0], rows[whole][0]) for i, whole in enumerate(wholes) if whole)
    shown = _shown(counts, base, wholes, study.config.suppress_below,
                   zeros=study.config.zeros_disclosive)  # fmt: skip
    return Figures(attribute, tuple(rows), tuple(headings), counts, shown, column, base, within)


def _shown(
    counts: tuple[tuple[int, ...], ...], base: int, wholes: list[int | None], minimum: int,
    *, zeros: bool,
) -> Protected:  # fmt: skip
    if not base:
        return suppressed(counts, minimum, part_of=wholes, zeros=zeros)
    if base < minimum:
        raise BadInputError(
            f"numbers rounded to {base} would show which are below {minimum}",
            mend=f"Round to {minimum} or more, or to nothing, which suppresses them",
        )
    return rounded(counts, base, minimum=minimum, part_of=wholes)


def risky_figures(opened: OpenMatrix) -> Iterator[tuple[str, str]]:
    """Yield the rows whose figures would reveal a few people, and how: for the list of work."""
    study = opened.study
    known = {name for case in study.cases.values() for name in case.attributes}
    for attribute in study.config.figures_by:
        if attribute not in known:
            continue
        made = figures(opened, attribute, base=0)
        for at, (_, name) in enumerate(made.rows):
            few = range(1, study.config.suppress_below)
            small = [v for v, n in zip(made.values, made.counts[at], strict=True) if n in few]
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
