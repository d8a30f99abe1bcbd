"""Coder drift over time: the distance is the textbook's, and chance is told apart from a shift."""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.coder_drift import Made, coder_drift, total_variation
from tests.conftest import Run
from tests.workbench.team.test_sync import code

COUNTS = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 50), min_size=1)


def test_the_distance_by_hand():
    assert total_variation({"a": 1, "b": 1}, {"a": 1, "b": 3}) == pytest.approx(0.25)
    assert total_variation({"a": 5}, {"b": 7}) == 1
    assert total_variation({"a": 2, "b": 4}, {"a": 10, "b": 20}) == pytest.approx(0)
    with pytest.raises(ValueError, match="nothing"):
        total_variation({}, {"a": 1})


@pytest.mark.slow
@given(one=COUNTS, two=COUNTS, three=COUNTS)
def test_it_is_a_distance(one, two, three):
    assert total_variation(one, two) == pytest.approx(total_variation(two, one))
    assert 0 <= total_variation(one, two) <= 1 + 1e-12
    assert total_variation(one, one) == pytest.approx(0)
    assert (
        total_variation(one, three)
        <= total_variation(one, two) + total_variation(two, three) + 1e-9
    )
    # The largest difference in the share of any set of codes.
    shares = [{k: c[k] / sum(c.values()) for k in c} for c in (one, two)]
    more = sum(max(0.0, shares[0].get(k, 0) - shares[1].get(k, 0)) for k in {*one, *two})
    assert total_variation(one, two) == pytest.approx(more)


def talks(chance: random.Random, weights: list[list[float]], many: int = 12) -> list[Made]:
    """A week of interviews for each set of weights, 25 codings each, of five codes."""
    found = []
    for week, shares in enumerate(weights):
        for talk in range(many):
            for n in range(25):
                code_id = chance.choices("abcde", shares)[0]
                at = f"2026-03-{2 + 7 * week + talk % 5:02}T10:{n:02}:00Z"
                found.append(Made(f"{week}-{talk}-{n}", "ann", f"{week}-{talk}", code_id, at))
    return found


@pytest.mark.slow
def test_a_coder_who_shifted_is_told_from_one_who_did_not():
    even = [1.0, 1, 1, 1, 1]
    shifted, same = [], []
    for seed in range(12):
        chance = random.Random(seed)
        [_, w] = coder_drift(talks(chance, [even, [3.0, 1, 1, 1, 1]]))
        shifted.append(w)
        [_, w] = coder_drift(talks(chance, [even, even]))
        same.append(w)
    assert all(w.p is not None and w.p <= 0.01 for w in shifted)
    assert all(w.codes[0].code == "a" and w.codes[0].shift > 0.1 for w in shifted)
    # By chance one in twenty is below .05: of twelve hardly ever three.
    assert sum(w.p is not None and w.p < 0.05 for w in same) <= 2
    assert all(w.expected is not None and abs(w.expected - (w.distance or 0)) < 0.1 for w in same)


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), size=st.sampled_from(["day", "week", "month", 1, 7, 40]))
def test_every_coding_is_behind_one_window_and_shares_add_up(seed, size):
    chance = random.Random(seed)
    made = [
        Made(str(n), chance.choice(["ann", "ben"]), str(chance.randrange(5)), chance.choice("abc"),
             f"2026-0{chance.randint(1, 9)}-{chance.randint(1, 28):02}T10:00:00Z")
        for n in range(chance.randrange(120))
    ]  # fmt: skip
    windows = coder_drift(made, size)
    assert Counter(i for w in windows for s in w.codes for i in s.ids) == Counter(
        m.id for m in made
    )
    for w in windows:
        assert sum(s.share for s in w.codes) == pytest.approx(1)
        assert w.start <= w.end
        assert (w.distance is None) == (w.number == 1)
        if w.distance is not None:
            assert sum(abs(s.shift) for s in w.codes) / 2 == pytest.approx(w.distance)
    assert windows == coder_drift(list(reversed(made)), size)


def test_the_command_and_what_it_refuses(study_path, run: Run):
    assert (
        run("-C", study_path, "codebook", "drift", "--over-time").out == "Nobody has coded yet.\n"
    )
    code(study_path, "ann", 2, 4, 6)
    rows = json.loads(
        run("-C", study_path, "codebook", "drift", "--over-time", "--window", "2", "--json").out
    )
    assert [(r["window"], r["code"], r["codings"], len(r["ids"])) for r in rows] == [
        (1, "moves", 2, 2),
        (2, "moves", 1, 1),
    ]
    assert [r["distance"] for r in rows] == [None, 0]
    bad = run("-C", study_path, "codebook", "drift", "--over-time", "--window", "year")
    assert bad.status == 1
    assert "no window 'year'" in bad.err
    assert run("-C", study_path, "codebook", "drift", "--window", "day").status == 2
