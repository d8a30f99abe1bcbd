"""The private table of respondents, whatever columns people add."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.store.records.respondents import (
    cases_of_nobody,
    read_respondents,
    respondent_rows,
    with_another_case,
)

TABLE = "note,file,respondent,case\nlate,s.csv,4,R004\n,s.csv,5,R005\n,s.csv,6,\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "respondents.csv").write_text(TABLE)
    return tmp_path


def test_columns_stand_in_any_order_and_rows_without_a_case_are_left_out(root: Path):
    assert respondent_rows(root) == [["s.csv", "4", "R004"], ["s.csv", "5", "R005"]]
    assert cases_of_nobody(root, {"R004"}) == ["R005"]


def test_another_case_changes_its_cell_alone(root: Path):
    rows = read_respondents(root)
    named = with_another_case(rows, "R004", "SW1")
    assert [list(row) for row in named] == [
        ["SW1" if cell == "R004" else cell for cell in row] for row in rows
    ]
    assert with_another_case(rows, "s.csv", "x") == rows
    assert with_another_case([], "R004", "SW1") == []


def test_a_table_without_the_column_is_refused(root: Path):
    (root / "private" / "respondents.csv").write_text("file,respondent\ns.csv,4\n")
    with pytest.raises(BadInputError, match="case"):
        read_respondents(root)
