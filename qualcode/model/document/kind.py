"""What kind of text a document is: a talk of several people, or what one person wrote."""

from __future__ import annotations

import re

#: The kinds, in the order in which they are named.
KINDS = ("interview", "focus-group", "survey", "notes", "diary", "letter")
#: Kinds that somebody wrote: a word before a colon is no speaker there.
WRITTEN = frozenset({"notes", "diary", "letter"})
#: What researchers wrote themselves: evidence of nobody, and nobody interviewed.
NOTES = "notes"
#: The label of somebody who wrote a document and has no case yet.
WRITER = "Writer"

_SIGNS = {
    "notes": re.compile(
        r"\b(?:field ?notes?|observation notes?|research(?:er)? notes?|nodiadau maes|"
        r"analytic memo|reflective notes?)\b",
        re.IGNORECASE,
    ),
    "diary": re.compile(r"\b(?:diary|diaries|dyddiadur|journal)\b", re.IGNORECASE),
    "letter": re.compile(r"^(?:dear|annwyl) \S.{0,60},?$|\b(?:open )?letter\b", re.IGNORECASE),
}


def guessed_kind(name: str, first_line: str) -> tuple[str, str]:
    """Return the kind of a text in which nobody speaks, and by what it is told; empty if unknown.

    ``name`` is the file's without its ending.
    """
    spaced = re.sub(r"[-_.]+", " ", name)
    for kind, sign in _SIGNS.items():
        if sign.search(spaced):
            return kind, "by the file's name"
        if len(first_line) <= 100 and sign.search(first_line.strip()):
            return kind, "by its first line"
    return "", ""


def said_kind(kind: str) -> str:
    """Return a kind in words: "a diary"."""
    return {"notes": "researchers' notes", "focus-group": "a focus group"}.get(
        kind, f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"
    )
