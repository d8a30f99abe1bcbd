"""Text made safe for a spreadsheet's cells."""

from __future__ import annotations

#: A cell that begins with one of these may be taken for a formula.
FORMULA_SIGNS = frozenset("=+-@\t\r")


def neutral(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula: a quote goes before one."""
    return f"'{text}" if text[:1] in FORMULA_SIGNS else text
