"""Finds split codes whose codings are not all assigned."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.model.problem import Problem
from qualcode.store.study import Study
from qualcode.workbench.codebook.split import splits_of


def check_splits(study: Study) -> Iterator[Problem]:
    """Report each split whose codings are not all assigned, or not assigned at all."""
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
