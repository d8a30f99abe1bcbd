"""A transcript's file read as an import reads it."""

from __future__ import annotations

from pathlib import Path

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import load, parse_transcript


def read_transcript(path: Path) -> Parsed:
    return parse_transcript(load(path), path.name)
