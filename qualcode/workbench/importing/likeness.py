"""Says how much of one text is in another: enough to tell a corrected copy from another talk."""

from __future__ import annotations

import re

#: Two interviews by one guide share less than this; a corrected copy keeps more.
LITTLE = 0.2
_WORD = re.compile(r"\w+")
_RUN = 3


def share_kept(old: str, new: str) -> float:
    """Return the share, 0 to 1, of the old text's runs of three words that are in the new one."""
    before = _runs(old)
    return len(before & _runs(new)) / len(before) if before else 1.0


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[at : at + _RUN]) for at in range(max(len(words) - _RUN + 1, 1))}
