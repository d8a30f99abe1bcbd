"""Finds split codes whose codings are not all assigned, or whose parts are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from qualcode.model.codebook.split import SplitRecord, assignments
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.codebook.split import splits_of


def check_splits(study: Study) -> Iterator[Problem]:
    """Report each split whose codings are not all assigned, or whose parts are not all there."""
    for split in splits_of(study):
        if split.left:
            yield Problem(
                "note",
                "split-unfinished",
                f"splits/{split.code}.jsonl",
                f"{split.words} since {split.code} was split; the others count as "
                f"{split.parts[0].id}",
                f"qualcode codebook assign {split.code}, or A on the overview",
            )
    for code, records in study.splits():
        yield from _without_parts(study, code, records)


def _without_parts(study: Study, code: str, records: Sequence[SplitRecord]) -> Iterator[Problem]:
    """Say which parts of a split the codebook has not, and what their codings count as."""
    book = study.codebook
    every = dict.fromkeys(part for record in records for part in record.parts)
    gone = [part for part in every if book.get(part) is None]
    if not gone:
        return
    counts = Counter(record.code for record in assignments(records).values())
    many = sum(counts[part] for part in gone)
    held = f"; {counted(many, 'coding')} assigned there count as {book.resolve(code)}"
    yield Problem(
        "warning" if many else "note",
        "split-taken-back",
        f"splits/{code}.jsonl",
        f"{code} was split into {', '.join(every)}, and the codebook has no {', '.join(gone)}"
        + (held if many else ""),
        "If that is meant, delete that file; if not, put the code back (qualcode codebook history "
        "says when it went)",
    )
