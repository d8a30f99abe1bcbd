"""Bounds of counts along sums and parts; what a linear programme finds is in ``test_attacker``."""

from __future__ import annotations

from qualcode.analysis.count_bounds import UNLIMITED, CountBounds


def test_a_total_bounds_its_cells_and_they_it():
    bounds = CountBounds()
    a, b, known = bounds.count(1), bounds.count(1), bounds.count(5, 5)
    total = bounds.count(9, 9)
    bounds.sum(total, [a, b, known])
    assert bounds.narrow()
    assert [(bounds.low[n], bounds.high[n]) for n in (a, b)] == [(1, 3), (1, 3)]
    other, free = bounds.count(2, 4), bounds.count()
    bounds.sum(free, [a, other])
    assert bounds.narrow()
    assert (bounds.low[free], bounds.high[free]) == (3, 7)


def test_a_part_is_no_more_than_its_whole():
    bounds = CountBounds()
    part, whole = bounds.count(3), bounds.count(0, 7)
    bounds.part(part, whole)
    assert bounds.narrow()
    assert (bounds.high[part], bounds.low[whole]) == (7, 3)


def test_what_cannot_be_and_that_trying_changes_nothing():
    bounds = CountBounds()
    a, b = bounds.count(1), bounds.count(1)
    total = bounds.count(4, 4)
    bounds.sum(total, [a, b])
    assert bounds.narrow()
    assert bounds.can_be(a, 3, UNLIMITED)
    assert not bounds.can_be(a, 4, UNLIMITED)
    assert (bounds.low[a], bounds.high[a]) == (1, 3)
    bounds.part(total, a)
    assert not bounds.narrow()


def test_nothing_limits_a_count_alone():
    bounds = CountBounds()
    alone = bounds.count()
    assert bounds.narrow()
    assert (bounds.low[alone], bounds.high[alone]) == (0, UNLIMITED)
