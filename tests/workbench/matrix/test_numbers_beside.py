"""More is suppressed of a table of numbers until it tells nothing beside others."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.joined_figures import JoinedFigures, figures_of, newly_told
from qualcode.store.records.exports import ExportRecord, append_export
from qualcode.store.study import Study
from qualcode.workbench.matrix.earlier_exports import Earlier
from qualcode.workbench.matrix.figure_tables import report_tables
from qualcode.workbench.matrix.numbers import figures
from qualcode.workbench.matrix.numbers_beside import _kept_back, numbers_beside
from tests.analysis.test_joined_figures import people, table_of, told_by_a_programme
from tests.examples import examples
from tests.workbench.charted import opened, set_print


def record(study: Study, table, at: str = "2026-02-03") -> None:
    append_export(study.root, ExportRecord(at=at, what="numbers", form="csv", sha256="",
                                           figures="", tables=(table,)), [])  # fmt: skip


def test_what_a_report_would_tell_is_kept_back(charted: Study):
    made = opened(charted)
    alone = figures(made, "local_authority")
    # 2 of local authority 2 speak of support, and 5 of 1; of moves 1 and 2.
    assert alone.shown.row_totals[2] == 3 or alone.shown.row_totals[2] is None
    kept, held = numbers_beside(made, alone)
    definition = made.assembled.evidence.definition
    report = report_tables(made.matrix, definition, charted.codebook)
    joined = JoinedFigures([kept.printed(made), *report[:1]], 3)
    assert joined.fits
    assert not {one for one in joined.telling() if dict(one.people).keys() - {"group"}}
    assert held.stopping == ()
    if kept != alone:
        assert "more is suppressed in " in held.told[0]
        assert "a report of this matrix" in held.told[0]


def test_by_two_attributes_one_after_another(charted: Study):
    made = opened(charted)
    first, _ = numbers_beside(made, figures(made, "local_authority"))
    record(charted, first.printed(made))
    made = opened(charted)
    second, held = numbers_beside(made, figures(made, "role"))
    joined = JoinedFigures([first.printed(made), second.printed(made)], 3)
    assert joined.fits
    assert joined.telling() == set()
    assert held.stopping == ()


def test_a_true_table_that_left_makes_a_row_go_whole(charted: Study):
    made = opened(charted)
    alone = figures(made, "local_authority")
    table = alone.printed(made)
    truth = {
        row: (*line, sum(line)) for (row, _), line in zip(alone.rows, alone.counts, strict=True)
    }
    known = {row: line if row == "moves" else table.rows[row] for row, line in truth.items()}
    roles = figures(made, "role").printed(made)
    by_role = {row: (*(None,) * len(roles.values), sum(truth[row][:-1])) for row in known}
    record(charted, msgspec.structs.replace(roles, rows=by_role))
    kept, held = numbers_beside(opened(charted), alone)
    rows = kept.printed(made).rows
    assert set(rows["moves"]) == {None}
    assert any("Moves" in line for line in held.told)
    assert kept.counts == alone.counts


def test_groups_are_printed_in_full_by_reports(charted: Study):
    made = opened(charted)
    _, held = numbers_beside(made, figures(made, "group"))
    assert "reports print numbers by group in full" in held.told[0]


def test_nobody_may_be_kept_back_too(charted: Study):
    set_print(charted, zeros_disclosive=True)
    made = opened(charted)
    assert made.study.config.zeros_disclosive
    plain = figures(made, "role").shown
    # Two head teachers, of whom one speaks of support; nobody is told to have said nothing.
    assert all(n != 0 for row in plain.cells[1:] for n in row)


def nothing_told(seed: int) -> None:
    every = people(seed)
    report = [table_of(every, "role", open_=True)]
    others = [[table_of(every, "language")], report]
    table = table_of(every, "authority")
    if len(table.values) < 2:
        # Of the only authority the report's totals are the numbers; nothing is left to keep back.
        return
    beside = Earlier([], [tuple(tables) for tables in others])
    kept = _kept_back(table, newly_told([table], others, 3)[0], beside, 3)
    before = told_by_a_programme([one for tables in others for one in tables], 3)
    told = told_by_a_programme([kept, *(one for tables in others for one in tables)], 3)
    printed = {one for t in report for one, number in figures_of(t) if number is not None}
    assert told - before - printed == set()


@given(st.integers(0, 10**6))
@settings(max_examples=examples(15), deadline=None)
def test_a_linear_programme_finds_nothing_in_what_is_left(seed):
    nothing_told(seed)


@pytest.mark.slow
@given(st.integers(0, 10**6))
@settings(max_examples=examples(15, "QUALCODE_TABLES"), deadline=None)
def test_a_linear_programme_finds_nothing_in_what_is_left_each_time(seed):
    nothing_told(seed)
