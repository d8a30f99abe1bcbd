"""Remarks beside times are kept, words of times are none."""

import pytest

from qualcode.transcripts.table.remarks import words_beside


@pytest.mark.parametrize(
    ("cell", "remark"),
    [
        ("[00:03:43] where it begins", "where it begins"),
        ("00:03:43 - (LAUGHTER)", "(LAUGHTER)"),
        ("tape ends", "tape ends"),
        ("Monday 3 May, 10:15 AM", ""), ("2 min 5 sec", ""), ("12.5", ""), ("0:05", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_a_cell_says_besides_its_time(cell: str, remark: str):
    notes: list[str] = []
    rows = [[cell, "I"], ["0:06", "P"]]
    assert words_beside((0, None), rows, ["Time", "Who"], notes) == [[remark] if remark else [], []]
    assert len(notes) == bool(remark)
