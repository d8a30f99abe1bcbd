"""Ids that have no room: start and end stay, whatever the width."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from qualcode.tui.widgets.cut import cut_apart, cut_in_middle


def test_ids_that_differ_at_their_ends_still_differ():
    assert cut_in_middle("interview-number-1", 11) == "inter…ber-1"
    assert cut_in_middle("talk-1", 11) == "talk-1"


@given(st.text(st.sampled_from("ab-1\u4e2d"), max_size=30), st.integers(0, 40))
def test_it_is_never_wider_than_its_room(text: str, cells: int):
    cut = cut_in_middle(text, cells)
    assert cell_len(cut) <= cells
    assert cut == text or "…" in cut or not cells


def test_ids_that_would_look_alike_are_shown_by_what_differs():
    ids = [f"interview-{n}-part-1-2" for n in (1, 3, 13)] + ["focus-group"]
    assert list(cut_apart(ids, 10).values()) == [
        "…1-part-1…",
        "…3-part-1…",
        "…13-part-…",
        "focus…roup",
    ]
    assert list(cut_apart(ids, 30).values()) == ids


@given(st.lists(st.text("ab-1\u4e2d", max_size=30), max_size=6), st.integers(0, 40))
def test_cut_apart_is_never_wider_than_its_room(texts: list[str], cells: int):
    cut = cut_apart(texts, cells)
    assert list(cut) == list(dict.fromkeys(texts))
    assert all(cell_len(one) <= cells for one in cut.values())
