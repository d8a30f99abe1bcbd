"""Of many texts the few that may hold wanted words are told, and none of them is left out."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.sieve import Sieve
from qualcode.model.text.verbatim import RUN, Runs, apart, folded

FEW = ["a", "ab", "ŵy", "don't", "na", "Na", "我", "it"]


@given(seed=st.integers(0, 10**9), size=st.integers(1, 5))
def test_it_says_yes_where_a_run_stands_and_no_where_none_does(seed, size):
    chance = random.Random(seed)
    text, *wanted = (
        "".join(chance.choice(FEW) + chance.choice([" ", ", ", "\n"]) for _ in range(many))
        for many in (chance.randrange(40), chance.randrange(12), chance.randrange(12))
    )
    runs = {
        tuple(words[at : at + size])
        for words in (folded(one).split() for one in wanted)
        for at in range(len(words) - size + 1)
    }
    said = folded(text).split()
    stands = any(tuple(said[at : at + size]) in runs for at in range(len(said) - size + 1))
    assert Sieve([apart(one) for one in wanted], size).lets_through(apart(text)) == stands


def test_a_run_is_found_in_the_last_of_very_many_texts():
    chance = random.Random(1)
    words = [f"{a}{b}" for a in "bcdfg" for b in ("an", "el", "id", "os")]
    run = "Nobody asked me what I wanted, not once."
    runs = Runs([f"One said: {run}", "Her own words about what was said, and no others."])
    other = apart(" ".join(chance.choice(words) for _ in range(200_000)))
    assert [runs.may_stand_in(other) for _ in range(6)][-1] is False
    assert runs.may_stand_in(other + apart(f" nobody asked ME – what i wanted not once {words[0]}"))
    assert len(folded(run).split()) == RUN


def test_words_are_found_without_numpy_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    runs = Runs(["they never once asked me what I would have wanted to happen"])
    said = apart("Nobody ever said that. " * 100_000)
    assert all(runs.may_stand_in(said) for _ in range(3))
