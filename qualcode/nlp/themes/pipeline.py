"""The theme pipeline: passages in context, clustered by BERTopic's steps, compared with codes.

The same passages and seed give the same themes. Why these steps: docs/decisions/0007.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadInputError
from qualcode.nlp.codes.nearness import COVERED, CodeText, Coverage
from qualcode.nlp.embed.base import Elsewhere, Embedder
from qualcode.nlp.passages.features import (
    CONTEXT,
    MOST_WORDS,
    OWN_VOICE,
    WORDS_WEIGHT,
    WordsAndMeaning,
    in_context,
    less_own_voice,
)
from qualcode.nlp.passages.graph_clusters import COMPONENTS, NEIGHBOURS, NeighbourMap, WardThenMeans
from qualcode.nlp.passages.passages import LEAST_WORDS, Segment, missing
from qualcode.nlp.passages.sampling import as_units, drawn, put_to_nearest, vectors_of
from qualcode.nlp.passages.stop_words import TOKEN, joined, stop_words
from qualcode.nlp.themes.build import Clustered, joint_label, themes_of
from qualcode.nlp.themes.groups import leanings
from qualcode.nlp.themes.result import ThemeModel
from qualcode.nlp.themes.same_words import together
from qualcode.nlp.themes.stability import RUNS, stability
from qualcode.nlp.themes.tree import theme_tree

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: With fewer passages no themes can be told apart.
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
    elsewhere: Elsewhere | None = None,
) -> ThemeModel:
    """Find themes in passages, and the codes near each theme.

    ``themes`` fixes their number; otherwise it is the square root of half the number of passages
    (Mardia, Kent & Bibby 1979, p. 365), at most 25. ``elsewhere`` clusters the samples of the study
    on which stability rests. Of more than 25,000 passages a random part is clustered and the others
    join the nearest theme; near codes are then measured on that part.

    Raises:
        BadInputError: too few passages, or more themes asked for than half of them.
        MissingExtraError: a library of the pipeline is not installed.
    """
    report = progress or (lambda doing, done, total: None)
    wanted = _how_many(len(segments), themes)
    report("Embedding passages", 0, len(segments))
    kept = vectors_of(embedder, segments)
    chosen = drawn(len(segments), seed)
    some, vectors = as_units(segments, chosen), kept.rows(chosen)
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
        # One thread: several threads add up in an order that differs from run to run.
        with threadpool_limits(limits=1):
            learnt = WordsAndMeaning(some, vectors, stops, seed)
            alone = less_own_voice(learnt.fitted, some)
            features = in_context(alone, some)
            try:
                topics, _ = model.fit_transform([joined(s.text) for s in some], features)
            except ValueError as error:
                if "vocabulary" in str(error):
                    raise BadInputError("the passages hold nothing but filler words") from None
                raise
            found = numpy.asarray(together([one.text for one in some], [*topics]))
            firm = stability(
                some, alone, found, wanted, seed, elsewhere=elsewhere,
                progress=lambda done, total: report("Leaving parts out", done, total),
            )  # fmt: skip
            centres = _centres(features, found)
            if len(some) == len(segments):
                labels, close = found, (alone * centres[numpy.maximum(found, 0)]).sum(axis=1)
            else:
                labels, close = put_to_nearest(
                    segments, kept, learnt, centres, learnt.fitted.mean(axis=0),
                    lambda done, total: report("Placing passages", done, total),
                )  # fmt: skip
                labels = numpy.asarray(together([one.text for one in segments], labels.tolist()))
            report("Naming themes", 0, 1)
            clustered = Clustered(model, some, found, labels, close)
            coverage = Coverage(codes, some, in_context(vectors, some), embedder, stops)
            leaning = leanings(segments, labels, seed)
            themes_found = themes_of(clustered, segments, firm, leaning, coverage, stops)
            tree, families = theme_tree(
                [theme.id for theme in themes_found],
                centres[clustered.order],
                joint_label(clustered, stops),
            )
    members = [clustered.clustered_in(topic) for topic in clustered.order]
    part = ""
    if len(some) < len(segments):
        part = f", from {len(some)} of the passages, to whose themes the others were put"
    method = (
        f"{embedder.name} embeddings with TF-IDF (weight {WORDS_WEIGHT:g}), passages read with "
        f"those before and after (weights {CONTEXT[0]:g} and {CONTEXT[1]:g}) and with "
        f"{OWN_VOICE:g} of each speaker's mean taken off, graph of "
        f"{NEIGHBOURS} neighbours in {COMPONENTS} coordinates, Ward then k-means to {wanted} "
        f"themes{part}, class TF-IDF, stability over {RUNS} samples; BERTopic {__version__}, "
        f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}"
    )
    return ThemeModel(
        model=embedder.name,
        seed=seed,
        segments=len(segments),
        outliers=int((labels < 0).sum()),
        method=method,
        covered_from=COVERED,
        themes=tuple(themes_found),
        tree=tree,
        families=tuple(families),
        codes_without_theme=tuple(
            (near, themes_found[n].id) for near, n in coverage.codes_without(members)
        ),
        farness=tuple(coverage.farness()) if len(some) == len(segments) else (),
    )


def _centres(features: Array, topics: Array) -> Array:
    """Return the mean passage of each topic, shape (topics, features)."""
    import numpy as np

    return np.stack([features[topics == n].mean(axis=0) for n in range(int(topics.max()) + 1)])


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
    # Keep libraries, should one be installed, from looking for models on a hub.
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "TOKENIZERS_PARALLELISM"):
        os.environ.setdefault(name, "0" if name.startswith("TOK") else "1")
    logging.getLogger("BERTopic").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
