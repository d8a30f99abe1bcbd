"""Changes of who speaks in a document; its text and all offsets stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from qualcode.model.document.document import Document, Speaker, Turn
from qualcode.model.document.kind import NOTES
from qualcode.model.text.text import count_words

NOBODY = -1


def turns_of(document: Document, number: int) -> list[Turn]:
    """Return the turns of one of the document's speakers, counted from 0."""
    return [turn for turn in document.turns if turn.speaker == number]


def recorded_label(text: str, turn: Turn) -> str:
    """Return the label that stands before a turn in the text, without its colon; it may be none."""
    return text[turn.start : turn.words].rstrip().removesuffix(":").rstrip()


def with_speaker(document: Document, number: int, speaker: Speaker) -> Document:
    """Return the document with other data on one of its speakers."""
    speakers = [*document.speakers]
    speakers[number] = speaker
    return msgspec.structs.replace(document, speakers=tuple(speakers))


def merged(document: Document, number: int, into: int) -> Document:
    """Return the document with the turns of one speaker given to another, who stays as they are."""
    return _without(document, number, into)


def unspoken(document: Document, number: int) -> Document:
    """Return the document without one of its speakers: what they say is text that nobody speaks.

    The label before each turn stays one, so that the words of a turn are the same whoever it is.
    """
    return _without(document, number, NOBODY)


def unspoken_turns(document: Document, text: str, label: str) -> list[int]:
    """Return which turns that nobody speaks begin with a label, a colon and words after it.

    The label may be one already, or belong to the words, as in what was imported so.
    """
    head = f"{label}: "
    return [
        at
        for at, turn in enumerate(document.turns)
        if turn.speaker == NOBODY
        and text.startswith(head, turn.start)
        and turn.words in (turn.start, turn.start + len(head))
        and turn.start + len(head) < turn.end
    ]


def spoken(
    document: Document, turns: Sequence[int], text: str, label: str, speaker: Speaker
) -> Document:
    """Return the document with one more speaker, who says turns that ``unspoken_turns`` found."""
    number, head = len(document.speakers), len(f"{label}: ")
    changed = [*document.turns]
    fewer = 0
    for at in turns:
        turn = changed[at]
        changed[at] = Turn(turn.start, turn.start + head, turn.end, number, turn.start_ms)
        fewer += count_words(text[turn.words : turn.start + head])
    return msgspec.structs.replace(
        document,
        speakers=(*document.speakers, speaker),
        turns=tuple(changed),
        words=document.words - fewer,
    )


def written_by(document: Document, speaker: Speaker) -> Document:
    """Return a document whose words that nobody speaks are all a new speaker's.

    Researchers' notes that are somebody's are of no kind any more.
    """
    number = len(document.speakers)
    turns = (
        Turn(t.start, t.words, t.end, number, t.start_ms) if t.speaker == NOBODY else t
        for t in document.turns
    )
    return msgspec.structs.replace(
        document,
        speakers=(*document.speakers, speaker),
        turns=tuple(turns),
        kind="" if document.kind == NOTES else document.kind,
    )


def _without(document: Document, number: int, into: int) -> Document:
    """Return the document without a speaker, whose turns become another's or nobody's."""
    kept = [at for at in range(len(document.speakers)) if at != number]
    new = {old: at for at, old in enumerate(kept)} | {NOBODY: NOBODY}
    new[number] = new[into]

    def changed(turn: Turn) -> Turn:
        return Turn(turn.start, turn.words, turn.end, new[turn.speaker], turn.start_ms)

    return msgspec.structs.replace(
        document,
        speakers=tuple(document.speakers[at] for at in kept),
        turns=tuple(map(changed, document.turns)),
    )
