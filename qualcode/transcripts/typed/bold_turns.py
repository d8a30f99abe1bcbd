"""Reads interviews in which bold type shows who speaks, throughout or after the first labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.labels.labels import Labelled, opens_speech, split_label
from qualcode.transcripts.turns.builder import TurnList
from qualcode.transcripts.typed.paragraphs import Paragraph, filled_lines
from qualcode.transcripts.typed.plain import Reading

#: So large a share of bold paragraphs that are headings says that bold type is not who asks.
_HEADINGS, _FEWEST, _LONGEST = 1 / 6, 3, 5
_LISTED = re.compile(r"(?:[a-z]|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})*)[.)] (?=\S)", re.IGNORECASE)
_GUESSED = "nobody is named: bold paragraphs were taken for the interviewer's, a guess"


def from_bold_interviewer(paragraphs: Sequence[Paragraph]) -> Reading | None:
    """Read an interview in which only bold type shows who asks; ``None`` if it is not one."""
    if not _bold_asks(paragraphs) or headings_note(paragraphs):
        return None
    turns = TurnList()
    begun = False
    for p in paragraphs:
        text = filled_lines(p.text)
        if not text:
            continue
        # Titles in front may be bold too; they do not end as sentences do.
        begun = begun or (not p.unspoken and text[-1] in ".?!…:”\"'’#")
        if p.unspoken or not begun:
            turns.add(None, text)
            continue
        who = "Interviewer" if p.bold_all else "Participant"
        turns.add(who, text, joins=turns.last_speaker == who)
    layout = "no names; bold paragraphs taken as asked"
    return Reading(turns.done(), layout, [_GUESSED], frozenset(["Interviewer", "Participant"]))


def _bold_asks(paragraphs: Sequence[Paragraph]) -> bool:
    spoken = [p for p in paragraphs if not p.unspoken and p.text.strip()]
    bold = [p for p in spoken if p.bold_all]
    asked = sum(1 for p in bold if p.text.rstrip().endswith("?"))
    # Bold headings between paragraphs are few, and ask nothing.
    often = asked * 3 >= len(bold) or len(bold) * 4 >= len(spoken)
    return 1 < len(bold) < len(spoken) and often


def headings_note(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Return a note if bold paragraphs are headings so often that bold type is nobody's sign."""
    bold = [p.text.strip() for p in paragraphs if p.bold_all and not p.unspoken and p.text.strip()]
    headings = sum(map(_heading, bold))
    few = headings < _FEWEST or headings < len(bold) * _HEADINGS
    if few or not _bold_asks(paragraphs):
        return []
    return [
        f"{headings} of {counted(len(bold), 'bold paragraph')} look like headings, so bold type "
        "was not taken for the interviewer's"
    ]


def _heading(text: str) -> bool:
    """Return whether a bold paragraph is a title of a few words: "Concrete problems"."""
    title = _LISTED.sub("", text)
    ends = title[-1:].isalnum() or title[-1:] == ")"
    short = ends and len(title.split()) <= _LONGEST and not re.search(r"[:\t\n]", title)
    return short and title[0].isupper() and not opens_speech(title)


def from_first_labels(paragraphs: Sequence[Paragraph], labels: frozenset[str]) -> Reading | None:
    """Read an interview with labels only at the first turns, and bold type from then on.

    ``None`` if there are labels throughout, or if bold type does not separate two people.
    """
    told = _told_apart(paragraphs, labels)
    if told is None:
        return None
    bold, plain = told
    turns = TurnList()
    begun = False
    for p in paragraphs:
        text = filled_lines(p.text)
        one = _label_of(p)
        if one is not None and one.label in labels:
            begun = True
            turns.add(one.label, filled_lines(one.rest), one.start_ms)
        elif text and (p.unspoken or not begun):
            turns.add(None, text)
        elif text:
            who = bold if p.bold_all else plain
            turns.add(who, text, joins=turns.last_speaker == who)
    note = f"only the first turns have labels: from there on bold was taken for “{bold}”, a guess"
    layout = "labels at the first turns, then bold paragraphs"
    return Reading(turns.done(), layout, [note], labels)


def _told_apart(paragraphs: Sequence[Paragraph], labels: frozenset[str]) -> tuple[str, str] | None:
    """Return whose words are bold and whose are not, of two labels at the first turns.

    "Anwen: **How was it?**" and "Bryn: Fine." at the head, then bold and plain paragraphs without
    labels, give ("Anwen", "Bryn"); ``None`` if there are labels throughout, or bold is no one's.
    """
    if len(labels) != 2 or not any(bold for p in paragraphs for _, bold in p.pieces):
        return None
    spoken = [p for p in paragraphs if not p.unspoken and p.text.strip()]
    given = [(p, one if (one := _label_of(p)) and one.label in labels else None) for p in spoken]
    named = [(p, one.label) for p, one in given if one]
    if len(named) * 4 > len(spoken) or len(named) > 4:
        return None
    heavy = {label for p, label in named if _bold_end(p)}
    light = {label for p, label in named if not _bold_end(p)}
    asked = any(p.bold_all for p, one in given if not one)
    if len(heavy) != 1 or len(light) != 1 or heavy == light or not asked:
        return None
    return heavy.pop(), light.pop()


def _label_of(paragraph: Paragraph) -> Labelled | None:
    one = split_label(paragraph.text.strip())
    return one if one and one.rest.strip() else None


def _bold_end(paragraph: Paragraph) -> bool:
    """Return whether a paragraph's last words are bold, whatever its label is."""
    return next((bold for text, bold in reversed(paragraph.pieces) if text.strip()), False)
