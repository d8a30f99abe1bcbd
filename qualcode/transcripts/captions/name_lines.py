"""Finds speakers' names that stand on a line of their own in captions, or in their identifiers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qualcode.transcripts.labels.labels import Labelled, lone_label, name_like, surely_speaker

_IN_BRACKETS = re.compile(r"[(\[](?P<name>[^()\[\]]{1,60})[)\]]")
#: Webex numbers its captions, and names the speaker with an account's number behind.
_WEBEX = re.compile(r"\d{1,7}[ \t]\"(?P<name>[^\"]{1,80})\"(?:[ \t]\([\w-]{1,40}\))?")
_NUMBERED = re.compile(r"(?:\d{1,7}[ \t:.-]{1,3})?(?P<name>[^\d\W][^\"]{0,59})")


def names_above(captions: Sequence[Sequence[str]]) -> dict[tuple[int, int], Labelled]:
    """Return the lines of captions that hold only a speaker's name, by caption and line.

    Empty where captions are made otherwise: most must begin with a name, and names recur. In
    brackets, ``(Anwen Rees)``, a name may stand at the first of several captions alone.
    """
    bare: dict[tuple[int, int], Labelled] = {}
    enclosed: dict[tuple[int, int], Labelled] = {}
    for at, lines in enumerate(captions):
        for n, line in enumerate(lines):
            match = _IN_BRACKETS.fullmatch(line)
            one = lone_label(match["name"] if match else line)
            if one is None or one.start_ms is not None:
                continue
            if match:
                enclosed[at, n] = one
            elif n == 0 and len(lines) > 1:
                bare[at, n] = one
    filled = sum(1 for lines in captions if lines)
    return _speakers(bare, filled, 2) or _speakers(enclosed, filled, 4)


def _speakers(
    found: dict[tuple[int, int], Labelled], captions: int, share: int
) -> dict[tuple[int, int], Labelled]:
    """Return those of the lines ``found`` that are speakers, if one in ``share`` captions has one.

    A line that recurs is one; another is if nearly all captions have such lines.
    """
    counts = Counter(one.label for one in found.values())
    nearly_all = len(found) * 10 >= captions * 9
    names = {
        label
        for label, n in counts.items()
        if n > 1 or surely_speaker(label) or (nearly_all and name_like(label))
    }
    chosen = {place: one for place, one in found.items() if one.label in names}
    recur = sum(n for n in counts.values() if n > 1) * 2 >= len(chosen)
    # Of captions that are few, each may have another speaker.
    named = len(found) == captions > 1 and all(len(label.split()) > 1 for label in names)
    if len(chosen) * share < captions or not (recur or named) or len(chosen) < 2:
        return {}
    return chosen


def names_in_identifiers(identifiers: Sequence[str]) -> dict[str, str]:
    """Return the speaker that each of the captions' identifiers names, ``{}`` if they name none.

    An identifier is empty where a caption has none.
    """
    given = [text.strip() for text in identifiers if text.strip()]
    for pattern in (_WEBEX, _NUMBERED):
        found = {
            text: match["name"].strip() for text in given if (match := pattern.fullmatch(text))
        }
        counts = Counter(found[text] for text in given if text in found)
        # A caption's identifier is its own, a speaker's name recurs.
        sure = counts.total() if pattern is _WEBEX else sum(n for n in counts.values() if n > 1)
        if sure > 1 and sure * 2 >= len(identifiers):
            return found
    return {}
