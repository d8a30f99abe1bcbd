"""Finds names that identify somebody in a text, Welsh mutations included."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

_TOKEN = re.compile(r"[^\W_]+")
_BRACKETED = re.compile(r"\[[^\[\]\n]*\]")
_DIGIT = re.compile(r"\d")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
#: Accents stored as separate characters, and invisible characters: not part of a name.
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")
_DASH = "\u2010-\u2015-"
#: A full stop after these does not end a sentence.
_STOPPED = frozenset("mr mrs ms mx dr st sir syr prof revd rev parch jr sr".split())
#: Names that are also ordinary words; they count as names only with a capital.
_WORDS_TOO = frozenset(
    "abbey amber angel april art ash august autumn baker bangor barry basil bath battle bay bell "
    "berry best bill bird bishop black bliss bloom blue bob bond bonny bow branch brand brook "
    "brown bryn buck bull burn bury bush butcher butler carol carter case chance chase cherry "
    "christian church clay cliff cook coral cotton court cross crystal cushion daisy dale dawn "
    "day deal dean dear dee dew dixie doc dot dove drew driver duke dyer earl east eden ely eve "
    "faith farmer fern field finch fish fisher flint flora flower ford forest forge fowler fox "
    "frank friend garden gates gay gem gene ginger glen gold good goodwill grace grant gray green "
    "guy gwen gwyn haf hall hand hardy harmony hart hawk hay hazel head heath heather hedge herb "
    "heulwen hill holly honey hook hooper hope house hove hull hunt hunter iris ivy jack jade jay "
    "jo joy judge june justice kid king kit knight lace lake lamb lance lane laurel law lee leigh "
    "light lily little llew llwyd lock long lord love lucky mai mair major marina mark marsh "
    "marshal mary mason max may mays medi melody mercer mercy merit merry miles miller miner mold "
    "moon moor moss nant nick noble norm north novel olive orchard owl pace page paint pant park "
    "parker pastor pat patience pearce pearl peg penn penny piers pike pip pitt plant pole pond "
    "pool pope poppy porter potter pound power price pride prince prudence rain raven ray reading "
    "rich ridge river rivers road rob robin rock rocky roman root rose rowan ruby rugby rush rust "
    "sage sale sally salmon sam sandwich sandy saul savage self seren sharp shaw shepherd shore "
    "short silver skip sky small smart smith snow sonny sparrow speed spring staff star stew "
    "stone storm strange street strong sue sugar summer sunny swift taff tailor talbot tanner "
    "taylor tender thorn tom torch towers trust tudor turner vale van victor victoria viola "
    "violet wade walker wall war ward ware wash water waters weaver webb weeks wells west white "
    "wild will willow wing winter winters wise wolf wood woods worth wren wright wyn young "
    "nos haul eira eirlys enfys gwawr celyn tirion non mor glyn nia".split()
)
_MONTHS = frozenset("april may june august mai medi mehefin".split())
_BEFORE_MONTH = frozenset(
    "in since last next by until till of during early late mid this from end every through to "
    "and mis ym fis o".split()
)
#: After a word that starts a sentence, these show that it is no name: "Will you", "Hope the".
_AFTER_WORD = frozenset(
    "i you we he she they it there that this the a an my your our his her their these those not "
    "to be someone somebody anyone anybody everyone people for i'd you'd".split()
)
_SENTENCE_START = re.compile(r"(?:^|[.?!…:\n][\"'”’)\]]*)\s*[\"'“‘(\[]*$")
#: A name this short counts only with a capital.
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
    """A string that identifies somebody, and its replacement.

    ``replacement`` is empty until one is chosen. ``variants`` are other forms of the same name.
    ``keep`` says that a person decided it identifies nobody and stays.
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
    """A known name in a text: ``text[start:end]``, without a possessive 's."""

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
    """Return ``text`` without accents and in lower case, with the same length."""
    if text.isascii():
        return text.lower()
    text = text.translate(_PLAIN)
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower()[:1] or c for c in text)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name as used for comparison."""
    return tuple(_TOKEN.findall(plain(unicodedata.normalize("NFC", name))))


def mutated(name: str) -> list[str]:
    """Return a Welsh name with its mutated forms: "Caerdydd" also gives "Gaerdydd"."""
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


class _Form(NamedTuple):
    """One spelling of a name: its words, what stands between them, how strictly it must match.

    ``strict`` is 0 if case does not matter, ``_CAPITAL`` if the name is also a word, ``_MUTATED``
    for a Welsh mutated form: Gwent gives "Went".
    """

    words: tuple[str, ...]
    name: KnownName
    own: frozenset[str]
    strict: int


_CAPITAL, _MUTATED = 1, 2


class NameFinder:
    """Finds many names in texts; matches whole words only, the longest name first.

    Accents, kinds of apostrophe and hyphen, and blanks or a line end between words may differ; so
    may the case, except for a name that is also a word ("Will"), which needs its capital. Places
    and organisations are found in Welsh mutated forms as well, with a capital. No name crosses the
    end of a sentence or a turn. Nothing is found inside a replacement that already stands in the
    text.
    """

    def __init__(self, names: Sequence[KnownName]) -> None:
        self._by_first: dict[str, list[_Form]] = {}
        self._digits: dict[str, KnownName] = {}
        self._replaced = {n.replacement for n in names if n.replacement}
        # A table may be written by hand, with replacements that have no brackets.
        self._unbracketed = [r for r in self._replaced if not _BRACKETED.fullmatch(r)]
        for name in names:
            for form in name.forms:
                self._add(form, name)
        # Mutated forms come after all names: a name itself is never taken for one.
        for name in names:
            if name.kind.casefold() in _MUTATING:
                for form in name.forms:
                    self._add_mutated(form, name)
        for found in self._by_first.values():
            found.sort(key=lambda form: -len(form.words))

    def _add(self, form: str, name: KnownName) -> None:
        words = words_of(form)
        if not words:
            return
        digits = "".join(words)
        if digits.isdecimal() and len(digits) > 4:
            for spelling in _dialled(digits, form):
                self._digits.setdefault(spelling, name)
            return
        own = _own_signs(form)
        spellings = [words]
        if len(words) == 2:
            spellings.append((digits,))
        if _APOSTROPHES.search(form):
            spellings.append(words_of(_APOSTROPHES.sub("", form)))
        for words in spellings:
            strict = len(words) == 1 and needs_capital(words[0])
            self._put(_Form(words, name, own, _CAPITAL if strict else 0))

    def _add_mutated(self, form: str, name: KnownName) -> None:
        words = words_of(form)
        for first in mutated(words[0]) if words else ():
            spelling = (*words_of(first), *words[1:])
            self._put(_Form(spelling, name, _own_signs(form), _MUTATED))

    def _put(self, form: _Form) -> None:
        known = self._by_first.setdefault(form.words[0], [])
        if all(one.words != form.words for one in known):
            known.append(form)

    def find(self, text: str) -> list[FoundName]:
        """Return every name in ``text``, in order; offsets are code points, half-open."""
        if text.isascii() or not _UNSEEN.search(text):
            return self._find(text)
        seen = [at for at, char in enumerate(text) if not _UNSEEN.match(char)]
        found = self._find("".join(text[at] for at in seen))
        seen.append(len(text))
        return [
            hit._replace(start=seen[hit.start], end=seen[hit.end],
                         text=text[seen[hit.start] : seen[hit.end]])
            for hit in found
        ]  # fmt: skip

    def _find(self, text: str) -> list[FoundName]:
        if not self._by_first and not self._digits:
            return []
        folded = plain(text)
        found: list[FoundName] = []
        replaced: list[tuple[int, int]] | None = None
        # Paragraph by paragraph, since no name crosses one; most hold no name, and finding that out
        # is much faster than finding a name.
        start = 0
        while start < len(folded):
            end = folded.find("\n\n", start)
            end = len(folded) if end < 0 else end
            if self._may_be_in(folded, start, end):
                hits = self._found_between(text, folded, start, end)
                if hits and replaced is None:
                    replaced = list(self._replacements(text))
                found += [
                    hit
                    for hit in hits
                    if not any(low <= hit.start and hit.end <= high for low, high in replaced or ())
                ]
            start = end + 2
        return found

    def _may_be_in(self, folded: str, start: int, end: int) -> bool:
        if not self._by_first.keys().isdisjoint(_TOKEN.findall(folded, start, end)):
            return True
        return bool(self._digits) and _DIGIT.search(folded, start, end) is not None

    def _found_between(self, text: str, folded: str, start: int, end: int) -> list[FoundName]:
        tokens = [match.span() for match in _TOKEN.finditer(folded, start, end)]
        words = [folded[a:b] for a, b in tokens]
        found = []
        at = 0
        while at < len(tokens):
            word = words[at]
            hit = None
            if word in self._by_first:
                hit = self._name_at(text, tokens, words, at)
            elif self._digits and word.isdecimal():
                hit = self._number_at(text, tokens, words, at)
            if hit is None:
                at += 1
                continue
            count, name = hit
            low, high = tokens[at][0], tokens[at + count - 1][1]
            if word.isdecimal() and text[low - 1 : low] == "+":
                low -= 1
            found.append(FoundName(low, high, name, text[low:high]))
            at += count
        return found

    def _name_at(
        self, text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], at: int
    ) -> tuple[int, KnownName] | None:
        for form in self._by_first[words[at]]:
            count = len(form.words)
            if tuple(words[at : at + count]) != form.words:
                continue
            if form.strict == _CAPITAL and self._is_a_word(text, tokens, words, at):
                continue
            if form.strict == _MUTATED and not self._is_mutated(text, tokens[at]):
                continue
            if all(
                _joins(text[tokens[n][1] : tokens[n + 1][0]], words[n], form.own)
                for n in range(at, at + count - 1)
            ):
                return count, form.name
        return None

    @staticmethod
    def _is_mutated(text: str, span: tuple[int, int]) -> bool:
        """Return whether it is written like a mutated name: "o Went", not "went" or "Went home"."""
        start, end = span
        word = text[start:end]
        begins = _SENTENCE_START.search(text, max(start - 12, 0), start) is not None
        return word[0].isupper() and not word.isupper() and not begins

    def _is_a_word(
        self, text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], at: int
    ) -> bool:
        """Return whether a name is used as an ordinary word: "will", "in May", "Will you"."""
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
        for match in _BRACKETED.finditer(text) if "[" in text else ():
            if match.group() in self._replaced:
                yield match.span()
        for replacement in self._unbracketed:
            at = text.find(replacement)
            while at >= 0:
                yield at, at + len(replacement)
                at = text.find(replacement, at + 1)


def _signs(gap: str) -> str:
    """Return the signs between two words, without blanks, in one form for each kind."""
    bare = re.sub(f"[{_DASH}]", "-", "".join(gap.split()))
    return _APOSTROPHES.sub("'", bare)


def _own_signs(form: str) -> frozenset[str]:
    """Return the signs between the words of a name itself: "@", "&", a hyphen."""
    return frozenset(_signs(gap) for gap in _TOKEN.split(unicodedata.normalize("NFC", form))[1:-1])


def _joins(gap: str, before: str, own: frozenset[str]) -> bool:
    """Return whether two words with this between them may belong to one name."""
    if gap.count("\n") > 1 or len(gap) > 12:
        return False
    signs = _signs(gap)
    if not signs:
        return True
    if signs in own:
        # The name's own full stop or comma ends a sentence before a line end or more blanks.
        return "\n" not in gap or signs not in {".", ",", ":"}
    if signs in {"-", "'", "_"}:
        return gap[0] not in " \n" and len(gap) <= 2 and not gap.endswith(" ")
    return signs == "." and (len(before) == 1 or before in _STOPPED)


def _dialled(digits: str, form: str) -> Iterator[str]:
    """Yield the ways to write a number: an initial 0 may also be +44, and the reverse."""
    yield digits
    if digits.startswith("44") and form.lstrip().startswith("+"):
        digits = f"0{digits[2:].removeprefix('0')}"
        yield digits
    if digits.startswith("0") and len(digits) in (10, 11):
        yield f"44{digits[1:]}"
        yield f"44{digits}"


def needs_capital(word: str) -> bool:
    """Return whether a one-word name counts only with a capital."""
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
