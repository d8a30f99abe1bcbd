"""Takes the name of a participant who withdraws out of what others said, and of labels and titles.

It stands there as [withdrawn] then, with codings in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from qualcode.model.document.document import Document
from qualcode.model.document.offset_map import Block
from qualcode.model.document.turn_cutting import without_spans
from qualcode.model.personal_names import replaced
from qualcode.workbench.withdrawal.person_words import PersonWords


def without_person(
    text: str, spans: Sequence[tuple[int, int]], words: PersonWords
) -> tuple[str, list[Block]]:
    """Return a text without some turns and without a person's name, and the blocks that are kept.

    ``spans`` are the turns, in order.
    """
    middle, kept = without_spans(text, spans) if spans else (text, [(0, 0, len(text))])
    named = words.named_in(middle)
    if not named:
        return middle, kept
    after, blocks = replaced(middle, named)
    return after, list(_joined(kept, blocks))


def _joined(first: Iterable[Block], second: Sequence[Block]) -> Iterable[Block]:
    """Yield the blocks that two changes, one after the other, both keep."""
    for old, middle, length in first:
        for start, new, size in second:
            low, high = max(middle, start), min(middle + length, start + size)
            if low < high:
                yield old + low - middle, new + low - start, high - low


def without_name(document: Document, words: PersonWords) -> Document:
    """Return a document without the name of a person in its title and its speakers' labels."""
    title = replaced(document.title, words.named_in(document.title))[0]
    speakers = tuple(
        msgspec.structs.replace(one, label=replaced(one.label, words.named_in(one.label))[0])
        for one in document.speakers
    )
    return msgspec.structs.replace(document, title=title, speakers=speakers)
