"""Removes characters from text that no page can print."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return ``text`` without characters that XML forbids or that change the text direction."""
    return _BIDI.sub("", _ILLEGAL.sub("", text))


def one_line(text: str) -> str:
    """Return ``text`` cleaned and on one line."""
    # Replace by spaces first: a form feed or vertical tab between two words must not join them.
    return " ".join(clean(" ".join(text.split())).split())
