"""Memory and time of themes, or of suggested codes, over very many passages on one machine.

    python benchmarks/nlp/large.py [PASSAGES]
    python benchmarks/nlp/large.py [PASSAGES] --suggest [--coded 5000] [--everywhere]

The passages are made of the sentences of the sample transcripts, shuffled, each with a number of
its own, so that none is embedded twice. They are embedded by a table of random word vectors of
512 dimensions, as many as the default model has: it is the memory and what comes after embedding
that is measured. The default model embeds some hundreds of passages a second and core, and
keeps what it has done every 20,480.

With ``--suggest`` a study is made of them in a process of its own, as many passages coded with 40
codes, and its vectors kept; measured is what ``qualcode suggest`` does with it from there.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from large_study import make_large_study

from qualcode.nlp.embed.base import unit_rows
from qualcode.nlp.embed.embedder import CachedEmbedder
from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.themes.pipeline import find_themes
from qualcode.report.html.theme_files import THEME_FILES, themes_file
from qualcode.store.study import Study
from qualcode.workbench.suggestions import suggester as suggesting
from qualcode.workbench.themes.coded_passages import CodedPassages
from qualcode.workbench.themes.findings import held_against_codings

SAMPLE = Path(__file__).parents[2] / "transcripts_sample"


class WordTable:
    """The mean of random vectors of words."""

    name, dimensions, source, quick = "random-words", 512, "", True

    def __init__(self) -> None:
        self._rows = np.random.default_rng(0).standard_normal((4096, 512)).astype(np.float32)

    def embed(self, texts: Any) -> Any:
        """Return the texts' vectors."""
        return unit_rows([
            self._rows[[zlib.crc32(w.encode()) % 4096 for w in text.split()]].mean(axis=0)
            for text in texts
        ])  # fmt: skip


def passages(count: int) -> list[Segment]:
    """Return passages of about sixty words, one a person, thirty thousand to a document."""
    text = " ".join(p.read_text(encoding="utf-8") for p in sorted(SAMPLE.glob("*.txt")))
    sentences = [s for s in re.split(r"(?<=[.?!])\s+", text) if 5 <= len(s.split()) <= 40]
    chance = np.random.default_rng(0)
    found = []
    for n in range(count):
        said = " ".join(sentences[int(i)] for i in chance.integers(0, len(sentences), 4)) + f" {n}"
        found.append(
            Segment(
                f"answers-{n // 30_000}", n * 500, n * 500 + len(said), said, f"R{n}", "ab"[n % 2]
            )
        )
    return found


def peak() -> float:
    """Return the most memory this process had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Print memory and time after each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--suggest", action="store_true")
    parser.add_argument("--coded", type=int, default=5000)
    parser.add_argument("--everywhere", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.suggest:
            suggest(Path(folder), options.passages, options.coded, options.everywhere)
        else:
            themes(Path(folder), options.passages)


def teller() -> Callable[[str], None]:
    """Return what prints a step, the time since now and the most memory up to it."""
    began = time.perf_counter()

    def told(step: str) -> None:
        print(f"{step:<42}{time.perf_counter() - began:8.0f} s {peak():6.2f} GB", flush=True)

    return told


def themes(folder: Path, count: int) -> None:
    """Find themes, and write them in each form."""
    told = teller()
    segments = passages(count)
    told("made")
    kept = CachedEmbedder(WordTable(), folder)
    kept.kept([s.text for s in segments])
    told("embedded")
    model = find_themes(segments, kept, [])
    told("themes")
    data = held_against_codings(model, segments, CodedPassages(segments, []), {})
    told("held against codings")
    for suffix in THEME_FILES:
        made = themes_file(suffix, data, study="Large", group_names={})
        told(f"{suffix}, {len(made) / 1e6:.0f} MB")


def suggest(folder: Path, count: int, coded: int, everywhere: bool) -> None:
    """Suggest codes, second looks, and what to code next."""
    root = folder / "study"
    # Elsewhere, so that its memory is not counted.
    maker = multiprocessing.get_context("spawn").Process(
        target=make_study, args=(root, count, coded, everywhere)
    )
    maker.start()
    maker.join()
    suggesting.study_embedder = lambda study, *_: CachedEmbedder(  # type: ignore[assignment]
        WordTable(), study.local / "embeddings"
    )
    told = teller()
    seen = ""

    def progress(doing: str, done: int, total: int) -> None:
        nonlocal seen
        if doing != seen:
            told(f"… {doing}")
        seen = doing

    made = suggesting.Suggester(Study.open(root), "a", progress=progress)
    told(f"learnt: {len(made.segments)} passages, {made.labelled.sum()} gone through")
    print(f"{sum(s.state == 'measured' for s in made.states)} codes measured; {made.valence.why}")
    told(f"{len(made.suggestions(most=20))} suggestions")
    told(f"{len(made.suggestions(most=1000))} suggestions")
    told(f"{len(made.suggestions(documents=['answers-0'], most=20))} of a document")
    told(f"{len(made.second_look(most=20))} second looks")
    told(f"{len(made.to_learn_most())} to code next")


def make_study(root: Path, count: int, coded: int, everywhere: bool) -> None:
    """Make the study and keep its vectors."""
    told = teller()
    make_large_study(root, passages(count), WordTable(), coded, everywhere)
    told("study made, passages embedded")


if __name__ == "__main__":
    main()
