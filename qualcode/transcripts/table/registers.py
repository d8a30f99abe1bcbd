"""Tells a team's registers, logs and schedules from transcripts, by headings and by cells."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from qualcode.transcripts.table.columns import (
    Columns,
    first_full_row,
    heading_key,
    like_headings,
)

#: Headings under which words were surely spoken, with one of those who surely spoke.
_SURE_WORDS = frozenset({"text", "testun", "words", "utterance", "speech", "spoken text"})
_SURE_SPEAKER = frozenset({"speaker", "speaker name", "speaker label", "speaker id", "siaradwr"})
_SPEECH = _SURE_WORDS | {
    "transcript", "transcription", "transcript text", "dialogue", "said", "caption", "captions",
    "subtitle", "sentence", "message",
}  # fmt: skip
#: Words in headings that speak of people, appointments and consent, not of what was said.
_OF_REGISTERS = re.compile(
    r"\b(?:interviewed|conducted by|researchers?|fieldworkers?|interviewers?|interviewees?"
    r"|consent\w*|signed|signature|e ?mail|phone"
    r"|telephone|tel|mobile|address|post ?code|zip|dob|birth|born|age|gender|sex|ethnicity|pronouns"
    r"|contact\w*|location|venue|place|room|date|day|deadline|status|stage|recruit\w*|incentives?"
    r"|vouchers?|paid|payment|pseudonyms?|surname|first name|last name|full name|real name|job"
    r"|occupation|organi[sz]ation|employer|school|team|region|area|local authority|withdr\w+"
    r"|attended|attendance|cancelled|rescheduled|booked|scheduled|completed?|done|duration|recorded"
    r"|recordings?|audio|video|transcri(?:bed|ber|ption status|pt status)|anonymised|checked"
    r"|comments?|notes?|remarks|prompts?|probes?|questions?|topics?|joined?|join time|leave time"
    r"|caniatâd|dyddiad|lleoliad|oedran)\b"
)
#: A sign as clear by itself: nobody heads what was said so.
_CLEAR = re.compile(
    r"\b(?:interviewed by|consent\w*|e ?mail|phone|telephone|mobile|dob|date of birth|post ?code"
    r"|incentives?|vouchers?|pseudonyms?|recruit\w*|caniatâd)\b"
)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)\]]*$")
#: So few words, and no sentence's end, are a value, not speech.
_FEW = 3
#: A transcript whose headings are unknown has no more columns than this.
_WIDEST = 7


def is_register(rows: Sequence[Sequence[str]], columns: Columns | None) -> bool:
    """Return whether a table is of people, appointments or questions, not of what was said.

    ``columns`` are those that could be a transcript's, if there are any.
    """
    heads = _headings(rows, columns)
    if columns is None:
        return _signs(heads, set()) >= 2 or any(map(_CLEAR.search, heads))
    begin = 0 if columns.heading is None else columns.heading + 1
    speaker = [row[columns.speaker] for row in rows[begin:]] if columns.speaker is not None else []
    words = [row[columns.text] for row in rows[begin:] if row[columns.text]]
    if _mostly_mail(speaker):
        return True
    headed = columns.heading is not None and not columns.guessed
    who = heads[columns.speaker] if headed and columns.speaker is not None else ""
    said = heads[columns.text] if headed else ""
    if who in _SURE_SPEAKER and said in _SURE_WORDS:
        return False
    others = {columns.start, columns.end, columns.number}
    signs = _signs(heads, others | ({columns.text} if said in _SPEECH else set()))
    clear = any(_CLEAR.search(head) for head in heads)
    if said in _SPEECH:
        return not _is_speech(words) and bool(signs or not _is_talk(speaker))
    taken = [heads[at] for at in (columns.speaker, columns.text) if heads and at is not None]
    if columns.guessed and any(map(_OF_REGISTERS.search, taken)):
        return True
    if not headed and (not _is_speech(words, 5) or _is_data(rows[max(begin - 1, 0)], rows)):
        return True
    if signs >= 2 or clear or _has_mail(rows[begin:]):
        return True
    return bool(speaker) and not _is_talk(speaker)


def _headings(rows: Sequence[Sequence[str]], columns: Columns | None) -> list[str]:
    """Return a table's headings; none where its first row is as likely what somebody said."""
    if columns is not None:
        row = rows[columns.heading] if columns.heading is not None else ()
    else:
        at = first_full_row(rows)
        row = rows[at] if at is not None and like_headings(rows[at]) else ()
    return [heading_key(cell) for cell in row]


def _signs(heads: Sequence[str], besides: set[int | None]) -> int:
    found = (bool(_OF_REGISTERS.search(h)) for at, h in enumerate(heads) if at not in besides)
    return sum(found)


def _is_talk(speakers: Sequence[str]) -> bool:
    """Return whether a column's labels take turns: two or more, and one comes back."""
    labels = [" ".join(label.split()).casefold() for label in speakers if label]
    different = Counter(labels)
    changes = sum(a != b for a, b in itertools.pairwise(labels))
    return len(different) > 1 and len(labels) > len(different) and changes >= len(different)


def _is_speech(words: Sequence[str], tenths: int = 3) -> bool:
    """Return whether at least so many tenths of the cells hold more than a value or two."""
    said = [len(w.split()) > _FEW or bool(_SENTENCE_END.search(w)) for w in words]
    return sum(said) * 10 >= len(said) * tenths


def _is_data(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a table without known headings looks like data: wide, or named by programs."""
    wide = sum(map(any, zip(*rows, strict=False))) > _WIDEST
    return wide or sum("_" in cell for cell in first) > 1


def _mostly_mail(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(_MAIL.search(c)) for c in filled) * 2 > len(filled)


def _has_mail(rows: Sequence[Sequence[str]]) -> bool:
    return any(_mostly_mail(cells) for cells in zip(*rows, strict=False))
