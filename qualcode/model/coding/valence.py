"""The four valences that a coding can have."""

from __future__ import annotations

VALENCES = ("works_well", "works_less_well", "mixed", "neutral")

#: English names for screens and reports; a study can set its own in ``study.toml``.
VALENCE_NAMES = {
    "works_well": "Works well",
    "works_less_well": "Works less well",
    "mixed": "Mixed",
    "neutral": "Neutral",
}

#: Welsh names, for a matrix whose language is Welsh.
VALENCE_NAMES_CY = {
    "works_well": "Yn gweithio'n dda",
    "works_less_well": "Yn gweithio'n llai da",
    "mixed": "Cymysg",
    "neutral": "Niwtral",
}

#: The sign of each valence, for places with room for one character.
VALENCE_SIGNS = {"works_well": "+", "works_less_well": "−", "mixed": "~", "neutral": "0"}

_SHORT = {"+": "works_well", "-": "works_less_well", "~": "mixed", "0": "neutral"}


def parse_valence(text: str) -> str | None:
    """Return the valence that ``text`` names, or ``None`` for an empty text.

    Takes the names with hyphens, spaces or underscores, in any case, and the signs
    ``+``, ``-``, ``~`` and ``0``.

    Raises:
        ValueError: the text names no valence; the message lists those there are.
    """
    wanted = text.strip()
    if not wanted:
        return None
    if wanted in _SHORT:
        return _SHORT[wanted]
    name = wanted.lower().replace("-", "_").replace(" ", "_")
    if name in VALENCES:
        return name
    raise ValueError(f"no valence {text!r}: there are {', '.join(VALENCES)} (or + - ~ 0)")
