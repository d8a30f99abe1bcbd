"""Shows two versions of a text in one line: words removed, words added, and a few around them."""

from __future__ import annotations

import difflib

#: How many words are shown around a change.
_AROUND = 3


def word_changes(old: str, new: str) -> str:
    """Return the changed words with a few around them: "stayed a [-friend-] {+close friend+}".

    Words left out are "…". Two texts that differ only in blanks give "".
    """
    before, after = old.split(), new.split()
    parts: list[str] = []
    for group in difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(
        _AROUND
    ):
        if group[0][1] > 0 or parts:
            parts.append("…")
        for tag, a, b, c, d in group:
            if tag == "equal":
                parts += before[a:b]
                continue
            if a < b:
                parts.append(f"[-{' '.join(before[a:b])}-]")
            if c < d:
                parts.append(f"{{+{' '.join(after[c:d])}+}}")
        if group[-1][2] < len(before):
            parts.append("…")
    return " ".join(parts).replace("… …", "…")
