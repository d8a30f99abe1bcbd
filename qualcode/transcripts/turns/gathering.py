"""Gathers lines into turns, once it is known where turns begin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.model.plural import counted, plural
from qualcode.transcripts.labels.labels import ONLY_TIME, Labelled, milliseconds
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.written_line import Line

#: Additions of transcription services around the words, which nobody says.
_SERVICE = re.compile(
    r"[#*_>\s-]{0,9}(?:Transcribed by https?://otter\.ai/?|Transcription ended after [\d:]+"
    r"|This editable transcript was computer generated.*"
    r"|.{1,80} (?:started|stopped|initiated) transcription)[*_]{0,3}"
)
#: A time with all its marks is shorter.
_LONGEST_TIME = 80


def is_service(line: str) -> bool:
    """Return whether a line is such an addition."""
    return "ranscri" in line and _SERVICE.fullmatch(line) is not None


def gather(
    lines: Sequence[Line], begins: Sequence[Labelled | None]
) -> tuple[list[ParsedTurn], list[str]]:
    """Return the turns, and the labels after which nothing was said, which nobody speaks."""
    turns: list[ParsedTurn] = []
    silent: list[str] = []
    speaker: str | None = None
    start: int | None = None
    #: The line of a label that has no words yet, and where it would stand without any.
    fresh: tuple[str, int] | None = None
    words: list[str] = []

    def close() -> None:
        nonlocal fresh, start
        said = words and not (fresh and _only_time(words, fresh[0]))
        if said:
            turns.append(ParsedTurn(speaker, "\n".join(words), start))
        elif fresh is not None and speaker is not None:
            silent.append(speaker)
            turns.insert(fresh[1], ParsedTurn(None, fresh[0], start))
        words.clear()
        fresh, start = None, None

    waiting: int | None = None
    for at, line in enumerate(lines):
        text = line.text.strip(" \t")
        if not text or text.isspace():
            if speaker is None:
                close()
            continue
        began = begins[at]
        if began is not None:
            close()
            speaker, fresh = began.label, (text, len(turns))
            start = waiting if began.start_ms is None else began.start_ms
            waiting = None
            if began.rest:
                words.append(began.rest)
        elif (time := ONLY_TIME.fullmatch(text)) and _label_follows(lines, begins, at):
            waiting = milliseconds(time.group(1))
        elif line.unspoken or is_service(text):
            if words:
                close()
            turns.append(ParsedTurn(None, text, level=line.level))
        else:
            words.append(text)
    close()
    return turns, silent


def _only_time(words: Sequence[str], line: str) -> bool:
    """Return whether the only words are a time on the label's own line: "Break: [20:00]"."""
    one = words[0] if len(words) == 1 and len(words[0]) <= _LONGEST_TIME else ""
    return one in line and bool(ONLY_TIME.fullmatch(one.replace("\\", "")))


def _label_follows(lines: Sequence[Line], begins: Sequence[Labelled | None], at: int) -> bool:
    for later in range(at + 1, len(lines)):
        if lines[later].text.strip():
            began = begins[later]
            return began is not None and began.start_ms is None
    return False


def silent_notes(silent: Sequence[str]) -> list[str]:
    """Return a note on labels after which nothing was said, if there are any."""
    if not silent:
        return []
    said = ", ".join(f"“{label}”" for label in dict.fromkeys(silent))
    count = counted(len(silent), "label")
    were = plural(len(silent), "was", "were")
    return [f"{count} without any words {were} kept as text that nobody speaks ({said})"]


def silent_rows_notes(silent: int) -> list[str]:
    """Return a note on so many rows of a table that have a speaker and no words, if any."""
    if not silent:
        return []
    rows = counted(
        silent, "row with a speaker and no words was", "rows with a speaker and no words were"
    )
    return [f"{rows} kept as text that nobody speaks"]
