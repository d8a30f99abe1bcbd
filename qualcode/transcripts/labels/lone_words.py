"""Tells one-word turns below a label that stands alone from labels: "All", "I", "Child"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from qualcode.transcripts.labels.labels import Labelled

#: A label that stands alone so often, with words below it, is a label wherever it stands.
_SURELY = 2


def words_below(found: Sequence[Labelled | None], after_gap: AbstractSet[int]) -> set[int]:
    """Return the indices of lines that look like a label and are words of the label above them.

    Right below a label alone on its line stand words. A label may also have none; so such a line
    is a label if a blank line is in front of it, as of the others, or, where there are none, if it
    has words below it and is a label elsewhere.
    """
    lone = [one is not None and not one.rest for one in found]
    gaps = [at in after_gap for at, alone in enumerate(lone) if alone and at]
    below = [at in after_gap for at, alone in enumerate(lone) if not alone and at and lone[at - 1]]
    # Blank lines say something if they are in front of labels, and not of the words below them.
    spaced = sum(gaps) * 2 > len(gaps) and sum(below) * 2 < len(below)
    elsewhere = Counter(
        one.label
        for at, one in enumerate(found)
        if one is not None and not one.rest and not (at and lone[at - 1]) and not _at(lone, at + 1)
    )
    said: set[int] = set()
    for at, one in enumerate(found):
        if not at or one is None or not lone[at] or not lone[at - 1] or at - 1 in said:
            continue
        above = found[at - 1]
        if above is None or above.label == one.label:
            continue
        if spaced:
            is_words = at not in after_gap and (at == 1 or at - 1 in after_gap)
        else:
            is_words = _at(lone, at + 1) or at + 1 == len(found)
            is_words = is_words or elsewhere[one.label] < _SURELY
            is_words = is_words and elsewhere[above.label] >= _SURELY
        if is_words:
            said.add(at)
    return said


def _at(flags: Sequence[bool], at: int) -> bool:
    return at < len(flags) and flags[at]
