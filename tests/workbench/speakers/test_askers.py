"""Who asks in a talk, and when that is not clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.workbench.speakers.askers import Part, askers, ends_asking

ASKS, ANSWERS = Part(20, 300, 14), Part(20, 2000, 3)
BOTH = Part(20, 800, 6)


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Where was that?", True),
        ("“Where was that?”", True),
        ("Where was that? [laughs]", True),
        ("Where was that? (0:12)", True),
        ("Why? I never knew.", False),
        ("It rained.", False),
        ("", False),
    ],
)
def test_a_turn_asks_if_it_ends_in_a_question(words: str, asks: bool):
    assert ends_asking(words) is asks


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([ASKS, ANSWERS], [0]),
        ([ANSWERS, ASKS], [1]),
        # A second interviewer asks, too; somebody who says little does not.
        ([ASKS, ANSWERS, Part(9, 120, 5)], [0, 2]),
        ([ASKS, ANSWERS, Part(9, 400, 0)], [0]),
        # One of two guests who asks now and then answers.
        ([Part(20, 900, 12), Part(20, 4000, 1), Part(9, 1800, 4)], [0]),
        # A focus group has several who answer.
        ([Part(30, 500, 20), Part(30, 900, 2), Part(25, 700, 1), Part(8, 90, 1)], [0]),
        # A talkative interviewer says more than who answers in a word or two.
        ([Part(40, 2600, 16), Part(28, 1800, 3)], [0]),
        # Two who ask each other, and a meeting: not known.
        ([BOTH, BOTH], []),
        ([Part(100, 1500, 14), Part(90, 1200, 10), Part(80, 1000, 9), Part(30, 137, 5)], []),
        # A judge who asks now and then is no second interviewer, and leaves it clear who is one.
        ([Part(300, 9000, 160), Part(380, 12000, 9), Part(40, 700, 9)], [0]),
        # Whose turns end in a question as often as the first's asks, too, though seldom.
        ([Part(300, 9000, 150), Part(380, 12000, 9), Part(20, 700, 11)], [0, 2]),
        # Three who ask alike: not known.
        ([ASKS, ANSWERS, Part(18, 290, 12), Part(17, 280, 11)], []),
        # Too little to say.
        ([Part(2, 30, 2), ANSWERS], []),
        ([ASKS], []),
        ([Part(20, 2000, 9), Part(3, 20, 0)], []),
        ([Part(20, 300, 1), ANSWERS], []),
        ([Part(20, 300, 0), Part(20, 2000, 0)], []),
    ],
)
def test_who_asks_is_found_if_it_is_clear(parts: list[Part], found: list[int]):
    assert sorted(askers(parts, range(len(parts)))) == found


SIZES = st.integers(0, 60).flatmap(
    lambda turns: st.builds(
        Part, st.just(turns), st.integers(turns, 50 * turns + 1), st.integers(0, turns)
    )
)


@given(st.lists(SIZES, max_size=6), st.data())
def test_somebody_is_left_to_answer_and_nobody_asks_whom_we_know_to_answer(parts, data):
    able = data.draw(st.sets(st.sampled_from(range(len(parts))))) if parts else set()
    found = askers(parts, able)
    assert set(found) <= able
    assert len(found) < max(1, len(parts))
    # Who spoke first makes no difference.
    back = askers(parts[::-1], {len(parts) - 1 - at for at in able})
    if len({p.density for p in parts}) == len({p.words for p in parts}) == len(parts):
        assert {len(parts) - 1 - at for at in back} == set(found)
