"""Which label of a speaker everybody sees: never one that may be a name."""

from __future__ import annotations

import re
from collections.abc import Collection

from qualcode.model.document.document import Role, label_is_neutral

_MADE = re.compile(r"Speaker \d+(?: \d+)?")


def shown_label(recorded: str, role: Role, case: str | None, number: int) -> str:
    """Return the label for git of a speaker whose label in the text is ``recorded``.

    ``number`` counts the document's speakers from 1.
    """
    if label_is_neutral(recorded):
        return recorded
    if case:
        return case
    return "Interviewer" if role == "interviewer" else f"Speaker {number}"


def told_apart(label: str, others: Collection[str]) -> str:
    """Return a label that none of the ``others`` is: with a number behind it if it has to be."""
    number, made = 1, label
    while made in others:
        number += 1
        made = f"{label} {number}"
    return made


def is_made(label: str) -> bool:
    """Return whether a label only counts speakers ("Speaker 2"), so that it fits any of them."""
    return bool(_MADE.fullmatch(label))
