"""Several tables of the same people, held against an attacker who has them all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.cell_suppression import suppressed
from qualcode.analysis.joined_figures import (
    Figure,
    JoinedFigures,
    differences,
    figure,
    given_away,
    only_rows,
)
from qualcode.model.matrix.figure_table import FigureTable
from tests.analysis.attacker import Attacker
from tests.examples import examples

#: People, each with an authority, a role, a language, and the themes they speak of.
People = list[tuple[dict[str, str], set[str]]]
THEMES = ("moves", "taxis", "plans")


def people(seed: int, most: int = 40) -> People:
    made = random.Random(seed)
    count = made.randint(4, most)
    places, roles = made.randint(2, 6), made.randint(2, 4)
    found = []
    for _ in range(count):
        attributes = {
            "authority": f"a{int(made.triangular(0, places, 0))}",
            "role": f"r{int(made.triangular(0, roles, 0))}",
            "language": made.choice("eeeec"),
        }
        found.append((attributes, {t for t in THEMES if made.random() < 0.4}))
    return found


def table_of(
    every: People,
    by: str,
    minimum: int = 3,
    *,
    open_: bool = False,
    zeros: bool = False,
    **where: str,
) -> FigureTable:
    """Print a table as the product does: suppressed or, ``open_``, as reports print it."""
    counted = [(a, t) for a, t in every if all(a[name] == value for name, value in where.items())]
    values = sorted({a[by] for a, _ in counted})
    rows = ["", *THEMES]
    tallies = [Counter(a[by] for a, t in counted if not row or row in t) for row in rows]
    counts = [[tally[v] for v in values] for tally in tallies]
    if open_:
        lines = [(*row, sum(row)) for row in counts]
    else:
        printed = suppressed(counts, minimum, part_of=[None, 0, 0, 0], zeros=zeros)
        lines = [(*c, t) for c, t in zip(printed.cells, printed.row_totals, strict=True)]
    return FigureTable(
        by, tuple(values), dict(zip(rows, lines, strict=True)),
        where={name: (value,) for name, value in where.items()}, zeros=zeros,
    )  # fmt: skip


def attacked(tables: Sequence[FigureTable]) -> tuple[Attacker, dict[Figure, int]]:
    """Return an attacker who knows what each number counts, and has all that is printed."""
    knows, numbers = Attacker(), {}

    def number(one: Figure) -> int:
        if one not in numbers:
            numbers[one] = knows.count()
        return numbers[one]

    for table in tables:
        for row, line in table.rows.items():
            left_out = set(line) == {None}
            for value, shown in zip((*table.values, None), line, strict=True):
                at = number(figure(table, row, value))
                low, high = knows.bounds[at]
                zero = left_out or value is None or (table.zeros and row)
                least, most = (shown, shown) if shown is not None else (0 if zero else 1, high)
                knows.bounds[at] = (max(low, least), min(high, most))
            cells = [number(figure(table, row, value)) for value in table.values]
            knows.sum(number(figure(table, row, None)), cells)
    for one, at in list(numbers.items()):
        if one.row and Figure("", "", one.people) in numbers:
            knows.part(at, numbers[Figure("", "", one.people)])
        for other, whole in list(numbers.items()):
            if other.row == one.row and other.people < one.people:
                knows.part(at, whole)
    return knows, numbers


def told_by_a_programme(tables: Sequence[FigureTable], minimum: int) -> set[Figure]:
    knows, numbers = attacked(tables)
    kept_back = {
        figure(table, row, value)
        for table in tables
        for row, line in table.rows.items()
        for value, shown in zip((*table.values, None), line, strict=True)
        if shown is None
    }
    told = set()
    for one in kept_back:
        low, high = knows.interval(numbers[one])
        if low >= 1 and high < minimum:
            told.add(one)
    return told


def both(seed: int, *, open_: bool) -> None:
    every = people(seed)
    tables = [table_of(every, "authority"), table_of(every, "role", open_=open_)]
    joined = JoinedFigures(tables, 3)
    assert joined.fits
    assert joined.telling() == told_by_a_programme(tables, 3)


@pytest.mark.parametrize("open_", [False, True])
@given(st.integers(0, 10**6))
@settings(max_examples=examples(15), deadline=None)
def test_two_tables_tell_what_a_linear_programme_finds(open_, seed):
    both(seed, open_=open_)


@pytest.mark.slow
@pytest.mark.parametrize("open_", [False, True])
@given(st.integers(0, 10**6))
@settings(max_examples=examples(40, "QUALCODE_TABLES"), deadline=None)
def test_two_tables_tell_what_a_linear_programme_finds_each_time(open_, seed):
    both(seed, open_=open_)


@given(st.integers(0, 10**6))
@settings(max_examples=examples(15), deadline=None)
def test_the_true_numbers_always_fit(seed):
    every = people(seed)
    tables = [table_of(every, "authority"), table_of(every, "role", language="e"),
              table_of(every, "role", open_=True)]  # fmt: skip
    joined = JoinedFigures(tables, 3)
    for table in tables:
        wanted = [(a, t) for a, t in every if all(a[n] in v for n, v in table.where.items())]
        for row in table.rows:
            for value in table.values:
                low, high = joined.bounds(figure(table, row, value))
                true = sum(a[table.by] == value and (not row or row in t) for a, t in wanted)
                assert low <= true <= high


def table(by: str, values: str, *, where: dict | None = None, **rows: list) -> FigureTable:
    lines = {"" if row == "everybody" else row: tuple(line) for row, line in rows.items()}
    return FigureTable(by, tuple(values), lines, where=where or {})


def test_a_total_that_one_table_suppresses_is_told_by_another():
    # One small number among zeros, and so no total.
    by_place = table("authority", "abc", everybody=[9, 8, 7, 24], taxis=[None, 0, 0, None])
    by_role = table("role", "xy", everybody=[12, 12, 24], taxis=[0, 5, 5])
    small = table("role", "xy", everybody=[12, 12, 24], taxis=[2, 0, 2])
    assert given_away([by_role], [[by_place]], 3) == []
    [told, total] = given_away([small], [[by_place]], 3)
    assert {one.figure for one in (told, total)} == {
        figure(by_place, "taxis", "a"), figure(by_place, "taxis", None)}  # fmt: skip
    assert told.beside == (0,)


def test_what_was_known_before_is_not_given_away():
    by_place = table("authority", "ab", everybody=[9, 8, 17], taxis=[None, 0, None])
    again = table("authority", "ab", everybody=[9, 8, 17], taxis=[2, 0, 2])
    assert given_away([by_place], [[again]], 3) == []
    assert {one.figure.row for one in given_away([again], [[by_place]], 3)} == {"taxis"}


def test_those_whom_a_narrower_table_leaves_out_are_a_difference():
    every = table("role", "xy", everybody=[9, 8, 17], taxis=[6, 5, 11])
    welsh = table("role", "xy", everybody=[8, 5, 13], taxis=[6, 4, 10],
                  where={"language": ("cy",)})  # fmt: skip
    told = {one.figure for one in given_away([welsh], [[every]], 3)}
    others = frozenset({("language", frozenset({"cy"}))})
    x, y = (frozenset({("role", frozenset({value}))}) for value in "xy")
    assert told == {
        Figure("", "", x, beyond=others), Figure("taxis", "", y, beyond=others),
        Figure("taxis", "", frozenset(), beyond=others),
    }  # fmt: skip


def test_other_groups_than_those_of_a_report_are_no_secret():
    every = FigureTable("group", (), {"": (17,), "taxis": (11,)})
    some = table("group", "x", everybody=[15, 15], taxis=[10, 10], where={"group": ("x",)})
    assert given_away([some], [[every]], 3) == []
    both = table("group", "x", everybody=[15, 15], taxis=[10, 10],
                 where={"group": ("x",), "language": ("cy",)})  # fmt: skip
    assert {one.figure.row for one in given_away([both], [[every]], 3)} == {"", "taxis"}


def test_two_of_a_total_of_two_are_one_each():
    kept = table("authority", "abcd", everybody=[9, 9, 9, 9, 36], taxis=[None, None, 5, 4, None])
    one = table("role", "xy", everybody=[18, 18, 36], taxis=[9, 2, 11])
    two = table(
        "authority", "abcd", everybody=[9, 9, 9, 9, 36], taxis=[None, None, None, None, None]
    )
    assert {g.figure.people for g in given_away([one], [[kept]], 3)} == {
        frozenset({("authority", frozenset({v}))}) for v in "ab"
    }
    assert given_away([two], [[one]], 3) == []


def test_tables_of_other_people_are_left_aside():
    before = table("authority", "ab", everybody=[9, 8, 17], taxis=[None, 0, None])
    later = table("role", "xy", everybody=[9, 11, 20], taxis=[0, 0, 0])
    # Somebody spoke of it before, and nobody does: these are not the same people.
    assert given_away([later], [[before]], 3) == []
    assert not JoinedFigures([before, later], 3).fits


def test_nobody_and_everybody_are_told_where_they_are_kept_back():
    kept = FigureTable("authority", ("a", "b"), {"": (4, 5, 9), "taxis": (None, None, None)},
                       zeros=True)  # fmt: skip
    none = table("role", "xy", everybody=[4, 5, 9], taxis=[0, 0, 0])
    every = table("role", "xy", everybody=[4, 5, 9], taxis=[4, 5, 9])
    for new in (none, every):
        told = {one.figure.people for one in given_away([new], [[kept]], 3, zeros=True)}
        assert {frozenset({("authority", frozenset({v}))}) for v in "ab"} <= told
        assert given_away([new], [[kept]], 3) == []


def test_a_rounded_number_is_kept_back_too():
    rounded = FigureTable("authority", ("a", "b"), {"": (5, 0, None)}, base=5)
    total = table("group", "x", everybody=[8, 8])
    [told] = given_away([rounded], [[total]], 3)
    # 3 to 7 and 0 to 2 are 8 only with 1 or 2.
    assert told.figure == figure(rounded, "", "b")
    assert given_away([rounded], [[table("group", "x", everybody=[7, 7])]], 3) == []


def test_a_person_who_came_is_a_difference():
    before = table("group", "xy", everybody=[5, 4, 9], taxis=[3, 2, 5], moves=[4, 4, 8])
    after = table("group", "xy", everybody=[6, 4, 10], taxis=[4, 2, 6], moves=[4, 4, 8])
    found = {tuple(sorted(v for _, vs in one.people for v in vs)): (one.by, one.rows)
             for one in differences([before], [after], 3)}  # fmt: skip
    assert found == {("x",): (1, ("taxis",)), (): (1, ("taxis",))}
    assert [one.by for one in differences([after], [before], 3)] == [-1, -1]
    many = table("group", "xy", everybody=[9, 4, 13], taxis=[7, 2, 9], moves=[4, 4, 8])
    assert differences([before], [many], 3) == []
    # Only what was said of them changed: that is nobody's coming or leaving.
    assert (
        differences([before], [table("group", "xy", everybody=[5, 4, 9], taxis=[4, 2, 6])], 3) == []
    )


def test_some_rows_of_a_table():
    whole = table("group", "x", everybody=[5, 5], taxis=[3, 3])
    assert only_rows(whole, {"taxis"}).rows == {"taxis": (3, 3)}
