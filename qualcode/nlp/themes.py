"""Themes: passages read in their context, clustered by BERTopic's steps, held against the codes.

The same passages and seed give the same themes. Why these steps: docs/decisions.md.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadInputError
from qualcode.nlp.clustering import COMPONENTS, NEIGHBOURS, NeighbourMap, WardThenMeans
from qualcode.nlp.coverage import COVERED, CodeText, Coverage
from qualcode.nlp.embedding import Embedder
from qualcode.nlp.features import (
    CONTEXT,
    MOST_WORDS,
    OWN_VOICE,
    WORDS_WEIGHT,
    in_context,
    in_words_and_meaning,
    less_own_voice,
)
from qualcode.nlp.naming import label_of, phrased, terms_of, typical
from qualcode.nlp.segments import LEAST_WORDS, Segment, missing
from qualcode.nlp.stability import RUNS, stability
from qualcode.nlp.theme_groups import leanings
from qualcode.nlp.theme_model import Passage, Theme, ThemeModel
from qualcode.nlp.theme_tree import theme_tree
from qualcode.nlp.words import TOKEN, joined, stop_words

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: Fewer passages cannot be told apart into themes.
LEAST_SEGMENTS = 12
_MOST_THEMES = 25


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
    passages (Mardia, Kent & Bibby 1979, p. 365), at most 25.

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
            import numpy
            import sklearn
            from bertopic import BERTopic, __version__
            from bertopic.vectorizers import ClassTfidfTransformer
            from sklearn.feature_extraction.text import CountVectorizer
            from threadpoolctl import threadpool_limits
        except ImportError as error:
            raise missing(error.name or "bertopic") from None
        stops = stop_words(list(extra_stop_words))
        report("Clustering", 0, 1)
        model: Any = BERTopic(
            # "english" would strip apostrophes, hyphens and every accented letter.
            language="multilingual",
            embedding_model=None,
            umap_model=NeighbourMap(seed),
            hdbscan_model=WardThenMeans(wanted, seed),
            vectorizer_model=CountVectorizer(
                stop_words=stops,
                token_pattern=TOKEN,
                ngram_range=(1, 2),
                max_features=2 * MOST_WORDS,
            ),
            ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
            top_n_words=60,
            calculate_probabilities=False,
            verbose=False,
        )
        # One thread: several add up in an order that differs from run to run.
        with threadpool_limits(limits=1):
            alone = in_words_and_meaning(segments, vectors, stops, seed)
            alone = less_own_voice(alone, segments)
            features = in_context(alone, segments)
            try:
                topics, _ = model.fit_transform([joined(s.text) for s in segments], features)
            except ValueError as error:
                if "vocabulary" in str(error):
                    raise BadInputError("the passages hold nothing but filler words") from None
                raise
            report("Leaving parts out", 0, 1)
            firm = stability(segments, alone, numpy.asarray(topics), wanted, seed)
            report("Naming themes", 0, 1)
            coverage = Coverage(codes, segments, in_context(vectors, segments), embedder, stops)
            leaning = leanings(segments, numpy.asarray(topics), seed)
            found, members = _themes(
                model, topics, segments, (alone, features), firm, coverage, stops
            )
            found = [replace(t, leaning=leaning[n]) for t, n in zip(found, members, strict=True)]
            indices = [numpy.flatnonzero(numpy.asarray(topics) == n) for n in members]
            tree, families = theme_tree(
                [theme.id for theme in found],
                numpy.stack([features[rows].mean(axis=0) for rows in indices]),
                _joint_label(model, members, indices, segments, stops),
            )
    method = (
        f"{embedder.name} embeddings with TF-IDF (weight {WORDS_WEIGHT:g}), passages read with "
        f"those before and after (weights {CONTEXT[0]:g} and {CONTEXT[1]:g}) and with "
        f"{OWN_VOICE:g} of each speaker's mean taken off, graph of "
        f"{NEIGHBOURS} neighbours in {COMPONENTS} coordinates, Ward then k-means to {wanted} "
        f"themes, class TF-IDF, stability over {RUNS} samples; BERTopic {__version__}, "
        f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}"
    )
    outliers = sum(topic < 0 for topic in topics)
    return ThemeModel(
        model=embedder.name,
        seed=seed,
        segments=len(segments),
        outliers=outliers,
        method=method,
        covered_from=COVERED,
        themes=tuple(found),
        tree=tree,
        families=tuple(families),
        codes_without_theme=tuple(
            (near, found[n].id) for near, n in coverage.codes_without(indices)
        ),
        farness=tuple(coverage.farness()),
    )


def _how_many(segments: int, asked: int | None) -> int:
    if segments < LEAST_SEGMENTS:
        raise BadInputError(
            f"only {segments} passages of {LEAST_WORDS} words or more, too few for themes",
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


def _themes(
    model: Any,
    topics: Sequence[int],
    segments: Sequence[Segment],
    features: tuple[Array, Array],
    firm: dict[int, float],
    coverage: Coverage,
    stops: Sequence[str],
) -> tuple[list[Theme], list[int]]:
    """Return the themes, the largest first, and which topic of the model each is."""
    import numpy as np

    labels = np.asarray(topics)
    sizes = {int(t): int((labels == t).sum()) for t in sorted(set(topics)) if t >= 0}
    found: list[Theme] = []
    named: set[str] = set()
    order_of_topics = sorted(sizes, key=lambda t: (-sizes[t], t))
    for topic in order_of_topics:
        members = np.flatnonzero(labels == topic)
        # Near the centre by its own words, not by what stands before and after it.
        alone, in_its_context = features
        centre = in_its_context[members].mean(axis=0)
        order = members[np.argsort(-(alone[members] @ centre).round(9), kind="stable")]
        spoken = [segments[int(i)] for i in members]
        terms = phrased(terms_of(model.get_topic(topic), spoken), spoken, stops)
        near = coverage.near(members)
        label = label_of(terms, named)
        named.add(label)
        named_theme = (f"T{len(found) + 1}", label, terms)
        found.append(_theme(*named_theme, firm[topic], order, segments, near))
    return found, order_of_topics


def _joint_label(
    model: Any,
    topics: Sequence[int],
    members: Sequence[Array],
    segments: Sequence[Segment],
    stops: Sequence[str],
) -> Callable[[Sequence[int]], str]:
    """Return what names several themes at once: terms that set them apart from all the others."""
    import numpy as np

    words = model.vectorizer_model.get_feature_names_out()
    lowest = min(model.topic_labels_)  # rows of class TF-IDF begin with the outliers, if any
    rows = model.c_tf_idf_[[topic - lowest for topic in topics]].toarray()

    def label(places: Sequence[int]) -> str:
        inside = np.isin(np.arange(len(topics)), places)
        weights = rows[inside].mean(axis=0)
        if not inside.all():
            weights -= rows[~inside].mean(axis=0)
        best = np.lexsort((words, -weights.round(9)))[:60]
        spoken = [segments[int(i)] for n in places for i in members[n]]
        terms = terms_of([(str(words[i]), float(weights[i])) for i in best], spoken)
        return label_of(phrased(terms, spoken, stops), set())

    return label


def _theme(
    theme_id: str,
    label: str,
    terms: list[str],
    firm: float,
    order: Array,
    segments: Sequence[Segment],
    near: Any,
) -> Theme:
    ranked = [segments[int(i)] for i in order]
    first = typical(ranked)
    rest = [s for s in ranked if s not in first]
    groups: dict[str, set[str]] = {}
    for segment in ranked:
        groups.setdefault(segment.group, set()).add(segment.person)
    passages = [Passage.of(s, typical=True) for s in first]
    passages += [Passage.of(s, typical=False) for s in rest]
    return Theme(
        id=theme_id,
        label=label,
        terms=tuple(terms),
        size=len(ranked),
        people=len({s.person for s in ranked}),
        groups={g: len(people) for g, people in sorted(groups.items())},
        stability=firm,
        near=near.codes,
        covered=near.covered,
        nearest=near.line,
        passages=tuple(passages),
    )
