"""A study of very many answers to a survey, a few thousand of them coded, with their vectors kept.

Each code is given to the answers that have a certain word, and the valence follows from another,
so that there is something to learn, and suggestions and their reasons are made as in real work.
"""

from __future__ import annotations

import collections
import re
from pathlib import Path

from qualcode.model.coding.coding import CodingEvent
from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.text.text import text_digest
from qualcode.nlp.embed.base import Embedder
from qualcode.nlp.embed.embedder import CachedEmbedder
from qualcode.nlp.passages.passages import Segment, segment
from qualcode.nlp.passages.stop_words import stop_words
from qualcode.store.study import Study
from qualcode.workbench.themes.run import ThemeOptions, spoken_turns

CODES = 40
WHEN = "2026-01-01T00:00:00.000000Z"


def make_large_study(
    root: Path, passages: list[Segment], embedder: Embedder, coded: int, everywhere: bool
) -> None:
    """Make a study of these passages, ``coded`` of them coded by "a": the first of each document.

    ``everywhere`` spreads them, so that every passage counts as gone through.
    """
    (root / "documents").mkdir(parents=True)
    (root / "study.toml").write_text('name = "Large"\nlanguage = "en"\n', encoding="utf-8")
    words = _common_words(passages)
    lines = ["codes:"]
    for word in words[:CODES]:
        lines += [f"  - id: c-{word}", f"    name: About {word}", f"    definition: Of {word}."]
    (root / "codebook.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    study = Study(root)
    documents: dict[str, list[str]] = {}
    for one in passages:
        documents.setdefault(one.document, []).append(one.text)
    for name, answers in documents.items():
        parts, turns, at = [], [], 0
        for n, answer in enumerate(answers):
            label = f"R{n}: "
            end = at + len(label) + len(answer)
            turns.append(Turn(at, at + len(label), end, n))
            parts.append(label + answer)
            at = end + 2
        text = "\n\n".join(parts) + "\n"
        speakers = tuple(Speaker(f"R{n}") for n in range(len(answers)))
        digest = text_digest(text)
        document = Document(name, name, "en", digest, len(text), len(text.split()), "survey",
                            digest, WHEN, speakers, tuple(turns))  # fmt: skip
        study.add_documents([(document, text, None)])
        some = coded // len(documents)
        step = max(1, len(answers) // some) if everywhere else 1
        events = []
        for turn, answer in list(zip(turns, answers, strict=True))[::step][:some]:
            there = set(re.findall(r"\w+", answer.lower()))
            valence = "works_well" if words[CODES] in there else "works_less_well"
            events += [
                CodingEvent(f"{turn.start}-{word}", "add", f"c-{word}", turn.words, turn.end,
                            digest, WHEN, valence=valence)
                for word in words[:CODES] if word in there
            ]  # fmt: skip
        study.append("a", name, events)
    found = [s.text for s in segment(spoken_turns(study, ThemeOptions()))[0]]
    CachedEmbedder(embedder, study.local / "embeddings").kept(found)


def _common_words(passages: list[Segment]) -> list[str]:
    """Return words that one to three of a hundred passages have, and last a common one."""
    some = passages[:: max(1, len(passages) // 5000)]
    counts = collections.Counter(
        word for one in some for word in set(re.findall(r"[a-z]{5,}", one.text.lower()))
    )
    unwanted = set(stop_words())
    ranked = [word for word, _ in counts.most_common() if word not in unwanted]
    seldom = [w for w in ranked if 0.01 * len(some) < counts[w] < 0.03 * len(some)]
    return [*seldom[:CODES], ranked[0]]
