"""Finds labels that are one person's: "interviewer" and "Interviewer", "Ann Lee" and then "AL".

Two people under one label are worse than one under two, so a shorter form counts only where it
fits one person, and nobody answers themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qualcode.model.document.document import label_is_neutral
from qualcode.transcripts.labels.folding import folded
from qualcode.transcripts.labels.labels import ASIDE, Labelled, name_like
from qualcode.transcripts.parsed import ParsedTurn

_BRACKETED = re.compile(r"(?P<label>[^()\[\]]+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]")
_INNER = re.compile(r"\s*\([^()]*\)(?=\)$)")
_PRONOUNS = re.compile(r"(?:she|he|they|hi|ef|nhw)(?:[/, ]+\w+){1,3}", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:(?:The )?(?:Rt|Right|Hon|Dr|Mr|Mrs|Ms|Mx|Miss|Prof|Professor|Rev|Sir|Cllr|Sen|Rep)\.?\s+)+"
)
#: A role stands in full at the beginning, this often at most: "Interviewer", and then "I".
_INTRODUCED = 2
_RECURS = 3
#: Two labels that follow one another in more than this share of the rarer's turns are two people.
_ANSWERS = 0.2


def alike(found: Sequence[Labelled | None]) -> list[Labelled | None]:
    """Return labels with one spelling for those that differ in case and spaces only."""
    counts = Counter(one.label for one in found if one)
    # A name in capitals that stands once is a title; so may be two spellings that stand once.
    counts = Counter({x: n for x, n in counts.items() if n > 1 or not _capitals(x)})
    total: Counter[str] = Counter()
    most: dict[str, int] = {}
    for x, n in counts.items():
        total[folded(x)] += n
        most[folded(x)] = max(n, most.get(folded(x), 0))
    rare = {key for key, n in total.items() if most[key] == 1 and n < _RECURS}
    best = _best({x: n for x, n in counts.items() if folded(x) not in rare})
    # "Ann Lee (Minister)" stands once, and then "Ann Lee".
    often = {folded(x): x for x, n in counts.items() if n > 1 or _TITLE.match(x)}
    plain = {x: _without_aside(x, often) or best.get(folded(x), x) for x in counts}
    became = {x: label for x, label in plain.items() if x != label}
    if not became:
        return list(found)
    return [
        replace(one, label=became[one.label]) if one and one.label in became else one
        for one in found
    ]


def _without_aside(label: str, best: Mapping[str, str]) -> str:
    """Return the spelling of a label that stands without what it says in brackets; or ``""``."""
    shorter = (folded(ASIDE.sub("", label)), folded(_INNER.sub("", label)))
    return next((best[key] for key in shorter if key in best), "")


def _capitals(label: str) -> bool:
    return label.isupper() and " " in label


def spellings_of(found: Sequence[Labelled | None], chosen: Collection[str]) -> frozenset[str]:
    """Return all the spellings of the chosen labels, which ``alike`` gave."""
    return frozenset(
        one.label
        for one, other in zip(found, alike(found), strict=True)
        if one and other and other.label in chosen
    )


def _best(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the most frequent spelling of each label, or of equals the first with a capital."""
    best: dict[str, str] = {}
    for label, n in counts.items():
        there = best.setdefault(folded(label), label)
        rank, other = (n, label[:1].isupper()), (counts[there], there[:1].isupper())
        if rank > other:
            best[folded(label)] = label
    return best


def one_person_each(
    turns: Sequence[ParsedTurn], apart: Collection[str] = ()
) -> tuple[list[ParsedTurn], dict[str, str], list[str]]:
    """Return turns in which each person has one label, which labels became which, and a note.

    Labels in ``apart`` stay as they are.
    """
    counts = Counter(turn.speaker for turn in turns if turn.speaker)
    if len(counts) < 2:
        return list(turns), {}, []
    best = _best({label: n for label, n in counts.items() if label not in apart})
    became = {x: best.get(folded(x), x) for x in counts if x not in apart}
    said = [became.get(t.speaker, t.speaker) if t.speaker else None for t in turns]
    aside = _asides(_Talk.of(said), apart)
    became = {x: aside.get(to, to) for x, to in became.items()}
    said = [aside.get(who, who) if who else None for who in said]
    shorter = _shorter(_Talk.of(said), apart)
    became = {x: shorter.get(to, to) for x, to in became.items()}
    became = {x: to for x, to in became.items() if x != to}
    if not became:
        return list(turns), {}, []
    made = [
        replace(t, speaker=became.get(t.speaker, t.speaker) if t.speaker else None) for t in turns
    ]
    shown = ", ".join(f"“{x}” {counts[x]}× as “{to}”" for x, to in became.items())
    first = next(iter(became))
    note = f'labels taken for one person\'s: {shown}; to keep one apart: --label "{first}"'
    return made, became, [note]


# ---- shorter forms --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Talk:
    """Who speaks how often, from which turn to which, and who follows whom."""

    counts: Counter[str]
    first: dict[str, int]
    last: dict[str, int]
    follows: Counter[frozenset[str]]

    @classmethod
    def of(cls, said: Sequence[str | None]) -> _Talk:
        known = [(who, at) for at, who in enumerate(said) if who is not None]
        follows: Counter[frozenset[str]] = Counter()
        for (before, then), n in Counter(pairwise(who for who, _ in known)).items():
            if before != then:
                follows[frozenset((before, then))] += n
        first, last = dict(reversed(known)), dict(known)
        return cls(Counter(filter(None, said)), first, last, follows)

    def answer(self, one: str, other: str) -> bool:
        """Return whether two labels answer each other as two people do."""
        rarer = min(self.counts[one], self.counts[other])
        turns = self.follows[frozenset((one, other))]
        return turns > 1 and turns > rarer * _ANSWERS

    def introduced(self, full: str, short: str) -> bool:
        """Return whether a full form stands at the beginning only, and the shorter after it."""
        return self.counts[full] <= _INTRODUCED and self.last[full] < self.first[short]


def _asides(talk: _Talk, apart: Collection[str]) -> dict[str, str]:
    """Return the labels that say more in brackets: "Ann Lee (Chair)", "The Chair (Ann Lee)"."""
    found: dict[str, str] = {}
    known = {folded(x): x for x in talk.counts if x not in apart}
    matches = {full: match for full in talk.counts if (match := _BRACKETED.fullmatch(full))}
    # Of "Chair (Ann Lee)" and "Chair (Bob Roe)", neither is the Chair.
    told = Counter(folded(match["label"]) for match in matches.values())
    for full, match in matches.items():
        if full in apart:
            continue
        inside, label = known.get(folded(match["inside"])), known.get(folded(match["label"]))
        alone = label is not None and told[folded(label)] == 1
        pronouns = _PRONOUNS.fullmatch(match["inside"])
        if inside is not None and _named(inside):
            found[full] = inside
            if label is not None and alone and label[-1:].isdigit():
                found[label] = inside
            continue
        more = pronouns or (alone and label is not None and talk.introduced(full, label))
        if inside is None and label is not None and more:
            found[full] = label
    return found


def _named(label: str) -> bool:
    return name_like(label) and len(label.split()) > 1 and not label_is_neutral(label)


def _shorter(talk: _Talk, apart: Collection[str]) -> dict[str, str]:
    """Return which label is a shorter form of which other; only where it fits one alone."""
    labels = [x for x in talk.counts if x not in apart]
    known = {folded(x): x for x in labels}
    fuller: dict[str, set[str]] = {}
    for full in labels:
        for short, sure in _forms(full):
            there = known.get(folded(short))
            if there is None or there == full or talk.answer(full, there):
                continue
            if sure or talk.introduced(full, there):
                fuller.setdefault(there, set()).add(full)
            else:
                # It may be two people: then it is a shorter form of nobody's label.
                fuller.setdefault(there, set())
    one = {short: next(iter(full)) for short, full in fuller.items() if len(full) == 1}
    # "AL" for "Ann Lee", for "Ann Lee (she/her)"; never in a circle.
    for short in list(one):
        seen = {short}
        while one[short] in one and one[short] not in seen:
            seen.add(one[short])
            one[short] = one[one[short]]
        if one[short] in seen:
            del one[short]
    return one


def _forms(full: str) -> Iterator[tuple[str, bool]]:
    """Return the shorter forms of a label, each with whether it is sure wherever it stands."""
    match = _BRACKETED.fullmatch(full)
    if match:
        label, inside = match["label"], match["inside"]
        yield label, _short_for(inside, label)
        yield inside, True
        full = label
    name = _TITLE.sub("", full)
    words = [w for w in re.split(r"[\s-]+", name) if w[:1].isalpha()]
    if len(words) < 2:
        # "Interviewer", and from then on "I".
        yield from ((full[:length], False) for length in (1, 3) if label_is_neutral(full))
        return
    person = name_like(name) and not label_is_neutral(name) and not any(map(str.isdigit, name))
    initials = "".join(w[0] for w in words).upper()
    for form in _initials(initials, words):
        yield form, person
    if person:
        last = name.split()[-1]
        yield last, False
        yield name, True
        for start in (f"{words[0][0]}. ", f"{words[0][0]} "):
            yield start + last, True


def _initials(initials: str, words: Sequence[str]) -> Iterable[str]:
    yield initials
    yield ".".join(initials)
    if len(words) > 2:
        yield initials[0] + initials[-1]


def _short_for(inside: str, label: str) -> bool:
    """Return whether text in brackets is a code for the label before it: "Interviewer (I)"."""
    initials = "".join(w[0] for w in label.split())
    return folded(inside) == folded(initials) or folded(label).startswith(folded(inside))
