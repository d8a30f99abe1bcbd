"""Finds which speaker of one version of a document is which of another.

Another case gives a speaker another label, so of one text the turns tell; of two texts, the labels
that stayed and the order between them.
"""

from __future__ import annotations

from collections import Counter

from qualcode.model.document.document import Document, Speaker


def counterparts(one: Document, other: Document) -> list[int | None]:
    """Return for each speaker of ``one`` the index of the same in ``other``, ``None`` if gone.

    Two whose labels were made one have the same counterpart.
    """
    if one.sha256 == other.sha256:
        return _by_turns(one, other)
    return _by_labels(one.speakers, other.speakers)


def _by_turns(one: Document, other: Document) -> list[int | None]:
    theirs = {turn.start: turn.speaker for turn in other.turns}
    found: list[Counter[int]] = [Counter() for _ in one.speakers]
    silent = {*range(len(one.speakers))}
    for turn in one.turns:
        if turn.speaker >= 0:
            silent.discard(turn.speaker)
            if theirs.get(turn.start, -1) >= 0:
                found[turn.speaker][theirs[turn.start]] += 1
    labels = {speaker.label: number for number, speaker in enumerate(other.speakers)}
    return [
        labels.get(speaker.label) if number in silent else _most(found[number])
        for number, speaker in enumerate(one.speakers)
    ]


def _most(found: Counter[int]) -> int | None:
    return found.most_common(1)[0][0] if found else None


def _by_labels(one: tuple[Speaker, ...], other: tuple[Speaker, ...]) -> list[int | None]:
    labels = {speaker.label: number for number, speaker in enumerate(other)}
    same = [labels.get(speaker.label) for speaker in one]
    taken = {at for at in same if at is not None}
    found: list[int | None] = list(same)
    start = their_start = 0
    for end in [*(n for n, at in enumerate(same) if at is not None), len(one)]:
        at = same[end] if end < len(one) else None
        their_end = len(other) if at is None else at
        # As many between two that stayed: each of them has another label.
        between = range(their_start, their_end)
        if len(between) == end - start and taken.isdisjoint(between):
            for number, their_number in zip(range(start, end), between, strict=True):
                found[number] = their_number
        start, their_start = end + 1, their_end + 1
    return found
