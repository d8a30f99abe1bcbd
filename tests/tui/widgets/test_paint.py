"""A row of a transcript: which code's stripe stands in its margin, and how it was judged."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.color import Color

from qualcode.model.coding.coding import Coding, CodingEvent
from qualcode.tui.widgets.paint import GUTTER, Head, Line, Look, paint

LOOK = Look(
    Style(),
    Style(),
    Style(),
    Style(),
    Color.parse("black"),
    {"moves": (0, Color.parse("red"))},
    "none",
)


def coding(name: str, valence: str | None) -> Coding:
    return Coding("d", "ann", CodingEvent(name, "add", "moves", 0, 4, "s", "", valence=valence))


def margin(codings: list[Coding], *, first: bool, judged: bool) -> str:
    """The stripes of a row in which all of some codings begin, or show how they were judged."""
    ids = frozenset(c.id for c in codings)
    lanes = {c.id: n for n, c in enumerate(codings)}
    line = Line("Home", 0, None, codings, lanes, ids if first else frozenset(),
                ids if judged else frozenset(), (0, 0), "")  # fmt: skip
    return paint(line, LOOK, 40).text[:GUTTER]


@pytest.mark.parametrize(
    ("valence", "sign"),
    [("works_well", "+"), ("works_less_well", "−"), ("mixed", "~"), ("neutral", "0"), (None, "┃")],
)
def test_the_second_row_of_a_stripe_says_how_it_was_judged(valence: str | None, sign: str):
    assert margin([coding("1", valence)], first=False, judged=True) == f"     {sign} "
    assert margin([coding("1", valence)], first=False, judged=False) == "     ┃ "
    assert margin([coding("1", valence)], first=True, judged=False) == "     α "


def test_on_its_only_row_it_stands_beside_the_sign_of_the_code():
    assert margin([coding("1", "mixed")], first=True, judged=True) == "    ~α "
    assert margin([coding("1", None)], first=True, judged=True) == "     α "


def test_no_sign_covers_the_stripe_of_another_coding():
    both = [coding("1", "mixed"), coding("2", "works_well")]
    assert margin(both, first=True, judged=True) == "   +αα "


def test_the_head_of_a_turn_stands_above_its_words_and_a_speaker_only_once():
    def shown(speaker: str, codings: list[Coding]) -> str:
        lanes = {c.id: n for n, c in enumerate(codings)}
        head = Head(speaker, 1204, participant=True)
        line = Line("", 9, head, codings, lanes, frozenset(), frozenset(), (0, 0), "")
        return paint(line, LOOK, 40).text.rstrip()

    assert shown("Ms Lowe", []) == "       Ms Lowe  1,204"
    assert shown("", []) == "       1,204"
    # A coding of several turns goes on in it.
    assert shown("Ms Lowe", [coding("1", None)]) == "     ┃ Ms Lowe  1,204"
