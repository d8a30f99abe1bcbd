"""Finds what looks like a name, a number or an address in a transcript: a first look at import.

It finds the obvious cases, so that they surprise nobody later, and claims no more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from qualcode.model.document.document import label_is_neutral

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŴŶ]"
_NAME = rf"{_CAPITAL}[a-zß-öø-ÿŵŷ'’]+(?:-{_CAPITAL}[a-zß-öø-ÿŵŷ'’]+)?"
_RUN = re.compile(rf"\b{_NAME}(?:[ ](?:(?:ap|ab|y|yr|the|of|de|van)[ ])?{_NAME}){{0,3}}")
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Mx|Sir|Syr)\.?[ ]{_NAME}(?:[ ]{_NAME})?")
_PATTERNS = (
    ("e-mail", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    ("phone number", re.compile(r"(?<![\d.])(?:\+44[ ]?|0)\d{2,5}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)")),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}\b")),
    ("web address", re.compile(r"\b(?:https?://|www\.)[^\s<>]{3,200}")),
)
_SENTENCE_END = re.compile(r"[.?!…:\n][\"'”’)]?\s*$|^\s*[\"'“‘(]?\s*$")
#: Words with a capital in the middle of a sentence that are nobody's name.
_NO_NAMES = frozenset(
    "i i'm i've i'd i'll english welsh wales britain british england scottish scotland irish "
    "europe european christmas easter monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june july august september october november december "
    "covid god ok okay yes no oh mr mrs ms miss dr".split()
)
_OF_A_KIND = 6


class LikelyName(msgspec.Struct, frozen=True, array_like=True):
    """A string that may identify somebody: its likely kind, and how often it occurs."""

    text: str
    kind: str
    count: int


def likely_names(turns: Sequence[str], labels: Sequence[str]) -> list[LikelyName]:
    """Return what in the turns may identify somebody, at most six of a kind, the riskiest first.

    First addresses and numbers, then the speakers' own names as others say them, then titles with
    names, then words that have a capital inside sentences and never lack it.
    """
    text = "\n".join(turns)
    found = [
        LikelyName(match, kind, count)
        for kind, pattern in _PATTERNS
        for match, count in Counter(pattern.findall(text)).most_common(_OF_A_KIND)
    ]
    own = Counter(
        {
            part: len(re.findall(rf"\b{re.escape(part)}\b", text))
            for label in labels
            if not label_is_neutral(label)
            for part in label.split()
            if part[:1].isupper() and len(part) > 2
        }
    )
    found += [LikelyName(p, "a speaker’s name", n) for p, n in own.most_common(_OF_A_KIND) if n]
    titled = Counter(" ".join(m.split()) for m in _TITLED.findall(text))
    found += [
        LikelyName(name, "a name with a title", n) for name, n in titled.most_common(_OF_A_KIND)
    ]
    known = " ".join([*own, *titled])
    lower = set(re.findall(r"(?<![\w'’])[a-zß-öø-ÿŵŷ][a-zß-öø-ÿŵŷ'’]*", text))
    inside: Counter[str] = Counter()
    for match in _RUN.finditer(text):
        name = match.group()
        words = [w for w in name.split() if w[0].isupper()]
        if all(w.lower() in lower or w.lower() in _NO_NAMES for w in words) or name in known:
            continue
        if _SENTENCE_END.search(text[max(match.start() - 4, 0) : match.start()]):
            continue
        inside[name] += 1
    found += [LikelyName(name, "a name", n) for name, n in inside.most_common(_OF_A_KIND)]
    return found
