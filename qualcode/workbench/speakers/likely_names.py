"""Finds what surely may identify somebody in a transcript: a first look at import.

It finds the obvious cases, so that they surprise nobody later: what nobody would call a name by its
form alone, such as a town or a product, is left to ``qualcode names``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from qualcode.model.document.document import label_is_neutral
from qualcode.nlp.names.file_names import is_given_name, is_ordinary

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŴŶ]"
_REST = r"[a-zß-öø-ÿŵŷ]+"
_NAME = rf"(?:O['’]|M[a]?c)?{_CAPITAL}{_REST}(?:['’]{_REST})*(?:-{_CAPITAL}{_REST})*"
_ONE = re.compile(rf"(?<![\w'’-]){_NAME}")
_RUN = re.compile(rf"(?<![\w'’-]){_NAME}(?:[ ](?:(?:ap|ab|y|yr|the|of|de|van)[ ])?{_NAME}){{0,3}}")
_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Mx|Sir|Syr|Auntie|Nain|Taid)\.?[ ]({_NAME}(?:[ ]{_NAME})?)"
)
_POSSESSIVE = re.compile(r"['’]s$")
_PATTERNS = (
    ("e-mail", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    ("phone number", re.compile(
        r"(?<![\d.])(?:\+44[ ]?|0(?=[1-9]))\d{2,5}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)")),
    ("a profile", re.compile(
        r"(?:(?:instagram|facebook|tiktok|twitter|snapchat)\.com/(?:add/)?|youtube\.com/(?=@)|"
            r"linkedin\.com/in/)"
            r"@?[\w.-]{2,40}(?!\?)\b|(?<![\w/])x\.com/[\w.-]{2,40}\b")),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}\b")),
)  # fmt: skip
_SCHOOL = re.compile(r"\b(?:School|Academy|College|Primary|Comprehensive|Ysgol|Coleg)\b")
#: What people are called by office, which is no name: "Madam Chair", "Deputy Speaker".
_OFFICES = frozenset(
    "speaker chair chairman chairwoman chairperson president presiding member members minister "
    "ministers secretary councillor senator mayor judge justice lady lord dame hon honourable "
    "professor doctor inspector sergeant constable father brother sister inquiry committee counsel "
    "the order business which what who that this temporary assistant vice prime".split()
)
_LEAD = re.compile(
    r"(?:(?:The|An|And|But|So|If|When|Where|In|On|At|For|From|With|By|To|As|Of|Our|My|Your|His|Her|"
    r"Their|This|That|Then|Well|Yes|No|After|Before|Because|Or|It|He|She|They|We|You)[ ])+"
)
_SCHOOL_WORDS = frozenset(
    "school schools academy college coleg ysgol graduate junior infant infants middle division "
    "board business law medicine enrolments day new at in the".split()
)
_OF_A_KIND = 6


class LikelyName(msgspec.Struct, frozen=True, array_like=True):
    """A string that may identify somebody: its likely kind, and how often it occurs."""

    text: str
    kind: str
    count: int


def likely_names(turns: Sequence[str], labels: Sequence[str]) -> list[LikelyName]:
    """Return what in the turns may identify somebody, at most six of a kind, the riskiest first.

    First addresses and numbers, then the speakers' own names as others say them, then titles with
    names, schools, and usual given names, with a surname or without.
    """
    text = "\n".join(turns)
    lower = frozenset(re.findall(r"(?<![\w'’])[a-zß-öø-ÿŵŷ][a-zß-öø-ÿŵŷ'’]*", text))
    own = Counter(_own_names(text, labels, lower))
    titled = Counter(_titled(text, lower))
    schools = Counter(run for run in _runs(text) if _SCHOOL.search(run) and _of_its_own(run))
    known = " ".join([*own, *titled, *schools])
    given = Counter(name for name in _given(text, lower) if name not in known)
    found = [(kind, Counter(pattern.findall(text))) for kind, pattern in _PATTERNS]
    found += [
        ("a speaker’s name", own), ("a name with a title", titled), ("a school", schools),
        ("a name", given),
    ]  # fmt: skip
    return [
        LikelyName(name, kind, count)
        for kind, counts in found
        for name, count in counts.most_common(_OF_A_KIND)
    ]


def _is_name(word: str, lower: frozenset[str]) -> bool:
    """Return whether a word is neither an office nor an ordinary word, nor one of the text's."""
    low = word.lower()
    return not (low in lower or low in _OFFICES or is_ordinary(low) or label_is_neutral(word))


def _of_its_own(school: str) -> bool:
    """Return whether a school has a name: "High School" and "School of Business" have none."""
    return any(
        not (is_ordinary(word) or word.lower() in _SCHOOL_WORDS)
        for word in school.split()
        if word[0].isupper()
    )


def _own_names(text: str, labels: Sequence[str], lower: frozenset[str]) -> Iterator[str]:
    """Yield the parts of speakers' names, each as often as somebody says it."""
    parts = dict.fromkeys(
        part
        for label in labels
        if not label_is_neutral(label)
        for part in _ONE.findall(label)
        if len(part) > 2 and (_is_name(part, lower) or is_given_name(part))
    )
    for part in parts:
        yield from [part] * len(re.findall(rf"\b{re.escape(part)}\b", text))


def _titled(text: str, lower: frozenset[str]) -> Iterator[str]:
    for match in _TITLED.finditer(text):
        words = _POSSESSIVE.sub("", match[1]).split()
        if all(_is_name(word, lower) or is_given_name(word) for word in words):
            yield _POSSESSIVE.sub("", match[0])


def _runs(text: str) -> Iterator[str]:
    """Yield words with capitals that follow each other, without those that begin a sentence."""
    for match in _RUN.finditer(text):
        run = _without_lead(_POSSESSIVE.sub("", match[0]))
        if run:
            yield run


def _without_lead(run: str) -> str:
    lead = _LEAD.match(run)
    return run[lead.end() :] if lead else run


def _given(text: str, lower: frozenset[str]) -> Iterator[str]:
    """Yield given names, with the surname if there is one; never words that the text has too."""
    for run in _runs(text):
        words = run.split()
        first = next((n for n, word in enumerate(words) if is_given_name(word)), None)
        if first is None:
            continue
        name = words[first : first + 1]
        if first + 1 < len(words) and _is_name(words[first + 1], lower):
            name = words[first : first + 2]
        alone = len(name) == 1
        if alone and (is_ordinary(name[0]) or name[0].lower() in lower):
            continue
        yield " ".join(name)
