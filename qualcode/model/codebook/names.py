"""What a code's name may be: short enough for lists, and without what turns writing round."""

from __future__ import annotations

import re

#: A longer name fills a list; what a code means is its definition.
MOST = 120
#: Characters that turn the writing after them round. The marks that Hebrew and Arabic need stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_turning(name: str) -> str:
    """Return a name without characters that turn the writing round."""
    return _TURNING.sub("", name)


def wrong_with(name: str) -> str:
    """Return what is wrong with a new name, in one sentence; "" if nothing is."""
    if len(name) > MOST:
        return (
            f"This name has {len(name):,} characters, and {MOST} are room enough: the rest belongs "
            "in the definition"
        )
    if turning := _TURNING.search(name):
        return (
            f"This name holds an unseen character that turns writing round "
            f"(U+{ord(turning.group()):04X}): type it again"
        )
    return ""
