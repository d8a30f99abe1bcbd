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
    begins = [split_label(line) if line.strip() else None for line in lines]
    labels = choose_labels([b.label for b in begins if b], len(filled))
    if labels:
        return _gather(lines, begins, labels), "'Label: words' paragraphs"
    begins = [lone_label(line) if line.strip() else None for line in lines]
    names = [b.label for b in begins if b]
    recurring = frozenset(n for n in names if names.count(n) >= 2)
    if recurring:
        return _gather(lines, begins, recurring), "labels on lines of their own"
    turns = []
    for line in filled:
        time, words = split_time(line.strip())
        turns.append(ParsedTurn(None, words.strip() or line.strip(), time))
    return turns, "no speaker labels found"


def _gather(
    lines: Sequence[str], begins: Sequence[Labelled | None], labels: frozenset[str]
) -> list[ParsedTurn]:
    turns: list[ParsedTurn] = []
    speaker: str | None = None
    start: int | None = None
    words: list[str] = []

    def close() -> None:
        if words:
            turns.append(ParsedTurn(speaker, "\n".join(words), start))
            words.clear()

    for line, began in zip(lines, begins, strict=True):
        if not line.strip():
            if speaker is None:
                close()
            continue
        if began is None or began.label not in labels:
            words.append(line.strip())
            continue
        close()
        speaker, start = began.label, began.start_ms
        if began.rest:
            words.append(began.rest)
    close()
    return turns
