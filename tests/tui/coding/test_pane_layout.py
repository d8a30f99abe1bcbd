"""The words of a transcript have their columns before the panes beside them have theirs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.tui.coding.pane_layout import LEAST_WORDS, PaneLayout, pane_layout
from qualcode.tui.coding.transcript import MOST_WIDE
from qualcode.tui.widgets.paint import GUTTER
from tests.examples import examples

OPENED = st.sampled_from(["", "codes", "detail"])


def words(width: int, layout: PaneLayout) -> int:
    """The columns for the words of a transcript."""
    room = width - layout.codes - layout.detail - 2 * layout.map - GUTTER - 1
    return min(room, MOST_WIDE)


@settings(max_examples=examples(100))
@given(st.integers(72, 300), st.booleans(), OPENED)
def test_from_72_columns_on_words_have_sixty_whatever_is_open(width: int, bare: bool, opened):
    layout = pane_layout(width, bare=bare, opened=opened)
    assert words(width, layout) >= min(LEAST_WORDS, width - GUTTER - 3)


@settings(max_examples=examples(100))
@given(st.integers(20, 300), st.booleans(), OPENED)
def test_a_pane_that_was_opened_is_shown(width: int, bare: bool, opened):
    layout = pane_layout(width, bare=bare, opened=opened)
    shown = {"": True, "codes": layout.codes, "detail": layout.detail}[opened]
    assert shown or layout.sheet == opened
    assert GUTTER <= 8


@pytest.mark.parametrize(
    ("width", "columns"), [(80, 70), (100, 62), (120, 74), (140, 62), (160, 75), (200, 75)]
)
def test_words_have_60_to_75_columns(width: int, columns: int):
    assert words(width, pane_layout(width, bare=False)) == columns
