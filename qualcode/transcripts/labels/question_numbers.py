"""Takes the numbers off labels such as "Q1" and "A1", "Question 2" and "Answer 2".

Each of them stands once, so none is a speaker by itself: the numbers count questions, not people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from qualcode.transcripts.labels.labels import Labelled

_NUMBERED = re.compile(
    r"(?P<side>question|cwestiwn|q|c|answer|response|ateb|a|r)"
    r"(?:[ .]{0,2}|no\. )(?P<number>\d{1,3})",
    re.IGNORECASE,
)
_FARTHEST = 40
_QUESTIONS = frozenset(["question", "cwestiwn", "q", "c"])
_ANSWERS = frozenset(
    "answer response ateb a r p respondent participant interviewee cyfranogwr".split()
)
_SIDES = _QUESTIONS | _ANSWERS
_DIGIT = re.compile(r"\d")
_SPELT_OUT = re.compile(r"(?:question|cwestiwn|frage|pregunta) ?(?P<number>\d{1,3})", re.IGNORECASE)
_ANSWERING = re.compile(r"(?:answer|response|ateb|a|r|p)\b ?\d{0,3}$", re.IGNORECASE)
#: Fewer further questions than one for so many headings may be rhetorical ones.
_FURTHER = 2


def without_numbers(found: Sequence[Labelled | None]) -> list[Labelled | None]:
    """Return labels without the numbers of questions and answers.

    The numbers of questions go up, and nobody but those who answer has another label.
    """
    matches = [_NUMBERED.fullmatch(one.label) if one else None for one in found]
    sides: dict[str, list[int]] = {}
    for match in matches:
        if match:
            sides.setdefault(match["side"].casefold(), []).append(int(match["number"]))
    counting = {side for side, numbers in sides.items() if _count_up(numbers)}
    others = Counter(
        one.label.casefold() for one, match in zip(found, matches, strict=True) if one and not match
    )
    recurring = {label for label, n in others.items() if n > 1} | (sides.keys() - counting)
    if not counting & _QUESTIONS or not recurring <= _SIDES:
        return list(found)
    return [
        replace(one, label=match["side"], doubtful=False)
        if one and match and match["side"].casefold() in counting
        else one
        for one, match in zip(found, matches, strict=True)
    ]


def without_guide(found: Sequence[Labelled | None], texts: Sequence[str]) -> list[Labelled | None]:
    """Return labels without "Question 1" and so on, if these are headings of a guide's questions.

    That is where nobody is labelled and many further questions stand without a label: what stands
    between two headings is then not one person's answer.
    """
    matches = [_SPELT_OUT.fullmatch(one.label) if one else None for one in found]
    numbers = [int(match["number"]) for match in matches if match]
    others = Counter(
        one.label.casefold() for one, match in zip(found, matches, strict=True) if one and not match
    )
    speak = any(n > 1 or _ANSWERING.match(label) for label, n in others.items())
    if not _count_up(numbers) or speak:
        return list(found)
    asked = sum(
        1
        for one, text in zip(found, texts, strict=True)
        if one is None and text.rstrip("*_ ").endswith("?")
    )
    if asked * _FURTHER < len(numbers):
        return list(found)
    return [None if match else one for one, match in zip(found, matches, strict=True)]


def numbers_note(lines: Iterable[tuple[str, Labelled | None]]) -> list[str]:
    """Return a note on the numbers that were left out of lines' labels, if any."""
    told = [
        match.group()
        for text, one in lines
        if one
        and one.label.casefold() in _SIDES
        and _DIGIT.search(text, 0, _FARTHEST)
        and (match := re.search(rf"{one.label}[ .]{{0,2}}\d{{1,3}}(?!\d|:\d)", text[:_FARTHEST]))
    ]
    if not told:
        return []
    return [f"the numbers of {len(told)} questions and answers (“{told[0]}” …) were left out"]


def _count_up(numbers: Sequence[int]) -> bool:
    """Return whether numbers go up, each standing once, from a small one."""
    return len(numbers) > 1 and numbers[0] < 2 and list(numbers) == sorted(set(numbers))
