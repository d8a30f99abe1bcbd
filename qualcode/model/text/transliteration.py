"""Writes names of any script in plain Latin letters, for ids and file names."""

from __future__ import annotations

import unicodedata

#: Kinds of character that are written in Latin letters: letters, numbers, and pictures of things.
_WRITTEN = ("L", "N", "So")


def in_ascii(name: str) -> str:
    """Return ``name`` in ASCII: accents left out, other scripts and emoji in Latin letters.

    The two ways in which Unicode stores one letter give the same. Signs that have no plain form are
    left out.

    >>> in_ascii("Siân, Интервью 1")
    'Sian, Intervyu 1'
    """
    if name.isascii():
        return name
    return "".join(map(_written, unicodedata.normalize("NFKC", name)))


def _written(char: str) -> str:
    if char.isascii():
        return char
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode("ascii")
    if plain or not unicodedata.category(char).startswith(_WRITTEN):
        return plain
    from anyascii import anyascii

    # The signs for sounds that Latin lacks would look like gaps between words.
    return anyascii(char).replace("'", "")
