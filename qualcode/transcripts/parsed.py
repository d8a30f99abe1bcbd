"""The result of every importer: the turns of a transcript as they stand in the file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParsedTurn:
    """One speaker's uninterrupted words.

    ``speaker`` is the label as in the file, without colon or time, or ``None`` for text that nobody
    speaks (a title, a note, a heading). ``text`` holds the words, with ``"\\n"`` between paragraphs
    and no blank lines. ``start_ms`` is the time of the turn in the recording in milliseconds, where
    the file gives one.

    ``times`` holds further times within the turn, if the file gives them: pairs of an offset into
    ``text``, in Unicode code points, and a time in milliseconds, sorted by offset. All offsets are
    after the turn's first character, whose time is ``start_ms``.

    ``level`` is the level of a heading, from 1, where the file says it; 0 for all other text.
    """

    speaker: str | None
    text: str
    start_ms: int | None = None
    times: tuple[tuple[int, int], ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """A transcript file that has been read.

    ``format`` is the short name of the file's kind (``"txt"``, ``"docx"``, ``"vtt"``), ``layout``
    says in a few words what was recognised ("Word, bold speaker names"), and ``notes`` has one line
    for everything else in the file and what was done with it. ``language`` is the language code
    that the file states, empty if none. ``leads`` are words that stand in bold before plain words
    at the heads of several paragraphs: the text of the turns does not show that.
    """

    format: str
    layout: str
    turns: tuple[ParsedTurn, ...]
    notes: tuple[str, ...] = ()
    language: str = ""
    leads: frozenset[str] = frozenset()
