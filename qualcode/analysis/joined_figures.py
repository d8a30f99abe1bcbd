"""Works out what several tables of the same people tell together that none tells alone.

Each number of a table is of the people with some attributes who are in a row. Two tables that count
the same people name one number twice: a theme's total by authority is its total by role. What is
printed in one may so be what another suppressed. Whoever one table counts and a narrower one does
not are people, too: their numbers are worked out as differences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import msgspec

from qualcode.analysis.cell_suppression import rounded_from
from qualcode.analysis.count_bounds import UNLIMITED, CountBounds
from qualcode.model.matrix.figure_table import EVERYBODY, GROUP, FigureTable

#: The attributes that people counted have, each with the values that it may have.
People = frozenset[tuple[str, frozenset[str]]]
#: Whose codings count, and whether those that a model suggested do.
Lens = tuple[tuple[str, ...], bool]
_ALL: Lens = ((), True)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one number counts: people with some attributes who are in a row and a column.

    With ``beyond`` those are counted who have not these attributes as well.
    """

    row: str
    column: str
    people: People
    lens: Lens = _ALL
    beyond: People = frozenset()


def figure(table: FigureTable, row: str, value: str | None) -> Figure:
    """Return what a number of a table counts: of a value, or the total (None)."""
    people = {name: frozenset(values) for name, values in table.where.items()}
    if value is not None:
        people[table.by] = frozenset([value])
    if row == EVERYBODY:
        return Figure(row, "", frozenset(people.items()))
    lens = (tuple(sorted(table.coders)), table.assisted)
    return Figure(row, table.column, frozenset(people.items()), lens)


def figures_of(table: FigureTable) -> Iterator[tuple[Figure, int | None]]:
    """Yield everything that a table has a number for, and the number; None if suppressed."""
    for row, numbers in table.rows.items():
        for value, number in zip((*table.values, None), numbers, strict=True):
            yield figure(table, row, value), number


@dataclass
class JoinedFigures:
    """Several tables as one, and the bounds of all their numbers.

    ``zeros`` says that it is also suppressed that nobody, or everybody, of some people is counted.
    """

    tables: Sequence[FigureTable]
    minimum: int
    zeros: bool = False
    fits: bool = field(init=False)

    def __post_init__(self) -> None:
        self._bounds = CountBounds()
        self._numbers: dict[Figure, int] = {}
        self._kept_back: set[Figure] = set()
        for table in self.tables:
            self._add(table)
        self._link()
        for table in self.tables:
            if table.where:
                self._add_others(table)
        self.fits = self._bounds.narrow()

    def telling(self) -> set[Figure]:
        """Return what was suppressed and is known all the same, to be small."""
        return {one for one in self._kept_back if self._tells(one)} if self.fits else set()

    def knows(self, one: Figure) -> bool:
        """Return whether a number is known to be small, suppressed or printed."""
        return self.fits and one in self._numbers and self._tells(one)

    def bounds(self, one: Figure) -> tuple[int, int]:
        """Return the least and the most that a number can be."""
        at = self._numbers[one]
        return self._bounds.low[at], self._bounds.high[at]

    def _tells(self, one: Figure) -> bool:
        low, high = self.bounds(one)
        if high < self.minimum or low >= 1:
            # One of both is known: is the other, which only trying may show?
            at = self._numbers[one]
            if not self._bounds.can_be(at, self.minimum, UNLIMITED) and not self._bounds.can_be(
                at, 0, 0
            ):
                return True
        if not self.zeros or one.row == EVERYBODY:
            return False
        everybody = self._numbers.get(Figure(EVERYBODY, "", one.people, beyond=one.beyond))
        if everybody is None or not self._bounds.low[everybody]:
            return False
        return high == 0 or low >= self._bounds.high[everybody]

    def _number(self, one: Figure) -> int:
        if one not in self._numbers:
            self._numbers[one] = self._bounds.count()
        return self._numbers[one]

    def _add(self, table: FigureTable) -> None:
        for row, numbers in table.rows.items():
            left_out = all(n is None for n in numbers)
            # Of a row that is left out whole nobody knows where its zeros are.
            least = 0 if left_out or table.base or (table.zeros and row != EVERYBODY) else 1
            counted = []
            for value, shown in zip((*table.values, None), numbers, strict=True):
                one = figure(table, row, value)
                counted.append(self._number(one))
                if shown is None or table.base:
                    self._kept_back.add(one)
                if shown is None:
                    self._keep(one, 0 if value is None else least, UNLIMITED)
                elif table.base:
                    self._keep(one, *rounded_from(shown, table.base))
                else:
                    self._keep(one, shown, shown)
            if table.values:
                self._bounds.sum(counted[-1], counted[:-1])

    def _keep(self, one: Figure, low: int, high: int) -> None:
        at, bounds = self._number(one), self._bounds
        bounds.low[at] = max(low, bounds.low[at])
        bounds.high[at] = min(high, bounds.high[at])

    def _link(self) -> None:
        """Say which numbers are parts of others."""
        within = {row: whole for table in self.tables for row, whole in table.within.items()}
        narrowed = {one for table in self.tables if table.where for one, _ in figures_of(table)}
        alike = defaultdict(list)
        for one in self._numbers:
            alike[one.row, one.column, one.lens].append(one)
        for one, at in self._numbers.items():
            wholes = [Figure(within.get(one.row, EVERYBODY), one.column, one.people, one.lens)]
            wholes += [Figure(EVERYBODY, "", one.people)]
            wholes += [Figure(one.row, "", one.people, one.lens)] if one.column else []
            wholes += [Figure(one.row, one.column, one.people)] if one.lens != _ALL else []
            if one in narrowed:
                others = alike[one.row, one.column, one.lens]
                wholes += [w for w in others if w != one and _among(one.people, w.people)]
            for whole in dict.fromkeys(wholes):
                if whole != one and whole in self._numbers:
                    self._bounds.part(at, self._numbers[whole])

    def _add_others(self, table: FigureTable) -> None:
        """Add those whom a narrowed table does not count and a wider one does.

        Those of other groups are no secret: reports print them.
        """
        asked = table.where.keys()
        for one, _ in list(figures_of(table)):
            for size in range(1, len(asked) + 1):
                for names in combinations(sorted(asked), size):
                    if names == (GROUP,):
                        continue
                    gone = frozenset((n, v) for n, v in one.people if n in names)
                    wider = Figure(one.row, one.column, one.people - gone, one.lens)
                    others = Figure(one.row, one.column, wider.people, one.lens, gone)
                    if wider in self._numbers and gone and others not in self._numbers:
                        self._kept_back.add(others)
                        rest = self._number(others)
                        self._bounds.sum(self._numbers[wider], [self._numbers[one], rest])


def _among(some: People, others: People) -> bool:
    """Return whether all people with these attributes are among those with the others."""
    mine = dict(some)
    return all(name in mine and mine[name] <= values for name, values in others)


@dataclass(frozen=True, slots=True)
class GivenAway:
    """A number that can be worked out, and the earlier exports that it takes, by their places."""

    figure: Figure
    beside: tuple[int, ...]


def newly_told(
    new: Sequence[FigureTable], earlier: Sequence[Sequence[FigureTable]], minimum: int,
    *, zeros: bool = False,
) -> tuple[set[Figure], list[int]]:  # fmt: skip
    """Return what new tables tell beside earlier ones that these do not tell alone.

    Earlier tables that cannot be of the same people are left aside, each by itself; the places of
    those that can are returned too.
    """
    kept = list(range(len(earlier)))
    if not kept:
        return set(), kept

    def with_new() -> JoinedFigures:
        return _joined([*(table for n in kept for table in earlier[n]), *new], minimum, zeros)

    after = with_new()
    if not after.fits:
        kept = [n for n in kept if _joined([*earlier[n], *new], minimum, zeros).fits]
        after = with_new()
    if not after.fits:
        # Each fits by itself, but not all together: then only the latest is held against it.
        kept = kept[:1]
        after = with_new()
    told = after.telling()
    if not told:
        return set(), kept
    before = _joined([table for n in kept for table in earlier[n]], minimum, zeros)
    return {one for one in told if not before.knows(one)}, kept


def given_away(
    new: Sequence[FigureTable], earlier: Sequence[Sequence[FigureTable]], minimum: int,
    *, zeros: bool = False,
) -> list[GivenAway]:  # fmt: skip
    """Return what ``newly_told`` finds, with the earlier tables that it takes."""
    found, kept = newly_told(new, earlier, minimum, zeros=zeros)
    if not found:
        return []
    alone = {n: _joined([*earlier[n], *new], minimum, zeros).telling() for n in kept}
    made = []
    for one in found:
        beside = tuple(n for n in kept if one in alone[n])
        made.append(GivenAway(one, beside[:1] or tuple(kept)))
    return sorted(made, key=lambda g: (g.figure.row, str(sorted(map(str, g.figure.people)))))


def _joined(tables: Sequence[FigureTable], minimum: int, zeros: bool) -> JoinedFigures:
    return JoinedFigures(tables, minimum, zeros)


@dataclass(frozen=True, slots=True)
class Difference:
    """That a few people came to a table, or left it, and the rows whose numbers say so.

    ``people`` are whom the number counts that changed, by ``by`` people, fewer than are printed.
    """

    people: People
    by: int
    rows: tuple[str, ...]


def differences(
    old: Iterable[FigureTable], new: Iterable[FigureTable], minimum: int
) -> list[Difference]:
    """Return what comparing earlier tables with new ones tells of the few who came or left."""
    was, now = _printed(old), _printed(new)
    moved = {
        one.people: now[one] - number
        for one, number in was.items()
        if one.row == EVERYBODY and one in now and 0 < abs(now[one] - number) < minimum
    }
    rows: dict[People, dict[str, None]] = {people: {} for people in moved}
    for one, number in was.items():
        if one.row != EVERYBODY and one.people in moved and now.get(one, number) != number:
            rows[one.people][one.row] = None
    return [Difference(who, by, tuple(rows[who])) for who, by in moved.items() if rows[who]]


def _printed(tables: Iterable[FigureTable]) -> Mapping[Figure, int]:
    return {
        one: number
        for table in tables
        if not table.base
        for one, number in figures_of(table)
        if number is not None
    }


def only_rows(table: FigureTable, rows: Collection[str]) -> FigureTable:
    """Return a table with some of its rows."""
    kept = {row: numbers for row, numbers in table.rows.items() if row in rows}
    return msgspec.structs.replace(table, rows=kept)
