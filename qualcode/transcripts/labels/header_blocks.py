"""Finds the header of an interview wherever it stands: "Interviewer: …", "Date: …", "Place: …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.model.plural import counted
from qualcode.transcripts.labels.folding import folded_key
from qualcode.transcripts.labels.labels import plausible

Kind = Literal["interviewer", "participant", "present", "fact"]

_KEYS: dict[str, Kind] = dict.fromkeys(
    (
        "interviewer", "interviewers", "interviewer name", "name of interviewer", "interviewed by",
        "interview by", "conducted by", "interview conducted by", "moderator", "moderators",
        "moderated by", "facilitator", "facilitators", "facilitated by", "host", "hosts",
        "hosted by", "researcher", "researchers", "cyfwelydd", "cyfwelwyr", "cyfwelwyd gan",
    ),
    "interviewer",
)  # fmt: skip
_KEYS |= dict.fromkeys(
    (
        "interviewee", "interviewees", "interviewee name", "name of interviewee", "narrator",
        "narrators", "participant", "participants", "participant name", "name of participant",
        "respondent", "respondents", "guest", "guests", "person interviewed", "interview with",
        "cyfwelai", "cyfweledig", "cyfranogwr", "cyfranogwyr",
    ),
    "participant",
)  # fmt: skip
_KEYS |= dict.fromkeys(
    (
        "present",
        "also present",
        "people present",
        "attendees",
        "in attendance",
        "presennol",
        "interpreter",
        "interpreters",
        "translator",
        "cyfieithydd",
    ),
    "present",
)
_KEYS |= dict.fromkeys(
    (
        "date", "date of interview", "interview date", "place", "place of interview", "location",
        "location of interview", "interview location", "venue", "time", "start time", "end time",
        "duration", "length", "length of interview", "interview length", "recorded", "recorded on",
        "recording", "recording date", "transcribed by", "transcribed", "transcriber",
        "transcription by", "transcript by", "transcript", "transcription", "transcription date",
        "project", "title", "file", "file name", "filename", "interview number", "interview no",
        "interview id", "interview", "session", "tape", "language", "apologies", "collection",
        "interviewed on", "setting", "format", "dyddiad", "lleoliad", "lle", "amser", "hyd",
    ),
    "fact",
)  # fmt: skip
_LINE = re.compile(
    r"[ \t]{0,9}(?:#{1,6}[ \t]+|>[ \t]*|[-•*][ \t]+)?[*_]{0,3}"
    r"(?P<key>[^\W\d_][^:|\t\n*_]{1,34}?)[*_]{0,3}"
    r"[ \t]{0,9}(?::|\||\t)[*_]{0,3}[ \t]{0,9}(?P<value>[^\n]*?)[ \t\\|*_]*$"
)
_LONGEST = 100
#: A key with its marks is not longer.
_HEAD = 70
_MOST_WORDS = 14
#: A single field stands among so many lines at the top, and its name has so many words.
_TOP, _MOST_NAMES = 12, 4


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a header: its key as written, of what kind it is, and its value."""

    key: str
    kind: Kind
    value: str


def field_of(line: str) -> Field | None:
    """Return the field that a line of a header gives, or ``None`` for any other line."""
    head = line[:_HEAD]
    if len(line) > 2 * _LONGEST or not (":" in head or "|" in head or "\t" in head):
        return None
    match = _LINE.match(line)
    if match is None:
        return None
    key = " ".join(match["key"].split())
    kind = _KEYS.get(folded_key(key))
    value = match["value"].strip()
    if kind is None or len(value) > _LONGEST or len(value.split()) > _MOST_WORDS:
        return None
    if value[-1:] in tuple("?!…") or value.startswith("//"):
        return None
    # "Interviewer: Hello." is said; "Place: Bangor, Wales." is not.
    if kind != "fact" and (value[-1:] == "." and not _abbreviated(value)):
        return None
    return Field(key, kind, value)


def _abbreviated(value: str) -> bool:
    return len(value.split()[-1]) <= 4


def header_lines(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return the headers among a text's lines that are not empty, as half-open ranges.

    A header is two or more fields with different keys in a row, of which one is no person's
    ("Date: …"), or in which every person has a value that is a name and none speaks again. One
    short line that is no field may stand between them. At the top a single person with a name is a
    header, too, if the key does not come again: "Interviewee: Dora Hale".
    """
    fields = [field_of(text) for text in texts]
    blocks: list[tuple[int, int]] = []
    at = 0
    while at < len(texts):
        if fields[at] is None:
            at += 1
            continue
        end = at + 1
        while end < len(texts) and (fields[end] or _goes_on(texts, fields, end)):
            end += 1
        if _is_header(texts, fields, at, end) or (end == at + 1 and _is_lone(texts, fields, at)):
            blocks.append((at, end))
        at = end
    return blocks


def _goes_on(texts: Sequence[str], fields: Sequence[Field | None], at: int) -> bool:
    """Return whether a line without a key lies between two fields: "Professor of Physics"."""
    below = fields[at + 1] if at + 1 < len(texts) else None
    return below is not None and len(texts[at]) <= 60 and texts[at][-1:] not in tuple(".?!…:")


def _is_header(texts: Sequence[str], fields: Sequence[Field | None], start: int, end: int) -> bool:
    block = [field for field in fields[start:end] if field is not None]
    keys = [folded_key(field.key) for field in block]
    if len(set(keys)) < 2 or len(set(keys)) * 3 < len(keys) * 2:
        return False
    facts = sum(1 for field in block if field.kind == "fact")
    people = [field for field in block if field.kind != "fact"]
    if not people:
        return facts > 1
    if facts:
        return True
    # Only persons: "Interviewer: Ann Lee", "Interviewee: Bob Roe", and neither key speaks later.
    later = {folded_key(key) for key in map(_key_of, texts[end:]) if key}
    named = all(_like_names(field.value) for field in people)
    return named and not later.intersection(keys)


def _is_lone(texts: Sequence[str], fields: Sequence[Field | None], at: int) -> bool:
    """Return whether a single field at the top names a person, and does not begin a turn."""
    field = fields[at]
    if field is None or field.kind == "fact":
        return False
    # Further down it stands below a heading as "Info", above no sentence.
    if at >= _TOP and not all(map(_brief, texts[at - 1 : at + 2 : 2])):
        return False
    words = field.value.split()
    if not (0 < len(words) <= _MOST_NAMES and _like_names(field.value) and plausible(field.value)):
        return False
    key = folded_key(field.key)
    again = any(folded_key(_key_of(text)) == key for text in texts[at + 1 :])
    # The words of a turn would go on.
    return not again and at + 1 < len(texts) and not texts[at + 1][:1].islower()


def _brief(text: str) -> bool:
    return len(text.split()) <= _MOST_NAMES and text.rstrip()[-1:].isalnum()


def _key_of(text: str) -> str:
    match = _LINE.match(text[: 2 * _LONGEST].split("\n")[0])
    return match["key"] if match else text.strip(" \t*_#:") if len(text) <= 40 else ""


def _like_names(value: str) -> bool:
    words = [w for w in re.split(r"[\s,;&/()]+", value) if w]
    small = {"and", "with", "of", "the", "de", "van", "von", "ap", "ab", "y", "a", "da", "for"}
    return bool(words) and all(w[:1].isupper() or w[:1].isdigit() or w in small for w in words)


def header_note(texts: Sequence[str], blocks: Sequence[tuple[int, int]]) -> list[str]:
    """Return a note on the headers that ``header_lines`` found, with their keys."""
    fields = [field_of(text) for start, end in blocks for text in texts[start:end]]
    keys = [field.key for field in fields if field is not None]
    if not keys:
        return []
    shown = ", ".join(f"“{key}”" for key in dict.fromkeys(keys))
    lines = counted(len(keys), "line")
    return [f"a header of {lines} ({shown}) is text that nobody speaks"]
