"""Which groups lean to a theme: found where it is so, and rarely where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.themes.groups import RARE, leanings


def study(shares: dict[str, list[float]], passages: int = 20, seed: int = 0):
    """Return passages and themes 0 or 1: of each person of a group the share in theme 1."""
    chance = np.random.default_rng(seed)
    found, labels = [], []
    for group, people in shares.items():
        for n, share in enumerate(people):
            for _ in range(passages):
                found.append(Segment("d", len(found), len(found) + 1, "x", f"{group}{n}", group))
                labels.append(int(chance.random() < share))
    return found, np.array(labels)


def test_a_group_that_speaks_more_of_a_theme_is_found():
    found = leanings(*study({"yp": [0.7] * 5, "sc": [0.2] * 6, "ed": [0.2] * 4}), 0)
    assert set(found) == {0, 1}
    assert set(found[1]) == {"yp"}
    assert 0 < found[1]["yp"] <= RARE
    assert "yp" not in found[0]


@pytest.mark.slow
def test_groups_dealt_at_random_lean_one_time_in_twenty_at_most():
    """200 studies of two themes and three groups whose people differ, but not by group."""
    chance = np.random.default_rng(5)
    leaning = tests = 0
    for seed in range(200):
        taste = chance.beta(1, 2, size=12)
        passages, labels = study(
            {"a": list(taste[:4]), "b": list(taste[4:9]), "c": list(taste[9:])}, 6, seed
        )
        found = leanings(passages, labels, seed)
        tests += 3 * len(found)
        leaning += sum(map(len, found.values()))
    assert tests > 1000
    assert 0 < leaning / tests < 0.05


def test_one_talkative_person_does_not_make_a_group_lean():
    passages, labels = study({"yp": [0.0] * 5, "sc": [0.0] * 5})
    told = [Segment("d", 10_000 + n, 10_001 + n, "x", "yp0", "yp") for n in range(500)]
    found = leanings([*passages, *told], np.array([*labels, *([1] * 500)]), 0)
    assert found[1] == {}


def test_how_much_one_says_is_not_counted_only_of_what():
    """Ten times the passages of one person, with the same shares, change nothing."""
    shares = {"yp": [0.5] * 4, "sc": [0.25] * 4}
    passages, labels = [], []
    for group, people in shares.items():
        for n, share in enumerate(people):
            many = 10 if (group, n) == ("yp", 0) else 1
            for at in range(8 * many):
                passages.append(Segment("d", at, at + 1, "x", f"{group}{n}", group))
                labels.append(int(at % 8 < 8 * share))
    once = [n for n, s in enumerate(passages) if s.person != "yp0" or s.start < 8]
    few = leanings([passages[n] for n in once], np.array(labels)[once], 3)
    assert leanings(passages, np.array(labels), 3) == few
    assert "yp" in few[1]


def test_people_of_no_known_group_are_left_out():
    passages, labels = study({"yp": [0.8] * 5, "sc": [0.1] * 5})
    apart = [Segment("x", n, n + 1, "x", f"who{n % 7}", "") for n in range(300)]
    mixed = leanings([*apart, *passages], np.array([*([1] * 300), *labels]), 0)
    assert mixed == leanings(passages, labels, 0)
    assert all("" not in groups for groups in mixed.values())


@pytest.mark.parametrize("shares", [
    {"yp": [0.9, 0.1, 0.5]},
    {"": [0.9, 0.1], "yp": [0.1, 0.2]},
    {"": [0.9, 0.1]},
])  # fmt: skip
def test_with_one_group_or_none_nothing_leans(shares):
    found = leanings(*study(shares), 0)
    assert found
    assert all(groups == {} for groups in found.values())


def test_a_group_of_one_person_never_leans():
    found = leanings(*study({"yp": [1.0], "sc": [0.0] * 30}), 0)
    assert all("yp" not in groups for groups in found.values())


def test_nothing_is_said_of_nothing():
    assert leanings([], np.array([], dtype=int), 0) == {}


def test_the_same_seed_gives_the_same_whatever_the_order_of_passages():
    passages, labels = study({"yp": [0.6] * 4, "sc": [0.2] * 4, "ed": [0.4] * 3})
    order = np.random.default_rng(1).permutation(len(passages))
    shuffled = leanings([passages[n] for n in order], labels[order], 9)
    assert shuffled == leanings(passages, labels, 9)
    assert any(shuffled.values())
