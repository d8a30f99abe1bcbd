"""Whether a text holds what somebody said word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

#: A hyphen parts words: whoever typed it, "follow-up" and "follow up" were said alike.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: So many words in a row, the same in both, are a quotation and no turn of phrase.
RUN = 8


def _words(text: str) -> list[tuple[str, int, int]]:
    return [
        (found[0].casefold().replace("’", "'"), found.start(), found.end())
        for found in _WORD.finditer(text)
    ]


def verbatim(text: str, said: Iterable[str], run: int = RUN) -> list[tuple[int, int]]:
    """Return the stretches of ``text`` that stand word for word in one of ``said``.

    Offsets are code points, half-open. Case, punctuation and line ends make no difference.
    Stretches shorter than ``run`` words are nobody's; what was said in fewer words altogether
    counts where all of it stands, from four words on.
    """
    words = _words(text)
    grams: dict[int, set[tuple[str, ...]]] = {}
    for one in said:
        spoken = [word for word, _, _ in _words(one)]
        size = min(run, len(spoken))
        if size < min(run, 4):
            continue
        own = grams.setdefault(size, set())
        own.update(tuple(spoken[at : at + size]) for at in range(len(spoken) - size + 1))
    covered = [False] * len(words)
    for size, own in grams.items():
        for at in range(len(words) - size + 1):
            if tuple(word for word, _, _ in words[at : at + size]) in own:
                covered[at : at + size] = [True] * size
    return list(_stretches(words, covered))


def _stretches(words: list[tuple[str, int, int]], covered: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, (_, low, _) in enumerate(words):
        if covered[at] and start is None:
            start = low
        last = at + 1 == len(words) or not covered[at + 1]
        if covered[at] and last and start is not None:
            yield start, words[at][2]
            start = None
