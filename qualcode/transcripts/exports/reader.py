"""Finds out which program wrote a text, if it was one of those that mark turns in their own way."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.transcripts.exports.elan import read_elan
from qualcode.transcripts.exports.spans import read_spans
from qualcode.transcripts.exports.time_lines import read_time_lines
from qualcode.transcripts.exports.voice_lines import read_voice_lines
from qualcode.transcripts.exports.whatsapp import read_whatsapp
from qualcode.transcripts.turns.lines import Line, Reading


def read_export(lines: Sequence[Line], name: str) -> Reading | None:
    """Return the turns of a text that a known program wrote; ``None`` if none did.

    Raises:
        BadInputError: the file ``name`` has more changes of speaker than any transcript.
    """
    return (
        read_whatsapp(lines)
        or read_elan(lines)
        or read_spans(lines, name)
        or read_voice_lines(lines)
        or read_time_lines(lines)
    )
