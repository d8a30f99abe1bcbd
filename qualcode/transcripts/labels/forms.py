"""Recognises labels that something else than a colon sets off: a dash, a tab, a time, brackets."""

from __future__ import annotations

import re

from qualcode.transcripts.labels.labels import (
    FARTHEST,
    HEARD,
    TIME,
    UNTIL,
    Labelled,
    bare,
    labelled,
    opens_speech,
    split_time,
)

#: Forms in which a label is one only if a file's paragraphs are made of such labels.
THROUGHOUT = ("bracket", "round", "stars", "dash", "stop")
#: All forms of which one holds for a whole file.
FORMS = ("timed", "tab", *THROUGHOUT)

_BRACKETS = {"[": "bracket", "(": "round", "<": "round", "*": "stars", "_": "stars"}
_DASH = re.compile(r"[-–—]\s|\s[-–—]")
_LONGEST = 6
_TITLES = r"(?:Dr|Mr|Mrs|Ms|Mx|Prof|Rev|Revd|Hon|Rt|Cllr|Sgt|Capt|Insp|Fr|Sr|Sen|Rep|St)"
# Of "A. Yes. I was" the label is "A"; of "J. Roe. I was" it is "J. Roe".
_INITIALS = r"(?![QA]\.)(?:[A-Z]\.[ ]?){1,3}(?=[A-Z][\w'’-]{1,30}\.[ \t])"
_TIMED = rf"(?:[\[(]?(?P<time>{TIME})[\])]?[ \t]{{0,9}})?"
_TITLED = rf"(?:(?:{_TITLES}\.?[ ]){{1,2}}|{_INITIALS})?"
_PATTERNS = {
    "timed": re.compile(
        rf"(?P<label>[^:\t\n]{{1,60}}?)[ \t]{{0,9}}(?:(?<=[ \t])|(?=[\[(<])|(?<=[^\W\d]))[\[(<]?"
        rf"(?P<time>{TIME}){UNTIL}(?:[\])>][*_]{{0,3}}[ \t]{{0,9}}|[ \t]{{1,9}}|(?=[^\W\d]))"
        r"(?P<rest>[^\s:].*)$",
        re.DOTALL,
    ),
    "tab": re.compile(r"(?P<label>[^:\t\n]{1,60}?)\t{1,9}(?P<rest>\S.*)$", re.DOTALL),
    "dash": re.compile(
        r"(?P<label>[^:\t\n–—]{1,60}?)(?:[ \t]{1,9}[-–—]{1,2}[ \t]{0,9}|[-–—]{1,2}[ \t]{1,9})"
        r"(?P<rest>[^\s>–—-].*)$",
        re.DOTALL,
    ),
    "bracket": re.compile(r"\[(?P<label>[^:\t\n\[\]]{1,60})\]\s{1,9}(?P<rest>\S.*)$", re.DOTALL),
    "round": re.compile(
        r"(?:(?P<label>\([^:\t\n()]{1,60}\)|<[^:\t\n<>/]{1,60}>))\s{0,9}(?P<rest>[^\s:].*)$",
        re.DOTALL,
    ),
    "stars": re.compile(
        r"(?P<stars>\*{1,3}|_{1,3})(?P<label>[^\s*_:][^*:\t\n]{0,59}?)(?P=stars)[ \t]{0,9}"
        rf"{_TIMED}(?P<rest>[^\s:].*)$",
        re.DOTALL,
    ),
    "stop": re.compile(
        rf"(?P<label>{_TITLED}[^:.?!,\t\n]{{1,60}}?)\.[ \t]{{1,9}}(?P<rest>\S.*)$", re.DOTALL
    ),
}


def other_label(line: str, shape: str) -> Labelled | None:
    """Return label and words of a line of a form without a colon, one of ``FORMS``."""
    if shape == "tab" and "\t" not in line[:FARTHEST]:
        return None
    time, line = split_time(line.strip()) if shape != "timed" else (None, line.strip())
    match = _PATTERNS[shape].match(line)
    return None if match is None else labelled(match, time, match.group("rest"), shape)


def other_head(line: str) -> str:
    """Return what stands at the start of a line as a label of these forms would; or ``""``.

    Not words that begin speech, nor sounds: "Well – ", "(laughs)".
    """
    line = split_time(line.strip())[1]
    start = line[:FARTHEST]
    dashes = "-" in start or "–" in start or "—" in start
    forms = [
        "timed" if ":" in start else "",
        "tab" if "\t" in start else "",
        _BRACKETS.get(line[:1], ""),
        "dash" if dashes and _DASH.search(start) else "",
    ]
    for form in filter(None, forms):
        match = _PATTERNS[form].match(line)
        if match is None:
            continue
        head = bare(match["label"])
        named = head[:1].isupper() or head[:1].isdigit() or form != "dash"
        if named and len(head.split()) <= _LONGEST and any(c.isalpha() for c in head):
            marked = form in ("tab", "timed") and not HEARD.search(head)
            return head if marked or not _said(head, match["rest"]) else ""
    return ""


def _said(head: str, rest: str) -> bool:
    """Return whether words before a dash, a time or in brackets are speech or a sound."""
    # "I - I think" is a false start.
    again = rest.casefold().startswith(head.casefold())
    return again or opens_speech(head) or bool(HEARD.search(head) or re.search("[?!,;]", head))
