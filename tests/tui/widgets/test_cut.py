"""Ids that have no room: start and end stay, whatever the width."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qualcode.tui.widgets.cut import cut_in_middle


def test_ids_that_differ_at_their_ends_still_differ():
    assert cut_in_middle("interview-number-1", 11) == "inter…ber-1"
    assert cut_in_middle("talk-1", 11) == "talk-1"


@given(st.text(st.sampled_from("ab-1\u4e2d"), max_size=30), st.integers(0, 40))
def test_it_is_never_wider_than_its_room(text: str, cells: int):
    cut = cut_in_middle(text, cells)
    assert cell_len(cut) <= cells
    assert cut == text or "…" in cut or not cells
