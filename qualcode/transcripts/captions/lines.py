"""Takes the words from caption lines, without tags, repetitions and speaker-change signs."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qualcode.transcripts.input.cleaning import Cleaner

# Narrow on purpose: "<b name>" is not a tag, nor is a name that somebody put in angle brackets.
_VOICE_END = re.compile(r"</v>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:[bcisuv]|ruby|rt|lang|font)(?:\.[a-z0-9_.-]{1,100})?>"
    r"|<lang [a-z]{2,3}(?:-[a-z]{2,4})?>|<font(?: \w{1,9}=(?:[^\s>]{1,60}|\"[^\">]{1,60}\")){1,4}>",
    re.IGNORECASE | re.ASCII,
)
_WORD_TIME = re.compile(r"<[\d:.]{1,20}>", re.ASCII)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
#: SubRip's own codes: ``{\an8}`` for the top of the screen, ``{\i1}``, ``{b}``.
_OVERRIDE = re.compile(r"\{(?:\\[a-z0-9&(),.\\]{1,60}|/?[biu])\}", re.IGNORECASE | re.ASCII)
# Without the semicolon it is not an entity: "Q&notes" is somebody's words.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
_SPACES = re.compile(r"[ \t\n]+")
_ARROWS = re.compile(r"(?:^|(?<=\s))>{2,3}(?![>=])\s?")
_DASH = re.compile(r"[-–—‐]\s?(?=[^\W\d]|[\"“‘'\[(])")
#: Captions roll if at least this many, and this share of all, repeat a line.
_FEWEST_ROLLING, _ROLLING_SHARE = 3, 0.4


def unescaped(words: str) -> str:
    """Return words with HTML's entities replaced by their characters."""
    return _ENTITY.sub(_character, words)


def _character(entity: re.Match[str]) -> str:
    return _known(entity.group())


@lru_cache(maxsize=1000)
def _known(entity: str) -> str:
    return html.unescape(entity)


class Words:
    """Removes codes for the look of captions from their words, and counts them."""

    def __init__(self, cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._looks = 0
        self._times = 0

    def plain(self, words: str, line: int) -> str:
        """Return words without tags and entities, on one line."""
        if "<" in words:
            words = _VOICE_END.sub("", _BREAK.sub(" ", words))
            words, times = _WORD_TIME.subn("", words)
            words, looks = _TAG.subn("", words)
            self._times += times
            self._looks += looks
        if "{" in words:
            words, looks = _OVERRIDE.subn("", words)
            self._looks += looks
        if "&" in words:
            # An entity can also stand for a control character.
            words = self._cleaner.clean(unescaped(words), line)
        return self._composed(_SPACES.sub(" ", words).strip())

    def _composed(self, words: str) -> str:
        # Letters around a removed tag may compose now; times count the characters that remain.
        return words if words.isascii() else self._cleaner.clean_piece(words)

    def notes(self) -> list[str]:
        """Return a line for each kind of thing that was removed."""
        found = []
        if self._looks:
            found.append(f"{self._looks} tags for the look of words (italics …) were left out")
        if self._times:
            found.append(f"the times of {self._times} single words were left out")
        return found


def without_rolling(captions: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """Return the lines of captions without those repeated from the caption before.

    YouTube shows each line at least twice: at the bottom, alone, and above the next one. The second
    value is the number of lines left out. A file whose captions do not roll keeps every line, since
    people repeat themselves.
    """
    kept = [list(lines) for lines in captions]
    spoken = [at for at, lines in enumerate(captions) if lines]
    pairs = [
        (this, _repeated(captions[last], captions[this]))
        for last, this in itertools.pairwise(spoken)
    ]
    rolled = sum(1 for this, n in pairs if 0 < n < len(captions[this]))
    repeating = sum(1 for _, n in pairs if n)
    if rolled < _FEWEST_ROLLING or repeating < _ROLLING_SHARE * len(pairs):
        return kept, 0
    for this, n in pairs:
        del kept[this][:n]
    return kept, sum(n for _, n in pairs)


def _repeated(last: Sequence[str], this: Sequence[str]) -> int:
    """Return how many lines at the start of a caption repeat the end of the one before."""
    most = min(len(last), len(this), 4)
    for n in range(most, 0, -1):
        if list(last[-n:]) == list(this[:n]):
            # In "yes / yes" after "yes / yes" one is new.
            return n - 1 if n == len(this) > 1 and len(set(this)) == 1 else n
    return 0


class Changes:
    """Finds signs for a change of speaker: ``>>``, and dashes before two people's lines."""

    def __init__(self, captions: Sequence[Sequence[str]]) -> None:
        # A sign counts only if the file uses it so: ">>" twice, dashes before both of two lines.
        arrows = sum(len(_ARROWS.findall(line)) for lines in captions for line in lines)
        self._arrows = arrows > 1
        self._dashes = any(
            len(lines) > 1 and all(_DASH.match(line) for line in lines) for lines in captions
        )

    @property
    def shown(self) -> str:
        """The signs that the file uses, for a note."""
        signs = (["“>>”"] if self._arrows else []) + (["“-”"] if self._dashes else [])
        return " and ".join(signs)

    def split(self, line: str) -> Iterator[tuple[str, bool]]:
        """Yield the parts of a line, each with whether a new speaker begins there."""
        changed = False
        if self._dashes and (match := _DASH.match(line)):
            line, changed = line[match.end() :], True
        if not self._arrows or ">>" not in line:
            yield line, changed
            return
        for n, piece in enumerate(_ARROWS.split(line)):
            words = piece.strip()
            if words or (n and not words):
                yield words, changed or n > 0
