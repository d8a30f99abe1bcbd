"""The numbers that reports print as tables, and what the study counts today."""

from __future__ import annotations

from dataclasses import replace

from qualcode.analysis.joined_figures import Figure, figures_of
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.store.study import Study
from qualcode.workbench.matrix.figure_tables import PresentCounts, report_tables, rows_within
from qualcode.workbench.matrix.open_matrix import open_matrix
from tests.workbench.charted import opened


def test_a_report_prints_people_by_group_column_by_column(charted: Study):
    made = opened(charted)
    definition = made.assembled.evidence.definition
    tables = report_tables(made.matrix, definition, charted.codebook)
    assert [table.column for table in tables] == ["", "works_well", "works_less_well"]
    assert {(table.by, table.values) for table in tables} == {("group", ("yp", "sc", "hd"))}
    assert tables[0].rows[""] == (3, 3, 2, 8)
    assert tables[0].rows["support"] == (3, 3, 1, 7)
    assert tables[1].rows["support"] == (3, 2, 1, 6)


def test_tables_agree_with_what_is_counted_today(charted: Study):
    made = opened(charted)
    evidence = made.assembled.evidence
    present = PresentCounts(evidence)
    for table in report_tables(made.matrix, evidence.definition, charted.codebook):
        for one, number in figures_of(table):
            assert present.count(one) == number, one


def test_a_matrix_cannot_tell_of_people_it_leaves_out(charted: Study):
    definition = MatrixDefinition(where={"role": ("social worker",)})
    made = open_matrix(charted, definition)
    present = PresentCounts(made.assembled.evidence)
    workers = frozenset({("role", frozenset({"social worker"}))})
    assert present.count(Figure("", "", workers)) == 3
    assert present.count(Figure("", "", frozenset())) is None
    others = (("ben",), True)
    assert present.count(Figure("support", "", workers, others)) is None
    here = frozenset({("local_authority", frozenset({"local authority 2"}))})
    assert present.count(Figure("", "", workers | here)) == 1


def test_everybody_together_has_totals_only_and_a_chart_none(charted: Study):
    book = charted.codebook
    across = MatrixDefinition(across=True)
    tables = report_tables(open_matrix(charted, across).matrix, across, book)
    assert tables[0].values == ()
    assert tables[0].rows[""] == (8,)
    chart = MatrixDefinition(layout="cases")
    assert report_tables(open_matrix(charted, chart).matrix, chart, book) == ()


def test_codes_below_a_row_are_within_it(charted: Study):
    definition = MatrixDefinition(sub_codes=True)
    assert rows_within(charted.codebook, definition) == {"mentor": "support"}
    assert rows_within(charted.codebook, replace(definition, sub_codes=False)) == {}
