"""Keeps spreadsheets from running text as a formula, and undoes that when reading back."""

from __future__ import annotations

import re

#: What begins a formula in one spreadsheet program or another; East Asian forms too.
_SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
#: What such a program may leave out before it: blanks, and characters that cannot be seen.
_BLANKS = "".join(
    map(
        chr,
        [
            *range(0x21), 0x7F, 0x85, 0xA0, 0xAD, 0x1680, *range(0x2000, 0x2010),
            *range(0x2028, 0x2030), *range(0x205F, 0x2070), 0x3000, 0xFEFF,
        ],
    )
)  # fmt: skip
_FORMULA = re.compile(f"'*(?:[\t\r\n]|[{re.escape(_BLANKS)}]*[{re.escape(_SIGNS)}])")
#: No other character begins a cell that is changed.
MAY_BEGIN = frozenset(f"'{_BLANKS}{_SIGNS}")


def neutral(text: str) -> str:
    """Return ``text`` as ``guarded`` does, but as it is where a quote stands before it already.

    For what is only looked at: it says what was said, and is not to be read back.
    """
    return text if text[:1] == "'" else guarded(text)


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula: a quote goes before one.

    One goes before a text that has such a quote already, so that ``unguarded`` gives any text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell, without the quote that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell
