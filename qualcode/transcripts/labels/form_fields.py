"""Finds the fields of a form around a talk: "**Notes:** calm", "Probe used (yes/no): yes"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import CHOICE, head_of
from qualcode.transcripts.labels.speakers import RECURS

_NOTES = frozenset(
    "note notes observation observations nota notas observación observaciones notiz notizen "
    "beobachtung beobachtungen remarque remarques".split()
)
_FARTHEST = 120
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
_MARKED = re.compile(r"\s*(?:\*\*|__|\[)")


def form_fields(texts: Sequence[str]) -> dict[int, str]:
    """Return the lines that are fields of a form, with their heads; all of them recur.

    A field has a choice in its head, or it is marked by bold type or brackets and its head says
    that the words are a note.
    """
    heads = {n: head for n, text in enumerate(texts) if (head := _field(text))}
    counts = Counter(heads.values())
    return {n: head for n, head in heads.items() if counts[head] >= RECURS}


def rules_below(texts: Sequence[str], fields: Collection[int]) -> set[int]:
    """Return the lines right below fields that only rule off what follows: "---"."""
    return {n + 1 for n in fields if n + 1 < len(texts) and _RULE.fullmatch(texts[n + 1])}


def _field(text: str) -> str:
    start = text[:_FARTHEST]
    marked, choice = _MARKED.match(start), "/" in start
    head = head_of(text) if ":" in start and (marked or choice) else ""
    if not head:
        return ""
    noted = marked and head.split(maxsplit=1)[0].casefold() in _NOTES
    return head if noted or CHOICE.search(head) else ""


def fields_note(fields: dict[int, str]) -> list[str]:
    """Return a note on the fields of a form, if there are any."""
    if not fields:
        return []
    shown = ", ".join(f"“{head}” {n}×" for head, n in Counter(fields.values()).most_common(4))
    lines = counted(len(fields), "line that is a field", "lines that are fields")
    return [f"{lines} of a form stand as text that nobody speaks: {shown}"]
