"""The jobs that are timed inside a process: run with a job's name and a study; prints JSON."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from pathlib import Path


def open_and_list(path: Path) -> dict[str, float]:
    """Open a study and list its documents; then read every coding as well."""
    from qualcode.analysis.listings import documents_table
    from qualcode.store.study import Study

    start = time.perf_counter()
    study = Study.open(path)
    count = len(documents_table(study).rows)
    listed = time.perf_counter() - start
    codings = study.codings()
    return {
        "list": listed,
        "list and codings": time.perf_counter() - start,
        "documents": count,
        "codings": len(codings),
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


def plain_reader(path: Path) -> dict[str, float]:
    """Read the same files with msgspec alone, into plain objects: the floor."""
    import msgspec

    start = time.perf_counter()
    documents = [msgspec.json.decode(p.read_bytes()) for p in (path / "documents").iterdir()]
    decoder = msgspec.json.Decoder()
    codings = 0
    for log in (path / "codings").rglob("*.jsonl"):
        codings += len(decoder.decode_lines(log.read_bytes()))
    return {"seconds": time.perf_counter() - start, "documents": len(documents), "codings": codings}


def plain_word(folder: Path) -> dict[str, float]:
    """Read the paragraphs of Word files with python-docx and keep their text: no more."""
    from docx import Document

    start = time.perf_counter()
    words = 0
    for path in sorted(folder.glob("*.docx")):
        words += sum(len(p.text.split()) for p in Document(str(path)).paragraphs)
    return {"seconds": time.perf_counter() - start, "words": words}


def one_coding(path: Path) -> dict[str, float]:
    """Add two hundred codings, one by one, each durable, to documents opened before."""
    from qualcode.model.codebook.find import find_code
    from qualcode.store.study import Study
    from qualcode.workbench.coding.session import CodingSession

    session = CodingSession(Study.open(path), "speed")
    code = find_code(session.codebook, "theme-1")
    names = session.study.document_ids()[:10]
    for name in names:
        session.texts.open_document(name)
    times = []
    for number in range(200):
        start = time.perf_counter()
        session.add(names[number % 10], [code], (number, number + 40))
        times.append(time.perf_counter() - start)
    return {"median": statistics.median(times), "p95": sorted(times)[190]}


def revising(path: Path) -> dict[str, float]:
    """Revise a hundred documents, one after another; then read every coding of the study."""
    from qualcode.store.study import Study
    from qualcode.workbench.documents.revision import NewText, revise_texts

    study = Study.open(path)
    names = study.document_ids()[:100]
    start = time.perf_counter()
    for name in names:
        text = study.text(study.document(name))
        middle = text.index("\n\n", len(text) // 2) + 2
        new = f"{text[:middle]}I: A turn that was missed.\n\n{text[middle:]}"
        revise_texts(study, [NewText(name, new)], why="benchmark")
    revised = time.perf_counter() - start
    start = time.perf_counter()
    codings = Study.open(path).codings()
    return {
        "one": revised / len(names),
        "codings": time.perf_counter() - start,
        "count": len(codings),
        "flagged": sum(c.text_changed for c in codings),
    }


def revising_long(path: Path) -> dict[str, float]:
    """Revise a document of 100,000 words and 5,000 codings in sixty places, and in every turn."""
    import random

    from qualcode.model.coding.coding import CodingEvent, new_id
    from qualcode.store.study import Study, now
    from qualcode.workbench.documents.revision import revise_from

    chance = random.Random(1)
    study = Study.open(path)
    [name] = study.document_ids()
    document = study.document(name)
    turns = study.text(document).rstrip("\n").split("\n\n")
    events = []
    for _ in range(5000):
        start = chance.randrange(document.characters - 300)
        end = start + chance.randint(20, 300)
        events.append(CodingEvent(new_id(), "add", "theme-1", start, end, document.sha256, now()))
    study.append("ann", name, events)
    took = {"words": document.words, "turns": len(turns)}
    for what, count in (("sixty", 60), ("every", len(turns))):
        for at in chance.sample(range(len(turns)), count):
            words = turns[at].split(" ")
            words[chance.randrange(1, len(words))] = "mended"
            turns[at] = " ".join(words)
        file = path / "private" / "mended.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n\n".join(turns) + "\n", encoding="utf-8")
        start = time.perf_counter()
        done = revise_from(Study.open(path), name, file)
        took[what] = time.perf_counter() - start
        took[f"{what} flagged"] = len(done.flagged)
    return took


def editing_codebook(path: Path) -> dict[str, float]:
    """Edit the codebook of an open study in which everything was read: medians of five."""
    from qualcode.store.codebook.edit import (
        with_code_changed,
        with_code_merged,
        with_code_moved,
    )
    from qualcode.store.study import Study
    from qualcode.workbench.codebook.split import assign, split_code
    from qualcode.workbench.coding.session import CodingSession

    study = Study.open(path)
    session = CodingSession(study, "speed")
    study.codings()
    edits = {
        "rename a code": lambda text: with_code_changed(text, "code-0-0", {"name": "Other"}),
        "move a code": lambda text: with_code_moved(text, "code-1-1", parent="theme-7"),
        "merge a code": lambda text: with_code_merged(text, "code-0-1", "code-0-2"),
    }
    took = {}
    for what, edit in edits.items():
        times = []
        for _ in range(5):
            start = time.perf_counter()
            session.edit_codebook(what, edit)
            times.append(time.perf_counter() - start)
            session.undo()
        took[what] = statistics.median(times)
    split = split_code(study, "code-0-0", [("a", "Part A"), ("b", "Part B")], coder="speed")
    start = time.perf_counter()
    assign(study, split, split.parts[1], split.codings, coder="speed")
    took[f"assign {len(split.codings):,} codings of a split code"] = time.perf_counter() - start
    start = time.perf_counter()
    study.codings()
    took["read every coding after it"] = time.perf_counter() - start
    return took


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](Path(sys.argv[2]))))
