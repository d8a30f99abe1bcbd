"""Tells of what looks like a time of the recording and stands among the words still."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.parsed import ParsedTurn

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
#: With hours, with an arrow, in brackets, in F4's marks, or alone on a line.
_TIME = re.compile(
    rf"(?<![\d:.,/])(?:{_CLOCK}\s{{0,3}}-{{1,3}}>\s{{0,3}}{_CLOCK}"
    rf"|(?P<stamp>[\[(<{{](?P<remark>[^\[\]()<>{{}}\n\d:]{{0,30}}?){_CLOCK}[^\[\]()<>{{}}\n]{{0,20}}[\])>}}])"
    rf"|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?|#\d{{1,2}}:\d{{2}}[\d:.-]{{0,9}}#"
    rf"|(?m:^){_CLOCK}(?m:$))(?![\d:])"
)
_TOLD = "do not go on increasing"


def times_left(turns: Sequence[ParsedTurn], notes: Sequence[str]) -> list[str]:
    """Return notes with the numbers of such times in turns, and of remarks that hold one.

    Times in brackets that ``notes`` tell of already are not counted again.
    """
    found: list[str] = []
    remarks: list[str] = []
    told = any(_TOLD in note for note in notes)
    for turn in turns:
        if ":" not in turn.text:
            continue
        for match in _TIME.finditer(turn.text):
            if any(char.isalpha() for char in match["remark"] or ""):
                remarks.append(match.group())
            elif not (told and match["stamp"]):
                found.append(match.group())
    said = []
    if found:
        one, many = "string that looks like a time was", "strings that look like times were"
        said.append(f"{counted(len(found), one, many)} left in the words: {_shown(found)}")
    if remarks:
        one, many = "remark with a time in it was", "remarks with a time in them were"
        said.append(f"{counted(len(remarks), one, many)} left in the words: {_shown(remarks)}")
    return said


def _shown(found: Sequence[str]) -> str:
    return f"“{found[0]}”" + (" …" if len(found) > 1 else "")
