"""Reads Word interviews: a .docx file to turns."""

from __future__ import annotations

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.typed.layouts import turns_of
from qualcode.transcripts.word.body import open_word


def read_docx(data: bytes, name: str) -> Parsed:
    """Read a Word transcript.

    Recognises tables of speaker, time and words; bold names; ``Label: words``; Teams' and
    Otter's own; and an interviewer set in bold. Tracked changes are read as accepted; the words
    of footnotes come after all others.

    Raises:
        BadInputError: the file is not a Word document, or is unsafe to open.
    """
    return turns_of(open_word(data, name), name, kind="docx", program="Word")
