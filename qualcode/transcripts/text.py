"""Plain text: ``Label: words`` paragraphs, labels on lines of their own, times in front."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.transcripts.cleaning import Cleaner
from qualcode.transcripts.encoding import decode
from qualcode.transcripts.labels import (
    Labelled,
    choose_labels,
    lone_label,
    split_label,
    split_time,
)
from qualcode.transcripts.parsed import Parsed, ParsedTurn


def read_text_transcript(data: bytes, name: str) -> Parsed:
    """Read a plain-text transcript.

    Every labelled paragraph is one turn: consecutive turns of one speaker are not joined.

    Raises:
        BadInputError: the bytes are no text.
    """
    text, notes = decode(data, name)
    cleaner = Cleaner()
    turns, layout = turns_of_lines(cleaner.clean(text).split("\n"))
    return Parsed("txt", f"plain text, {layout}", tuple(turns), (*notes, *cleaner.notes()))


def turns_of_lines(lines: Sequence[str]) -> tuple[list[ParsedTurn], str]:
    """Return the turns of a text's lines, and in a few words how they were recognised."""
    filled = [line for line in lines if line.strip()]
    found = [split_label(line) for line in filled]
    labels = choose_labels([f.label for f in found if f], len(filled))
    if labels:
        return _gather(lines, labels, alone=False), "'Label: words' paragraphs"
    alone = [lone_label(line) for line in filled]
    names = [a.label for a in alone if a]
    recurring = frozenset(n for n in names if names.count(n) >= 2)
    if recurring:
        return _gather(lines, recurring, alone=True), "labels on lines of their own"
    turns = []
    for line in filled:
        time, words = split_time(line.strip())
        turns.append(ParsedTurn(None, words.strip() or line.strip(), time))
    return turns, "no speaker labels found"


def _gather(lines: Sequence[str], labels: frozenset[str], *, alone: bool) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    speaker: str | None = None
    start: int | None = None
    words: list[str] = []

    def close() -> None:
        if words:
            turns.append(ParsedTurn(speaker, "\n".join(words), start))
            words.clear()

    for line in lines:
        if not line.strip():
            if speaker is None:
                close()
            continue
        began = _begins(line, labels, alone=alone)
        if began is None:
            words.append(line.strip())
            continue
        close()
        speaker, start = began.label, began.start_ms
        if began.rest:
            words.append(began.rest)
    close()
    return turns


def _begins(line: str, labels: frozenset[str], *, alone: bool) -> Labelled | None:
    found = split_label(line)
    if found is None and alone:
        found = lone_label(line)
    return found if found is not None and found.label in labels else None
