"""Cleans every text once: line ends, composed letters, no hidden control characters."""

from __future__ import annotations

import re
import unicodedata

from qualcode.model.plural import plural
from qualcode.model.text.text import DIRECTION_MARKS

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb"
# A title sequence ends on its own line and soon, or it is no sequence but words after a stray
# ESC: those must stay.
_HIDDEN = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,32}[ -/]{0,4}[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]{0,200}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[()*+][0-9A-Z]"
    rf"|(?P<bidi>[{DIRECTION_MARKS}])|[{_CONTROL}]"
)
_ANY = re.compile(rf"[{DIRECTION_MARKS}{_CONTROL}]")
_SHOWN = 5
#: Unicode's own limit for text that is safe to compose (UAX 15): composing costs their square.
_MOST_MARKS = 30
_PILE = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")


class Cleaner:
    """Cleans the texts of one file, and remembers what it took out and where.

    ``unit`` says what the numbers in the notes count: lines of a text, turns of a Word file.
    """

    def __init__(self, unit: str = "line") -> None:
        self._unit = unit
        self._taken: dict[str, list[int]] = {}
        self._piled = 0

    def clean(self, text: str, at: int | None = None) -> str:
        """Return ``text`` composed (NFC), with LF line ends and no control characters.

        Tabs and line ends stay, spaces and tabs before a line end go; terminal escape sequences
        and bidirectional controls go. ``at`` is the number, from 1, that the notes give;
        without it the line within ``text``.
        """
        text = self.clean_piece(text, at)
        # Not by a pattern: a line of a million spaces would take it minutes.
        if " \n" in text or "\t\n" in text or text[-1:] in (" ", "\t"):
            text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
        return text

    def clean_piece(self, text: str, at: int | None = None) -> str:
        """Do as ``clean`` does, for a piece of a line: the spaces at its end stay."""
        # Most texts hold nothing but signs and line ends, which this says ten times faster.
        plain = text.replace("\n", "").replace("\t", "").isprintable()
        if plain and text.isascii():
            return text
        if not plain:
            text = _LINE_ENDS.sub("\n", text)
            if _ANY.search(text):
                text = self._without_hidden(text, at)
        if _PILE.search(text):
            text = _PILE.sub(lambda match: self._without_pile(match.group()), text)
        return unicodedata.normalize("NFC", text)

    def _without_pile(self, run: str) -> str:
        """Return signs in a row with at most so many combining marks on one of them."""
        kept: list[str] = []
        high = 0
        for char in run:
            high = high + 1 if unicodedata.combining(char) else 0
            if high <= _MOST_MARKS:
                kept.append(char)
        self._piled += len(run) - len(kept)
        return "".join(kept)

    def _without_hidden(self, text: str, at: int | None) -> str:
        line, counted = 1, 0
        pieces: list[str] = []
        end = 0
        for match in _HIDDEN.finditer(text):
            line += text.count("\n", counted, match.start())
            counted = match.start()
            pieces.append(text[end : match.start()])
            end = match.end()
            # A mark of the byte order inside a file is a trace of joining files, not worth a word.
            if match.group() != "\ufeff":
                kind = "bidi" if match.group("bidi") else "control"
                self._taken.setdefault(kind, []).append(line if at is None else at)
        pieces.append(text[end:])
        return "".join(pieces)

    def notes(self) -> list[str]:
        """Return a line for each kind of character that was taken out: how many, and where."""
        words = {
            "control": "control characters or escape sequences were removed",
            "bidi": "invisible direction marks were removed",
        }
        found = []
        for kind, text in words.items():
            taken = self._taken.get(kind)
            if taken:
                found.append(f"{len(taken)} {text} ({places(taken, self._unit)})")
        if self._piled:
            found.append(f"{self._piled} accents piled on others were removed")
        return found


def places(numbers: list[int], unit: str) -> str:
    """Return ``"lines 3, 8 …"``: the first few different numbers, with their unit."""
    different = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, different[:_SHOWN]))
    more = " …" if len(different) > _SHOWN else ""
    return f"{plural(len(different), unit)} {shown}{more}"
