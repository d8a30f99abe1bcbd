"""Builds turns piece by piece from paragraphs, captions or segments of recognised speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qualcode.model.languages import language_code
from qualcode.transcripts.parsed import ParsedTurn

#: Without named speakers, a silence this long after a sentence ends a turn …
_PAUSE_MS = 2_000
#: … and so does the first sentence end after about a minute, or after this many characters.
_LONG_MS, _LONG_CHARS = 60_000, 2_000
#: A turn without any sentence end is not longer than this.
_LONGEST_MS, _LONGEST_CHARS = 180_000, 5_000
#: If fewer pieces than one in this many end a sentence, the text has no punctuation.
_UNPUNCTUATED = 20
_SENTENCE_END = re.compile(r"[.?!…。？！؟۔।][\"'”’»)\]]{0,3}$")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one speaker says in one caption or segment: composed (NFC), stripped, not empty.

    ``begins`` says that a turn begins here although the speaker is still unknown; ``alone`` says
    that it is not speech and is never joined. ``joint`` is put before it if it is joined.
    """

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    begins: bool = False
    alone: bool = False
    joint: str = " "


class TurnList:
    """A growing list of turns; the last of them can be continued.

    Pieces are joined once, at the end, so that even a turn of a hundred thousand rows is fast.
    """

    def __init__(self) -> None:
        self._turns: list[_Growing] = []

    @property
    def last_speaker(self) -> str | None:
        """The speaker of the last turn; ``None`` if nobody speaks or there is none."""
        return self._turns[-1].speaker if self._turns else None

    def add(
        self,
        speaker: str | None,
        text: str,
        start_ms: int | None = None,
        *,
        joins: bool = False,
        joint: str = "\n",
    ) -> None:
        """Add a turn or, if it ``joins``, a paragraph to the last turn, after ``joint``."""
        if not (joins and self._turns):
            self._turns.append(_Growing(speaker, start_ms))
            joint = ""
        self._turns[-1].add(joint, text, start_ms)

    def done(self) -> list[ParsedTurn]:
        """Return the turns."""
        return [
            ParsedTurn(t.speaker, "".join(t.pieces), t.start_ms, tuple(t.times))
            for t in self._turns
        ]


class _Growing:
    __slots__ = ("_length", "_time", "pieces", "speaker", "start_ms", "times")

    def __init__(self, speaker: str | None, start_ms: int | None) -> None:
        self.speaker = speaker
        self.start_ms = self._time = start_ms
        self.pieces: list[str] = []
        self.times: list[tuple[int, int]] = []
        self._length = 0

    def add(self, joint: str, text: str, start_ms: int | None) -> None:
        self._length += len(joint)
        # A time that stays the same says nothing new.
        if start_ms is not None and start_ms != self._time:
            self.times.append((self._length, start_ms))
            self._time = start_ms
        self._length += len(text)
        self.pieces += (joint, text)


def run_together(pieces: Sequence[Piece]) -> list[ParsedTurn]:
    """Return the turns of pieces; adjacent ones of one speaker form one turn, with their times."""
    turns = TurnList()
    last: Piece | None = None
    for piece in pieces:
        joins = (
            last is not None
            and piece.speaker == last.speaker
            and not (piece.alone or last.alone)
            and not (piece.begins and piece.speaker is None)
        )
        turns.add(piece.speaker, piece.text, piece.start_ms, joins=joins, joint=piece.joint)
        last = piece
    return turns.done()


def divided(pieces: Sequence[Piece]) -> list[Piece]:
    """Return a file's pieces without speakers, with ``begins`` where a turn should begin.

    Otherwise an hour of talk would be one turn. A turn ends at a sentence's end, if a pause follows
    or a minute has passed; and at any pause, if there is no punctuation. If changes of speaker are
    marked already, only turns that are far too long are divided.
    """
    spoken = [p for p in pieces if not p.alone]
    ends = sum(1 for p in spoken if _SENTENCE_END.search(p.text[-5:]))
    plain = ends * _UNPUNCTUATED >= len(spoken)
    marked = any(p.begins for p in spoken)
    return list(_divided(pieces, plain, marked))


def _divided(pieces: Sequence[Piece], punctuated: bool, marked: bool) -> Iterator[Piece]:
    last: Piece | None = None
    begun: int | None = None
    chars = 0
    for piece in pieces:
        begins = piece.begins or last is None or last.alone or piece.alone
        if last is not None and not begins:
            ended = bool(_SENTENCE_END.search(last.text[-5:])) or not punctuated
            lasted = _between(begun, last.end_ms if last.end_ms is not None else piece.start_ms)
            longest = lasted >= _LONGEST_MS or chars >= _LONGEST_CHARS
            long = lasted >= _LONG_MS or chars >= _LONG_CHARS
            pause = _between(last.end_ms, piece.start_ms) >= _PAUSE_MS
            begins = longest or (ended and not marked and (long or pause))
        if begins:
            begun, chars = piece.start_ms, 0
        begun = piece.start_ms if begun is None else begun
        chars += len(piece.text)
        last = piece
        yield replace(piece, begins=True) if begins and not piece.begins else piece


def _between(start: int | None, end: int | None) -> int:
    return 0 if start is None or end is None else end - start


def stated_language(stated: object) -> str:
    """Return the code of a language named in a file: "en-GB", "english"; "" if it is none."""
    return language_code(stated) if isinstance(stated, str) else ""
