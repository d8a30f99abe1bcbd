"""Divides paragraphs that hold two people's words: "I: Where was it? Nain: In town", and so on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from qualcode.transcripts.labels.labels import Labelled, within_labels

#: A name within fewer paragraphs than this may be somebody who is quoted.
_FEWEST = 3


def labels_within(
    texts: Sequence[str], begins: Sequence[Labelled | None], labels: Collection[str]
) -> Counter[str]:
    """Return the names within paragraphs that answer a lone speaker, with their counts.

    Such a name follows a sentence's end, in at least half of the paragraphs of the one label.
    """
    heads = sum(1 for one in begins if one)
    if len(labels) != 1 or heads < _FEWEST:
        return Counter()
    counts = Counter(label for text in texts for label in within_labels(text))
    return Counter(
        {x: n for x, n in counts.items() if n >= _FEWEST and n * 2 >= heads and x not in labels}
    )


def divided_at(text: str, labels: Collection[str]) -> list[str]:
    """Return the parts of a line, each of which begins with one of the labels but the first."""
    names = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    pattern = rf"(?<=[.?!…\"”’)\]])[^\S\n]{{0,9}}(?=(?:{names})[^\S\n]{{0,9}}:(?![\d/\\]))"
    return [part for part in re.split(pattern, text) if part.strip()]
