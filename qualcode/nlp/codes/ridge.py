"""Ridge regression of many codes at once; each transcript is scored by models that left it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_FOLDS = 10
_RIDGE = 1.0


class Ridge:
    """Ridge regression of all codes at once, and again without each tenth of the transcripts.

    ``features`` has shape (passages, features); ``truth``, shape (len(rows), codes), gives the
    codes of the passages in ``rows``, and ``names`` the transcript of each passage. ``weights`` has
    shape (features, codes).
    """

    def __init__(self, features: Array, truth: Array, rows: Array, names: Array) -> None:
        import numpy as np

        self.weights = np.zeros((features.shape[1], truth.shape[1]))
        self._centre: Array | None = None
        # For each fold of transcripts left out: weights and centre of the model of the others.
        self._without: list[tuple[Array, Array]] = []
        self._fold_of: dict[str, int] = {}
        if len(rows) < 2:
            return
        folds = _folds(names[rows])
        self._fold_of = dict(zip(names[rows].tolist(), folds.tolist(), strict=True))
        # Sums by fold: leaving one out is then a subtraction, for any number of passages.
        each = [
            _sums(features[rows[folds == f]].astype(np.float64), truth[folds == f])
            for f in range(int(folds.max()) + 1)
        ]
        whole = tuple(sum(parts) for parts in zip(*each, strict=True))
        self.weights, self._centre = _solved(*whole)
        if len(each) > 1:
            for parts in each:
                rest = tuple(a - b for a, b in zip(whole, parts, strict=True))
                self._without.append(_solved(*rest))

    def scores(self, features: Array, labelled: Array, names: Array) -> Array:
        """Return scores of any passages, shape (passages, codes).

        Labelled passages of transcripts that were learnt from are scored by the model that left
        those out.
        """
        import numpy as np

        if self._centre is None:
            return np.zeros((len(features), self.weights.shape[1]))
        scores: Array = (features - self._centre) @ self.weights
        folds = np.array([self._fold_of.get(name, -1) for name in names.tolist()], dtype=int)
        for fold, (weights, centre) in enumerate(self._without):
            inside = np.flatnonzero(labelled & (folds == fold))
            scores[inside] = (features[inside] - centre) @ weights
        return scores


def ridge(features: Array, truth: Array, rows: Array, names: Array) -> tuple[Array, Array]:
    """Return scores of every passage, labelled ones by left-out models, and the weights."""
    import numpy as np

    model = Ridge(features, truth, rows, names)
    labelled = np.zeros(len(features), dtype=bool)
    labelled[rows] = True
    return model.scores(features, labelled, names), model.weights


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
    """Return each passage's fold: whole transcripts, the largest assigned first."""
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
