"""How firm each theme is: whether it is found again when a part of the study is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.clustering import NeighbourMap, WardThenMeans
from qualcode.nlp.features import in_context
from qualcode.nlp.segments import Segment

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

RUNS = 8
_SHARE = 0.75
#: Larger samples tell no more and take longer.
_MOST = 2000
#: A study of fewer documents is sampled by stretches of this many passages instead.
_LEAST_DOCUMENTS = 4
_STRETCH = 5


def stability(
    segments: Sequence[Segment], features: Array, labels: Array, themes: int, seed: int
) -> dict[int, float]:
    """Return for each theme how alike it is to what is found without a quarter of the study.

    ``features``, shape (segments, features), are the passages' own, not yet read in context.
    Eight times a random quarter of the documents (of stretches of passages, in a study of fewer
    than four documents) is left out and the rest clustered anew; a theme's stability is the mean
    over these runs of its largest Jaccard similarity with a theme found, from 0 to 1, on the
    passages that are in both. Hennig 2007, "Cluster-wise assessment of cluster stability",
    Computational Statistics & Data Analysis 52, who calls 0.75 and more stable and 0.5 and less
    dissolved.
    """
    import numpy as np

    found: dict[int, list[float]] = {int(theme): [] for theme in set(labels.tolist())}
    for run, kept in enumerate(_samples(segments, seed)):
        some = [segments[int(i)] for i in kept]
        # As many themes as all of the study has, as far as so few passages bear them.
        most = max(2, min(themes, len(kept) // 2))
        points = in_context(features[kept], some)
        places = NeighbourMap(seed + run).fit(points).transform(points)
        again = WardThenMeans(most, seed + run).fit(places).labels_
        for theme, values in found.items():
            here = labels[kept] == theme
            if here.any():
                there = again == np.arange(most)[:, None]
                values.append(float(((there & here).sum(1) / (there | here).sum(1)).max()))
    return {theme: float(np.mean(values)) if values else 0.0 for theme, values in found.items()}


def _samples(segments: Sequence[Segment], seed: int) -> Iterator[Array]:
    """Yield the indices of the passages kept in each run, in order."""
    import numpy as np

    names = {name: n for n, name in enumerate(dict.fromkeys(s.document for s in segments))}
    units = np.array([names[s.document] for s in segments])
    if len(names) < _LEAST_DOCUMENTS:
        units = np.arange(len(segments)) // _STRETCH
    count = int(units.max()) + 1
    chance = np.random.default_rng(seed)
    for _ in range(RUNS):
        order = chance.permutation(count)[: max(1, round(_SHARE * count))]
        sizes = np.bincount(units, minlength=count)[order].cumsum()
        chosen = order[: max(1, int((sizes <= _MOST).sum()))]
        yield np.flatnonzero(np.isin(units, chosen))
