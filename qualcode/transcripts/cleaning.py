"""What every text goes through once: line ends, composed letters, no hidden control characters."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb]")
_BIDI = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


class Cleaner:
    """Cleans the texts of one file, and remembers what it took out."""

    def __init__(self) -> None:
        self._controls = 0
        self._bidi = 0

    def clean(self, text: str) -> str:
        """Return ``text`` composed (NFC), with LF line ends and no control characters.

        Tabs and line ends stay; terminal escape sequences and bidirectional controls go.
        """
        text = _LINE_ENDS.sub("\n", text)
        text, escapes = _ESCAPES.subn("", text)
        text, controls = _CONTROLS.subn("", text)
        text, bidi = _BIDI.subn("", text)
        self._controls += escapes + controls
        self._bidi += bidi
        return unicodedata.normalize("NFC", text)

    def notes(self) -> list[str]:
        """Return a line for each kind of character that was taken out."""
        found = []
        if self._controls:
            found.append(f"{self._controls} control characters or escape sequences were removed")
        if self._bidi:
            found.append(f"{self._bidi} invisible direction marks were removed")
        return found
