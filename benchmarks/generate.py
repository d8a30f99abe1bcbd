"""Makes the benchmark studies: seeded, with turn and code distributions like real ones."""

from __future__ import annotations

import random
from itertools import accumulate
from pathlib import Path

SEED = 20260301
CODES = 40


class Speech:
    """Invented speech: words by Zipf's law, sentences and turns of uneven length."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        syllables = [c + v for c in "bcdfghlmnprstw" for v in ("a", "e", "i", "o", "u", "ai", "ea")]
        self._words = [
            "".join(self._chance.choices(syllables, k=1 + min(3, n // 60))) for n in range(6000)
        ]
        self._weights = list(accumulate(1 / (n + 2.7) for n in range(len(self._words))))

    def sentence(self) -> str:
        """Return a sentence of two to forty words."""
        length = max(2, min(40, round(self._chance.lognormvariate(2.3, 0.6))))
        words = self._chance.choices(self._words, cum_weights=self._weights, k=length)
        return f"{words[0].capitalize()} {' '.join(words[1:])}{self._chance.choice('...?')}"

    def interview(self, words: int = 0, turns: int = 0) -> str:
        """Return an interview of about so many words, or of exactly so many turns."""
        parts: list[str] = []
        said = 0
        while (len(parts) < turns) if turns else (said < words):
            asks = len(parts) % 2 == 0
            count = 1 if asks else max(1, round(self._chance.lognormvariate(1.4, 0.9)))
            speech = " ".join(self.sentence() for _ in range(count))
            said += len(speech.split())
            parts.append(f"{'I' if asks else 'P'}: {speech}")
        return "\n\n".join(parts) + "\n"


def write_transcripts(folder: Path, documents: int, *, words: int = 0, turns: int = 0) -> None:
    """Write so many transcripts to ``folder``, as text and, for Taguette, as HTML."""
    speech = Speech(SEED + documents)
    (folder / "text").mkdir(parents=True)
    (folder / "html").mkdir()
    for number in range(documents):
        text = speech.interview(words, turns)
        (folder / "text" / f"t{number:04}.txt").write_text(text, encoding="utf-8")
        body = "".join(f"<p>{p}</p>" for p in text.strip().split("\n\n"))
        html = f"<!doctype html><html><body>{body}</body></html>"
        (folder / "html" / f"t{number:04}.html").write_text(html, encoding="utf-8")


def write_word(folder: Path, documents: int, *, words: int) -> None:
    """Write so many interviews to ``folder`` as Word files, speakers' names in bold."""
    from docx import Document

    speech = Speech(SEED + documents)
    folder.mkdir(parents=True)
    for number in range(documents):
        document = Document()
        for turn in speech.interview(words, 0).strip().split("\n\n"):
            label, _, said = turn.partition(": ")
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(said)
        document.save(str(folder / f"w{number:03}.docx"))


def codebook_text() -> str:
    """Return a codebook of forty codes in eight themes."""
    lines = ["codes:"]
    for theme in range(8):
        lines += _code(f"theme-{theme}", "  ")
        lines.append("    children:")
        for code in range(4):
            lines += _code(f"code-{theme}-{code}", "      ")
    return "\n".join(lines) + "\n"


def code_ids() -> list[str]:
    """Return the ids of the forty codes."""
    return [i for t in range(8) for i in (f"theme-{t}", *(f"code-{t}-{c}" for c in range(4)))]


def _code(code_id: str, indent: str) -> list[str]:
    return [
        f"{indent}- id: {code_id}",
        f"{indent}  name: {code_id.replace('-', ' ').capitalize()}",
        f"{indent}  definition: What is said of {code_id}.",
    ]


def spans(turns: list[tuple[int, int]], count: int, seed: int) -> list[tuple[int, int, str]]:
    """Return so many coded spans within turns; few codes are used much, many a little."""
    chance = random.Random(seed)
    codes = code_ids()
    weights = list(accumulate(1 / (n + 1) for n in range(len(codes))))
    found = []
    for start, end in chance.choices(turns, k=count):
        length = end - start
        a = start + chance.randrange(max(1, length // 2))
        b = min(end, a + chance.randrange(8, 400))
        found.append((a, max(b, a + 1), chance.choices(codes, cum_weights=weights)[0]))
    return found
