"""Puts passages of the same words into one theme, since nobody could tell why they are in two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from qualcode.model.personal_names import plain


def together(texts: Sequence[str], topics: Sequence[int]) -> list[int]:
    """Return topics in which texts of the same words have one: the one that most of them had.

    Capitals, accents, blanks and signs may differ. No topic is left without a text; below 0 is no
    topic, and no text is put there.
    """
    placed = [int(topic) for topic in topics]
    left = Counter(placed)
    for alike in _alike(texts):
        had = Counter(placed[n] for n in alike if placed[n] >= 0)
        if len({placed[n] for n in alike}) < 2 or not had:
            continue
        most = min(had, key=lambda topic: (-had[topic], topic))
        there = Counter(placed[n] for n in alike)
        for n in alike:
            topic = placed[n]
            if topic != most and (topic < 0 or left[topic] > there[topic]):
                placed[n] = most
        left = Counter(placed)
    return placed


def _alike(texts: Sequence[str]) -> list[list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        found["".join(char if char.isalnum() else " " for char in plain(text))].append(n)
    merged: dict[str, list[int]] = defaultdict(list)
    for words, places in found.items():
        merged[" ".join(words.split())] += places
    return [sorted(places) for words, places in merged.items() if words and len(places) > 1]
