"""Learning codes from codings and definitions: scores, how good they are, and what they rest on.

Two sources, joined by one small calibration for all codes. What a code *says* (its name,
definition, rules and examples) is compared with each passage by meaning and words, as themes are.
What coders *did* with it is learnt by ridge regression on the passages' features (A. E. Hoerl and
R. W. Kennard, "Ridge Regression", Technometrics 12, 1970), every code in one solution, so that
learning anew takes a second. Everything that is said of quality is measured on transcripts that
were left out of learning. Why these: docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Examples from which on a code is learnt from codings as well as from its definition.
LEAST_EXAMPLES = 3
#: Examples, and transcripts they are of, from which on a code's quality is measured.
LEAST_MEASURED = 5
LEAST_TRANSCRIPTS = 3
_FOLDS = 10
_RIDGE = 1.0
#: Both sources weigh alike until codings enough are there to say otherwise.
_EVEN = 1.0
#: Pairs of passage and code that calibration needs at least of those coded.
_LEAST_PAIRS = 20


@dataclass(frozen=True)
class Measured:
    """How well a code was found in transcripts left out: at ``threshold``, and over all.

    ``precision`` is the share of what is suggested that a coder had coded, ``recall`` the share
    of what a coder had coded that is suggested, ``average_precision`` the area below both.
    """

    threshold: float
    precision: float
    recall: float
    average_precision: float
    chance: float


@dataclass(frozen=True)
class Learnt:
    """What was learnt.

    ``probability`` has shape (passages, codes): of labelled passages as a model says that never
    saw their transcript. ``examples`` and ``transcripts`` count by code; ``measured`` has ``None``
    where there are too few. ``weights``, shape (features, codes), are of the model of all
    labelled passages; zero where a code is known by its definition only.
    """

    probability: Array
    examples: Array
    transcripts: Array
    measured: tuple[Measured | None, ...]
    weights: Array
    mixed: tuple[float, float]


def learn(
    features: Array, nearness: Array, coded: Array, labelled: Array, transcripts: Sequence[str]
) -> Learnt:
    """Learn every code.

    ``features`` has shape (passages, features); ``nearness``, shape (passages, codes), how near
    each passage is to what a code says, in standard deviations; ``coded``, of the same shape,
    says which passages bear which code, and ``labelled``, shape (passages,), which a coder has
    gone through. ``transcripts`` names each passage's.
    """
    import numpy as np

    names = np.array(transcripts)
    rows = np.flatnonzero(labelled)
    truth = coded[rows].astype(float)
    examples = coded[rows].sum(axis=0)
    across = np.array([len(set(names[rows][coded[rows, j]])) for j in range(coded.shape[1])])
    learnt, weights = ridge(features, truth, rows, names)
    # A single example tells something of other transcripts, but nothing of how far to trust it.
    known = (examples >= LEAST_EXAMPLES) & (across >= 2)
    ranks = _standard(nearness)
    learnt = np.where(examples > 0, _standard(learnt), 0.0)
    weights = np.where(examples > 0, weights, 0.0)
    mixed, probability = _calibrated(learnt, ranks, truth, rows, known)
    measured = tuple(
        _measured(probability[rows, j], coded[rows, j])
        if examples[j] >= LEAST_MEASURED and across[j] >= LEAST_TRANSCRIPTS
        else None
        for j in range(coded.shape[1])
    )
    return Learnt(probability, examples, across, measured, weights, mixed)


def ridge(features: Array, truth: Array, rows: Array, names: Array) -> tuple[Array, Array]:
    """Return scores of every passage, and the weights; labelled ones scored by left-out models."""
    import numpy as np

    scores = np.zeros((len(features), truth.shape[1]))
    weights = np.zeros((features.shape[1], truth.shape[1]))
    if len(rows) < 2:
        return scores, weights
    points = features[rows].astype(np.float64)
    folds = _folds(names[rows])
    # Sums by fold: leaving one out is then a subtraction, whatever the number of passages.
    each = [_sums(points[folds == f], truth[folds == f]) for f in range(int(folds.max()) + 1)]
    whole = tuple(sum(parts) for parts in zip(*each, strict=True))
    everyone = _solved(*whole)
    weights = everyone[0]
    scores = (features - everyone[1]) @ weights
    if len(each) > 1:
        for fold, parts in enumerate(each):
            rest = tuple(a - b for a, b in zip(whole, parts, strict=True))
            fitted, centre = _solved(*rest)
            inside = rows[folds == fold]
            scores[inside] = (features[inside] - centre) @ fitted
    return scores, weights


def _sums(points: Array, truth: Array) -> tuple[Any, ...]:
    return (
        points.T @ points, points.T @ truth, points.sum(axis=0), truth.sum(axis=0), len(points),
    )  # fmt: skip


def _solved(
    gram: Array, cross: Array, total: Array, sums: Array, count: int
) -> tuple[Array, Array]:
    import numpy as np

    centre = total / max(count, 1)
    left = gram - count * np.outer(centre, centre) + _RIDGE * np.eye(len(gram))
    right = cross - np.outer(centre, sums)
    return np.linalg.solve(left, right), centre


def _folds(names: Array) -> Array:
    """Return each passage's fold: whole transcripts, the largest dealt out first."""
    import numpy as np

    found, counts = np.unique(names, return_counts=True)
    many = min(_FOLDS, len(found))
    load = [0] * many
    of: dict[str, int] = {}
    for at in np.argsort(-counts, kind="stable"):
        fold = load.index(min(load))
        of[str(found[at])] = fold
        load[fold] += int(counts[at])
    return np.array([of[str(name)] for name in names])


def _standard(values: Array) -> Array:
    import numpy as np

    spread = values.std(axis=0)
    shown: Array = (values - values.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    return shown


def _calibrated(
    learnt: Array, ranks: Array, truth: Array, rows: Array, known: Array
) -> tuple[tuple[float, float], Array]:
    """Return how both sources are mixed, and the probability of each passage and code.

    One logistic regression over all pairs of labelled passage and code, so that codes of few
    examples borrow from the others; what differs between codes is how often they are used.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    often = (truth.sum(axis=0) + 0.5) / (len(rows) + 1.0)
    prior = np.log(often / (1 - often))
    if truth[:, known].sum() < _LEAST_PAIRS:
        # Nothing to calibrate by: a rank only, as if one passage in fifty bore a code.
        logits = _EVEN * (learnt + ranks) - 4.0
        return (_EVEN, _EVEN), 1 / (1 + np.exp(-logits))
    some = truth[:, known]
    pairs = np.stack(
        [learnt[rows][:, known].ravel(), ranks[rows][:, known].ravel(),
         np.broadcast_to(prior[known], some.shape).ravel()], axis=1,
    )  # fmt: skip
    model = LogisticRegression(C=1.0, max_iter=500).fit(pairs, some.ravel() > 0)
    a, b, c = model.coef_[0]
    logits = a * learnt + b * ranks + c * prior + model.intercept_[0]
    return (float(a), float(b)), 1 / (1 + np.exp(-logits))


def _measured(probability: Array, coded: Array) -> Measured:
    """Return the threshold of the best F1, and what holds there."""
    import numpy as np
    from sklearn.metrics import average_precision_score, precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(coded, probability)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    best = int(np.argmax(f1[:-1]))
    return Measured(
        float(thresholds[best]),
        float(precision[best]),
        float(recall[best]),
        float(average_precision_score(coded, probability)),
        float(coded.mean()),
    )
