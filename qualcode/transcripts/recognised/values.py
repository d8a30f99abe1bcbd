"""What all formats of recognised speech share: segments, and reading values of a JSON file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qualcode.store.io.encoding import MOST
from qualcode.transcripts.captions.cues import cue_time

#: In milliseconds; a time after 10,000 hours is invalid.
_LATEST_MS = 36_000_000_000
#: A run of single words ends with a sentence, a pause of two seconds, or this many words.
_MOST_WORDS, _PAUSE_MS = 40, 2_000
_SENTENCE_END = re.compile(r"[.?!…。？！][\"'”’»)\]]{0,3}$")
_SENTENCE = re.compile(r"(?<=[.?!…])\s+")


@dataclass(slots=True)
class Said:
    """One segment as the file has it: uncleaned, and the text may be empty."""

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    joint: str = " "


@dataclass(slots=True)
class Recognised:
    """The contents of a recognised-speech file, the program that wrote it, and what was left out.

    ``used`` are the top-level keys that were read or are of no interest.
    """

    program: str
    said: list[Said]
    language: object = ""
    used: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)


def as_dict(value: object) -> dict[str, object]:
    """Return an object's values; empty if it is not an object."""
    return value if isinstance(value, dict) else {}


def dicts(value: object) -> list[dict[str, object]]:
    """Return a list's objects; an item that is not an object counts as an empty one."""
    return [as_dict(one) for one in value] if isinstance(value, list) else []


def string(value: object) -> str:
    """Return a text; empty if it is not a text."""
    return value if isinstance(value, str) else ""


def ms(value: object, scale: float = 1000.0) -> int | None:
    """Return a time in milliseconds, read as seconds or by ``scale``; ``None`` if it is not one."""
    if isinstance(value, str):
        if ":" in value:
            return cue_time(value)
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    # Compared first: a whole number may be too large for a float.
    return round(max(value, 0) * scale) if value < _LATEST_MS / scale else None


def speaker_of(value: object, *, of: str = "Speaker") -> str | None:
    """Return a label; for a bare number "Speaker 1", and ``None`` if it names nobody."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{of} {value}"[:60]
    label = string(value).strip()
    return None if label in ("", "?") else label


def segments_of(value: object, text: str = "text", scale: float = 1000.0) -> list[Said]:
    """Return the segments in a list of objects, with the name of the key of their words."""
    return [
        Said(
            speaker_of(one.get("speaker")),
            string(one.get(text)),
            ms(one.get("start"), scale),
            ms(one.get("end"), scale),
        )
        for one in dicts(value)
    ]


@dataclass(slots=True)
class Word:
    """One recognised word, or a sign that is ``glued`` to the word before it."""

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    glued: bool = False


def sentences(words: Sequence[Word]) -> Iterator[Said]:
    """Yield single words as runs of one speaker that end with a sentence."""
    taken: list[Word] = []
    for word in words:
        if taken:
            last = taken[-1]
            pause = last.end_ms is not None and word.start_ms is not None
            ends = (
                _SENTENCE_END.search(last.text)
                or (pause and word.start_ms - last.end_ms >= _PAUSE_MS)  # type: ignore[operator]
                or len(taken) >= _MOST_WORDS
            )
            if not word.glued and (word.speaker != last.speaker or ends):
                yield _stretch(taken)
                taken = []
        taken.append(word)
    if taken:
        yield _stretch(taken)


def _stretch(words: Sequence[Word]) -> Said:
    text = "".join(("" if w.glued else " ") + w.text for w in words)
    times = [w.start_ms for w in words if w.start_ms is not None]
    ends = [w.end_ms for w in words if w.end_ms is not None]
    return Said(
        words[0].speaker, text.strip(), times[0] if times else None, ends[-1] if ends else None
    )


def plain_text(text: object) -> Iterator[Said]:
    """Yield the sentences of a text without times."""
    return (Said(None, one) for one in _SENTENCE.split(string(text).strip(), maxsplit=MOST) if one)
