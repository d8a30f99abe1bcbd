"""Sums up the notes on many files: a line for each kind, what needs a look first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.labels.heads import counted_heads, summed_heads

#: So many files are named in one line.
_NAMED = 6
#: What differs between notes of one kind: numbers, what they quote, what they have in brackets.
_VARIES = re.compile(
    r"“[^”]*”|'[^']*'|\([^)]*\)|[\d,.]*\d|^\S.*?(?= has the same words)|(?<=, of ).*(?=: if it is)"
)
#: Kinds of notes, the gravest first: which interview it is, and whose words; words that are not
#: taken as they stand; all others; last what pages and word processors have besides.
_GRAVE = re.compile(r"same words|speaker|label|nobody|says who|bold|turn\b|paragraph")
_WORDS = re.compile(r"left out|not imported|not taken|removed|replaced|whole|language|comment|kept")
_LAYOUT = re.compile(
    r"header|footer|\bpages?\b|margin|number|picture|other marks|link|encoding|read as"
)


def note_lines(notes: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """Return a line for each kind of note, with the documents it is on, the gravest first.

    ``notes`` has each document with its notes.
    """
    kinds: dict[str, list[tuple[str, str]]] = {}
    heads: list[dict[str, int]] = []
    for document, told in notes:
        for note in told:
            if counts := counted_heads(note):
                heads.append(counts)
            else:
                kinds.setdefault(_VARIES.sub("#", note), []).append((document, note))
    found = sorted(kinds.values(), key=lambda one: (_rank(one[0][1]), -len(one)))
    return [summed_heads(heads)] * bool(heads) + [_line(one) for one in found]


def _rank(note: str) -> int:
    if _LAYOUT.search(note) and not re.search(r"same words|speaker|label|nobody", note):
        return 3
    return 0 if _GRAVE.search(note) else 1 if _WORDS.search(note) else 2


def _line(found: Sequence[tuple[str, str]]) -> str:
    """Return the line on one kind of note: the note of the first, where they differ."""
    documents = list(dict.fromkeys(document for document, _ in found))
    first, note = found[0]
    if len(documents) == 1:
        again = f" (and {counted(len(found) - 1, 'more such note')})" if found[1:] else ""
        return f"{first}: {note}{again}"
    which = "" if len({said for _, said in found}) == 1 else f"{first}: "
    return f"{counted(len(documents), 'file')} ({some_names(documents)}): {which}{note}"


def some_names(names: Sequence[str]) -> str:
    """Return the first of several names, and how many more there are."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
