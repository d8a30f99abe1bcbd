"""Finds turns whose label stands once or twice, or before another mark than the file's others.

A label that stands once begins a turn if it is plainly a role, "The interpreter: ", or a person
with a title, "Mrs. Lee: ", and what follows is said. Otherwise it is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from qualcode.transcripts.labels.forms import FORMS, other_label
from qualcode.transcripts.labels.labels import Labelled, lone_label, name_like, split_label
from qualcode.transcripts.labels.other_marks import OtherMarks
from qualcode.transcripts.labels.somebody import person_like, role_like, with_article

_RECURS = 2
_SENTENCE = 8
#: Forms in which a role may also be spoken of, if they are not the file's.
_UNLIKE = ("dash", "bracket", "round")
_DASH = re.compile(r"\s[-–—]")
_ENDS = tuple(".?!…-–—\"'”’)]")


def lone_labels(
    texts: Sequence[str],
    bold: Sequence[Labelled | None],
    begins: Sequence[Labelled | None],
    starts: Collection[int],
    shape: str,
) -> tuple[dict[int, Labelled], list[str]]:
    """Return more lines that begin turns, by number, and notes on them.

    ``begins`` has the labels that begin turns already, ``bold`` those in bold type; ``starts`` are
    the lines that begin paragraphs and may be somebody's.
    """
    counts = Counter(one.label for one in begins if one)
    known = [label for label, n in counts.items() if n >= _RECURS]
    if not known:
        return {}, []
    found: dict[int, Labelled] = {}
    marks = OtherMarks(known, texts)
    taken: Counter[str] = Counter()
    left: Counter[str] = Counter()
    roles: Counter[str] = Counter()
    first = next(n for n, one in enumerate(begins) if one)
    small = _small(one.rest for one in begins if one)
    small_labels = small and _small(one.label for one in begins if one)
    for n in sorted(starts):
        if begins[n] is not None or texts[n].lstrip()[:1] in ("-", "•", "#", ""):
            continue
        marked = marks.at(texts[n])
        if marked is not None and not (n < first and _field(marked.label.rest)):
            (taken if marked.taken else left)[marked.written] += 1
            if marked.taken:
                found[n] = marked.label
            continue
        one = _role(texts[n], bold[n], shape, small=small_labels)
        if one is not None and _said(one, n, texts, begins, early=n < first, small=small):
            roles[one.label] += 1
            found[n] = one
    return found, _notes(taken, left, roles)


def _role(text: str, bold: Labelled | None, shape: str, *, small: bool) -> Labelled | None:
    """Return the label at the head of a line, if it is plainly a role or a person."""
    forms = dict.fromkeys(("tab", "stars", *_UNLIKE, *(x for x in FORMS if x == shape)))
    ones = [bold, split_label(text), *(other_label(text, form) for form in forms)]
    ones.append(lone_label(text))
    one = next((x for x in ones if x and _is_somebody(x, shape)), None)
    if one is not None and not small and not one.label[:1].isupper():
        return None
    # "The teacher – Karen – was kind" is said of her.
    unlike = one is not None and one.shape in _UNLIKE and one.shape != shape
    return None if one and unlike and _aside(one.rest) else one


def _is_somebody(one: Labelled, shape: str) -> bool:
    if role_like(one.label):
        return True
    # Of persons speech tells, too: "Mr. Lee – he was there".
    return one.shape in ("colon", "tight", "bold", shape) and person_like(one.label)


def _aside(rest: str) -> bool:
    return not rest[:1].isupper() or bool(_DASH.search(rest))


def _said(
    one: Labelled,
    n: int,
    texts: Sequence[str],
    begins: Sequence[Labelled | None],
    *,
    early: bool,
    small: bool,
) -> bool:
    """Return whether what follows a role is said, and no value of a field or list."""
    after = begins[n + 1] if n + 1 < len(texts) else None
    if not one.rest:
        # The words stand below it; below a heading stands a label.
        below = n + 1 < len(texts) and after is None and not early
        colon = texts[n].rstrip("*_ ").endswith(":")
        then = n + 2 >= len(texts) or begins[n + 2] is not None
        return below and (colon or (then and texts[n + 1].rstrip().endswith(_ENDS)))
    if one.rest[0].islower() and (not small or with_article(one.label)):
        return False
    if _field(one.rest):
        return False
    sentence = one.rest.endswith(_ENDS) or len(one.rest.split()) >= _SENTENCE
    between = n > 0 and begins[n - 1] is not None and (after is not None or n + 1 == len(texts))
    return sentence or (between and not early)


def _field(rest: str) -> bool:
    """Return whether words are a field's value: "Interviewer", "Ann Lee (AL)"."""
    if rest.endswith((".", "?", "!", "…")):
        return False
    return role_like(rest) or (name_like(rest) and len(rest.split()) > 1)


def _small(texts: Iterable[str]) -> bool:
    """Return whether most texts begin in lower case, as some people type."""
    small = [text[0].islower() for text in texts if text]
    return sum(small) * 2 > len(small)


def _notes(taken: Counter[str], left: Counter[str], roles: Counter[str]) -> list[str]:
    notes = []
    if taken:
        notes.append(f"known labels before another mark begin turns, too: {_shown(taken)}")
    if left:
        shown = _shown(left)
        notes.append(f"known labels before another mark were left in the words: {shown}")
    if roles:
        notes.append(f"taken for speakers by their words, a guess: {_shown(roles)}")
    return notes


def _shown(counts: Counter[str]) -> str:
    return ", ".join(f"“{written}” {n}×" for written, n in counts.most_common())
