"""Turns put together piece by piece."""

from __future__ import annotations

from qualcode.transcripts.parsed import ParsedTurn


class TurnList:
    """A growing list of turns, the last of which may go on.

    Pieces are joined once, at the end: a turn of a hundred thousand rows is still quick.
    """

    def __init__(self) -> None:
        self._turns: list[tuple[str | None, int | None, list[str]]] = []

    @property
    def last_speaker(self) -> str | None:
        """Who speaks in the last turn; ``None`` if nobody does or there is none."""
        return self._turns[-1][0] if self._turns else None

    def add(
        self, speaker: str | None, text: str, start_ms: int | None = None, *, joins: bool = False
    ) -> None:
        """Add a turn, or if it ``joins``, a paragraph to the last turn."""
        if joins and self._turns:
            self._turns[-1][2].append(text)
        else:
            self._turns.append((speaker, start_ms, [text]))

    def done(self) -> list[ParsedTurn]:
        """Return the turns."""
        return [
            ParsedTurn(speaker, "\n".join(pieces), start) for speaker, start, pieces in self._turns
        ]
