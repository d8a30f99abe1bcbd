"""Cleans every text once: line ends, composed letters, nothing hidden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from qualcode.model.plural import counted
from qualcode.model.text.text import DIRECTION_MARKS, places
from qualcode.model.text.unseen import (
    JOINERS,
    SOFT_HYPHEN,
    ZERO_WIDTH,
    spelt_out,
    without_joiners,
    without_soft_hyphens,
    without_zero_width,
)

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x9f\ufff9-\ufffb"
# A title sequence ends on its own line and soon; otherwise it is words after a stray ESC, and those
# must stay.
_HIDDEN = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,32}[ -/]{0,4}[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]{0,200}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[()*+][0-9A-Z]"
    rf"|(?P<bidi>[{DIRECTION_MARKS}])|[{_CONTROL}]"
)
_ANY = re.compile(rf"[{DIRECTION_MARKS}{_CONTROL}]")
#: Unicode's limit for text that is safe to compose (UAX 15), which takes quadratic time.
_MOST_MARKS = 30
_PILE = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")
_UNSEEN = re.compile(f"[{SOFT_HYPHEN}{ZERO_WIDTH}{JOINERS}]")
_MAY_BE_LIGATURE = re.compile("[\ufb00-\ufefc]")
#: What is taken out or spelt out after the control characters, in this order.
_MENDS: tuple[tuple[str, re.Pattern[str], Callable[[str], tuple[str, list[int]]]], ...] = (
    ("soft", _UNSEEN, without_soft_hyphens),
    ("unseen", _UNSEEN, without_zero_width),
    ("unseen", _UNSEEN, without_joiners),
    ("ligature", _MAY_BE_LIGATURE, spelt_out),
)
_TOLD = {
    "control": (
        "control character or escape sequence was removed",
        "control characters or escape sequences were removed",
    ),
    "bidi": (
        "invisible direction mark was removed",
        "invisible direction marks were removed",
    ),
    "unseen": (
        "zero-width character that nobody sees was removed",
        "zero-width characters that nobody sees were removed",
    ),
    "soft": ("soft hyphen was removed", "soft hyphens were removed"),
    "ligature": (
        "ligature such as “ﬁ” was spelt out",
        "ligatures such as “ﬁ” were spelt out",
    ),
}


class Cleaner:
    """Cleans the texts of one file, and remembers what it removed and where.

    ``unit`` names what the numbers in the notes count: lines of a text, turns of a Word file.
    """

    def __init__(self, unit: str = "line") -> None:
        self._unit = unit
        self._taken: dict[str, list[int]] = {}
        self._piled = 0

    def clean(self, text: str, at: int | None = None) -> str:
        """Return ``text`` composed (NFC), with LF line ends and no control characters.

        Tabs and line ends stay; spaces and tabs before a line end, terminal escape sequences,
        bidirectional controls, zero-width characters and soft hyphens are removed, and ligatures
        spelt out. Joiners stay where a script or an emoji needs them. ``at`` is the number, from 1,
        for the notes; by default the line within ``text``.
        """
        text = self.clean_piece(text, at)
        # Not by a pattern, which would need minutes for a line of a million spaces.
        if " \n" in text or "\t\n" in text or text[-1:] in (" ", "\t"):
            text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
        return text

    def clean_piece(self, text: str, at: int | None = None) -> str:
        """As ``clean``, for a piece of a line: spaces at its end stay."""
        # Most texts hold only letters and line ends; this test finds that out ten times faster.
        plain = text.replace("\n", "").replace("\t", "").isprintable()
        if plain and text.isascii():
            return text
        if not plain:
            text = _LINE_ENDS.sub("\n", text)
            if _ANY.search(text):
                text = self._without_hidden(text, at)
        for kind, sign, mended in _MENDS:
            if sign.search(text):
                text = self._told_of(kind, text, at, mended)
        if _PILE.search(text):
            text = _PILE.sub(lambda match: self._without_pile(match.group()), text)
        return unicodedata.normalize("NFC", text)

    def _told_of(
        self,
        kind: str,
        text: str,
        at: int | None,
        mended: Callable[[str], tuple[str, list[int]]],
    ) -> str:
        """Return a text mended, and remember where."""
        made, offsets = mended(text)
        if offsets:
            numbers = _lines_at(text, offsets) if at is None else [at] * len(offsets)
            self._taken.setdefault(kind, []).extend(numbers)
        return made

    def _without_pile(self, run: str) -> str:
        """Return adjacent characters with a limited number of combining marks on each."""
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
            kind = "bidi" if match.group("bidi") else "control"
            self._taken.setdefault(kind, []).append(line if at is None else at)
        pieces.append(text[end:])
        return "".join(pieces)

    def notes(self) -> list[str]:
        """Return a line for each kind of character that was removed: how many, and where."""
        found = []
        for kind, (one, many) in _TOLD.items():
            taken = self._taken.get(kind)
            if taken:
                found.append(f"{counted(len(taken), one, many)} ({places(taken, self._unit)})")
        if self._piled:
            found.append(
                counted(
                    self._piled,
                    "accent piled on others was removed",
                    "accents piled on others were removed",
                )
            )
        return found


def _lines_at(text: str, offsets: Iterable[int]) -> list[int]:
    """Return the number of the line, from 1, that each offset is in; offsets in order."""
    numbers: list[int] = []
    line, counted_to = 1, 0
    for offset in offsets:
        line += text.count("\n", counted_to, offset)
        counted_to = offset
        numbers.append(line)
    return numbers
