"""What was done to a coding, in words: codes by their names, and from what to what."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.model.codebook.code import Codebook
from qualcode.model.coding.coding import CodingEvent
from qualcode.model.coding.valence import VALENCE_NAMES
from qualcode.model.plural import counted
from qualcode.model.text.text import safe_for_terminal


def quoted(name: str) -> str:
    """Return a code's name as messages have it: “Mentor”."""
    return f"“{safe_for_terminal(name)}”"


def code_name(book: Codebook, code_id: str) -> str:
    """Return the quoted name of a code, or its id if the codebook has it no more."""
    code = book.get(code_id)
    return quoted(code.name if code is not None else code_id)


def code_names(book: Codebook, ids: Iterable[str]) -> str:
    """Return the quoted names of codes: "“Mentor”, “Moves”"."""
    return ", ".join(code_name(book, one) for one in ids)


def change_words(book: Codebook, before: CodingEvent, after: CodingEvent, text: str) -> str:
    """Return what a change of a coding changed: "“Mentor” → “Moves”".

    ``text`` is the one that both have their places in, if their texts are one.
    """
    parts = []
    name = code_name(book, after.code)
    if before.code != after.code:
        name = f"{code_name(book, before.code)} → {name}"
    if before.valence != after.valence:
        parts.append(f"{valence_words(before.valence)} → {valence_words(after.valence)}")
    if before.sha256 != after.sha256:
        parts.append("given a place")
    elif (before.start, before.end) != (after.start, after.end):
        parts.append(f"{_words(text, before)} → {_words(text, after)}")
    if before.note != after.note:
        parts.append(_note(before, after))
    return f"{name}: {', '.join(parts)}" if parts else name


def begun(words: str) -> str:
    """Return words as a sentence begins; a code's name in them keeps its letters."""
    return words[:1].upper() + words[1:]


def valence_words(valence: str | None) -> str:
    """Return a valence as messages have it: "works well", "not judged"."""
    return VALENCE_NAMES.get(valence or "", "not judged").lower()


def _words(text: str, event: CodingEvent) -> str:
    return counted(len(text[event.start : event.end].split()), "word")


def _note(before: CodingEvent, after: CodingEvent) -> str:
    if not after.note:
        return "note taken off"
    return "note changed" if before.note else "note written"
