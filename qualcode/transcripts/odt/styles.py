"""Reads the styles of an OpenDocument text: which are bold, hidden, or headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

_NAME = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, STYLE, TEXT, TABLE, DRAW = (
    _NAME % short for short in ("office", "style", "text", "table", "drawing")
)
_FO = _NAME % "xsl-fo-compatible"
_TITLES = ("title", "subtitle")


class Styles:
    """The styles of a file, by name; later ones of its XML parts, ``roots``, win."""

    def __init__(self, roots: Sequence[Any]) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                self._styles[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style

    def _chain(self, family: str, name: str | None) -> Iterator[Any]:
        seen: set[str] = set()
        while name and name not in seen and (family, name) in self._styles:
            seen.add(name)
            style = self._styles[family, name]
            yield style
            name = style.get(f"{STYLE}parent-style-name")

    def _text(self, family: str, name: str | None, attribute: str) -> str | None:
        for style in self._chain(family, name):
            for properties in style.iterchildren(f"{STYLE}text-properties"):
                value = properties.get(attribute)
                if value is not None:
                    return str(value)
        return None

    def bold(self, family: str, name: str | None) -> bool | None:
        """Return whether a style is bold; ``None`` if it does not say."""
        weight = self._text(family, name, f"{_FO}font-weight")
        if weight is None:
            return None
        return weight == "bold" or (weight.isdecimal() and int(weight[:4]) >= 600)

    def hidden(self, family: str, name: str | None) -> bool:
        """Return whether a style's words are hidden."""
        return self._text(family, name, f"{TEXT}display") == "none"

    def heading(self, name: str | None) -> bool:
        """Return whether a paragraph style is for titles or headings."""
        for style in self._chain("paragraph", name):
            if style.get(f"{STYLE}name", "").lower() in _TITLES:
                return True
            if style.get(f"{STYLE}default-outline-level", "") not in ("", "0"):
                return True
        return False
