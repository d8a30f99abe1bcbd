"""Puts the forms of one name together: full name, surname, initials, title, Welsh mutation."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.model.personal_names import mutated, plain, words_of
from qualcode.nlp.names.file_names import is_given_name, is_ordinary

if TYPE_CHECKING:
    from qualcode.nlp.names.finder import Candidate

_ARTICLES = frozenset({"the", "y", "yr"})
_SIGNS = re.compile(r"[^\W\d_]{2,4}")
#: Found by likeness alone: whose form it is, if anybody's, a person has to say.
GUESSES = ("familiar form", "misspelling")
#: These ways of finding a string say by themselves that it is a person's name.
_SURELY = ("label", "title", "part of a name", "initials", "familiar form", "misspelling")
#: What is found in one of these ways may be a whole name.
_WHOLE = ("title", "capitals", "hint")


@dataclass
class SameName:
    """Strings that are forms of one name; the first is the one it goes by.

    ``may_be`` are several names of which it may be a form: a first name that two people have.
    """

    forms: list[Candidate]
    may_be: tuple[str, ...] = ()


def together(found: Sequence[Candidate], mutating: Collection[str] = ()) -> list[SameName]:
    """Return what was found, the forms of one name together, each where its first one was.

    A form that fits two people stands alone, as does one that is only like a name. ``mutating``
    are documents whose language changes the first letter of a place: "yng Nghaerdydd" goes with
    "Caerdydd".
    """
    people = _People(found)
    places = _mutations(found, mutating)
    alike: dict[tuple[str, ...], Candidate] = {}
    made: dict[int, SameName] = {}
    for one in found:
        owners = people.owners(one)
        if len(owners) > 1:
            made[id(one)] = SameName([one], tuple(sorted(owner.text for owner in owners)))
            continue
        first = owners[0] if owners else places.get(id(one)) or _same_words(one, alike)
        group = made.setdefault(id(first), SameName([first]))
        if first is not one:
            group.forms.append(one)
    return list(made.values())


def is_person(one: Candidate) -> bool:
    """Return whether a string is likely to be somebody's name, by itself."""
    if one.kind != "person":
        return False
    if one.how in _SURELY or one.hinted == "person":
        return True
    words = bare(one)
    if not words or not is_given_name(words[0]):
        return False
    return not is_ordinary(words[0]) or (len(words) > 1 and not is_ordinary(words[1]))


def bare(one: Candidate) -> tuple[str, ...]:
    """Return the words of a string without titles."""
    from qualcode.nlp.names.finder import bare_words

    return bare_words(one.text)


class _People:
    """The whole names of people among what was found, and whose form another string is."""

    def __init__(self, found: Sequence[Candidate]) -> None:
        known = [c for c in found if c.how in ("listed", "label") and c.kind == "person"]
        whole = [c for c in found if c.how in _WHOLE and (c.how == "title" or len(bare(c)) > 1)]
        others = [c for c in whole if is_person(c)]
        others.sort(key=lambda c: (-len(bare(c)), -c.count))
        self._leads: list[tuple[frozenset[str], Candidate]] = []
        for one in [*known, *others]:
            words = frozenset(bare(one))
            # Two people of the table are two, even if one's name is within the other's.
            if one.how == "listed" or not any(words <= other for other, _ in self._leads):
                self._leads.append((words, one))
        self._waiting: dict[str, Candidate] = {}

    def owners(self, one: Candidate) -> list[Candidate]:
        """Return the names of which a string is a form, itself if it is whole."""
        if one.how in GUESSES or any(lead is one for _, lead in self._leads):
            return [one]
        words = set(bare(one))
        if one.kind != "person" or not words:
            return []
        inside = [lead for other, lead in self._leads if words <= other]
        if one.how == "listed":
            return []
        if one.of is not None:
            return self._of(one, inside)
        if len(words) == 1 and one.how in ("capitals", "hint"):
            [word] = words
            if is_ordinary(word) and not is_given_name(word):
                return []
            return inside or self._with_initials(one)
        return inside

    def _of(self, one: Candidate, inside: list[Candidate]) -> list[Candidate]:
        """Return whose form a string is that was found by its likeness to a known name."""
        assert one.of is not None
        if inside:
            return inside
        name = frozenset(words_of(one.of.name))
        named = [lead for other, lead in self._leads if other and other <= name]
        # The name itself stands nowhere any more: its forms stay together.
        return named[:1] or [self._waiting.setdefault(plain(one.of.name), one)]

    def _with_initials(self, one: Candidate) -> list[Candidate]:
        """Return the one person whose initials a string is, in a text that has the name too."""
        if not (one.text.isupper() and _SIGNS.fullmatch(one.text)):
            return []
        signs = list(plain(one.text))
        fit = [
            lead
            for _, lead in self._leads
            if [word[0] for word in bare(lead)] == signs
            and not one.documents.isdisjoint(lead.documents)
        ]
        return fit if len(fit) == 1 else []


def _mutations(found: Sequence[Candidate], mutating: Collection[str]) -> dict[int, Candidate]:
    """Return the place of which each string is a mutated form."""
    if not mutating:
        return {}
    by_text = {c.text: c for c in found if c.how in ("capitals", "hint", "listed")}
    places: dict[int, Candidate] = {}
    for text, one in by_text.items():
        if is_given_name(text.split()[0]) or one.hinted == "person":
            continue
        for other in mutated(text):
            form = by_text.get(other)
            if form is not None and form is not one and not form.documents.isdisjoint(mutating):
                places[id(form)] = one
    return {form: one for form, one in places.items() if id(one) not in places}


def _same_words(one: Candidate, known: dict[tuple[str, ...], Candidate]) -> Candidate:
    """Return the first string that differs only by an article: "the Carers Trust"."""
    words = words_of(one.text)
    if len(words) > 2 and words[0] in _ARTICLES:
        words = words[1:]
    return known.setdefault(words, one)
