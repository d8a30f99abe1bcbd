"""What is a speaker label and what is speech with a colon in it: decided over a whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qualcode.model.document import label_is_neutral

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_LEAD = re.compile(rf"^\s*[\[(#<]?({_TIME})[\])#>]?[\s–-]*(?=\S)")
_LABELLED = re.compile(
    rf"^[*_]{{0,3}}(?P<label>[^:\t\n]{{1,60}}?)[*_]{{0,3}}\s*"
    rf"(?:[\[(]?(?P<time>{_TIME})[\])]?\s*)?[*_]{{0,3}}\s*:[*_]{{0,3}}(?P<rest>(?:\s.*|))$",
    re.DOTALL,
)
_ALONE = re.compile(
    rf"^[*_#\s]{{0,6}}(?P<label>[^:\t\n]{{1,60}}?)[*_]{{0,3}}\s*"
    rf"(?:[\[(]?(?P<time>{_TIME})[\])]?)?\s*$"
)

#: A label of sixty characters with a time on either side ends before this.
_FARTHEST = 120

_PARTICLES = frozenset("ap ab de da di du van von der den y of the and for in la le".split())
#: Words that stand before a colon in speech and headings, and are nobody.
_NOBODY = frozenset(
    "note notes so well but and then because question answer example date time location place "
    "title interview duration participants attendees project subject topic recorded transcript "
    "transcription file length venue present apologies re ps nb e.g i.e yes no anyway basically "
    "firstly secondly thirdly first second third finally however also again look listen remember "
    "warning summary key status version appendix section part chapter source".split()
)
_BAD = re.compile(r"[?!;…\"“”]|\.\s|\.$")
_TITLE_DOT = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Rev|St|[A-Z])\.")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that may begin a turn: label, time in the recording, words on the same line."""

    label: str
    start_ms: int | None
    rest: str


def milliseconds(time: str) -> int:
    """Return a time of the shapes ``1:02``, ``00:01:02``, ``00:01:02.250`` in milliseconds."""
    whole, _, part = time.replace(",", ".").partition(".")
    seconds = 0
    for piece in whole.split(":"):
        seconds = seconds * 60 + int(piece)
    return seconds * 1000 + (int(part.ljust(3, "0")[:3]) if part else 0)


def split_time(line: str) -> tuple[int | None, str]:
    """Take a time off the front of a line; return it in milliseconds, and the rest."""
    match = _LEAD.match(line)
    if match is None:
        return None, line
    return milliseconds(match.group(1)), line[match.end() :]


def split_label(line: str) -> Labelled | None:
    """Return label and words of a line such as ``[00:01:02] Label: words``, or ``None``."""
    # Most lines of a long speech have no colon where a label could end.
    if ":" not in line[:_FARTHEST]:
        return None
    time, line = split_time(line.strip())
    match = _LABELLED.match(line)
    if match is None:
        return None
    label = _bare(match.group("label"))
    if not label or not plausible(label):
        return None
    if match.group("time"):
        time = milliseconds(match.group("time"))
    return Labelled(label, time, match.group("rest").strip())


def lone_label(line: str) -> Labelled | None:
    """Return the label of a line that holds a label and perhaps a time, and no colon."""
    time, line = split_time(line.strip())
    match = _ALONE.match(line)
    if match is None:
        return None
    label = _bare(match.group("label"))
    if not label or not plausible(label) or not (label_is_neutral(label) or _name_like(label)):
        return None
    if match.group("time"):
        time = milliseconds(match.group("time"))
    return Labelled(label, time, "")


def _bare(label: str) -> str:
    label = label.strip().strip("*_").strip()
    if label[:1] + label[-1:] in ("[]", "()"):
        label = label[1:-1].strip()
    return label


def plausible(label: str) -> bool:
    """Say whether a text could be a speaker label at all."""
    words = label.split()
    if not words or len(words) > 7:
        return False
    if _BAD.search(_TITLE_DOT.sub("x", label)) or not any(c.isalnum() for c in label):
        return False
    first = label.lstrip("([")[:1]
    if not (first.isupper() or first.isdigit() or label_is_neutral(label)):
        return False
    return words[0].lower().rstrip(".,") not in _NOBODY or _in_capitals(label)


def _in_capitals(label: str) -> bool:
    return label.isupper() and len(label.split()) > 1


def _name_like(label: str) -> bool:
    words = [w for w in re.split(r"[\s/]+", label.replace("(", "").replace(")", "")) if w]
    return all(w[:1].isupper() or w[:1].isdigit() or w.lower() in _PARTICLES for w in words)


def choose_labels(candidates: Iterable[str], lines: int) -> frozenset[str]:
    """Return which candidate labels are speakers; ``lines`` counts the paragraphs they begin.

    A neutral label ("I", "Interviewer", "P3") always is. A name of several words is if it
    recurs, or if most paragraphs of the file are labelled; a single capitalised word, or a label
    with small words in it, only if it recurs: speech has "Well: …" and "The thing is: …" too.
    """
    counts = Counter(candidates)
    sure = {label for label in counts if label_is_neutral(label)}
    names = {label for label in counts if label not in sure and _name_like(label)}
    sure |= {label for label in names if counts[label] >= 2}
    sure |= {label for label in counts if counts[label] >= 3}
    labelled = sum(counts[label] for label in sure | names)
    if labelled * 2 >= lines:
        sure |= {label for label in names if len(label.split()) > 1}
        sure |= {label for label in counts if counts[label] >= 2}
    return frozenset(sure)
