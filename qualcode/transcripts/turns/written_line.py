"""One line of a transcript as it was written, before it is known who speaks it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qualcode.transcripts.labels.labels import Labelled
from qualcode.transcripts.turns.headings import markdown_level


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript; for an empty one only the gap it makes counts.

    ``unspoken`` lines are headings and the like: nobody's words, unless they are a speaker's label.
    ``bold`` is the label that stands in bold at the start. ``level`` is that of a heading, 0 if it
    is none or its level is not known; ``heavy`` says that the whole paragraph is bold.
    """

    text: str
    unspoken: bool = False
    bold: Labelled | None = None
    level: int = 0
    heavy: bool = False


def with_level(line: Line) -> Line:
    """Return a line; a Markdown heading as unspoken, with its level."""
    level = markdown_level(line.text)
    return replace(line, unspoken=True, level=level) if level else line
