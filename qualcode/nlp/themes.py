"""Themes: passages read in their context, clustered by BERTopic's steps, held against the codes.

The same passages and seed give the same themes. Why these steps: docs/decisions.md.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import math
import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadInputError
from qualcode.nlp.coverage import CodeText, Coverage
from qualcode.nlp.embedding import Embedder
from qualcode.nlp.segments import Segment, missing
from qualcode.nlp.theme_model import Passage, Theme, ThemeModel
from qualcode.nlp.words import TOKEN, joined, stem, stop_words

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Fewer passages cannot be told apart into themes.
LEAST_SEGMENTS = 12
#: How much a passage's words (TF-IDF, reduced) weigh beside its meaning (embedding).
_WORDS_WEIGHT = 1.0
#: How much of the passages one and two before and after is read along with a passage.
_CONTEXT = (0.25, 0.1)
_COMPONENTS = 20
_MOST_THEMES = 30
#: Above this many passages Ward's clustering starts from k-means' small clusters instead.
_WARD_LIMIT = 4000
_TERMS = 8
_LABEL = 3
_TYPICAL = 3


def find_themes(
    segments: Sequence[Segment],
    embedder: Embedder,
    codes: Sequence[CodeText],
    *,
    seed: int = 0,
    themes: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    extra_stop_words: Sequence[str] = (),
) -> ThemeModel:
    """Find themes in passages and say which codes are near each.

    ``themes`` fixes their number; otherwise it is the square root of half the number of
    passages (Mardia, Kent & Bibby 1979, p. 365), at most 30.

    Raises:
        BadInputError: too few passages, or more themes asked for than half of them.
        MissingExtraError: a library of the pipeline is not installed.
    """
    report = progress or (lambda doing, done, total: None)
    wanted = _how_many(len(segments), themes)
    report("Embedding passages", 0, len(segments))
    vectors = embedder.embed([s.text for s in segments])
    report("Loading BERTopic", 0, 1)
    with _quiet():
        try:
            import sklearn
            from bertopic import BERTopic, __version__
            from bertopic.vectorizers import ClassTfidfTransformer
            from sklearn.feature_extraction.text import CountVectorizer
        except ImportError as error:
            raise missing(error.name or "bertopic") from None
        stops = stop_words(list(extra_stop_words))
        report("Clustering", 0, 1)
        features = _in_context(_features(segments, vectors, stops, seed), segments)
        model: Any = BERTopic(
            # "english" would strip apostrophes, hyphens and every accented letter.
            language="multilingual",
            embedding_model=None,
            umap_model=_Reducer(seed),
            hdbscan_model=_Ward(wanted, seed),
            vectorizer_model=CountVectorizer(
                stop_words=stops, token_pattern=TOKEN, ngram_range=(1, 2)
            ),
            ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
            top_n_words=60,
            calculate_probabilities=False,
            verbose=False,
        )
        try:
            topics, _ = model.fit_transform([joined(s.text) for s in segments], features)
        except ValueError as error:
            if "vocabulary" in str(error):
                raise BadInputError("the passages hold nothing but filler words") from None
            raise
    report("Naming themes", 0, 1)
    coverage = Coverage(codes, segments, _in_context(vectors, segments), embedder, stops)
    found = _themes(model, topics, segments, features, coverage)
    method = (
        f"{embedder.name} embeddings with TF-IDF, passages read with their neighbours, "
        f"PCA to {_COMPONENTS}, Ward, class TF-IDF; "
        f"BERTopic {__version__}, scikit-learn {sklearn.__version__}"
    )
    outliers = sum(topic < 0 for topic in topics)
    return ThemeModel(embedder.name, seed, len(segments), outliers, method, tuple(found))


def _how_many(segments: int, asked: int | None) -> int:
    if segments < LEAST_SEGMENTS:
        raise BadInputError(
            f"only {segments} passages of six words or more, too few for themes",
            mend=f"At least {LEAST_SEGMENTS} are needed; a handful of interviews has hundreds",
        )
    if asked is not None:
        if asked > segments // 2:
            raise BadInputError(
                f"{asked} themes from {segments} passages", mend=f"Ask for {segments // 2} at most"
            )
        return asked
    return max(2, min(_MOST_THEMES, round(math.sqrt(segments / 2))))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    # Libraries that would look for models on a hub are told not to, should one be installed.
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "TOKENIZERS_PARALLELISM"):
        os.environ.setdefault(name, "0" if name.startswith("TOK") else "1")
    logging.getLogger("BERTopic").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _features(segments: Sequence[Segment], vectors: Array, stops: list[str], seed: int) -> Array:
    """Return meaning and words side by side: shape (segments, dimensions + up to 100)."""
    import numpy as np
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    counter = TfidfVectorizer(
        stop_words=stops, token_pattern=TOKEN, ngram_range=(1, 2), min_df=2, max_df=0.3,
        sublinear_tf=True,
    )  # fmt: skip
    try:
        weights = counter.fit_transform([joined(s.text) for s in segments])
    except ValueError:  # no word is in two passages
        return vectors
    most = min(100, weights.shape[0] - 1, weights.shape[1] - 1)
    if most < 2:
        return vectors
    reduced = TruncatedSVD(most, random_state=seed).fit_transform(weights)
    return np.hstack([vectors, _WORDS_WEIGHT * _unit(reduced)])


def _unit(rows: Array) -> Array:
    import numpy as np

    scaled: Array = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled


def _in_context(features: Array, segments: Sequence[Segment]) -> Array:
    """Add to each passage a part of its neighbours in the same document; rows of unit length.

    What a person means by "it took nine days" stands in what was said just before.
    """
    import numpy as np

    documents = np.array([s.document for s in segments])
    mixed = features.copy()
    for step, weight in enumerate(_CONTEXT, 1):
        same = (documents[step:] == documents[:-step])[:, None] * weight
        mixed[step:] += same * features[:-step]
        mixed[:-step] += same * features[step:]
    return _unit(mixed)


class _Reducer:
    """BERTopic's reduction step: principal components, each passage back on the unit sphere."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def fit(self, values: Array, y: object = None) -> _Reducer:
        from sklearn.decomposition import PCA

        most = min(_COMPONENTS, values.shape[0] - 1, values.shape[1])
        self._pca = PCA(most, random_state=self._seed).fit(values)
        return self

    def transform(self, values: Array) -> Array:
        return _unit(self._pca.transform(values))


class _Ward:
    """BERTopic's clustering step: Ward's method, which leaves nobody out."""

    def __init__(self, themes: int, seed: int) -> None:
        self._themes = themes
        self._seed = seed

    def fit(self, values: Array, y: object = None) -> _Ward:
        from sklearn.cluster import AgglomerativeClustering, KMeans

        ward = AgglomerativeClustering(self._themes, linkage="ward")
        if len(values) <= _WARD_LIMIT:
            self.labels_ = ward.fit_predict(values)
            return self
        # Ward needs every pair of passages at once; a thousand small clusters stand for them.
        small = KMeans(1000, n_init=1, max_iter=50, random_state=self._seed).fit(values)
        self.labels_ = ward.fit_predict(small.cluster_centers_)[small.labels_]
        return self

    def predict(self, values: Array) -> Array:
        labels: Array = self.labels_
        return labels


def _themes(
    model: Any,
    topics: Sequence[int],
    segments: Sequence[Segment],
    features: Array,
    coverage: Coverage,
) -> list[Theme]:
    import numpy as np

    labels = np.asarray(topics)
    sizes = {int(t): int((labels == t).sum()) for t in sorted(set(topics)) if t >= 0}
    found: list[Theme] = []
    named: set[str] = set()
    for topic in sorted(sizes, key=lambda t: (-sizes[t], t)):
        members = np.flatnonzero(labels == topic)
        centre = features[members].mean(axis=0)
        order = members[np.argsort(-(features[members] @ centre), kind="stable")]
        terms = _terms(model.get_topic(topic), [segments[int(i)] for i in members])
        near = coverage.near(members)
        label = _label(terms, named)
        named.add(label)
        found.append(_theme(f"T{len(found) + 1}", label, terms, order, segments, near))
    return found


def _theme(
    theme_id: str,
    label: str,
    terms: list[str],
    order: Array,
    segments: Sequence[Segment],
    near: Any,
) -> Theme:
    ranked = [segments[int(i)] for i in order]
    typical = _typical(ranked)
    rest = [s for s in ranked if s not in typical]
    groups: dict[str, set[str]] = {}
    for segment in ranked:
        groups.setdefault(segment.group, set()).add(segment.person)
    passages = [Passage.of(s, typical=True) for s in typical]
    passages += [Passage.of(s, typical=False) for s in rest]
    return Theme(
        id=theme_id,
        label=label,
        terms=tuple(terms),
        size=len(ranked),
        people=len({s.person for s in ranked}),
        groups={g: len(people) for g, people in sorted(groups.items())},
        near=near.codes,
        covered=near.covered,
        nearest=near.line,
        passages=tuple(passages),
    )


def _typical(ranked: Sequence[Segment]) -> list[Segment]:
    """Return the passages nearest the centre, of different people as far as there are."""
    picked: list[Segment] = []
    for segment in ranked:
        if segment.person not in {s.person for s in picked} and segment.words >= 12:
            picked.append(segment)
        if len(picked) == _TYPICAL:
            return picked
    picked += [s for s in ranked if s not in picked][: _TYPICAL - len(picked)]
    return picked


def _terms(candidates: Sequence[tuple[str, float]], members: Sequence[Segment]) -> list[str]:
    """Return terms that several people use, no two of them much the same.

    Class TF-IDF likes what one person says often; a term's weight is therefore multiplied by
    the square root of how many people say it.
    """
    people: dict[str, set[str]] = {term: set() for term, _ in candidates if term}
    for segment in members:
        words = re.findall(TOKEN, joined(segment.text).lower())
        for term in {*words, *(" ".join(pair) for pair in itertools.pairwise(words))}:
            if term in people:
                people[term].add(segment.person)
    # Two words of a pair may have had stop words between them; then nobody says just that pair.
    said = [
        (term, weight * math.sqrt(len(people[term])))
        for term, weight in candidates
        if people.get(term) and not set(term) & {"'", "’"}
    ]
    said.sort(key=lambda pair: (-pair[1], pair[0]))
    kept: list[str] = []
    seen: set[str] = set()
    for least in (2, 1):
        for term, _ in said:
            pieces = stem(term).split()
            if len(people[term]) < least or len(set(pieces)) < len(pieces):
                continue
            if not set(pieces) & seen and len(kept) < (_TERMS if least == 2 else _LABEL):
                kept.append(term)
                seen.update(pieces)
    return kept


def _label(terms: Sequence[str], named: set[str]) -> str:
    for most in range(_LABEL, len(terms) + 1):
        label = ", ".join(terms[:most])
        if label not in named:
            return label
    return ", ".join(terms) or "no terms"
