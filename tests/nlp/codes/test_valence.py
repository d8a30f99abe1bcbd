"""How passages are judged is suggested only where transcripts left out show that it can be told."""

from __future__ import annotations

import numpy as np
import pytest

from qualcode.nlp.codes.valence import LEAST_CODINGS, SURE, learn_valence

NAMES = np.array(["works_well", "works_less_well"])


def judged(seed: int, strength: float, many: int = 240, talks: int = 12):
    """Codings whose valence shows in the features of their passages."""
    chance = np.random.default_rng(seed)
    values = chance.integers(0, 2, many)
    features = chance.standard_normal((many, 30)) + strength * np.outer(2 * values - 1, np.ones(30))
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    codes = chance.integers(0, 4, many)
    transcripts = [f"t{n % talks}" for n in range(many)]
    return features, list(range(many)), codes.tolist(), NAMES[values].tolist(), transcripts


def test_what_shows_in_the_words_is_learnt_and_told_of_others():
    features, passages, codes, values, transcripts = judged(1, 0.5)
    model = learn_valence(features, passages, codes, values, transcripts, 4)
    assert model.speaks
    assert model.right > 0.85
    assert "of its judgements were the coder's" in model.why
    new, _, new_codes, truth, _ = judged(2, 0.5)
    said = [model.of(row, code) for row, code in zip(new, new_codes, strict=True)]
    told = [(value, true) for (value, _), true in zip(said, truth, strict=True) if value]
    assert len(told) > 0.7 * len(truth)
    assert np.mean([value == true for value, true in told]) > 0.85
    assert all(sure >= SURE if value else sure == 0 for value, sure in said)


def test_a_code_that_is_always_judged_alike_tells_by_itself():
    features, passages, codes, _, transcripts = judged(3, 0.0)
    values = [NAMES[code % 2] for code in codes]
    model = learn_valence(features, passages, codes, values, transcripts, 4)
    assert model.speaks
    assert model.of(features[0], 0)[0] == "works_well"
    assert model.of(features[0], 1)[0] == "works_less_well"


@pytest.mark.parametrize("seed", range(6))
def test_what_cannot_be_told_is_not_suggested(seed: int):
    model = learn_valence(*judged(seed, 0.0), code_count=4)
    assert not model.speaks
    assert model.why.startswith("too weak")
    assert model.of(np.ones(30), 0) == ("", 0.0)


@pytest.mark.parametrize(
    "given",
    [judged(1, 0.5, many=LEAST_CODINGS - 1), judged(1, 0.5, talks=3), judged(1, 0.5, many=0),
     (*judged(1, 0.5)[:3], ["works_well"] * 240, judged(1, 0.5)[4])],
)  # fmt: skip
def test_too_few_codings_say_so(given):
    model = learn_valence(*given, code_count=4)
    assert not model.speaks
    assert model.why.startswith("too few")


def test_the_measure_is_of_transcripts_left_out():
    """What only tells transcripts apart must not look like knowledge."""
    chance = np.random.default_rng(0)
    talk = np.repeat(np.arange(12), 20)
    features = np.eye(12)[talk] + 0.01 * chance.standard_normal((240, 12))
    values = NAMES[talk % 2].tolist()
    model = learn_valence(features, list(range(240)), [0] * 240, values, [f"t{n}" for n in talk], 1)
    assert not model.speaks
