"""Makes a pattern of what somebody types to search for, which sees through how a text is typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

import regex as engine

from qualcode.errors import BadInputError
from qualcode.model.text.alike import (
    ACCENTS,
    APOSTROPHES,
    DASHES,
    IGNORED,
    POINTS,
    QUOTATION_MARKS,
    accented,
    bare,
    has_accents,
)
from qualcode.model.text.unseen import LIGATURES, UNSEEN, spelt_out
from qualcode.workbench.find.pattern_size import MOST_PARTS, parts_of

_ALIKE = {char: signs for signs in (APOSTROPHES, QUOTATION_MARKS, DASHES) for char in signs}
#: Ligatures that may stand in a text, by what they are: only Latin's are looked for in searches.
_JOINED: dict[str, list[str]] = {}
for _char, _said in sorted(LIGATURES.items(), key=lambda pair: -len(pair[1])):
    if _said.isascii():
        _JOINED.setdefault(_said, []).append(_char)
_ASCII = bytes(range(128))
_ACCENT = engine.compile(f"[{ACCENTS}]")


class Wanted:
    """What is searched for: words, ignoring case and what does not make another word.

    That is the kind of whitespace, apostrophe, quotation mark and dash, ligatures, what nobody
    sees, and accents unless ``pattern`` itself has any. With ``regex`` it is taken as it stands.

    Raises:
        BadInputError: empty, or not a regular expression.
    """

    def __init__(self, pattern: str, *, regex: bool) -> None:
        self._typed = pattern if regex else _tidied(pattern)
        if not self._typed.strip():
            raise BadInputError("nothing to search for")
        self._expression = _compiled(pattern) if regex else None
        self._exact = regex or has_accents(self._typed)

    def in_text(self, text: str) -> engine.Pattern[str]:
        """Return the pattern for one text, made for the characters in it, so that it is quick."""
        return self.among(_signs(text))

    def among(self, signs: Iterable[str]) -> engine.Pattern[str]:
        """Return the pattern for texts that have no other signs than these beside ASCII."""
        if self._expression is not None:
            return self._expression
        return _words(self._typed, self._exact, frozenset(signs) & _telling())

    def ignored_accents(self, found: str) -> bool:
        """Return whether words were found only because accents are ignored."""
        return not self._exact and has_accents(found)


def _compiled(pattern: str) -> engine.Pattern[str]:
    if parts_of(pattern) > MOST_PARTS:
        raise BadInputError(
            f"the regular expression {pattern!r} repeats too much to be tried",
            mend="Use smaller numbers in {}",
        )
    try:
        return engine.compile(pattern, engine.IGNORECASE)
    except engine.error as error:
        raise BadInputError(
            f"{pattern!r} is not a regular expression: {error}",
            mend="Leave out --regex to look for the words as they stand",
        ) from None


def _tidied(pattern: str) -> str:
    seen = "".join(char for char in pattern if char not in IGNORED)
    return unicodedata.normalize("NFC", spelt_out(seen)[0]).replace("...", "…")


def _signs(text: str) -> frozenset[str]:
    """Return the characters of a text beside ASCII; ten times as fast as ``set``."""
    if text.isascii():
        return frozenset()
    rest = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return frozenset(rest.decode("utf-8", "surrogatepass"))


@cache
def _telling() -> frozenset[str]:
    """Return the characters that a pattern has to reckon with."""
    marks = "".join(map(chr, (*range(0x300, 0x370), *range(0x653, 0x656))))
    return IGNORED.union(_ALIKE, LIGATURES, "…", marks, *accented().values())


@lru_cache(maxsize=256)
def _words(typed: str, exact: bool, signs: frozenset[str]) -> engine.Pattern[str]:
    skipped = [one for one in UNSEEN + POINTS if one in signs]
    accents = [] if exact else [one for one in sorted(signs) if _ACCENT.match(one)]
    between = _many([*skipped, *accents])
    behind = _many([*(one for one in POINTS if one in signs), *accents])
    making = _Making(exact, signs, between, behind)
    blanks = rf"{between}(?:\s{between})+" if between else r"\s+"
    return engine.compile(blanks.join(map(making.word, typed.split())), engine.IGNORECASE)


class _Making:
    """Makes the patterns of words; ``between`` is what may stand between their letters."""

    def __init__(self, exact: bool, signs: frozenset[str], between: str, behind: str) -> None:
        self._exact = exact
        self._signs = signs
        self._between = between
        self._behind = behind

    def word(self, word: str) -> str:
        parts: list[str] = []
        at = 0
        while at < len(word):
            said = next((one for one in _JOINED if word[at:].lower().startswith(one)), "")
            parts.append(
                self._joined(word[at : at + len(said)]) if said else self._letter(word[at])
            )
            at += max(len(said), 1)
        return self._between.join(parts) + self._behind

    def _joined(self, letters: str) -> str:
        """Return the pattern of letters that may be a ligature, or be in one."""
        said = letters.lower()
        ways = [self._between.join(map(self._letter, letters)), *self._ligatures(said)]
        for cut in range(1, len(said)):
            left, right = said[:cut], said[cut:]
            begun = self._ligatures(left) if len(left) > 1 else map(self._letter, left)
            ended = self._ligatures(right) if len(right) > 1 else map(self._letter, right)
            if len(said) > 2:
                ways += [f"{a}{self._between}{b}" for b in [*ended] for a in [*begun]]
        return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"

    def _ligatures(self, said: str) -> list[str]:
        return [one for one in _JOINED.get(said, ()) if one in self._signs]

    def _letter(self, char: str) -> str:
        if char in _ALIKE:
            return _one_of([s for s in _ALIKE[char] if s.isascii() or s in self._signs] or [char])
        if char == "…":
            return r"(?:…|\.\.\.)"
        if self._exact:
            return str(engine.escape(char))
        plain = bare(char)
        cases = dict.fromkeys((plain, plain.lower(), plain.upper()))
        alike = [one for case in cases for one in accented().get(case, "") if one in self._signs]
        return _one_of([plain, *alike])


def _one_of(chars: list[str]) -> str:
    escaped: list[str] = [engine.escape(char) for char in chars]
    return escaped[0] if len(escaped) == 1 else f"[{''.join(escaped)}]"


def _many(chars: list[str]) -> str:
    return f"{_one_of(chars)}*+" if chars else ""
