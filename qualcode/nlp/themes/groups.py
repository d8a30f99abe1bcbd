"""Finds which groups of people speak more of a theme than the others do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.passages.passages import Segment

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: A group leans to a theme if random groups of people reach as much at most this rarely.
RARE = 0.05
_DEALS = 1999
#: With more people than this a random part is used: more add little, and take long.
_MOST_PEOPLE = 5000
#: If only one person of a group speaks of a theme, it is that person's, not the group's.
_LEAST_PEOPLE = 2


def leanings(segments: Sequence[Segment], labels: Array, seed: int) -> dict[int, dict[str, float]]:
    """Return for each theme the groups that speak more of it, and how rarely chance does that.

    Each person has a share: how much of what they say (of their passages) is in the theme. A
    group's mean share less that of all others is compared with 1,999 random deals of the same
    people to groups of the same sizes (a permutation test by people, since passages of one person
    are not independent: P. Good, "Permutation, Parametric, and Bootstrap Tests of Hypotheses",
    2005). Only groups with two or more people in the theme are returned, and only if chance gives
    as much at most once in twenty. People without a group are left out, and of more than 5,000 a
    random part is taken. ``labels``, shape (segments,), gives the theme of each passage.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    everyone = sorted({s.person for s in segments if s.group})
    if len(everyone) > _MOST_PEOPLE:
        everyone = sorted(chance.choice(everyone, _MOST_PEOPLE, replace=False).tolist())
    people = {person: n for n, person in enumerate(everyone)}
    names = sorted({s.group for s in segments if s.group})
    themes = sorted({int(t) for t in labels.tolist()})
    found: dict[int, dict[str, float]] = {theme: {} for theme in themes}
    if len(names) < 2:
        return found
    member = np.zeros(len(people), dtype=np.int64)
    said = np.zeros((len(people), len(themes)))
    place = {theme: n for n, theme in enumerate(themes)}
    for segment, theme in zip(segments, labels.tolist(), strict=True):
        person = people.get(segment.person) if segment.group else None
        if person is not None:
            member[person] = names.index(segment.group)
            said[person, place[int(theme)]] += 1
    shares = said / said.sum(axis=1, keepdims=True)
    deals = np.stack([member, *(chance.permutation(member) for _ in range(_DEALS))])
    for group, name in enumerate(names):
        inside = (deals == group).astype(np.float64)
        size = int(inside[0].sum())
        if size < _LEAST_PEOPLE or size == len(people):
            continue
        # For every deal and theme, the mean of those in the group less the mean of the others.
        lead = inside @ shares / size - (1 - inside) @ shares / (len(people) - size)
        as_much = (lead >= lead[0] - 1e-9).mean(axis=0)
        speaking = (said[member == group] > 0).sum(axis=0)
        for theme, n in place.items():
            if as_much[n] <= RARE and speaking[n] >= _LEAST_PEOPLE:
                found[theme][name] = float(as_much[n])
    return found
