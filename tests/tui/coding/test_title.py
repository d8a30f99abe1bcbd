"""The first line of the coding screen says at any width whether everything is saved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcode.tui.coding.title import Part, title_line

SAVED = Part("✓ saved", 0, "dim")
PARTS = [
    Part("turn 104 of 398 at 1:02:07", 9),
    Part("Designated safeguarding lead", 2),
    Part("40 words selected", 3),
    Part("anwen", 1),
    Part("done", 8, "bold"),
]


def test_at_80_columns_what_matters_less_goes_and_saved_stays():
    line = title_line("interview-11", PARTS, SAVED, 80).plain
    assert line == " interview-11   turn 104 of 398 at 1:02:07 · 40 words selected · done · ✓ saved"
    assert len(line) <= 80


def test_where_there_is_room_all_is_said():
    line = title_line("interview-11", PARTS, SAVED, 140).plain
    assert all(part.words in line for part in PARTS)
    assert line.endswith("anwen · done · ✓ saved")


def test_what_is_not_saved_stands_first():
    line = title_line("one", PARTS, Part("✗ not saved", 0), 60, lost="✗ 3 NOT SAVED: Ctrl+S").plain
    assert line.startswith(" one  ✗ 3 NOT SAVED: Ctrl+S ·")
    assert line.endswith("✗ not saved")


@given(st.text("abc-ŵ 会", min_size=1, max_size=60), st.integers(40, 240))
def test_saved_is_never_cut(name: str, width: int):
    line = title_line(name, PARTS, SAVED, width)
    assert line.plain.endswith("✓ saved")
    assert line.cell_len <= width
