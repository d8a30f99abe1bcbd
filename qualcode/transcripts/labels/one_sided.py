"""Completes interviews in which only one side has labels: questions only, or answers only.

Otherwise a child's words would count as the interviewer's, or each question as part of the answer
before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcode.model.document.document import label_is_interviewer
from qualcode.model.plural import counted, plural
from qualcode.transcripts.labels.labels import Labelled, split_time

ONLY = "“{}” is the only speaker that was found: see whether others are missing"
_NUMBERED = re.compile(r"(?:[QC]\s?)?\d{1,3}\s?[.):]\s")
_ASKED = re.compile(r"\?[\"”’)\]*_]{0,3}$")
#: What stands before the first label is an introduction if it is less than this part of the rest.
_INTRODUCTION = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A filled line: its text, whether it begins a paragraph, whether nobody says it, its label."""

    text: str
    begins: bool
    unspoken: bool
    label: Labelled | None


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    text: str
    label: Labelled | None


def both_sides(counts: Mapping[str, int], labels: frozenset[str]) -> bool:
    """Return whether others than interviewers have labels that recur, and nothing is missing."""
    recurring = [label for label in labels if counts.get(label, 0) > 1]
    return len(labels) > 1 and not all(map(label_is_interviewer, recurring))


def other_side(
    places: Sequence[Place], labels: frozenset[str], head: int
) -> tuple[dict[int, Labelled], list[str]]:
    """Return labels for places that have none, if only one side has labels, and a note on them.

    Nothing before the place ``head`` is given a label: that is the interview's header.
    """
    paragraphs = list(_paragraphs(places, head))
    counts = Counter(p.label.label for p in paragraphs if p.label)
    # "Interviewee: Bryn" once, before the questions, is a header.
    recurring = frozenset(label for label in labels if counts[label] > 1)
    if recurring and len(labels - recurring) < 2 and all(map(label_is_interviewer, recurring)):
        labels = recurring
    if all(map(label_is_interviewer, labels)):
        given, note = _answers(paragraphs, labels)
    elif len(labels) == 1:
        given, note = _questions(paragraphs, labels)
    else:
        return {}, []
    made = {at: _guessed(who, places[at].text) for at, who in given.items()}
    return made, [note] if note else []


def _guessed(who: str, text: str) -> Labelled:
    start, words = split_time(text) if text[:1] in "[(<#" else (None, text)
    return Labelled(who, start, words, "guess")


def _paragraphs(places: Sequence[Place], head: int) -> Iterator[_Paragraph]:
    """Return the paragraphs that somebody may say; a label begins one, too."""
    start = head
    for at in range(head, len(places) + 1):
        end = at == len(places)
        if at == start and not end:
            continue
        if end or places[at].begins or places[at].label or places[at].unspoken:
            if start < at and not places[start].unspoken:
                text = "\n".join(place.text for place in places[start:at])
                yield _Paragraph(start, text, places[start].label)
            start = at


def _answers(
    paragraphs: Sequence[_Paragraph], labels: frozenset[str]
) -> tuple[dict[int, str], str]:
    """Take what stands between an interviewer's labelled paragraphs for a participant's."""
    first = next((n for n, p in enumerate(paragraphs) if p.label), len(paragraphs))
    before = _after_titles(paragraphs[:first])
    given: dict[int, str] = {}
    after = stretches = asked = 0
    waiting = answered = False
    for p in paragraphs[first:]:
        if p.label:
            asked += 1
            # The words of a label that stands alone are in the next paragraph.
            waiting, answered = not p.label.rest and p.text.count("\n") == 0, False
        elif waiting:
            waiting = False
        else:
            after += 1
            if not answered:
                given[p.start] = "Participant"
                stretches += 1
            answered = True
    if stretches * 2 < asked or after + len(before) < 2 or not stretches:
        return {}, _only(labels, 0)
    told = f"{counted(after, 'paragraph')} after"
    if len(before) * _INTRODUCTION >= after and before:
        given[before[0].start] = "Participant"
        told += f" and {len(before)} before"
    have = plural(len(labels), "has a label", "have labels")
    names = " and ".join(f"“{label}”" for label in sorted(labels))
    note = f"only {names} {have}: {told} were taken for a participant's, a guess"
    if before and before[0].start not in given:
        note += f"; {counted(len(before), 'paragraph')} before are nobody's"
    return given, note


def _after_titles(paragraphs: Sequence[_Paragraph]) -> Sequence[_Paragraph]:
    """Return the paragraphs from the first that ends as a sentence does."""
    for n, p in enumerate(paragraphs):
        if p.text[-1:] in ".?!…”\"'’" and len(p.text.split()) > 1:
            return paragraphs[n:]
    return []


def _questions(
    paragraphs: Sequence[_Paragraph], labels: frozenset[str]
) -> tuple[dict[int, str], str]:
    """Take the questions right before a participant's labelled paragraphs for an interviewer's."""
    heads = [n for n, p in enumerate(paragraphs) if p.label]
    found = [n - 1 for n in heads if n and not paragraphs[n - 1].label]
    asked = [n for n in found if _question(paragraphs[n].text)]
    if len(asked) < 2 or len(asked) * 2 < len(heads):
        return {}, _only(
            labels, sum(1 for p in paragraphs[heads[0] if heads else 0 :] if not p.label)
        )
    given: dict[int, str] = {}
    count = 0
    for n in asked:
        first = n
        while first and not paragraphs[first - 1].label and _question(paragraphs[first - 1].text):
            first -= 1
        given[paragraphs[first].start] = "Interviewer"
        count += n - first + 1
    (only,) = labels
    told = f"{counted(count, 'question')} before it"
    return given, f"only “{only}” has a label: {told} were taken for the interviewer's, a guess"


def _question(text: str) -> bool:
    return bool(_ASKED.search(text) or _NUMBERED.match(text))


def _only(labels: frozenset[str], unlabelled: int) -> str:
    if len(labels) > 1:
        return ""
    (only,) = labels
    more = (
        f"; {counted(unlabelled, 'paragraph')} without a label count as theirs"
        if unlabelled
        else ""
    )
    return ONLY.format(only) + more
