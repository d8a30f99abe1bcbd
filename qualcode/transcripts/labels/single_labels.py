"""Finds labels that stand once beside frequent ones and name nobody: titles and headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from qualcode.transcripts.labels.labels import Labelled, may_recur, name_like, surely_speaker
from qualcode.transcripts.labels.somebody import person_like, role_like
from qualcode.transcripts.labels.speakers import Ordinary

#: So often a label is frequent.
_FREQUENT = 3
#: A talk of one person begins with at least so many words.
_SENTENCE = 8
#: More words than these are long for somebody who speaks once.
_LONG = 100
#: So many labels, and this share of all, have words behind them where one alone is a title.
_FEWEST, _SPELT = 10, 0.66
_PERSONS = 3
#: Somebody's title: whoever has one is no heading.
_TITLED = re.compile(
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Hon|Rev|Sir|Dame|Cllr|Lord|Lady|Baroness|Baron|Viscount|Viscountess"
    r"|The (?:Lord )?(?:Earl|Countess|Marquess|Marchioness|Duke|Duchess|Archbishop|Bishop) of)"
    r"\b\.?\s",
    re.IGNORECASE,
)


def single_labels(
    texts: Sequence[str], found: Sequence[Labelled | None], labels: frozenset[str]
) -> frozenset[str]:
    """Return those of the ``labels`` that stand once, beside frequent ones, and are no speakers.

    That is one on a line of its own above a long text or above none, and one before the first
    frequent label that is on a line of its own, or whose words are long or no sentence. A label
    such as "Interviewer" or "P3" is a speaker in any case.
    """
    places = [(at, f) for at, f in enumerate(found) if f is not None and f.label in labels]
    counts = Counter(f.label for _, f in places)
    frequent = {label for label, n in counts.items() if n >= _FREQUENT}
    if len(frequent) < 2:
        return frozenset()
    first = next(at for at, f in places if f.label in frequent)
    ends = [at for at, _ in places[1:]] + [len(texts)]
    return frozenset(
        f.label
        for (at, f), end in zip(places, ends, strict=True)
        if counts[f.label] == 1
        and not surely_speaker(f.label)
        and not _TITLED.match(f.label)
        and _no_speaker(texts, at, f, end, early=at < first)
    )


def titles_alone(
    texts: Sequence[str], found: Sequence[Labelled | None], labels: frozenset[str]
) -> Counter[str]:
    """Return those of the labels that always stand alone, where the others have words behind them.

    "Motion" above a motion is a title, in a file of "Mrs. Lee: I move". A label such as
    "Interviewer" or "P3", a role and a name with a title are speakers in any case.
    """
    places = [(at, f) for at, f in enumerate(found) if f is not None and f.label in labels]
    spelt = [f.label for at, f in places if f.rest or texts[at].rstrip("*_ \t").endswith(":")]
    if len(spelt) < _FEWEST or len(spelt) < len(places) * _SPELT:
        return Counter()
    others = {*spelt}
    return Counter(
        f.label for _, f in places if f.label not in others and not _surely_somebody(f.label)
    )


def persons_with_words(found: Sequence[Labelled | None]) -> frozenset[str]:
    """Return the names with a title or a party that have words behind them, if several do."""
    labels = frozenset(
        f.label for f in found if f and f.rest and f.shape == "colon" and person_like(f.label)
    )
    return labels if len(labels) >= _PERSONS else frozenset()


def _surely_somebody(label: str) -> bool:
    return surely_speaker(label) or role_like(label) or person_like(label)


def titles_note(titles: Counter[str]) -> list[str]:
    """Return a note on the titles that ``titles_alone`` found."""
    if not titles:
        return []
    shown = ", ".join(f"“{title}” {n}×" for title, n in titles.most_common())
    return [f"titles alone on a line, where labels have words behind them, are nobody's: {shown}"]


def only_label(
    texts: Sequence[str], found: Sequence[Labelled | None], nobody: Collection[int]
) -> frozenset[str]:
    """Return the full name in bold type before the first words, if nobody else has a label.

    "__Dora Hale__: Welcome to the farm" begins a talk of one person.
    """
    first = next((n for n in range(len(texts)) if n not in nobody), None)
    one = None if first is None else found[first]
    if one is None or first is None or not texts[first].startswith(("**", "__")):
        return frozenset()
    others = any(f and n != first and not f.doubtful for n, f in enumerate(found))
    named = len(one.label.split()) in (2, 3) and name_like(one.label) and may_recur(one.label)
    said = len(one.rest.split()) >= _SENTENCE and not others
    return (
        frozenset([one.label]) if named and said and not Ordinary(texts)(one.label) else frozenset()
    )


def _no_speaker(texts: Sequence[str], at: int, one: Labelled, end: int, *, early: bool) -> bool:
    words = len(one.rest.split()) + sum(len(text.split()) for text in texts[at + 1 : end])
    if not one.rest:
        # "Ann:" says by its colon that it is a label, whose words are missing.
        titled = not words and not texts[at].rstrip("*_ \t").endswith(":")
        return early or words > _LONG or titled
    # Before a colon in the middle stands somebody who speaks once, however long.
    named = name_like(one.label) and one.rest[-1] in ".?!…-–—\"'”’)]"
    return early and (words > _LONG or not named)
