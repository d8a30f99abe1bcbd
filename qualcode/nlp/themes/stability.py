"""Measures how stable each theme is when a part of the study is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.passages.features import in_context
from qualcode.nlp.passages.graph_clusters import NeighbourMap, WardThenMeans
from qualcode.nlp.passages.passages import Segment

if TYPE_CHECKING:
    import numpy as np

    from qualcode.nlp.embed.base import Elsewhere

    Array = np.ndarray[Any, Any]
    _Part = tuple[list[Segment], Array, int, int]

RUNS = 8
_SHARE = 0.75
#: Larger samples add little and take longer.
_MOST = 2000
#: A study with fewer documents is sampled by stretches of this many passages instead.
_LEAST_DOCUMENTS = 4
_STRETCH = 5


def stability(
    segments: Sequence[Segment],
    features: Array,
    labels: Array,
    themes: int,
    seed: int,
    *,
    elsewhere: Elsewhere | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[int, float]:
    """Return for each theme how similar it is to one found without a quarter of the study.

    ``features``, shape (segments, features), are the passages' own, without context. Eight times a
    random quarter of the documents (of stretches of passages, in a study with fewer than four
    documents) is left out and the rest clustered again; a theme's stability is the mean over these
    runs of its largest Jaccard similarity with a theme found, from 0 to 1, on the passages that are
    in both. Hennig 2007, "Cluster-wise assessment of cluster stability", Computational Statistics &
    Data Analysis 52, who calls 0.75 and more stable and 0.5 and less dissolved. The runs are
    independent: ``elsewhere`` does them in parallel.
    """
    import numpy as np

    samples = list(_samples(segments, seed))
    # Without words: it only needs to know which passages belong to one document.
    bare = [Segment(s.document, s.start, s.end, "", "", "") for s in segments]
    # Samples are cut one by one if each is used at once: not all need be in memory.
    parts: Iterator[_Part] = (
        ([bare[int(i)] for i in kept], features[kept], themes, seed + run)
        for run, kept in enumerate(samples)
    )
    if elsewhere is not None:
        clustered = elsewhere.map(_again, list(parts), progress)
    else:
        clustered = []
        for part in parts:
            clustered.append(_again(part))
            progress(len(clustered), len(samples))
    found: dict[int, list[float]] = {int(theme): [] for theme in set(labels.tolist())}
    for kept, again in zip(samples, clustered, strict=True):
        for theme, values in found.items():
            here = labels[kept] == theme
            if here.any():
                there = again == np.arange(again.max() + 1)[:, None]
                values.append(float(((there & here).sum(1) / (there | here).sum(1)).max()))
    return {theme: float(np.mean(values)) if values else 0.0 for theme, values in found.items()}


def _again(part: _Part) -> Array:
    """Return each passage's theme, found in a sample of the study alone."""
    from threadpoolctl import threadpool_limits

    some, features, themes, seed = part
    with threadpool_limits(limits=1):
        # As many themes as the whole study has, if so few passages allow it.
        most = max(2, min(themes, len(some) // 2))
        points = in_context(features, some)
        places = NeighbourMap(seed).fit(points).transform(points)
        found: Array = WardThenMeans(most, seed).fit(places).labels_
        return found


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
