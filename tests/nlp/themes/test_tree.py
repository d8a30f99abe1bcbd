"""The tree of themes and its families: nothing lost, alike ones together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.nlp.themes.result import Branch
from qualcode.nlp.themes.tree import theme_tree
from tests.examples import examples


def made(centres: np.ndarray, ids: list[str] | None = None):
    names = ids or [f"T{n + 1}" for n in range(len(centres))]
    return theme_tree(names, centres, lambda places: "+".join(map(str, places)))


def nodes(branch: Branch) -> Iterator[Branch]:
    yield branch
    for one in branch.below:
        yield from nodes(one)


def leaves(branch: Branch) -> list[str]:
    return [node.themes[0] for node in nodes(branch) if not node.below]


def kinds(root: Branch) -> set[frozenset[str]]:
    return {frozenset(node.themes) for node in nodes(root)}


def random_centres(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, 6))


_different = st.lists(st.integers(-3, 3), min_size=3, max_size=3)
_same = st.sampled_from([[1, 0, 0], [0, 1, 0], [0, 0, 0]])


@pytest.mark.slow
@given(st.one_of(st.lists(one, min_size=4, max_size=26) for one in (_different, _same)))
@settings(max_examples=examples(150))
def test_every_theme_is_once_in_the_tree_and_once_in_the_families(rows: list[list[int]]):
    root, families = made(np.array(rows, dtype=float))
    assert root is not None
    ids = sorted(f"T{n + 1}" for n in range(len(rows)))
    assert sorted(leaves(root)) == ids
    assert sorted(name for family in families for name in family.themes) == ids
    whole = list(nodes(root))
    assert len(whole) == 2 * len(rows) - 1
    assert all(any(family is node for node in whole) for family in families)
    assert len(families) == max(2, round(len(rows) ** 0.5))
    for node in whole:
        assert node.apart >= 0
        assert node.apart == 0 or node.below
        if node.below:
            one, other = node.below
            assert node.themes == one.themes + other.themes
            assert node.apart >= max(one.apart, other.apart) - 1e-6
    # In the order of the tree, so that neighbours in a list are alike.
    assert [name for family in families for name in family.themes] == list(root.themes)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_so_few_themes_need_no_tree(count: int):
    assert made(random_centres(count, 0)) == (None, [])


def test_themes_all_alike_are_cut_into_families_and_none_is_lost():
    root, families = made(np.ones((25, 3)))
    assert root is not None
    assert root.apart == 0
    assert len(families) == 5
    assert [name for family in families for name in family.themes] == list(root.themes)


@pytest.mark.parametrize("seed", range(5))
def test_planted_pairs_are_joined_first(seed: int):
    chance = np.random.default_rng(seed)
    centres = np.repeat(np.eye(9)[:5], 2, axis=0) + chance.normal(0, 0.03, (10, 9))
    order = chance.permutation(10)
    root, _ = made(centres[order])
    assert root is not None
    places = {f"T{n + 1}": int(at) // 2 for n, at in enumerate(order)}
    pairs = [node for node in nodes(root) if len(node.themes) == 2]
    assert len(pairs) == 5
    for pair in pairs:
        assert len({places[name] for name in pair.themes}) == 1
    later = [n.apart for n in nodes(root) if len(n.themes) > 2]
    assert max(pair.apart for pair in pairs) < min(later)


def test_families_are_the_planted_ones_where_they_stand_out():
    chance = np.random.default_rng(3)
    centres = np.repeat(np.eye(8)[:3], 3, axis=0) + chance.normal(0, 0.1, (9, 8))
    _, families = made(centres)
    assert {frozenset(f.themes) for f in families} == {
        frozenset(f"T{n + 1}" for n in range(at, at + 3)) for at in (0, 3, 6)
    }


@given(st.integers(4, 20), st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(max_examples=examples(40))
def test_the_order_of_the_themes_does_not_decide(count: int, seed: int, random):
    centres = random_centres(count, seed)
    ids = [f"T{n + 1}" for n in range(count)]
    order = list(range(count))
    random.shuffle(order)
    root, families = made(centres, ids)
    again, same = made(centres[order], [ids[n] for n in order])
    assert root is not None
    assert again is not None
    assert kinds(root) == kinds(again)
    assert {frozenset(f.themes) for f in families} == {frozenset(f.themes) for f in same}


@given(st.integers(4, 20), st.integers(0, 10_000))
@settings(max_examples=examples(40))
def test_the_last_bits_of_a_sum_and_the_length_of_a_centre_do_not_decide(count: int, seed: int):
    centres = random_centres(count, seed)
    blurred = centres * np.random.default_rng(seed).uniform(1, 2, (count, 1)) + 1e-13
    assert made(centres) == made(blurred)


def test_labels_are_asked_for_several_themes_and_not_for_all():
    asked = []

    def label(places):
        asked.append(tuple(places))
        return f"of {len(places)}"

    ids = ["a", "b", "c", "d", "e"]
    root, _ = theme_tree(ids, random_centres(5, 1), label)
    assert root is not None
    assert root.label == ""
    assert all(1 < len(places) < 5 and list(places) == sorted(places) for places in asked)
    for node in nodes(root):
        wanted = f"of {len(node.themes)}" if 1 < len(node.themes) < 5 else ""
        assert node.label == wanted
    told = {tuple(sorted(ids.index(n) for n in node.themes)) for node in nodes(root) if node.label}
    assert told == set(asked)
