"""Decodes bytes of a rich-text file to letters: code pages by number, font and control word."""

from __future__ import annotations

import codecs
import re

#: Windows' numbers for a font's character set, and the matching code pages.
_CHARSETS = {
    77: "mac_roman", 78: "cp932", 80: "cp949", 81: "mac_arabic", 83: "mac_greek",
    84: "mac_cyrillic", 85: "mac_turkish", 88: "mac_latin2", 128: "cp932", 129: "cp949",
    130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850", 0: "cp1252",
}  # fmt: skip
_PAGES = {10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2",
          936: "gbk", 1361: "johab", 20127: "cp1252", 65001: "utf-8", 0: "cp1252"}  # fmt: skip
#: Code pages that ``\ansi`` and similar words set for the whole file.
FILE_WORDS = {b"ansi": "cp1252", b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
#: Control words that stand for one letter each.
LETTERS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"softline": "\n", b"page": "\n", b"column": "\n",
    b"emdash": "\u2014", b"endash": "\u2013", b"emspace": "\u2003", b"enspace": "\u2002",
    b"qmspace": "\u2005", b"bullet": "\u2022", b"lquote": "\u2018", b"rquote": "\u2019",
    b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"zwj": "\u200d", b"zwnj": "\u200c",
    b"ltrmark": "\u200e", b"rtlmark": "\u200f",
}  # fmt: skip
SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}
_SYMBOL_SET = 2
#: Symbol fonts have their signs here; no other font shows them.
_PRIVATE = range(0xE000, 0xF900)
_SURROGATE = re.compile("[\ud800-\udfff]")


def code_page(number: int) -> str | None:
    """Return Python's name for a code page; ``None`` if it does not exist."""
    try:
        return codecs.lookup(_PAGES.get(number, f"cp{number}")).name
    except LookupError:
        return None


class Letters:
    """Decodes the bytes of one file, whose fonts name the code page of their words."""

    def __init__(self) -> None:
        self.page = "cp1252"
        self.symbols = self.unreadable = 0
        self._fonts: dict[int, str] = {}
        self._symbolic: set[int] = set()

    def font_charset(self, font: int, charset: int) -> None:
        """Record a font's ``\\fcharset``; 1 and unknown ones mean the file's own."""
        if charset == _SYMBOL_SET:
            self._symbolic.add(font)
        elif charset in _CHARSETS:
            self._fonts[font] = _CHARSETS[charset]

    def font_page(self, font: int, number: int) -> None:
        """Record a font's ``\\cpg``."""
        page = code_page(number)
        if page and number:
            self._fonts[font] = page

    def decode(self, data: bytes, font: int) -> str:
        """Return bytes in a font as text; undefined bytes become U+FFFD and are counted."""
        if font in self._symbolic:
            return "".join(chr(b) if b < 0x80 else self._symbol(b) for b in data)
        if data.isascii():
            return data.decode("ascii")
        text = data.decode(self._fonts.get(font, self.page), "replace")
        self.unreadable += text.count("\ufffd")
        return text

    def _symbol(self, byte: int) -> str:
        # The bullet is the one sign that all of them have in the same place.
        if byte == 0xB7:
            return "\u2022"
        self.symbols += 1
        return "\ufffd"

    def unicode(self, number: int) -> str:
        """Return the letter of a ``\\u``; halves of a surrogate pair are returned as they are."""
        if number < 0:
            number += 0x10000
        if number in _PRIVATE:
            self.symbols += 1
            return "\ufffd"
        if not 0 < number < 0x110000:
            self.unreadable += 1
            return "\ufffd"
        return chr(number)

    def joined(self, text: str) -> str:
        """Return text with halves of surrogate pairs joined, and lone halves as U+FFFD."""
        if not _SURROGATE.search(text):
            return text
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.unreadable += text.count("\ufffd")
        return text

    def notes(self) -> list[str]:
        """Return a line for each kind of sign without a letter."""
        said = {
            "signs of special fonts were imported as \ufffd": self.symbols,
            "letters that the file's encoding does not have were imported as \ufffd":
                self.unreadable,
        }  # fmt: skip
        return [f"{count} {text}" for text, count in said.items() if count]
