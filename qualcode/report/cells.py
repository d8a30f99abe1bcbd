"""Text made safe for a spreadsheet's cells."""

from __future__ import annotations


def neutral(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula: a quote goes before one."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
