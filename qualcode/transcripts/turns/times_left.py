"""Tells of what looks like a time of the recording and stands among the words still."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.transcripts.parsed import ParsedTurn

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
#: With hours, with an arrow, in brackets, alone on a line or with others at a line's start.
_TIME = re.compile(
    rf"(?<![\d:.,/])(?:{_CLOCK}\s{{0,3}}-{{1,3}}>\s{{0,3}}{_CLOCK}"
    rf"|[\[(<{{][^\[\]()<>{{}}\n]{{0,30}}?{_CLOCK}[\])>}}]"
    rf"|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?|#\d{{1,2}}:\d{{2}}[\d:.-]{{0,9}}#"
    rf"|(?m:^){_CLOCK}(?m:$))(?![\d:])"
)


def times_left(turns: Sequence[ParsedTurn]) -> list[str]:
    """Return a note with the number of such times in turns, if there are any."""
    found = [
        match.group() for turn in turns if ":" in turn.text for match in _TIME.finditer(turn.text)
    ]
    if not found:
        return []
    shown = f"“{found[0]}”" + (" …" if len(found) > 1 else "")
    what = (
        "string that looks like a time was"
        if len(found) == 1
        else "strings that look like times were"
    )
    return [f"{len(found)} {what} left in the words: {shown}"]
