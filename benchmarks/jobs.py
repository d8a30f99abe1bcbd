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
    from qualcode.store.study import Study
    from qualcode.workbench.coding import CodingDesk, find_code

    desk = CodingDesk(Study.open(path), "speed")
    code = find_code(desk.codebook, "theme-1")
    names = desk.study.document_ids()[:10]
    for name in names:
        desk.open_document(name)
    times = []
    for number in range(200):
        start = time.perf_counter()
        desk.add(names[number % 10], code, (number, number + 40))
        times.append(time.perf_counter() - start)
    return {"median": statistics.median(times), "p95": sorted(times)[190]}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](Path(sys.argv[2]))))
