"""What is learnt of codes: measured on transcripts left out, honest where there is little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.nlp.codes.learner import LEAST_EXAMPLES, learn
from qualcode.nlp.codes.ridge import _RIDGE, _folds, ridge
from tests.examples import examples


def planted(seed: int, many: int = 400, codes: int = 6, talks: int = 12, strength: float = 2.0):
    """Passages whose codes show in their features; nearness tells a little of it too."""
    chance = np.random.default_rng(seed)
    coded = chance.random((many, codes)) < chance.uniform(0.03, 0.12, codes)
    directions = chance.standard_normal((codes, 40))
    features = chance.standard_normal((many, 40)) + strength * coded @ directions / 3
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    nearness = chance.standard_normal((many, codes)) + 0.8 * coded
    names = [f"t{n % talks}" for n in range(many)]
    return features, nearness, coded, names


@pytest.mark.slow
@settings(max_examples=examples(20))
@given(seed=st.integers(0, 10**6))
def test_scores_are_those_of_ridge_fitted_without_the_transcript(seed: int):
    # Imported here: it takes a second, and every process that runs tests reads this file.
    from sklearn.linear_model import Ridge

    features, _, coded, names = planted(seed, many=120)
    rows = np.flatnonzero(np.random.default_rng(seed).random(120) < 0.8)
    scores, weights = ridge(features, coded[rows].astype(float), rows, np.array(names))
    folds = _folds(np.array(names)[rows])
    for fold in range(int(folds.max()) + 1):
        inside, rest = rows[folds == fold], rows[folds != fold]
        assert not {names[i] for i in inside} & {names[i] for i in rest}
        model = Ridge(alpha=_RIDGE).fit(features[rest], coded[rest].astype(float))
        expected = features[inside] @ model.coef_.T
        assert scores[inside] == pytest.approx(
            expected - features[rest].mean(axis=0) @ model.coef_.T, abs=1e-8
        )
    whole = Ridge(alpha=_RIDGE).fit(features[rows], coded[rows].astype(float))
    assert weights == pytest.approx(whole.coef_.T, abs=1e-8)


def test_what_is_planted_is_found_and_probabilities_hold():
    features, nearness, coded, names = planted(1, many=3000, talks=30)
    found = learn(features, nearness, coded, np.ones(len(coded), bool), names)
    for measured in found.measured:
        assert measured is not None
        assert measured.average_precision > 4 * measured.chance
    p, truth = found.probability.ravel(), coded.ravel()
    for low, high in ((0.0, 0.05), (0.1, 0.3), (0.3, 0.6), (0.6, 1.0)):
        inside = (p >= low) & (p < high)
        assert inside.sum() > 30
        assert abs(truth[inside].mean() - p[inside].mean()) < 0.08


def test_noise_is_not_taken_for_knowledge():
    features, _, coded, names = planted(2, strength=0.0)
    noise = np.random.default_rng(3).standard_normal(coded.shape)
    found = learn(features, noise, coded, np.ones(len(coded), bool), names)
    precision = [m.precision for m in found.measured if m is not None]
    chance = [m.chance for m in found.measured if m is not None]
    assert np.mean([m.average_precision for m in found.measured if m]) < 3 * np.mean(chance)
    assert found.probability.max() < 0.5
    assert len(precision) == coded.shape[1]


def test_few_examples_are_not_measured_and_none_at_all_gives_a_rank():
    features, nearness, coded, names = planted(4)
    coded[:, 0] = False
    coded[:LEAST_EXAMPLES, 0] = True
    coded[:, 1] = False
    found = learn(features, nearness, coded, np.ones(len(coded), bool), names)
    assert found.measured[:2] == (None, None)
    assert not found.weights[:, 1].any()
    assert found.weights[:, 0].any()
    assert found.examples[1] == 0
    nothing = np.zeros(len(coded), bool)
    bare = learn(features, nearness, np.zeros_like(coded), nothing, names)
    order = np.argsort(-bare.probability[:, 2])
    assert (np.argsort(-nearness[:, 2]) == order).all()
    assert bare.measured == (None,) * coded.shape[1]
    one = nothing.copy()
    one[0] = True
    assert np.isfinite(learn(features, nearness, coded, one, names).probability).all()


@pytest.mark.slow
def test_others_are_judged_by_what_was_learnt_and_no_transcript_by_a_model_that_saw_it():
    features, nearness, coded, names = planted(5, many=1200)
    labelled = np.random.default_rng(0).random(len(coded)) < 0.7
    found = learn(features, nearness, coded, labelled, names)
    assert found.of(features, nearness, labelled, names) == pytest.approx(found.probability)
    # Learnt from a part of what is labelled: the rest of those transcripts is left out as well.
    drawn = np.random.default_rng(1).random(len(coded)) < 0.6
    part = np.flatnonzero(drawn)
    of_part = learn(
        features[part], nearness[part], coded[part], labelled[part], [names[n] for n in part]
    )
    rest = np.flatnonzero(~drawn & labelled)
    given = features[rest], nearness[rest]
    theirs = [names[n] for n in rest]
    left_out = of_part.of(*given, np.ones(len(rest), bool), theirs)
    seen = of_part.of(*given, np.zeros(len(rest), bool), theirs)
    assert not np.allclose(left_out, seen)
    unknown = of_part.of(*given, np.ones(len(rest), bool), ["elsewhere"] * len(rest))
    assert unknown == pytest.approx(seen)
