"""Reads plain text, with the additions that typists and transcription services make."""

from __future__ import annotations

from dataclasses import replace

from qualcode.store.io.encoding import MOST_LINES, decode, refuse_too_many
from qualcode.transcripts.exports.hearings import read_hearing
from qualcode.transcripts.exports.reader import read_export
from qualcode.transcripts.exports.time_first import read_with_labels
from qualcode.transcripts.input.cleaning import Cleaner
from qualcode.transcripts.labels.heads import heads_left
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.turns.line_numbers import number_starts
from qualcode.transcripts.turns.lines import Line, Reading, read_lines
from qualcode.transcripts.turns.numbered_lines import without_line_numbers
from qualcode.transcripts.turns.times_beside import times_beside
from qualcode.transcripts.turns.timestamps import stamps_out
from qualcode.transcripts.turns.zoom_chat import read_chat
from qualcode.transcripts.typed.front_matter import without_front_matter

__all__ = ["Line", "Reading", "read_lines", "read_text_transcript", "turns_of_text"]


_EMPTY = Line("")
#: With fewer numbers at the starts of lines than this, none counts lines.
_FEWEST_NUMBERS = 4


def read_text_transcript(data: bytes, name: str) -> Parsed:
    """Read a plain-text transcript.

    Every labelled paragraph is one turn: consecutive turns of one speaker are not joined.

    Raises:
        BadInputError: the bytes are not text.
    """
    text, notes = decode(data, name)
    cleaner = Cleaner()
    text, matter = without_front_matter(cleaner.clean(text))
    read = turns_of_text(text, name)
    told = (*notes, *matter, *read.notes, *heads_left(read.turns), *cleaner.notes())
    return Parsed("txt", f"plain text, {read.layout}", tuple(read.turns), told)


def turns_of_text(
    text: str, name: str, *, marks: str = "time marks such as #00:01:02-3#"
) -> Reading:
    """Return the turns of a clean text, with line numbers and times taken out of the words.

    ``marks`` is the name of F4's time marks in notes: see ``stamps_out``.

    Raises:
        BadInputError: it has more lines or times than any transcript.
    """
    refuse_too_many(text.count("\n"), "lines", name, MOST_LINES)
    notes: list[str] = []
    lines = text.split("\n")
    if number_starts(lines, _FEWEST_NUMBERS):
        if (hearing := read_hearing(lines)) is not None:
            return hearing
        lines, notes = without_line_numbers(lines)
    given = [Line(line) if line else _EMPTY for line in lines]
    read = read_chat(lines) or read_export(given, name) or read_with_labels(given)
    read = replace(read, notes=[*notes, *read.notes])
    return times_beside(stamps_out(read, lines, name, marks=marks))
