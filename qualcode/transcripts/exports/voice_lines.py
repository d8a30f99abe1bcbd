"""Reads lines of text with a time and a caption's voice tag: "00:00:03 <v Ann>words"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import split_time
from qualcode.transcripts.turns.builder import Piece, run_together
from qualcode.transcripts.turns.lines import Line, Reading

_VOICE = re.compile(r"<v(?:\.[\w.-]{1,30})?[ \t]+(?P<label>[^<>\n]{1,80}?)>(?P<rest>.*?)(?:</v>)?$")
_FEWEST = 3


def read_voice_lines(lines: Sequence[Line]) -> Reading | None:
    """Return the turns of lines that nearly all have a voice tag; ``None`` for another text.

    Lines of one speaker in a row, which captions divide, are one turn. A line without a tag goes on
    with the one above it.
    """
    filled = [line.text.strip() for line in lines if line.text.strip()]
    if not any("<v" in text for text in filled[:_FEWEST]):
        return None
    pieces: list[Piece] = []
    tagged = 0
    for text in filled:
        time, rest = split_time(text)
        match = _VOICE.match(rest)
        label = match["label"].strip() if match else ""
        tagged += bool(label)
        words = match["rest"].strip() if match and label else rest
        speaker = label or (pieces[-1].speaker if pieces else None)
        if words:
            pieces.append(Piece(speaker, words, time))
    if tagged < _FEWEST or tagged * 10 < len(filled) * 9:
        return None
    labels = frozenset(piece.speaker for piece in pieces if piece.speaker)
    bare = len(filled) - tagged
    without = counted(bare, "line without a voice tag goes", "lines without a voice tag go")
    notes = [f"{without} on from the one above"] if bare else []
    return Reading(run_together(pieces), "lines with a time and a voice tag", notes, labels)
