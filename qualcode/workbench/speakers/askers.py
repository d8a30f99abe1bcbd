"""Finds who asks in a talk: whose turns end in questions, measured against the others' words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: A speaker needs so many turns for their questions to mean anything.
_ENOUGH = 3
#: Who asks ends at least this share of turns in a question …
_SHARE = 0.2
#: … and for the same number of words asks so many times as often as who talks most.
_RATIO = 2.0
#: Whoever asks, too, asks at least so densely, of the first.
_NEARLY = 0.4
#: Those who ask have at least this share of all questions that end a turn.
_OF_ALL = 0.6
#: Whoever else has this share of the asker's turns and asks half as densely makes it unclear …
_COUNTS = 0.05
#: … unless their questions are fewer than this share of the asker's.
_FEW = 1 / 6
#: Whoever asks, too, has this share of the asker's questions …
_SOME = 0.25
#: … or so many, and ends nearly as many turns in a question as the asker does.
_SOME_ASKED, _AS_OFTEN = 5, 0.8
#: Nobody knows of more than so many that they all ask, unless somebody says so.
_MOST = 2
#: Words added to everybody's, so that a few short turns weigh less.
_SMOOTH = 50
_ASKING = re.compile(r"\?[\"”’'»)\]*_]{0,4}(?:\s*[\[(][^\[\]()]{0,40}[\])])?\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """How much one speaker says: turns, words, and turns that end in a question."""

    turns: int = 0
    words: int = 0
    asking: int = 0

    @property
    def share(self) -> float:
        """The share of turns that end in a question."""
        return self.asking / self.turns if self.turns else 0.0

    @property
    def density(self) -> float:
        """Such turns for each word, a little less for who says little."""
        return self.asking / (self.words + _SMOOTH)


def ends_asking(words: str) -> bool:
    """Return whether somebody's words end in a question: "Right? I see." does not."""
    return bool(_ASKING.search(words[-80:]))


def askers(parts: Sequence[Part], open_to: Collection[int]) -> list[int]:
    """Return the speakers who ask, and so are interviewers; none if that is not clear.

    The first of them asks most densely; another asks as clearly, and not just now and then. Only
    those in ``open_to`` may be among them. It is clear if whoever of the rest talks most asks half
    as densely or less, few questions are the rest's, and no more than two ask.
    """
    known = [at for at, part in enumerate(parts) if part.turns >= _ENOUGH]
    able = [at for at in known if at in open_to and parts[at].share >= _SHARE]
    if not able or len(known) < 2:
        return []
    first = max(able, key=lambda at: (parts[at].density, -at))
    rest = [at for at in known if at != first]
    main = max(rest, key=lambda at: parts[at].words)
    most = parts[main].density * _RATIO
    if parts[first].density < most or parts[main].words * 3 < parts[first].words:
        return []
    least = max(most, parts[first].density * _NEARLY)
    found = [first] + [
        at
        for at in able
        if at not in (first, main) and parts[at].density >= least and _too(parts[at], parts[first])
    ]
    asked = sum(parts[at].asking for at in found)
    unclear = any(
        parts[at].density * 2 >= parts[first].density
        and parts[at].turns >= parts[first].turns * _COUNTS
        and parts[at].asking >= parts[first].asking * _FEW
        for at in rest
        if at not in found and at != main and parts[at].asking > 1
    )
    if unclear or len(found) > _MOST or asked < _OF_ALL * sum(part.asking for part in parts):
        return []
    return found


def _too(part: Part, first: Part) -> bool:
    """Return whether somebody asks as the first does, in turns and questions enough to tell."""
    some = part.asking >= first.asking * _SOME
    often = part.asking >= _SOME_ASKED and part.share >= first.share * _AS_OFTEN
    return part.turns > _ENOUGH and (some or often)
