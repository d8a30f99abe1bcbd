"""Keeps spreadsheets from running text as a formula, and undoes that when reading back."""

from __future__ import annotations

import re

#: Characters that start a formula in some spreadsheet program; East Asian forms too.
_SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
#: Characters that a program may skip before them: blanks and invisible characters.
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
#: Only a cell that starts with one of these characters is changed.
MAY_BEGIN = frozenset(f"'{_BLANKS}{_SIGNS}")


def neutral(text: str) -> str:
    """Return ``text`` as ``guarded`` does, but unchanged if it starts with a quote already.

    For cells that people only look at; it cannot be read back exactly.
    """
    return text if text[:1] == "'" else guarded(text)


def guarded(text: str) -> str:
    """Return ``text`` with a quote in front if a spreadsheet might run it as a formula.

    A text that already has such a quote gets another, so that ``unguarded`` restores any text.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return a cell's text without the quote that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell
