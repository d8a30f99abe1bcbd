"""Ids that a spreadsheet takes for numbers, and writes otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.same_number import same_number


@pytest.mark.parametrize(
    ("written", "ids", "found"),
    [
        ("7", ["007", "8"], "007"),
        ("007", ["7"], "7"),
        ("1.00E+05", ["1E5", "1E6"], "1E5"),
        ("7", ["007", "07"], ""),
        ("7", ["7"], ""),
        ("P7", ["P07"], ""),
        ("7a", ["07a"], ""),
        ("", ["0"], ""),
    ],
)
def test_the_one_that_a_spreadsheet_writes_so(written: str, ids: list[str], found: str):
    assert same_number(written, ids) == found


@given(st.integers(0, 10**9), st.integers(1, 6))
def test_zeros_before_a_number_are_found_again(number: int, zeros: int):
    written = "0" * zeros + str(number)
    assert same_number(str(number), [written, str(number + 1)]) == written
