"""Describes a theme: its terms, its label and its typical passages."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from qualcode.nlp.passages.passages import LEAST_WORDS, Segment
from qualcode.nlp.passages.stop_words import TOKEN, joined, stem

_Any = TypeVar("_Any")
_TERMS = 8
_LABEL = 3
_TYPICAL = 3
#: A phrase has at most three words, and is said this often, and in this share of its term's uses.
_LONGEST, _OFTEN, _MOSTLY = 3, 3, 0.4
#: A word in lower case this often is written in lower case.
_PLAIN = 0.3
#: Phrases are searched in this many passages of a theme: more add little.
LOOKED_AT = 600


def typical(ranked: Sequence[Segment]) -> list[Segment]:
    """Return the passages nearest the centre, by different people as far as possible."""
    picked: list[Segment] = []
    for segment in ranked:
        if segment.person not in {s.person for s in picked} and segment.words >= LEAST_WORDS:
            picked.append(segment)
        if len(picked) == _TYPICAL:
            return picked
    picked += [s for s in ranked if s not in picked][: _TYPICAL - len(picked)]
    return picked


def terms_of(candidates: Sequence[tuple[str, float]], members: Sequence[Segment]) -> list[str]:
    """Return terms used by several people, none of them much the same as another.

    Class TF-IDF favours words that one person says often, so a term's weight is multiplied by the
    square root of the number of people who say it.
    """
    people: dict[str, set[str]] = {term: set() for term, _ in candidates if term}
    for segment in members:
        words = re.findall(TOKEN, joined(segment.text).lower())
        for term in {*words, *(" ".join(pair) for pair in itertools.pairwise(words))}:
            if term in people:
                people[term].add(segment.person)
    # The words of a pair may have had stop words between them; then nobody says exactly that pair.
    said = [
        (term, weight * math.sqrt(len(people[term])))
        for term, weight in candidates
        if people.get(term) and not set(term) & {"'", "’"}
    ]
    said.sort(key=lambda pair: (-pair[1], pair[0]))
    kept: list[str] = []
    seen: set[str] = set()
    for least in (2, 1):
        for term, _ in said:
            pieces = stem(term).split()
            if len(people[term]) < least or len(set(pieces)) < len(pieces):
                continue
            if not set(pieces) & seen and len(kept) < (_TERMS if least == 2 else _LABEL):
                kept.append(term)
                seen.update(pieces)
    return kept


def phrased(terms: Sequence[str], members: Sequence[Segment], stops: Collection[str]) -> list[str]:
    """Return terms as people say them: in their usual spelling, and as phrases.

    A word that several people mostly say within one phrase of two or three words is shown as that
    phrase ("Schools Challenge Cymru" for "schools challenge"), and other terms in that phrase are
    left out. No stem is shown twice.
    """
    spoken = _Spoken(evenly(members, LOOKED_AT))
    unwanted = set(stops)
    found: list[str] = []
    said: set[str] = set()
    for term in terms:
        if set(stem(term).split()) & said:
            continue
        shown = _phrase(term.split(), spoken, unwanted, said)
        found.append(shown)
        said |= set(stem(shown).split())
    return found


def evenly(members: Sequence[_Any], most: int) -> Sequence[_Any]:
    """Return at most so many of these, evenly spaced from the first to the last."""
    if len(members) <= most:
        return members
    return [members[n * len(members) // most] for n in range(most)]


class _Spoken:
    """Passages as tokens, each split when first needed."""

    def __init__(self, members: Sequence[Segment]) -> None:
        self._people = [s.person for s in members]
        self._texts = [joined(s.text) for s in members]
        self._lower = [text.lower() for text in self._texts]
        self._tokens: dict[int, tuple[list[re.Match[str]], list[str]]] = {}

    def with_word(self, word: str) -> Iterator[tuple[str, list[re.Match[str]], list[str]]]:
        """Yield person, tokens and lower-case words of each passage that may contain a word."""
        for n, text in enumerate(self._lower):
            if word in text:
                if n not in self._tokens:
                    tokens = list(re.finditer(TOKEN, self._texts[n]))
                    self._tokens[n] = (tokens, [token.group().lower() for token in tokens])
                yield self._people[n], *self._tokens[n]


def _phrase(words: list[str], spoken: _Spoken, unwanted: set[str], said: set[str]) -> str:
    """Return the phrase in which words are mostly said, or else the words in their usual spelling.

    No phrase contains a stem of ``said``, or a stem twice.
    """
    forms: Counter[str] = Counter()
    phrases: dict[str, list[tuple[str, Sequence[re.Match[str]]]]] = {}
    for person, tokens, lower in spoken.with_word(words[0]):
        for at in _places(lower, words):
            forms[_written(tokens[at : at + len(words)])] += 1
            for length in range(len(words) + 1, _LONGEST + 1):
                for start in range(max(0, at + len(words) - length), at + 1):
                    run = tokens[start : start + length]
                    inside = lower[start : start + length]
                    if len(run) == length and not set(inside) & unwanted and _unbroken(run):
                        phrases.setdefault(" ".join(inside), []).append((person, run))
    times = sum(forms.values())
    best: tuple[int, int, str] | None = None
    for phrase, uses in phrases.items():
        if len(uses) < _OFTEN or len(uses) < _MOSTLY * times:
            continue
        several = len({person for person, _ in uses}) >= 2
        stems = stem(phrase).split()
        if several and not set(stems) & said and len(set(stems)) == len(stems):
            # The longest of those that are nearly always said whole.
            rank = (len(phrase.split()), len(uses), phrase)
            best = rank if best is None or rank > best else best
    if best is not None:
        forms = Counter(_written(run) for _, run in phrases[best[2]])
    if not forms:
        return " ".join(words)
    lower_form = next((form for form in forms if form == form.lower()), "")
    # Capitals of sentences' first words say nothing.
    if lower_form and forms[lower_form] >= _PLAIN * sum(forms.values()):
        return lower_form
    return min(forms, key=lambda form: (-forms[form], form))


def _places(lower: list[str], words: list[str]) -> Iterator[int]:
    """Yield the places where words stand in a passage one after another."""
    at = -1
    while True:
        try:
            at = lower.index(words[0], at + 1)
        except ValueError:
            return
        if lower[at : at + len(words)] == words:
            yield at


def _written(tokens: Sequence[re.Match[str]]) -> str:
    # "Estyn's" is Estyn, but "children's homes" is said like that.
    return re.sub(r"['’]s?$", "", " ".join(token.group() for token in tokens))


def _unbroken(tokens: Sequence[re.Match[str]]) -> bool:
    """Whether only blanks stand between the words: no comma, no full stop."""
    return all(
        one.string[one.end() : other.start()].isspace()
        for one, other in itertools.pairwise(tokens)
    )  # fmt: skip


def label_of(terms: Sequence[str], named: set[str]) -> str:
    """Return the first terms as a label, with more terms if ``named`` has the same label."""
    for most in range(_LABEL, len(terms) + 1):
        label = ", ".join(terms[:most])
        if label not in named:
            return label
    return ", ".join(terms) or "no terms"
