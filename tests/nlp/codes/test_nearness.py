"""Codes that no theme is near, and how far a passage is from every code."""

from __future__ import annotations

import numpy as np
import pytest

from qualcode.nlp.codes.nearness import COVERED, CodeText, Coverage, Nearness, nearness
from qualcode.nlp.passages.passages import Segment


class Words:
    """Reads a text as which of a few words it has."""

    name = "words"
    _known = ("taxi", "food", "grant", "music")

    def embed(self, texts):
        rows = np.array([[float(w in t.lower()) for w in self._known] for t in texts])
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


TEXTS = [f"{word} {extra}" for word in ("taxi", "food", "grant")
         for extra in ("late", "soon", "often", "never")]  # fmt: skip
SEGMENTS = [Segment("d", n, n + 1, text, "P", "g") for n, text in enumerate(TEXTS)]
THEMES = [np.arange(0, 4), np.arange(4, 8), np.arange(8, 12)]


def coverage(*codes: tuple[str, str]) -> Coverage:
    found = [CodeText(name, name.title(), text) for name, text in codes]
    return Coverage(found, SEGMENTS, Words().embed(TEXTS), Words(), ["the"])


def test_codes_that_no_theme_is_near_are_told_with_the_nearest_theme():
    made = coverage(("ride", "taxi"), ("band", "music"), ("spread", "taxi food grant"))
    assert made.near(THEMES[0]).codes[0].code == "ride"
    assert made.near(THEMES[0]).covered
    without = made.codes_without(THEMES)
    assert [(near.code, near.name) for near, _ in without] == [
        ("band", "Band"),
        ("spread", "Spread"),
    ]
    for near, place in without:
        assert near.similarity < COVERED
        # As the theme itself says it.
        told = {n.code: n.similarity for n in made.near(THEMES[place]).codes}
        assert told[near.code] == near.similarity
        others = [
            {n.code: n.similarity for n in made.near(theme).codes}[near.code] for theme in THEMES
        ]
        assert near.similarity == max(others)


def test_a_code_is_without_theme_or_covers_one():
    made = coverage(("ride", "taxi"), ("meals", "food"), ("band", "music"))
    covering = {made.near(t).codes[0].code for t in THEMES if made.near(t).covered}
    assert covering == {"ride", "meals"}
    assert {near.code for near, _ in made.codes_without(THEMES)} == {"band"}


def test_the_farthest_codes_come_first():
    found = coverage(("band", "music"), ("zither", "music"), ("spread", "taxi food grant"))
    similarities = [near.similarity for near, _ in found.codes_without(THEMES)]
    assert similarities == sorted(similarities)


def test_how_far_a_passage_is_from_every_code():
    far = coverage(("ride", "taxi"), ("meals", "food")).farness()
    assert len(far) == len(TEXTS)
    assert all(0 <= one < 1 for one in far)
    assert min(far[8:]) > max(far[:8])
    # Four of twelve are farthest: eight of twelve are nearer than each of them.
    assert far[8:] == [pytest.approx(8 / 12)] * 4
    assert min(far) == 0


def test_a_second_code_never_makes_a_passage_of_it_farther():
    one = coverage(("ride", "taxi")).farness()
    two = coverage(("ride", "taxi"), ("money", "grant")).farness()
    assert max(two[8:]) < min(one[8:])


def test_passages_all_alike_are_none_of_them_far():
    same = [Segment("d", n, n + 1, "food", "P", "g") for n in range(5)]
    made = Coverage([CodeText("a", "A", "taxi")], same, Words().embed(["food"] * 5), Words(), [])
    assert made.farness() == [0] * 5


def test_without_codes_or_themes_there_is_nothing_to_tell():
    empty = coverage()
    assert (empty.codes_without(THEMES), empty.farness()) == ([], [])
    assert coverage(("ride", "taxi")).codes_without([]) == []


def test_how_near_others_are_is_told_as_of_those_learnt_from():
    codes = [CodeText("ride", "Ride", "taxi"), CodeText("meals", "Meals", "food often")]
    vectors = Words().embed(TEXTS)
    meaning = vectors @ Words().embed([code.text for code in codes]).T
    learnt = Nearness(codes, SEGMENTS, meaning, ["the"])
    assert (nearness(codes, SEGMENTS, vectors, Words(), ["the"]) == learnt.fitted).all()
    assert learnt.of(SEGMENTS[3:7], meaning[3:7]) == pytest.approx(learnt.fitted[3:7])
    # Words never met before say nothing, and nothing at all can be told by stop words alone.
    new = Segment("d", 0, 1, "taxi zeppelin", "P", "g")
    assert learnt.of([new], meaning[:1])[0, 0] > learnt.of([SEGMENTS[4]], meaning[4:5])[0, 0]
    silent = Nearness([CodeText("a", "A", "the")], [Segment("d", 0, 1, "the", "P", "g")],
                      np.zeros((1, 1)), ["the"])  # fmt: skip
    assert silent.of(SEGMENTS, np.zeros((len(SEGMENTS), 1))).tolist() == [[0.0]] * len(SEGMENTS)
