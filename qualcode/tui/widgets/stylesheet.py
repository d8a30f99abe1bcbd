"""Styles that are parsed once, and not again for each screen that brings its own."""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

#: More texts of styles than there are kinds of widgets and screens.
_MOST = 512


class KeptStylesheet(Stylesheet):
    """Keeps what it parsed until the colours change; Textual's own parses all for each screen."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_MOST)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the colours and such; what was parsed with the same ones stays."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new; if it cannot be parsed, the rules stay as they were."""
        self.parse()
