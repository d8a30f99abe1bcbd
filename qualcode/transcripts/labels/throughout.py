"""Finds labels without a colon, where a file's paragraphs are made of them.

"Key worker – I went", "(P) I went" and "**Key worker** I went" may be speech, stress or a name
taken out. They are speakers' if nearly every paragraph begins so and they take turns.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence

from qualcode.transcripts.labels.labels import (
    HEARD,
    Labelled,
    lower_case,
    name_like,
    plausible,
    surely_speaker,
)
from qualcode.transcripts.labels.speakers import Ordinary

#: This share of the paragraphs begins with such labels …
_MOST = 0.8
#: … or this share, if one of them is surely a speaker's and they take turns all along.
_MANY = 0.5
#: Before a full stop, names with a title or in capitals may head fewer paragraphs still.
_SOME = 0.2
_CAPITALS = re.compile(
    r"(?:(?:The|Mr\.|Mrs\.|Ms\.|Dr\.) (?:Acting |Deputy )?)?"
    r"[A-Z][A-Z'’.-]{2,}(?: [A-Z'’.-]{2,}){0,3}|The [A-Z][a-z]+man"
)
_TITLED = re.compile(
    r"(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Rev|Hon|Sir|Lord|Lady|Senator|Sen|Rep|Chairman|Chairwoman)\.?"
    r"(?: (?!Chair|Secretary|President|Minister|Director)[A-Z][\w'’.-]+){1,4}"
    r"(?: of(?: [A-Z][\w'’.-]+){1,3})?"
)
_LONGEST = 6
_ROMAN = re.compile(r"[ivx]+|[IVX]{2,}", re.ASCII)
#: Of the letters that stand before full stops, two are people's, as in "Q." and "A.".
_PAIR = 2


def labels_throughout(
    found: Sequence[Labelled | None], starts: Collection[int], ordinary: Ordinary, shape: str
) -> frozenset[str]:
    """Return the labels of one form that are speakers, if the file is made of them; or none.

    ``found`` has an entry for each line, ``starts`` holds the lines that begin paragraphs.
    """
    found = [f if f and _possible(f.label) else None for f in found]
    if shape == "stop":
        found = _without_lists(found)
    counts = Counter(f.label for f in found if f)
    sure = {x for x in counts if surely_speaker(x)}
    often = {x for x, n in counts.items() if n > 1} | sure
    heads = [(at, f.label) for at, f in enumerate(found) if f and f.label in often]
    if len(often) < 2:
        return frozenset()
    begun = sum(at in starts for at, _ in heads)
    share = max(begun / max(len(starts), 1), len(heads) / len(found))
    changes = sum(1 for (_, one), (_, then) in itertools.pairwise(heads) if one != then)
    alternation = changes / max(len(heads) - 1, 1)
    if share >= _MOST and alternation >= _MANY:
        once = {x for x in counts if x not in often and _once(x, ordinary)}
        return frozenset(often | once)
    if sure and share >= _MANY and alternation >= _MOST:
        return frozenset(x for x in often if not lower_case(x))
    formal = {x for x in often if counts[x] > 2 and _formal(x)}
    said = sum(counts[x] for x in formal)
    if shape == "stop" and len(formal) > 1 and said >= len(starts) * _SOME:
        named = {x for x, n in counts.items() if n > 2 and " " in x and _once(x, ordinary)}
        return frozenset(formal | named | {x for x in counts if _TITLED.fullmatch(x)})
    return frozenset(sure) if shape in ("bracket", "dash") and len(sure) > 1 else frozenset()


def _possible(label: str) -> bool:
    return len(label.split()) <= _LONGEST and not HEARD.search(label)


def _formal(label: str) -> bool:
    return bool(_CAPITALS.fullmatch(label) or _TITLED.fullmatch(label))


def _without_lists(found: Sequence[Labelled | None]) -> list[Labelled | None]:
    """Return the labels without those that number the items of a list: "a.", "B.", "iv."."""
    short = {f.label for f in found if f and len(f.label) == 1}
    listed = len(short) > _PAIR or not short.isdisjoint("BDE") or any(x.islower() for x in short)
    return [
        None if f and (_ROMAN.fullmatch(f.label) or (listed and f.label in short)) else f
        for f in found
    ]


def _once(label: str, ordinary: Ordinary) -> bool:
    sure = surely_speaker(label)
    return sure or (plausible(label) and name_like(label) and not ordinary(label))
