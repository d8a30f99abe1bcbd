"""Runs together lines that are cut within sentences, as Whisper's text files have them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.transcripts.turns.builder import Piece, divided, run_together
from qualcode.transcripts.turns.labels import split_time

_ENDED = re.compile(r"[.?!…:。？！؟।][\"'”’»)\]]{0,3}$")
#: Fewer lines may be anything; longer ones are paragraphs; of paragraphs few end in a sentence.
_FEWEST, _LONGEST = 20, 120
_CUT_SHARE = 6


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
    if length > len(texts) * _LONGEST or cut * _CUT_SHARE < len(texts):
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
