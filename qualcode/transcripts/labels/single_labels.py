"""Finds labels that stand once beside frequent ones and name nobody: titles and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qualcode.transcripts.labels.labels import Labelled, name_like, surely_speaker

#: So often a label is frequent.
_FREQUENT = 3
#: More words than these are long for somebody who speaks once.
_LONG = 100
#: Somebody's title: whoever has one is no heading.
_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Hon|Rev|Sir|Dame|Cllr)\b\.?\s", re.IGNORECASE)


def single_labels(
    texts: Sequence[str], found: Sequence[Labelled | None], labels: frozenset[str]
) -> frozenset[str]:
    """Return those of the ``labels`` that stand once, beside frequent ones, and are no speakers.

    That is one on a line of its own above a long text or above none, and one before the first
    frequent label that is on a line of its own, or whose words are long or no sentence. A label
    such as "Interviewer" or "P3" is a speaker in any case.
    """
    places = [(at, f) for at, f in enumerate(found) if f is not None and f.label in labels]
    counts = Counter(f.label for _, f in places)
    frequent = {label for label, n in counts.items() if n >= _FREQUENT}
    if len(frequent) < 2:
        return frozenset()
    first = next(at for at, f in places if f.label in frequent)
    ends = [at for at, _ in places[1:]] + [len(texts)]
    return frozenset(
        f.label
        for (at, f), end in zip(places, ends, strict=True)
        if counts[f.label] == 1
        and not surely_speaker(f.label)
        and not _TITLED.match(f.label)
        and _no_speaker(texts, at, f, end, early=at < first)
    )


def _no_speaker(texts: Sequence[str], at: int, one: Labelled, end: int, *, early: bool) -> bool:
    words = len(one.rest.split()) + sum(len(text.split()) for text in texts[at + 1 : end])
    if not one.rest:
        # "Ann:" says by its colon that it is a label, whose words are missing.
        titled = not words and not texts[at].rstrip("*_ \t").endswith(":")
        return early or words > _LONG or titled
    # Before a colon in the middle stands somebody who speaks once, however long.
    named = name_like(one.label) and one.rest[-1] in ".?!…-–—\"'”’)]"
    return early and (words > _LONG or not named)
