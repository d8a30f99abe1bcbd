"""Names that identify somebody, and where in a text they stand: exactly, with Welsh mutations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

_TOKEN = re.compile(r"[^\W_]+")
#: What may stand between two words of a name, in whatever way it was typed.
_BETWEEN = re.compile(r"[\s'’‘`´.\u2010-\u2015_-]{1,3}")
#: Names that are words as well: they are names only with a capital.
_WORDS_TOO = frozenset(
    "abbey amber angel april art august autumn bangor barry basil bath bay bell berry bill bird "
    "bishop black blue bob bond brand brook brown bryn bush carol chance chase christian church "
    "clay cliff cook coral crystal daisy dale dawn day dean dee dot drew duke earl east eden ely "
    "eve faith fern field fisher flint flora forest fox frank gay gene ginger glen grace grant "
    "gray green guy gwen gwyn hall harmony hay haf hazel head heath heather heulwen hill holly "
    "honey hope iris ivy jack jade jay jo joy june justice king lake lamb lane laurel lee lily "
    "llew llwyd long love lucky major mai mair marina mark marsh mary may medi melody mercy miles "
    "mold moor nant nick norm north olive page pant park parker pat patience pearl peg penny piers "
    "pip pool poppy price prince prudence ray reading rich river rob robin rocky rose rowan ruby "
    "sally sam sandy saul seren shaw short sky smart star stew stone storm sue summer sunny "
    "taff tom towers tudor van victor victoria viola violet wade walker ward wells west white will "
    "wise wood wyn young "
    "nos haul eira eirlys enfys gwawr celyn tirion non mor glyn nia".split()
)
_MONTHS = frozenset("april may june august mai medi mehefin".split())
_BEFORE_MONTH = frozenset(
    "in since last next by until till of during early late mid this from end every through to "
    "and mis ym fis o".split()
)
#: After a word that begins a sentence these say that it was the word: "Will you", "Hope the".
_AFTER_WORD = frozenset(
    "i you we he she they it there that this the a an my your our his her their these those not "
    "to be someone somebody anyone anybody everyone people for i'd you'd".split()
)
_SENTENCE_START = re.compile(r"(?:^|[.?!…:\n][\"'”’)\]]*)\s*[\"'“‘(\[]*$")
#: A name so short is one only with a capital.
_SHORT = 3
# Soft, nasal and aspirate mutation of a first letter; the longer spelling first.
_MUTATIONS = (
    ("ll", ("l",)), ("rh", ("r",)), ("c", ("g", "ngh", "ch")), ("p", ("b", "mh", "ph")),
    ("t", ("d", "nh", "th")), ("g", ("", "ng")), ("b", ("f", "m")), ("d", ("dd", "n")),
    ("m", ("f",)),
)  # fmt: skip
#: Kinds of names whose first letter mutates in Welsh.
_MUTATING = frozenset({"place", "school", "organisation", "local term"})


class KnownName(msgspec.Struct, frozen=True):
    """A string that identifies somebody, and what is to stand for it.

    ``replacement`` is empty where none was chosen yet. ``variants`` are other forms of the same
    name. ``keep`` is a person's word that it identifies nobody and stays.
    """

    name: str
    kind: str = "person"
    replacement: str = ""
    variants: tuple[str, ...] = ()
    keep: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The name and its variants."""
        return (self.name, *self.variants)


class FoundName(NamedTuple):
    """A known name in a text: ``text[start:end]``, a possessive 's not included."""

    start: int
    end: int
    name: KnownName
    text: str


def _table() -> dict[int, str]:
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and len(base.lower()) == 1:
            table[code] = base
    return table | {ord("ø"): "o", ord("Ø"): "O", ord("ł"): "l", ord("Ł"): "L", ord("ı"): "i"}


_PLAIN = _table()


def plain(text: str) -> str:
    """Return ``text`` without accents, in lower case, character by character: as long as it was."""
    if text.isascii():
        return text.lower()
    text = text.translate(_PLAIN)
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower()[:1] or c for c in text)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared."""
    return tuple(_TOKEN.findall(plain(unicodedata.normalize("NFC", name))))


def mutated(name: str) -> list[str]:
    """Return a Welsh name as it is after words that mutate: "Caerdydd" gives "Gaerdydd" too."""
    low = name.lower()
    for letters, others in _MUTATIONS:
        if low.startswith(letters):
            if letters in ("c", "p", "t") and low[1:2] == "h":
                return []
            if letters == "d" and low[1:2] == "d":
                return []
            rest = name[len(letters) :]
            return [f"{other}{rest}".capitalize() if other else rest.capitalize()
                    for other in others]  # fmt: skip
    return []


class NameFinder:
    """Finds many names in texts, whole words only, the longest first.

    Accents, kinds of apostrophe and hyphen, and blanks or line ends between words may differ;
    so may the case, but for a name that is a word too ("Will"), which needs its capital. Places
    and organisations are found in Welsh mutated forms as well. Within a replacement that stands
    in the text already nothing is found.
    """

    def __init__(self, names: Sequence[KnownName]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], KnownName, bool]]] = {}
        self._digits: dict[str, KnownName] = {}
        self._bracketed = sorted({n.replacement for n in names if n.replacement}, key=len)
        for name in names:
            for form in name.forms:
                self._add(form, name)
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def _add(self, form: str, name: KnownName) -> None:
        words = words_of(form)
        if not words:
            return
        digits = "".join(words)
        if digits.isdecimal() and len(digits) > 4:
            self._digits.setdefault(digits, name)
            return
        spellings = [words]
        if name.kind in _MUTATING:
            spellings += [words_of(f"{m} {' '.join(words[1:])}") for m in mutated(words[0])]
        if len(words) == 2:
            spellings.append(("".join(words),))
        for spelling in spellings:
            strict = len(spelling) == 1 and (
                spelling[0] in _WORDS_TOO or len(spelling[0]) <= _SHORT
            )
            entry = (spelling, name, strict)
            known = self._by_first.setdefault(spelling[0], [])
            if all(one[0] != spelling for one in known):
                known.append(entry)

    def find(self, text: str) -> list[FoundName]:
        """Return every name in ``text``, in order; offsets are code points, half-open."""
        if not self._by_first and not self._digits:
            return []
        folded = plain(text)
        first, digits = self._by_first, self._digits
        # Most texts hold few names, and many none: whether is said much faster than where.
        if not digits and first.keys().isdisjoint(_TOKEN.findall(folded)):
            return []
        found = []
        tokens = [match.span() for match in _TOKEN.finditer(folded)]
        words = [folded[a:b] for a, b in tokens]
        replaced: list[tuple[int, int]] | None = None
        at = 0
        while at < len(tokens):
            word = words[at]
            hit = None
            if word in first:
                hit = self._name_at(text, tokens, words, at)
            elif digits and word.isdecimal():
                hit = self._number_at(text, tokens, words, at)
            if hit is None:
                at += 1
                continue
            count, name = hit
            start, end = tokens[at][0], tokens[at + count - 1][1]
            if replaced is None:
                replaced = list(self._replacements(text))
            if not any(low <= start and end <= high for low, high in replaced):
                found.append(FoundName(start, end, name, text[start:end]))
            at += count
        return found

    def _name_at(
        self, text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], at: int
    ) -> tuple[int, KnownName] | None:
        for spelling, name, strict in self._by_first[words[at]]:
            count = len(spelling)
            if tuple(words[at : at + count]) != spelling:
                continue
            if strict and self._is_a_word(text, tokens, words, at):
                continue
            if all(
                _BETWEEN.fullmatch(text, tokens[n][1], tokens[n + 1][0])
                for n in range(at, at + count - 1)
            ):
                return count, name
        return None

    def _is_a_word(
        self, text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], at: int
    ) -> bool:
        """Say whether what reads like a name is the word here: "will", "in May", "Will you"."""
        start, end = tokens[at]
        if not text[start].isupper():
            return True
        word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        if word in _MONTHS and (before in _BEFORE_MONTH or before.isdecimal() or after.isdecimal()):
            return True
        joined = at + 1 < len(tokens) and text[end : tokens[at + 1][0]] == " "
        begins = _SENTENCE_START.search(text, max(start - 12, 0), start) is not None
        return word in _WORDS_TOO and begins and joined and after in _AFTER_WORD

    def _number_at(
        self, text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], at: int
    ) -> tuple[int, KnownName] | None:
        joined = ""
        for n in range(at, min(at + 6, len(words))):
            if not words[n].isdecimal() or (n > at and tokens[n][0] - tokens[n - 1][1] > 2):
                return None
            joined += words[n]
            if joined in self._digits:
                return n - at + 1, self._digits[joined]
        return None

    def _replacements(self, text: str) -> Iterator[tuple[int, int]]:
        for replacement in self._bracketed:
            at = text.find(replacement)
            while at >= 0:
                yield at, at + len(replacement)
                at = text.find(replacement, at + 1)


def needs_capital(word: str) -> bool:
    """Say whether a name of one word is found only with a capital."""
    low = plain(word)
    return low in _WORDS_TOO or len(low) <= _SHORT


def replaced(text: str, found: Iterable[FoundName]) -> tuple[str, list[tuple[int, int, int]]]:
    """Return a text with names replaced, and the kept blocks: old start, new start, length."""
    pieces: list[str] = []
    blocks: list[tuple[int, int, int]] = []
    at = new = 0
    for hit in found:
        if hit.start > at:
            pieces.append(text[at : hit.start])
            blocks.append((at, new, hit.start - at))
            new += hit.start - at
        pieces.append(hit.name.replacement)
        new += len(hit.name.replacement)
        at = hit.end
    if at < len(text):
        pieces.append(text[at:])
        blocks.append((at, new, len(text) - at))
    return "".join(pieces), blocks
