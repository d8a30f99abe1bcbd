"""Finds codings that say twice what one says: the same words, one code, one coder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from qualcode.model.coding.coding import Coding


def doubled(codings: Iterable[Coding], resolve: Callable[[str], str]) -> list[Coding]:
    """Return the codings that count with another: the same coder, words and code.

    ``codings`` are in the order of ``Study.codings``, ``resolve`` gives a code's present id.
    Doubles arise when codes are merged, or when one coder codes on two machines. Of each set the
    one that was judged last stands and is not returned; if none was judged, the one changed last.
    """
    found: list[Coding] = []
    for run in _same_places(codings):
        of = {coding.id: (coding.event.sha256, resolve(coding.code)) for coding in run}
        ordered = sorted(run, key=lambda c: of[c.id])
        for _, same in groupby(ordered, key=lambda c: of[c.id]):
            found += sorted(same, key=_standing)[:-1]
    return found


def counted_once(codings: Sequence[Coding], resolve: Callable[[str], str]) -> list[Coding]:
    """Return codings without those that count with another; see ``doubled``."""
    repeated = {(c.coder, c.id) for c in doubled(codings, resolve)}
    return [c for c in codings if (c.coder, c.id) not in repeated] if repeated else [*codings]


def _standing(coding: Coding) -> tuple[bool, str, str]:
    event = coding.event
    return event.valence is not None, event.at, event.id


def _same_places(codings: Iterable[Coding]) -> list[list[Coding]]:
    """Return the runs of several codings by one coder with the same place in a text."""
    runs: list[list[Coding]] = []
    before: Coding | None = None
    run: list[Coding] = []
    for coding in codings:
        if before is not None and _same(before, coding):
            if not run:
                run = [before]
                runs.append(run)
            run.append(coding)
        else:
            run = []
        before = coding
    return runs


def _same(one: Coding, other: Coding) -> bool:
    a, b = one.event, other.event
    return (
        a.start == b.start
        and a.end == b.end
        and one.document == other.document
        and one.coder == other.coder
    )
