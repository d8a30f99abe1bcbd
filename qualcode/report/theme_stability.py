"""Names for degrees of stability of a suggested theme."""

from __future__ import annotations

#: After Hennig 2007, from the highest down.
_FIRMNESS = ((0.75, "stable"), (0.5, "fair"))


def firmness(stability: float) -> str:
    """Return a stability as words: stable, fair or a hint."""
    return next((word for least, word in _FIRMNESS if stability >= least), "hint")
