"""What a theme is called by: its terms, its label and the passages that stand for it."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

from qualcode.nlp.segments import LEAST_WORDS, Segment
from qualcode.nlp.words import TOKEN, joined, stem

_TERMS = 8
_LABEL = 3
_TYPICAL = 3


def typical(ranked: Sequence[Segment]) -> list[Segment]:
    """Return the passages nearest the centre, of different people as far as there are."""
    picked: list[Segment] = []
    for segment in ranked:
        if segment.person not in {s.person for s in picked} and segment.words >= LEAST_WORDS:
            picked.append(segment)
        if len(picked) == _TYPICAL:
            return picked
    picked += [s for s in ranked if s not in picked][: _TYPICAL - len(picked)]
    return picked


def terms_of(candidates: Sequence[tuple[str, float]], members: Sequence[Segment]) -> list[str]:
    """Return terms that several people use, no two of them much the same.

    Class TF-IDF likes what one person says often; a term's weight is therefore multiplied by
    the square root of how many people say it.
    """
    people: dict[str, set[str]] = {term: set() for term, _ in candidates if term}
    for segment in members:
        words = re.findall(TOKEN, joined(segment.text).lower())
        for term in {*words, *(" ".join(pair) for pair in itertools.pairwise(words))}:
            if term in people:
                people[term].add(segment.person)
    # Two words of a pair may have had stop words between them; then nobody says just that pair.
    said = [
        (term, weight * math.sqrt(len(people[term])))
        for term, weight in candidates
        if people.get(term) and not set(term) & {"'", "’"}
    ]
    said.sort(key=lambda pair: (-pair[1], pair[0]))
    kept: list[str] = []
    seen: set[str] = set()
    for least in (2, 1):
        for term, _ in said:
            pieces = stem(term).split()
            if len(people[term]) < least or len(set(pieces)) < len(pieces):
                continue
            if not set(pieces) & seen and len(kept) < (_TERMS if least == 2 else _LABEL):
                kept.append(term)
                seen.update(pieces)
    return kept


def label_of(terms: Sequence[str], named: set[str]) -> str:
    """Return the first terms as a label, more of them where one in ``named`` is the same."""
    for most in range(_LABEL, len(terms) + 1):
        label = ", ".join(terms[:most])
        if label not in named:
            return label
    return ", ".join(terms) or "no terms"
