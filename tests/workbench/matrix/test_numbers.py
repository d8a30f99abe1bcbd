"""Counts of people as the product prints them, held against an attacker with a linear programme."""

from __future__ import annotations

import pytest

from qualcode.errors import BadInputError
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.store.study import Study
from qualcode.workbench.matrix.numbers import figures, risky_figures
from qualcode.workbench.matrix.open_matrix import open_matrix
from tests.analysis.attacker import of_table
from tests.workbench.charted import opened, set_print


@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("sub_codes", [False, True])
def test_nothing_small_can_be_worked_out_from_a_table(charted: Study, sub_codes, zeros):
    study = set_print(charted, zeros_disclosive=zeros)
    matrix = open_matrix(study, MatrixDefinition(sub_codes=sub_codes))
    for attribute in ("local_authority", "role", "group"):
        for column in ("", "works_well", "works_less_well"):
            made = figures(matrix, attribute, column=column)
            ids = [row for row, _ in made.rows]
            above = dict(made.within)
            part_of = [ids.index(above.get(row, "")) if row else None for row in ids]
            knows, rows, _ = of_table(made.shown, part_of, zeros=zeros)
            for i, line in enumerate(made.counts):
                for j, true in enumerate(line):
                    low, high = knows.interval(rows[i][j])
                    assert low <= true <= high
                    assert not (low >= 1 and high < 3), (attribute, column, ids[i], j)


def test_a_code_below_a_theme_is_part_of_it(charted: Study):
    made = figures(open_matrix(charted, MatrixDefinition(sub_codes=True)), "role")
    assert made.within == (("mentor", "support"),)


def test_numbers_rounded_to_too_little_are_refused(charted: Study):
    with pytest.raises(BadInputError, match="would show which are below 3"):
        figures(opened(charted), "role", base=2)
    assert figures(opened(charted), "role", base=3).base == 3


def test_the_list_of_work_names_rows_with_few_people(charted: Study):
    found = dict(risky_figures(opened(charted)))
    assert "fewer than 3 people: local authority 2" in found["People interviewed"]
    # That nobody is counted is not work.
    nobody = set_print(charted, zeros_disclosive=True)
    assert dict(risky_figures(opened(nobody))).keys() == found.keys()
