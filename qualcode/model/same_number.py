"""Ids that a spreadsheet takes for numbers: 007 becomes 7, 1E5 becomes 1.00E+05."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)


def number_in(written: str) -> Decimal | None:
    """Return the number that a spreadsheet makes of an id, ``None`` if it leaves it alone."""
    return Decimal(written) if _NUMBER.fullmatch(written) else None


def same_number(written: str, ids: Iterable[str]) -> str:
    """Return the one other id that is the same number to a spreadsheet; "" if none or several."""
    number = number_in(written)
    if number is None:
        return ""
    same = [one for one in ids if one != written and number_in(one) == number]
    return same[0] if len(same) == 1 else ""
