"""Reads rich text: an .rtf file of F4, Word, LibreOffice or another program, to turns."""

from __future__ import annotations

from qualcode.errors import BadInputError
from qualcode.store.io.encoding import refuse_other_files
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.rtf.walk import Walk
from qualcode.transcripts.typed.layouts import turns_of
from qualcode.transcripts.typed.paragraphs import (
    BOXES,
    LINKS,
    LISTED,
    Contents,
    changes_note,
    flattened,
    hidden_note,
    left_note,
)

#: The most paragraphs; a focus group of a whole day has some 5,000.
MOST_PARAGRAPHS = 200_000
_COUNTED = {
    "picture": "pictures were not imported",
    "object": "embedded objects were not imported",
    "box": BOXES,
    "list": LISTED,
    "index": "entries for an index or a table of contents were not imported",
    "link": LINKS,
    "binary": "pieces of binary data are longer than the file, and were read as text",
}
_STORIES = {"comment": "comments", "header": "page headers", "footer": "page footers"}


def read_rtf(data: bytes, name: str) -> Parsed:
    """Read a rich-text transcript, in the same layouts as Word transcripts.

    Time marks in F4's form become times. Tracked changes are read as accepted; the words of
    footnotes come last.

    Raises:
        BadInputError: the file is not rich text, or has more groups than a transcript can have.
    """
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{\\rtf"):
        refuse_other_files(data, name)
        raise BadInputError(
            "is not rich text", where=name, mend="If it is plain text, name it .txt"
        )
    walk = Walk(data.removeprefix(b"\xef\xbb\xbf"), name)
    walk.run()
    if len(flattened(walk.page.blocks)) > MOST_PARAGRAPHS:
        raise BadInputError(
            f"has more than {MOST_PARAGRAPHS:,} paragraphs, far more than a transcript can have",
            where=name,
            mend="Import the transcript itself, or split the file",
        )
    footnotes = walk.texts.get("footnote", [])
    contents = Contents(walk.page.blocks, footnotes, _notes(walk))
    return turns_of(contents, name, kind="rtf", program="rich text")


def _notes(walk: Walk) -> list[str]:
    counts = walk.counts
    notes = changes_note(counts["inserted"], counts["deleted"])
    notes += [f"{counts[kind]} {text}" for kind, text in _COUNTED.items() if counts[kind]]
    for kind, text in _STORIES.items():
        notes += left_note(walk.texts.get(kind, []), text)
    notes += hidden_note(["".join(walk.hidden)])
    notes += walk.letters.notes()
    if walk.utf8:
        notes.append("letters beyond ASCII stand in the file as UTF-8, and were read as such")
    if walk.unknown:
        kinds = ", ".join(f"\\{word}" for word in dict.fromkeys(walk.unknown[:5]))
        notes.append(f"{len(walk.unknown)} texts of an unknown kind ({kinds}) were not imported")
    if counts["brace"] or counts["outside"]:
        notes.append("the file's braces do not match: see whether it is whole at its end")
    return notes
