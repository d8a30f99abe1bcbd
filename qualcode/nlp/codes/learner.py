"""Learns codes from codings and definitions: probabilities, and how good they are.

Two sources, joined by one small calibration for all codes. What a code *says* (its name,
definition, rules and examples) is compared with each passage by meaning and words, as themes are.
What coders *did* with it is learnt by ridge regression on the passages' features (A. E. Hoerl and
R. W. Kennard, "Ridge Regression", Technometrics 12, 1970), every code in one solution, so that
learning again takes a second. All figures of quality are measured on transcripts that were left out
of learning. Why these: docs/decisions/0037.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qualcode.nlp.codes.ridge import Ridge
from qualcode.nlp.passages.z_scores import Standard

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: From this many examples on, a code is learnt from codings as well as from its definition.
LEAST_EXAMPLES = 3
#: From this many examples, in this many transcripts, on, a code's quality is measured.
LEAST_MEASURED = 5
LEAST_TRANSCRIPTS = 3
#: Both sources weigh the same until there are enough codings to decide.
_EVEN = 1.0
#: Coded pairs of passage and code that calibration needs at least.
_LEAST_PAIRS = 20


@dataclass(frozen=True)
class Measured:
    """How well a code was found in transcripts left out: at ``threshold``, and overall.

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
    """The result of learning.

    ``probability`` has shape (passages, codes); labelled passages are judged by a model that never
    saw their transcript. ``examples`` and ``transcripts`` are counts by code; ``measured`` has
    ``None`` for codes with too few. ``weights``, shape (features, codes), belong to the model of
    all labelled passages; they are zero for a code known only by its definition.
    """

    probability: Array
    examples: Array
    transcripts: Array
    measured: tuple[Measured | None, ...]
    weights: Array
    mixed: tuple[float, float]
    _judge: _Judge

    def of(
        self, features: Array, nearness: Array, labelled: Array, transcripts: Sequence[str]
    ) -> Array:
        """Return the probabilities of other passages, shape (passages, codes).

        The arguments are those of ``learn``. Labelled passages of transcripts that were learnt from
        are judged by the model that never saw those.
        """
        import numpy as np

        return self._judge.of(features, nearness, labelled, np.array(transcripts))


def learn(
    features: Array, nearness: Array, coded: Array, labelled: Array, transcripts: Sequence[str]
) -> Learnt:
    """Learn every code.

    ``features`` has shape (passages, features); ``nearness``, shape (passages, codes), how near
    each passage is to what a code says, in standard deviations; ``coded``, of the same shape, says
    which passages bear which code, and ``labelled``, shape (passages,), which a coder has gone
    through. ``transcripts`` names the transcript of each passage.
    """
    import numpy as np

    names = np.array(transcripts)
    rows = np.flatnonzero(labelled)
    truth = coded[rows].astype(float)
    examples = coded[rows].sum(axis=0)
    across = np.array([len(set(names[rows][coded[rows, j]])) for j in range(coded.shape[1])])
    # A single example helps in other transcripts, but does not tell how far to trust it.
    known = (examples >= LEAST_EXAMPLES) & (across >= 2)
    model = Ridge(features, truth, rows, names)
    scores = model.scores(features, labelled, names)
    judge = _Judge(model, Standard(scores), Standard(nearness), examples > 0)
    learnt, ranks = judge.sources(scores, nearness)
    judge.calibration = _calibrated(learnt[rows], ranks[rows], truth, known)
    probability = judge.calibration.probability(learnt, ranks)
    measured = tuple(
        _measured(probability[rows, j], coded[rows, j])
        if examples[j] >= LEAST_MEASURED and across[j] >= LEAST_TRANSCRIPTS
        else None
        for j in range(coded.shape[1])
    )
    weights = np.where(examples > 0, model.weights, 0.0)
    mixed = judge.calibration.mixed
    return Learnt(probability, examples, across, measured, weights, mixed, judge)


@dataclass
class _Judge:
    """Turns features into probabilities: ridge regression, standard scores, calibration."""

    model: Ridge
    standard: Standard
    nearness: Standard
    known: Array
    calibration: _Calibration = field(init=False)

    def of(self, features: Array, nearness: Array, labelled: Array, names: Array) -> Array:
        scores = self.model.scores(features, labelled, names)
        return self.calibration.probability(*self.sources(scores, nearness))

    def sources(self, scores: Array, nearness: Array) -> tuple[Array, Array]:
        """Return the scores by codings and by definitions, in standard deviations."""
        import numpy as np

        learnt = np.where(self.known, self.standard.of(scores), 0.0)
        return learnt, self.nearness.of(nearness)


@dataclass(frozen=True)
class _Calibration:
    """How both sources are ``mixed`` into a probability; ``prior`` has each code's log odds."""

    mixed: tuple[float, float]
    prior: Array
    of_prior: float
    start: float

    def probability(self, learnt: Array, ranks: Array) -> Array:
        import numpy as np

        a, b = self.mixed
        logits = a * learnt + b * ranks + self.of_prior * self.prior + self.start
        found: Array = 1 / (1 + np.exp(-logits))
        return found


def _calibrated(learnt: Array, ranks: Array, truth: Array, known: Array) -> _Calibration:
    """Return how to mix both sources for labelled passages, shape (passages, codes).

    One logistic regression over all pairs of labelled passage and code, so that codes with few
    examples borrow from the others; codes differ only in how often they are used.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    often = (truth.sum(axis=0) + 0.5) / (len(truth) + 1.0)
    prior = np.log(often / (1 - often))
    if truth[:, known].sum() < _LEAST_PAIRS:
        # Nothing to calibrate by: only a rank, as if one passage in fifty had a code.
        return _Calibration((_EVEN, _EVEN), prior, 0.0, -4.0)
    some = truth[:, known]
    pairs = np.stack(
        [learnt[:, known].ravel(), ranks[:, known].ravel(),
         np.broadcast_to(prior[known], some.shape).ravel()], axis=1,
    )  # fmt: skip
    model = LogisticRegression(C=1.0, max_iter=500).fit(pairs, some.ravel() > 0)
    a, b, c = model.coef_[0]
    return _Calibration((float(a), float(b)), prior, float(c), float(model.intercept_[0]))


def _measured(probability: Array, coded: Array) -> Measured:
    """Return the threshold with the best F1, and the figures there."""
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
