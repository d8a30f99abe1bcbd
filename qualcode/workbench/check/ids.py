"""Finds ids that would be names of the same file, or of none, on other systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qualcode.model.file_names import alike, unsafe
from qualcode.model.problem import Problem

_MEND = {
    "code": "Give one of them another id and put the old one under was: (qualcode codebook edit)",
    "case": "Give one of them another id: qualcode cases rename OLD NEW",
}


def check_ids(ids: Iterable[str], what: str, where: str) -> Iterator[Problem]:
    """Report codes' or cases' ids, by which files are named, that not every system tells apart."""
    known = list(ids)
    for name in known:
        if why := unsafe(name):
            yield Problem("warning", "unsafe-id", where, f"{what} {name!r} {why}", _MEND[what])
    for name, first in alike(known):
        yield Problem(
            "warning",
            "unsafe-id",
            where,
            f"{what}s {first!r} and {name!r} are named alike, and their files are one on Windows "
            "and macOS",
            _MEND[what],
        )
