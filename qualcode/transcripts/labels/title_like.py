"""Tells words before a colon that look like a label from those that open a sentence."""

from __future__ import annotations

from qualcode.transcripts.labels.labels import HEARD, may_recur, name_like, opens_speech
from qualcode.transcripts.labels.person_words import person_like
from qualcode.transcripts.labels.role_words import role_like

_LONGEST = 6
#: Words that a label has between others: "Team manager for fostering", "Head of year".
_SMALL = frozenset("of for the and in at to on a an y yr i ar yn".split())


def title_like(head: str, rest: str) -> bool:
    """Return whether the head of a paragraph looks like a label, even if it stands there once.

    It is a role, or a name, or at most three words that are no speech; ``rest`` is what follows.
    """
    words = head.split()
    if not words or HEARD.search(head) or not rest:
        return False
    if role_like(head) or person_like(head):
        return True
    if (
        not words[0][0].isupper()
        or len(words) > _LONGEST
        or not may_recur(head)
        or opens_speech(head)
    ):
        return False
    return name_like(head) or len([w for w in words if w.casefold() not in _SMALL]) <= 3
