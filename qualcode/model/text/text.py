"""Functions on text: digests, word counts, safe display."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from qualcode.model.plural import plural

#: So many places are named, of those that a note is about.
_SHOWN = 5
_WORD = re.compile(r"\w[\w'’\-]*", re.UNICODE)
#: For each ASCII character: "x" if a word may begin with it, "-" if it may go on, or a space.
_KINDS = bytes(
    ord("x" if chr(n).isalnum() or chr(n) == "_" else "-" if chr(n) in "'-" else " ")
    for n in range(256)
)

#: Invisible characters that change the direction of text; part of no word.
DIRECTION_MARKS = "\u061c\u200e\u200f" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070)))
)


#: What a terminal takes for a command, or turns writing by, but for what parts lines and cells.
_STEERING = re.compile(f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029{DIRECTION_MARKS}]")


def text_digest(text: str) -> str:
    """Return the SHA-256, in hexadecimal, of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def count_words(text: str) -> int:
    """Return the number of words as a reader counts them: letters, digits, inner ``'``, ``-``."""
    if text.isascii():
        # Ten times as fast as the pattern: a word begins at each letter after a space.
        kinds = b" " + text.encode("ascii").translate(_KINDS)
        if b" -" not in kinds:
            return kinds.count(b" x")
    return len(_WORD.findall(text))


def places(numbers: Sequence[int], unit: str) -> str:
    """Return ``"lines 3, 8 …"``: the first few different numbers, with their unit."""
    different = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, different[:_SHOWN]))
    more = " …" if len(different) > _SHOWN else ""
    return f"{plural(len(different), unit)} {shown}{more}"


def without_steering(text: str) -> str:
    """Return ``text`` without characters that steer a terminal or turn the direction of text.

    Newlines and tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char
        for char in text
        if char in "\n\t" or (unicodedata.category(char) != "Cc" and char not in DIRECTION_MARKS)
    )


def safe_for_terminal(text: str) -> str:
    """Return ``text`` without control, escape and bidirectional-override characters.

    Newlines and tabs become spaces, so that the result is always one line.
    """
    shown = []
    for char in text:
        if char in "\n\t\r\u2028\u2029":
            shown.append(" ")
        elif unicodedata.category(char) == "Cc" or char in DIRECTION_MARKS:
            continue
        else:
            shown.append(char)
    return "".join(shown)


def steering_escaped(json: str) -> str:
    """Return JSON with the same values, in which nothing steers a terminal."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def table_without_steering(lines: str) -> str:
    """Return lines of CSV without what steers a terminal; ends of lines stay as they are."""
    return _STEERING.sub("", lines)
