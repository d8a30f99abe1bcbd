"""Runs together lines that are cut within sentences, as Whisper's text files have them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import split_time
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.builder import Piece, divided, run_together

_ENDED = re.compile(r"[.?!…:。？！؟।][\"'”’»)\]]{0,3}$")
_WITHIN = re.compile(r"[.?!…。？！؟।][\"'”’»)\]]{0,3}(?:\s|$)")
#: Headings, points of a list, and lines of a program are no speech.
_LISTED = re.compile(r"[#*+•<{}|=-]|\d{1,3}[.)]\s|.*[;{}<>|=]$")
#: Fewer lines may be anything; longer ones are paragraphs, shorter ones a list.
_FEWEST, _SHORTEST, _LONGEST = 20, 20, 120
_FEWEST_WORDS = 4
#: Of so many lines one at least goes on in the next, …
_CUT_SHARE = 6
#: … and one holds the end of a sentence, unless most begin with a small letter, as speech
#: without punctuation does.
_ENDED_SHARE = 10


def joined_lines(texts: Sequence[str], gaps: int) -> tuple[list[ParsedTurn], str] | None:
    """Return the turns of lines that nobody is said to speak, and a note on them.

    ``gaps`` is the number of empty lines between them. ``None`` if the lines are paragraphs: most
    are long or end with a sentence, or there are gaps between them.
    """
    if len(texts) < _FEWEST or gaps * 10 > len(texts):
        return None
    timed = [split_time(text) for text in texts]
    times = [time for time, _ in timed if time is not None]
    if len(times) * 10 >= len(texts) * 9 and times == sorted(times):
        texts = [words for _, words in timed]
    else:
        times = []
    length = sum(len(text) for text in texts)
    cut = sum(
        1
        for this, then in itertools.pairwise(texts)
        if not _ENDED.search(this[-5:]) and not then[:1].isupper()
    )
    said = _SHORTEST <= length / len(texts) <= _LONGEST and _speech(texts)
    if not said or cut * _CUT_SHARE < len(texts):
        return None
    pieces = [
        Piece(None, text, time if times else None)
        for text, (time, _) in zip(texts, timed, strict=True)
        if text
    ]
    turns = run_together(divided(pieces))
    note = (
        f"{counted(len(pieces), 'line')} cut within sentences run together into "
        f"{counted(len(turns), 'turn')}, divided after sentences"
    )
    return turns, note


def _speech(texts: Sequence[str]) -> bool:
    listed = sum(1 for text in texts if _LISTED.match(text))
    ended = sum(1 for text in texts if _WITHIN.search(text))
    small = sum(1 for text in texts if text[:1].islower())
    sentences = ended * _ENDED_SHARE >= len(texts) or small * 5 >= len(texts) * 4
    # Addresses and rows of a table have few words.
    words = sum(len(text.split()) for text in texts)
    return sentences and listed * 20 <= len(texts) and words >= _FEWEST_WORDS * len(texts)
