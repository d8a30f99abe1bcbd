"""Tells headings, which nobody speaks, from names of speakers that are set as headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qualcode.model.plural import counted, plural
from qualcode.transcripts.labels.labels import (
    Labelled,
    lone_label,
    name_like,
    split_label,
    surely_speaker,
)
from qualcode.transcripts.parsed import ParsedTurn

_MARK = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(?=\S)")
#: A heading in capitals or bold is not longer, in characters.
_LONGEST = 80
#: Of so many lines in capitals a file is written in capitals.
_SHOUTED = 3


def markdown_level(text: str) -> int:
    """Return the level of a Markdown heading, 1 to 6; 0 for any other line."""
    match = _MARK.match(text) if "#" in text[:4] else None
    return len(match.group(1)) if match else 0


def unspoken_headings(
    texts: Sequence[str], levels: Sequence[int | None], found: Sequence[Labelled | None]
) -> set[int]:
    """Return the indices of headings that nobody speaks, of a text's lines.

    ``levels`` holds the level of each heading, 0 if it is not known, and ``None`` for other lines.
    A heading is a speaker's label if it stands above words twice or oftener, if it is "P3" or the
    like between such headings, or if most headings of its level are such labels.
    """
    heads = {at: level for at, level in enumerate(levels) if level is not None}
    if not heads:
        return set()
    labels = {at: _label(texts[at], found[at]) for at in heads}
    above = Counter(
        label.label
        for at, label in labels.items()
        if label is not None and (label.rest or _words_below(texts, found, heads, at))
    )
    recurring = {label for label, n in above.items() if n > 1}
    at_level = Counter(heads.values())
    named = Counter(heads[at] for at, label in labels.items() if label and label.label in recurring)
    nobody = set()
    for at, level in heads.items():
        label = labels[at]
        if label is not None:
            own_level = named[level] >= 4 and named[level] * 2 >= at_level[level]
            sure = bool(recurring) and surely_speaker(label.label) and above[label.label] > 0
            if label.label in recurring or sure or (own_level and name_like(label.label)):
                continue
        nobody.add(at)
    return nobody


def _label(text: str, found: Labelled | None) -> Labelled | None:
    if found is not None:
        return found
    return split_label(text) or (lone_label(text) if len(text) <= _LONGEST else None)


def _words_below(
    texts: Sequence[str],
    found: Sequence[Labelled | None],
    heads: dict[int, int],
    at: int,
) -> bool:
    below = at + 1
    return below < len(texts) and below not in heads and found[below] is None


def set_off_headings(
    texts: Sequence[str],
    bold: Sequence[bool],
    apart: Sequence[bool],
    begins: Sequence[Labelled | None],
) -> set[int]:
    """Return the indices of lines in capitals or in bold that are headings, once turns are known.

    Such a line is a paragraph of its own (``apart``), short, of two words or more, and does not end
    as a sentence does. Right below a label stand its words, and a text in which many lines end as
    sentences in capitals or bold is written in them.
    """
    words = [one.rest if one else text for text, one in zip(texts, begins, strict=True)]
    shouted = sum(1 for text in words if _capitals(text) and _ends(text))
    heavy = sum(1 for text, is_bold in zip(texts, bold, strict=True) if is_bold and _ends(text))
    nobody = set()
    for at, text in enumerate(texts):
        if begins[at] is not None or not apart[at] or not _short(text):
            continue
        lone = at > 0 and begins[at - 1]
        if lone and not lone.rest:
            continue
        if (_capitals(text) and shouted < _SHOUTED) or (bold[at] and heavy < _SHOUTED):
            nobody.add(at)
    return nobody


def _short(text: str) -> bool:
    text = text.strip()
    words = [word for word in text.split() if any(c.isalpha() for c in word)]
    return len(words) > 1 and len(text) <= _LONGEST and not _ends(text) and text[:1] not in '[(“"'


def _ends(text: str) -> bool:
    return text.rstrip(" \t)”’\"'")[-1:] in tuple(".?!…,;:–—-")


def _capitals(text: str) -> bool:
    return text.isupper() and sum(1 for c in text[:_LONGEST] if c.isalpha()) > 3


def headings_note(turns: Sequence[ParsedTurn]) -> list[str]:
    """Return a note on the headings among turns, by level where the file says it."""
    levels = Counter(turn.level for turn in turns if turn.level)
    if not levels:
        return []
    count = levels.total()
    each = ", ".join(f"{n} of level {level}" for level, n in sorted(levels.items()))
    text = counted(count, "heading")
    return [f"{text} ({each}) {plural(count, 'stands', 'stand')} as text that nobody speaks"]
