"""Code suggestion held against a coder's work, by how many transcripts were coded before.

    python benchmarks/nlp/codes.py DEMO-STUDY --coder anwen

Average precision over the transcripts not learnt from, mean over the codes with three passages
there and more, and over draws of the transcripts learnt from.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from qualcode.nlp.codes.learner import learn
from qualcode.nlp.codes.nearness import CodeText, nearness
from qualcode.nlp.codes.ridge import ridge
from qualcode.nlp.embed.choice import default_embedder
from qualcode.nlp.embed.embedder import CachedEmbedder
from qualcode.nlp.passages.features import in_context, in_words_and_meaning
from qualcode.nlp.passages.stop_words import TOKEN, joined, stop_words
from qualcode.nlp.passages.z_scores import Standard
from qualcode.store.study import Study
from qualcode.workbench.suggestions.suggester import Suggester
from qualcode.workbench.themes.run import code_meaning

Scores = Callable[[Any], Any]
#: Codes are grouped by how many examples of them were learnt from, from so many on.
EXAMPLES = (0, 1, 3, 5, 10)


class Bench:
    """The study's passages and codings, and ways of scoring passages for codes."""

    def __init__(self, path: Path, coder: str) -> None:
        study = Study.open(path)
        made = Suggester(study, coder)
        self.coded = made.coded
        self.names = np.array([s.document for s in made.segments])
        codes = [CodeText(c.id, c.name, code_meaning(c)) for c in made.codes]
        stops = stop_words(study.config.stop_words)
        embedder = CachedEmbedder(default_embedder(), study.local / "embeddings")
        vectors = embedder.embed([s.text for s in made.segments])
        self.near = nearness(
            codes, made.segments, in_context(vectors, made.segments), embedder, stops
        )
        self.vectors = vectors
        self.both = in_words_and_meaning(made.segments, vectors, stops, 0)
        self.context = in_context(self.both, made.segments)
        self.words = TfidfVectorizer(
            stop_words=stops, token_pattern=TOKEN, ngram_range=(1, 2), sublinear_tf=True
        ).fit_transform([joined(s.text) for s in made.segments])

    def ways(self) -> dict[str, Scores]:
        """Return each way of scoring: from which passages are labelled to scores of all."""

        def standardised(values: Any) -> Any:
            return Standard(values).of(values)

        return {
            "chance": lambda labelled: np.random.default_rng(0).random(self.coded.shape),
            "TF-IDF, logistic regression": lambda m: self.logistic(self.words, m),
            "embeddings, logistic regression": lambda m: self.logistic(self.vectors, m),
            "both, in context, ridge": lambda m: self.ridge(self.context, m),
            "definitions alone": lambda m: self.near,
            "definitions + ridge, evenly": lambda m: (
                standardised(self.ridge(self.context, m)) + standardised(self.near)
            ),
            "**as `suggest` does it**": self.suggest,
        }

    def logistic(self, features: Any, labelled: Any) -> Any:
        """One balanced logistic regression a code."""
        scores = np.zeros(self.coded.shape)
        for j in range(self.coded.shape[1]):
            truth = self.coded[labelled, j]
            if truth.sum() >= 2 and not truth.all():
                model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
                scores[:, j] = model.fit(features[labelled], truth).decision_function(features)
        return scores

    def ridge(self, features: Any, labelled: Any) -> Any:
        """Ridge regression, all codes in one solution."""
        rows = np.flatnonzero(labelled)
        return ridge(features, self.coded[rows].astype(float), rows, self.names)[0]

    def suggest(self, labelled: Any) -> Any:
        """As the command does."""
        return learn(self.context, self.near, self.coded, labelled, list(self.names)).probability

    def run(self, sizes: list[int], draws: int) -> None:
        """Print the table."""
        talks = sorted(set(self.names[self.coded.any(axis=1)]))
        print(f"{len(self.names)} passages, {len(talks)} transcripts, {self.coded.sum()} coded\n")
        print("| transcripts learnt from | " + " | ".join(str(s) for s in sizes) + " |")
        print("|---|" + "---|" * len(sizes))
        for name, way in self.ways().items():
            cells = []
            for size in sizes:
                found = []
                for draw in range(draws):
                    chosen = np.random.default_rng(draw).permutation(talks)[:size]
                    labelled = np.isin(self.names, chosen)
                    found += self.precision(way(labelled), ~labelled)
                cells.append(f"{np.mean(found):.2f}")
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)

    def by_examples(self, sizes: list[int], draws: int) -> None:
        """Print the table again by how many examples of a code were learnt from."""
        talks = sorted(set(self.names[self.coded.any(axis=1)]))
        found: dict[str, dict[int, list[float]]] = {}
        for size in sizes:
            for draw in range(draws):
                chosen = np.random.default_rng(draw).permutation(talks)[:size]
                labelled = np.isin(self.names, chosen)
                examples = self.coded[labelled].sum(axis=0)
                enough = np.flatnonzero(self.coded[~labelled].sum(axis=0) >= 3)
                for name, way in self.ways().items():
                    cells = found.setdefault(name, {})
                    for j, value in zip(
                        enough, self.precision(way(labelled), ~labelled), strict=True
                    ):
                        low = max(least for least in EXAMPLES if least <= examples[j])
                        cells.setdefault(low, []).append(value)
        heads = [
            f"{low} to {high - 1}" if high - low > 1 else str(low)
            for low, high in itertools.pairwise(EXAMPLES)
        ]
        heads.append(f"{EXAMPLES[-1]} and more")
        print("\n| examples learnt from | " + " | ".join(heads) + " |")
        print("|---|" + "---|" * len(EXAMPLES))
        for name, cells in found.items():
            row = [f"{np.mean(cells[low]):.2f}" if low in cells else "" for low in EXAMPLES]
            print(f"| {name} | " + " | ".join(row) + " |")
        counted = next(iter(found.values()))
        print(
            "| codes and draws | "
            + " | ".join(str(len(counted.get(n, []))) for n in EXAMPLES)
            + " |"
        )

    def precision(self, scores: Any, left_out: Any) -> list[float]:
        """Return the average precision of each code with passages enough."""
        return [
            float(average_precision_score(self.coded[left_out, j], scores[left_out, j]))
            for j in range(self.coded.shape[1])
            if self.coded[left_out, j].sum() >= 3
        ]


def speed(passages: int, codes: int, features: int) -> None:
    """Print how long learning takes on made-up features of a large study."""
    chance = np.random.default_rng(0)
    values = chance.standard_normal((passages, features)).astype(np.float32)
    near = chance.standard_normal((passages, codes))
    coded = chance.random((passages, codes)) < 5000 / passages / codes
    names = [f"t{n // 300}" for n in range(passages)]
    start = time.perf_counter()
    found = learn(values, near, coded, np.ones(passages, bool), names)
    took = time.perf_counter() - start
    start = time.perf_counter()
    for n in range(200):
        _ = values[n] @ found.weights
    each = (time.perf_counter() - start) / 200
    print(f"\nlearning {int(coded.sum()):,} codings × {codes} codes on {passages:,} passages: "
          f"{took:.2f} s; a passage scored by the model: {each * 1000:.2f} ms")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--coder", default="anwen")
    parser.add_argument("--draws", type=int, default=8)
    options = parser.parse_args()
    bench = Bench(options.study, options.coder)
    bench.run([1, 2, 4, 6, 9], options.draws)
    bench.by_examples([1, 2, 4, 6, 9], options.draws)
    speed(18_000, 40, 612)
