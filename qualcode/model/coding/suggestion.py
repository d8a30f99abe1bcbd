"""Events in a coder's log that record, without words, the answers to suggestions."""

from __future__ import annotations

from typing import Literal

import msgspec

Deed = Literal["accepted", "other ends", "other code", "rejected", "taken back"]


class SuggestionEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: a suggested code for ``[start, end)`` of a document, and the coder's answer.

    ``start`` and ``end`` are Unicode code points, half-open, in the text whose SHA-256 is
    ``sha256``. ``coding`` is the coding made from it; ``reason`` says why it was rejected.
    """

    at: str
    document: str
    start: int
    end: int
    sha256: str
    code: str
    probability: float
    did: Deed
    reason: str = ""
    coding: str = ""

    @property
    def key(self) -> tuple[str, int, int, str]:
        """The suggestion that the event is about."""
        return self.document, self.start, self.end, self.code
