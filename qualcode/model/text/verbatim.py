"""Finds out whether a text holds somebody's words word for word, however it is typed."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from qualcode.model.text.sieve import Sieve

#: This many identical words in a row count as a quotation, not as a common phrase.
RUN = 8
#: Blocks of this size begin at every fourth word; any run of RUN words holds a whole one.
_BLOCK = RUN // 2
#: Up to this many blocks are looked up one by one; for more, the spoken words are scanned.
_FEW = 120
#: Below this many bytes of spoken words, it is quicker to scan all of them.
_FEW_BYTES = 2_000_000
#: Characters inside a word that do not change it: apostrophes, Markdown's marks, separate accents,
#: soft hyphens and zero-width characters.
_APOSTROPHES = "'’‘ʼ´`‛′＇"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_INNER = f"{_APOSTROPHES}*_~\u0300-\u036f{_UNSEEN}"
#: A hyphen separates words: "follow-up" and "follow up" were said alike. In scripts without blanks
#: each sign is a word.
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS = re.compile(f"[{_SIGN}]")
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:[{_INNER}]+[^\W_{_SIGN}]+)*[\u0300-\u036f]?")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_INLINE_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|sub|sup|small|mark|s|del|ins)\b", re.I)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U(00[01][0-9a-fA-F]{5})|[nrtNLP_])")
_ACCENTS = re.compile("[\u0300-\u036f]+")
#: Text between words that is not spoken: comments, note marks, link targets, brackets, caption
#: times, and numbers and labels at the start of lines.
_BESIDE = re.compile(
    r"<!--.{0,2000}?-->|\]\([^()\s]{1,400}\)|\[[^\[\]\n]{0,60}\](?!\()|\([^()\n]{0,40}\)"
    r"|\{[^{}\n]{0,40}\}|^[^\n]{0,20}-->[^\n]{0,60}$|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?"
    r"|^[ \t>*+#-]{0,20}(?:\d{1,5}(?:[.)]|[ \t]*$)|(?:\*\*)?[^\W_][\w .'-]{0,30}:(?=[\s*]))",
    re.M | re.S,
)
_GONE = b"'*_~`"
_APART = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else c if c > 127 else 32
               for c in range(256))  # fmt: skip


def _key(word: str) -> str:
    """Return a word as used for comparison."""
    folded = word.casefold()
    if not folded.isascii():
        folded = _plain(folded)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def _readable(text: str) -> str:
    """Return a text of the same length without the marks of pages and quoted strings."""
    if "&" in text:
        text = _ENTITY.sub(lambda m: _padded(html.unescape(m[0]), m[0]), text)
    if "<" in text:
        text = _TAG.sub(lambda m: ("\u200b" if _INLINE_TAG.match(m[0]) else " ") * len(m[0]), text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda m: _padded(_escaped(m[1] or m[2] or m[3]), m[0]), text)
    return text


def _escaped(code: str | None) -> str:
    return chr(min(int(code, 16), 0x10FFFF)) if code else " "


def _plain(text: str) -> str:
    """Return a text without accents, since people leave them out when typing fast."""
    apart = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", apart)


def without_marks(text: str) -> str:
    """Return a text of the same length with blanks for everything between its words.

    That is what a reader skips: note marks, links, brackets, comments, times, and the numbers and
    labels at the start of lines.
    """
    return _BESIDE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def _padded(sign: str, stood: str) -> str:
    return sign[: len(stood)] + "\u200b" * (len(stood) - len(sign))


def _words(text: str) -> list[tuple[str, int, int]]:
    found = ((m[0], m.start(), m.end()) for m in _WORD.finditer(_readable(text)))
    return [(key, start, end) for word, start, end in found if (key := _key(word))]


def apart(text: str) -> bytes:
    """Return the words of a text as compared, in UTF-8 with blanks around them.

    Case, accents, punctuation, dashes, apostrophes, line ends and Markdown's marks do not matter.
    Much faster than ``folded``.
    """
    if not text.isascii():
        text = _plain(text.casefold())
        if _SIGNS.search(text):
            text = _SIGNS.sub(r" \g<0> ", text)
        for sign in set(text):
            if not sign.isascii() and not sign.isalnum():
                inner = sign in _INNER or unicodedata.combining(sign) or sign in _UNSEEN
                text = text.replace(sign, "" if inner else " ")
    return text.encode("utf-8", "replace").translate(_APART, _GONE)


def folded_apart(words: bytes) -> str:
    """Return the result of ``apart`` with one blank around each word, and its lines as they are."""
    lines = words.decode("utf-8").split("\n")
    return "\n".join(f" {' '.join(line.split())} " for line in lines)


def folded(text: str) -> str:
    """Return the words of a text as compared, with one blank around each: see ``apart``."""
    return folded_apart(apart(text))


class Runs:
    """The runs of eight words in some texts, to be looked for in participants' words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [_words(text) for text in texts]
        self._blocks: dict[str, list[tuple[int, int]]] = {}
        for number, words in enumerate(self._words):
            keys = [key for key, _, _ in words]
            if len(keys) < RUN:
                continue
            for at in range(0, len(keys) - _BLOCK + 1, _BLOCK):
                block = " ".join(keys[at : at + _BLOCK])
                self._blocks.setdefault(block, []).append((number, at))

        self._seen = 0
        self._sieve: Sieve | None = None
        self._without_sieve = False

    def __bool__(self) -> bool:
        return bool(self._blocks)

    def may_stand_in(self, said: bytes) -> bool:
        """Return whether a run may be in words given by ``apart``; False is always right."""
        self._seen += len(said)
        if self._seen < _FEW_BYTES or self._without_sieve:
            return True
        if self._sieve is None:
            texts = (" ".join(key for key, _, _ in words).encode() for words in self._words)
            try:
                self._sieve = Sieve(texts, RUN)
            except ImportError:
                # Without the extras installed: slower, with the same result.
                self._without_sieve = True
                return True
        return self._sieve.lets_through(said)

    def found_in(self, said: str) -> dict[int, set[int]]:
        """Return where runs of the texts occur in ``said``, which is folded.

        The result maps the number of a text to the numbers of the words at which such runs begin.
        """
        found: dict[int, set[int]] = {}
        for block in self._there(said):
            for number, at in self._blocks[block]:
                words = self._words[number]
                for start in range(max(0, at + _BLOCK - RUN), min(at, len(words) - RUN) + 1):
                    run = " ".join(key for key, _, _ in words[start : start + RUN])
                    if f" {run} " in said:
                        found.setdefault(number, set()).add(start)
        return found

    def _there(self, said: str) -> Iterator[str]:
        if len(self._blocks) <= _FEW:
            return (block for block in self._blocks if block in said)
        words = said.split()
        parts = (words[at:] for at in range(_BLOCK))
        return iter(self._blocks.keys() & {" ".join(one) for one in zip(*parts, strict=False)})

    def words(self, number: int, start: int) -> str:
        """Return the folded run that begins at a word of a text."""
        return f" {' '.join(key for key, _, _ in self._words[number][start : start + RUN])} "

    def stretches(self, number: int, starts: Iterable[int]) -> list[tuple[int, int, int, int]]:
        """Return the stretches of a text covered by the runs that begin at these words.

        Each has its start and end offset (code points, half-open), the number of its first word
        from 0, and how many words it has.
        """
        words = self._words[number]
        covered = [False] * len(words)
        for start in starts:
            covered[start : start + RUN] = [True] * RUN
        return list(_stretches(words, covered))


def verbatim(text: str, said: Iterable[str], run: int = RUN) -> list[tuple[int, int]]:
    """Return the stretches of ``text`` that occur word for word in one of ``said``.

    Offsets are code points, half-open. Case, punctuation and line ends do not matter. Stretches
    shorter than ``run`` words do not count, except where something said in at least four words
    stands there completely.
    """
    words = _words(text)
    grams: dict[int, set[tuple[str, ...]]] = {}
    for one in said:
        spoken = [word for word, _, _ in _words(one)]
        size = min(run, len(spoken))
        if size < min(run, 4):
            continue
        own = grams.setdefault(size, set())
        own.update(tuple(spoken[at : at + size]) for at in range(len(spoken) - size + 1))
    covered = [False] * len(words)
    for size, own in grams.items():
        for at in range(len(words) - size + 1):
            if tuple(word for word, _, _ in words[at : at + size]) in own:
                covered[at : at + size] = [True] * size
    return [(start, end) for start, end, *_ in _stretches(words, covered)]


def _stretches(
    words: list[tuple[str, int, int]], covered: list[bool]
) -> Iterator[tuple[int, int, int, int]]:
    first = None
    for at in range(len(words)):
        if covered[at] and first is None:
            first = at
        last = at + 1 == len(words) or not covered[at + 1]
        if covered[at] and last and first is not None:
            yield words[first][1], words[at][2], first, at + 1 - first
            first = None
