"""How well names are found, by means, and whether any is left after ``pseudonymise``.

    .venv/bin/python benchmarks/names.py

Two hundred invented names are planted in 40 invented transcripts in nine kinds of forms, among
words that are names too ("Will you", "in May"). Recall and precision of the list are of
occurrences, of the fuzzy pass of different strings, of the model's hint of occurrences. What is
left after ``pseudonymise`` is looked for by plain search, not by what replaced it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from qualcode.model.personal_names import NameFinder, needs_capital, replaced
from qualcode.nlp.names.finder import NameSearch
from qualcode.nlp.names.spacy_hints import NameHints, is_installed
from qualcode.store.records.real_names import write_names
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.nlp.seeded_names import LISTED, SeededStudy, seeded


def listed(study: SeededStudy) -> tuple[float, float]:
    """Return recall and precision of the list, by occurrence."""
    finder = NameFinder(study.names)
    found = {(d, h.start, h.end) for d, text in study.texts.items() for h in finder.find(text)}
    wanted = {(p.document, p.start, p.end) for p in study.planted if p.how in LISTED}
    every = {(p.document, p.start) for p in study.planted}
    right = sum((d, start) in every for d, start, _ in found)
    return len(found & wanted) / len(wanted), right / len(found)


def fuzzy(study: SeededStudy) -> tuple[float, float, list[str], list[str]]:
    """Return recall and precision of the second pass, by string; what it missed and made up."""
    search = NameSearch(study.names)
    for document, text in study.texts.items():
        search.read(document, text)
    means = ("part of a name", "familiar form", "misspelling")
    found = {c.text for c in search.candidates() if c.how in means}
    wanted = {p.text for p in study.planted if p.how in ("misspelling", "part")}
    known = NameFinder(study.names)
    wanted = {w for w in wanted if not known.find(w)}
    wrong = found - {w for p in study.planted for w in (p.text, *p.text.split())}
    recall = len(found & wanted) / len(wanted)
    return recall, 1 - len(wrong) / len(found), sorted(wanted - found), sorted(wrong)


def hints(study: SeededStudy) -> tuple[float, float]:
    """Return recall and precision of the model, by occurrence that it touches."""
    with tempfile.TemporaryDirectory() as cache:
        hint = NameHints(Path(cache))
        touched = right = total = 0
        for document, text in study.texts.items():
            spans = [(h.start, h.end) for h in hint.of(text)]
            own = [(p.start, p.end) for p in study.planted if p.document == document]
            touched += sum(any(a < e and s < b for a, b in spans) for s, e in own)
            right += sum(any(a < e and s < b for s, e in own) for a, b in spans)
            total += len(spans)
    return touched / len(study.planted), right / total


def left_after(study: SeededStudy) -> tuple[int, int, int, int]:
    """Pseudonymise a study of these texts; return names and codings, and how many are amiss."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        source = Path(folder) / "source"
        source.mkdir()
        for document, text in study.texts.items():
            (source / f"{document}.txt").write_text(text, encoding="utf-8")
        qualcode = [sys.executable, "-m", "qualcode", "-C", str(root)]
        sink = subprocess.DEVNULL
        quiet: dict[str, Any] = {"check": True, "stdout": sink, "stderr": sink}
        subprocess.run([*qualcode[:3], "new", str(root), "--codebook", "nine-principles"], **quiet)
        subprocess.run([*qualcode, "import", str(source)], **quiet)
        opened = Study.open(root)
        session = CodingSession(opened, "ann")
        code = next(c for c in session.codebook if c.status == "active")
        marked = {}
        for document, text in study.texts.items():
            for turn in opened.document(document).turns[1::3]:
                [coding] = session.add(document, [code], (turn.words, turn.end))
                marked[coding.id] = text[turn.words : turn.end]
        write_names(root, study.names)
        subprocess.run([*qualcode, "--coder", "ann", "pseudonymise"], **quiet)
        after = {d: opened.text(Study.open(root).document(d)) for d in study.texts}
        planted = {p.text for p in study.planted if p.how in LISTED}
        # Alone, first names that are words too stand in sentences that mean the word.
        sure = sorted(p for p in planted if len(p.split()) > 1 or not needs_capital(p))
        left = sum(len(re.findall(rf"(?<!\w){re.escape(p)}(?!\w)", text))
                   for p in sure for text in after.values())  # fmt: skip
        finder = NameFinder(study.names)
        codings = Study.open(root).codings()
        moved = sum(
            after[c.document][c.event.start : c.event.end]
            != replaced(marked[c.id], finder.find(marked[c.id]))[0]
            for c in codings
        )
        return len(sure), left, len(codings), moved + len(marked.keys() - {c.id for c in codings})


def main() -> None:
    """Print the figures."""
    study = seeded()
    words = sum(len(t.split()) for t in study.texts.values())
    print(f"{len(study.names)} names, {len(study.planted)} occurrences, {words:,} words\n")
    print("| means | recall | precision | time |\n|---|---|---|---|")
    start = time.perf_counter()
    recall, precision = listed(study)
    print(f"| list: {', '.join(sorted(LISTED))} | {recall:.1%} | {precision:.1%} | "
          f"{time.perf_counter() - start:.2f} s |")  # fmt: skip
    start = time.perf_counter()
    recall, precision, missed, wrong = fuzzy(study)
    print(f"| fuzzy pass: misspellings, parts | {recall:.1%} | {precision:.1%} | "
          f"{time.perf_counter() - start:.2f} s |")  # fmt: skip
    if is_installed():
        start = time.perf_counter()
        recall, precision = hints(study)
        print(f"| model's hint: all forms | {recall:.1%} | {precision:.1%} | "
              f"{time.perf_counter() - start:.2f} s |")  # fmt: skip
    forms, left, codings, moved = left_after(study)
    print(f"\nafter pseudonymise: {left} of {forms} listed forms left in texts, "
          f"{moved} of {codings} codings not on their words")  # fmt: skip
    print(f"\nmissed: {', '.join(missed)}\nmade up: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
