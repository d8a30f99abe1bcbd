"""A transcript's file read as an import reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from qualcode.transcripts.parsed import Parsed, ParsedTurn
from qualcode.transcripts.reader import load, parse_transcript


def read_transcript(path: Path) -> Parsed:
    return parse_transcript(load(path), path.name)


def astray(whole: str, turns: Iterable[ParsedTurn], kept: str = r"[^\W\d_]") -> str:
    """Return what differs first between a file's letters and those of its turns; "" if nothing.

    ``kept`` matches what is compared, such as digits too. A speaker who goes on after a heading or a header has two turns, and one label in the file.
    """
    left = "".join(re.findall(kept, whole))
    before = None
    for turn in turns:
        words = "".join(re.findall(kept, turn.text))
        label = "".join(re.findall(kept, turn.speaker or ""))
        if left.startswith(label + words):
            left = left.removeprefix(label + words)
        elif turn.speaker == before and left.startswith(words):
            left = left.removeprefix(words)
        else:
            return f"{left[:20]!r} in the file, {turn} in its turns"
        before = turn.speaker or before
    return left and f"{left!r} in no turn"
