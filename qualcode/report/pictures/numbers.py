"""The numbers that pictures show, computed once for print, terminal and spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.analysis.code_cooccurrence import CodeCooccurrence
from qualcode.analysis.codes_by_document import CodesByDocument
from qualcode.model.matrix.matrix import Matrix
from qualcode.model.plural import counted
from qualcode.model.table import Table
from qualcode.report.pictures.svg import label

#: More documents than this are counted by group: nobody reads so many columns.
MOST_DOCUMENTS = 120
#: At most this many codes are shown against each other.
MOST_CODES = 30
#: Printed for a group that was not asked.
UNASKED = "–"


@dataclass(frozen=True, slots=True)
class BarRow:
    """One theme: the people of all groups who say it works less well, well, and who speak of it."""

    name: str
    depth: int
    less: int
    well: int
    spoken: int


@dataclass(frozen=True, slots=True)
class Side:
    """A row or column: its name, the small text below it, its indentation."""

    name: str
    below: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table of numbers, with their shares of the highest possible value, from 0 to 1.

    ``what`` names the kind of rows. ``None`` means that there is no cell. ``by_group`` says that
    columns are groups of people, ``of_people`` that shares are of a group's people rather than of
    the highest number, ``against`` that columns repeat the rows. ``unasked`` lists the cells, row
    and column, of groups that were not asked, so that a zero there means nothing.
    """

    title: str
    what: str
    rows: Sequence[Side]
    columns: Sequence[Side]
    numbers: Sequence[Sequence[int | None]]
    shares: Sequence[Sequence[float]]
    by_group: bool = False
    of_people: bool = False
    against: bool = False
    invented: bool = False
    unasked: frozenset[tuple[int, int]] = frozenset()

    @property
    def most(self) -> int:
        """The highest number."""
        return max((n for line in self.numbers for n in line if n is not None), default=0)


def bar_rows(matrix: Matrix) -> list[BarRow]:
    """Return the rows of a matrix with their people over all groups; nobody is in two groups.

    Returns nothing if the matrix lacks one of the columns *works well* and *works less well*.
    """
    if not {"works_well", "works_less_well"} <= {column for column, _ in matrix.columns}:
        return []
    made = []
    for row in matrix.rows:
        less, well = (
            sum(matrix.cell(row.id, column, group.id).people for group in matrix.groups)
            for column in ("works_less_well", "works_well")
        )
        spoken = sum(matrix.spoken.get((row.id, group.id), 0) for group in matrix.groups)
        made.append(BarRow(label(row.name), row.depth, less, well, spoken))
    return made


def people_by_group(matrix: Matrix) -> Numbers | None:
    """Return themes by groups: people who speak of a theme, as shares of the group's people.

    ``None`` if the matrix does not know who spoke, as in a framework chart.
    """
    if not matrix.spoken or not matrix.rows or not matrix.groups:
        return None
    counts = [
        [matrix.spoken.get((row.id, group.id), 0) for group in matrix.groups] for row in matrix.rows
    ]
    sizes = [group.people for group in matrix.groups]
    return Numbers(
        "Number of people who speak of each theme, by group "
        f"({counted(sum(sizes), 'person')} interviewed)",
        "Theme",
        [Side(label(row.name), depth=row.depth) for row in matrix.rows],
        [Side(label(g.name), counted(g.people, "person")) for g in matrix.groups],
        counts,
        [[n / max(n, size, 1) for n, size in zip(line, sizes, strict=True)] for line in counts],
        by_group=True,
        of_people=True,
        invented=matrix.invented,
        unasked=frozenset(
            (r, g)
            for r, row in enumerate(matrix.rows)
            for g, group in enumerate(matrix.groups)
            if not counts[r][g] and _unasked(matrix, row.id, group.id)
        ),
    )


def _unasked(matrix: Matrix, row: str, group: str) -> bool:
    cells = [matrix.cell(row, column, group) for column, _ in matrix.columns]
    return all(cell.silence == "not asked" for cell in cells)


def codings_by_document(counts: CodesByDocument) -> Numbers | None:
    """Return codes by documents, or by groups of people if there are more than 120 documents.

    ``None`` if nothing is coded.
    """
    if not counts.rows:
        return None
    grouped = len(counts.documents) > MOST_DOCUMENTS
    keys = [group for group, _ in counts.groups] if grouped else list(counts.documents)
    names = [name for _, name in counts.groups] if grouped else keys
    by = counts.by_group if grouped else counts.counts
    numbers = [[by.get((row.id, key), 0) for key in keys] for row in counts.rows]
    return Numbers(
        _documents_title(counts, grouped),
        "Code",
        [Side(label(row.name), depth=row.depth) for row in counts.rows],
        [Side(label(name)) for name in names],
        numbers,
        _of_most(numbers),
        by_group=grouped,
        invented=counts.invented,
    )


def _documents_title(counts: CodesByDocument, grouped: bool) -> str:
    size = f"(n = {counted(counts.codings, 'coding')})"
    count = len(counts.documents)
    if grouped:
        return (
            f"Number of codings, {len(counts.rows)} codes by group: {count:,} documents are too "
            f"many to show one by one {size}"
        )
    many = counted(count, "document")
    return f"Number of codings, {len(counts.rows)} codes by {many} {size}"


def codes_meeting(met: CodeCooccurrence, most: int = MOST_CODES) -> Numbers | None:
    """Return the codes that meet others, against each other; at most so many, those that meet most.

    Only the lower triangle; rows are numbered, and columns have these numbers. ``None`` if no two
    codes meet.
    """
    sums = {row.id: 0 for row in met.rows}
    for (one, other), number in met.times.items():
        sums[one] += number
        sums[other] += number
    meeting = [row for row in met.rows if sums[row.id]]
    if not meeting:
        return None
    chosen = {row.id for row in sorted(meeting, key=lambda row: -sums[row.id])[: max(2, most)]}
    shown = [row for row in meeting if row.id in chosen]
    numbers = [
        [met.times.get((shown[c].id, row.id), 0) if c < r else None for c in range(len(shown) - 1)]
        for r, row in enumerate(shown)
    ]
    few = f", those that meet most of {len(meeting)}" if len(shown) < len(meeting) else ""
    many = counted(met.documents, "document")
    return Numbers(
        f"Number of times that two codes meet: {len(shown)} codes{few} ({many} coded)",
        "Code",
        [Side(f"{at} {label(row.name)}") for at, row in enumerate(shown, 1)],
        [Side(str(at)) for at in range(1, len(shown))],
        numbers,
        _of_most(numbers),
        against=True,
        invented=met.invented,
    )


def _of_most(numbers: Sequence[Sequence[int | None]]) -> list[list[float]]:
    most = max((n for line in numbers for n in line if n is not None), default=0) or 1
    return [[(n or 0) / most for n in line] for line in numbers]


def bars_table(matrix: Matrix) -> Table:
    """Return the data of the bars as a table."""
    columns = ("theme", "works_less_well", "works_well", "people")
    return Table.of(columns, [(r.name, r.less, r.well, r.spoken) for r in bar_rows(matrix)])


def numbers_table(numbers: Numbers) -> Table:
    """Return the data of a picture as a table; for codes against codes, columns have names."""
    heads = [column.name for column in numbers.columns]
    if numbers.against:
        heads = [row.name for row in numbers.rows][: len(heads)]
    rows = [
        (row.name, *("" if n is None else n for n in line))
        for row, line in zip(numbers.rows, numbers.numbers, strict=True)
    ]
    return Table.of((numbers.what.lower(), *heads), rows)
