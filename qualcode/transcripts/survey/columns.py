"""Decides what each column of a survey is: an id, open answers, an attribute, or none of these.

Git takes attributes, so a column becomes one only if it holds a few closed answers: columns that
may name a person are left out, and those that may hold somebody's own words count as answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from qualcode.transcripts.labels.labels import name_like
from qualcode.transcripts.survey.programs import Column

Kind = Literal["id", "answers", "attribute", "left out"]

#: Headings of data that programs record about the answering; none of it is said by anybody.
_ABOUT = re.compile(
    r"(?:start|end|completion|recorded|submit(?:ted)?|last modified|creation|modified|response)"
    r" ?(?:date|time|id|date ?time|at|on|type)?"
    r"|time ?stamp|date ?(?:submitted|completed|created|modified)|duration.*|progress|finished"
    r"|status|completed|collector ?id|custom data.*|distribution ?channel"
    r"|external ?(?:data )?reference|recipient.*|location ?(?:latitude|longitude)|ip ?address"
    r"|network id|total points|quiz feedback|score|seed|last ?page|start ?language|refurl"
    r"|referrer|user ?agent|browser.*"
    r"|q_.*|sc\d+",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"(?:(?:your|first|last|full|given|family|middle|user|birth|respondent|participant|recipient"
    r"|contact|child s|children s|parent s|carer s|school contact) ?)*"
    r"(?:names?|surnames?|forenames?|initials|e ?mails?|e ?mail addresses|e ?mail address|phone"
    r"|mobile|telephone|phone number|mobile number|contact details?|contact number|address"
    r"|home address|post ?code|zip ?code|date of birth|dob|birthday|nhs number|nhs no|ni number"
    r"|signature"
    r"|enw|cyfenw|ebost|e bost)(?: (?:optional|only))?",
    re.IGNORECASE,
)
_ASKS_PERSONAL = re.compile(
    r"\b(?:your (?:full |first |last )?name|e-?mail address|phone number|date of birth|postcode"
    r"|home address|contact details)\b",
    re.IGNORECASE,
)
_ID = (
    "case", "case id", "pseudonym", "participant code", "participant id", "participant number",
    "participant", "study id", "study number", "code", "respondent code", "respondent",
    "respondent id", "response id", "responseid", "unique response number", "uniqueresponseno",
    "unique response no", "response number", "id", "ref", "reference", "no", "number", "rhif",
)  # fmt: skip
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,24}")
_NETWORK = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}")
_PHONE = re.compile(r"\+?[\d\s()/-]{9,20}")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?.*)?"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?:,? \d{1,2}:\d\d.*)?"
)
_LINK = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,15})?%?")
#: Attributes with the same name whatever the question was.
_USUAL = ("local authority", "role", "group", "language", "region", "gender", "ethnicity", "age",
          "school", "job", "organisation")  # fmt: skip
#: The words before the name of the attribute, as in "1. What is your role?".
_BEFORE = frozenset("what which is are the your please select choose of user in".split())
_NUMBERED = re.compile(r"q?\d{1,3}[a-z]?")
_LONGEST_NAME = 40
#: An attribute has at most this many different values, or half as many as there are answers.
_MOST_VALUES = 12
#: Answers with more words than this, on average, are open in any case.
_WORDS = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """What a column was taken for, and why in a word or two; for an attribute also its name."""

    kind: Kind
    why: str = ""
    name: str = ""


def heading_words(title: str) -> str:
    """Return a heading as compared: lower case, no signs."""
    return " ".join(re.sub(r"[^\w\s]", " ", title[:300].casefold()).split())


def id_column(columns: Sequence[Column]) -> int | None:
    """Return the column with an id of each respondent: by its heading, all values different."""
    best: tuple[int, int] | None = None
    for at, column in enumerate(columns):
        keys = {heading_words(column.title), heading_words(column.code)}
        rank = min((_ID.index(key) for key in keys if key in _ID), default=None)
        filled = [cell.casefold() for cell in column.cells if cell]
        if rank is None or not filled or len(filled) < len(column.cells):
            continue
        if len(set(filled)) == len(filled) and (best is None or rank < best[0]):
            best = (rank, at)
    return best[1] if best else None


def take(column: Column) -> Taken:
    """Decide what a column is, if the user did not say."""
    filled = [cell for cell in column.cells if cell]
    if not filled:
        return Taken("left out", "empty")
    heading, code = heading_words(column.title), heading_words(column.code)
    if column.open_ended:
        return Taken("answers", "open-ended, the export says")
    if any(key in ("userlanguage", "user language", "language") for key in (heading, code)):
        return Taken("attribute", "closed answers")
    personal = _personal(column.title, heading, filled)
    if personal:
        return Taken("left out", personal)
    if _ABOUT.fullmatch(heading) or (code and _ABOUT.fullmatch(code)):
        return Taken("left out", "about the answering")
    if _share(filled, _DATE) > 0.8:
        return Taken("left out", "dates")
    if _share(filled, _LINK) > 0.8:
        return Taken("left out", "links")
    return _open_or_closed(heading, filled)


def _share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(1 for cell in cells if pattern.fullmatch(cell)) / len(cells)


def _personal(title: str, heading: str, filled: Sequence[str]) -> str:
    if _PERSONAL.fullmatch(heading) or (_ASKS_PERSONAL.search(title) and _words(filled) < 5):
        return "personal, by its heading"
    if _share(filled, _EMAIL) > 0.3:
        return "e-mail addresses"
    if _share(filled, _NETWORK) > 0.5:
        return "network addresses"
    if _share(filled, _POSTCODE) > 0.5:
        return "postcodes"
    digits = [cell for cell in filled if sum(c.isdigit() for c in cell) >= 9]
    if len(digits) * 2 > len(filled) and _share(filled, _PHONE) > 0.5:
        return "phone or other long numbers"
    if not any(usual in heading for usual in _USUAL) and _like_names(filled):
        return "looks like names of people"
    return ""


def _like_names(filled: Sequence[str]) -> bool:
    """Return whether cells look like names of people: a few capitalised words, all different."""
    if len(filled) < 2 or len({cell.casefold() for cell in filled}) * 5 < len(filled) * 4:
        return False
    named = sum(
        1
        for cell in filled
        if len(cell.split()) <= 3
        and name_like(cell)
        and all(c.isalpha() or c in " .'’-" for c in cell)
        and any(c.islower() for c in cell)
    )
    return named * 10 >= len(filled) * 7


def _words(filled: Sequence[str]) -> float:
    return sum(len(cell.split()) for cell in filled) / len(filled)


def _open_or_closed(heading: str, filled: Sequence[str]) -> Taken:
    different = {" ".join(cell.casefold().split()) for cell in filled}
    numbers = _share(filled, _NUMBER)
    if numbers > 0.9:
        if len(different) == len(filled) > _MOST_VALUES:
            return Taken("left out", "a number for each respondent")
        return Taken("attribute", "numbers")
    if _choices(filled):
        return Taken("attribute", "choices of several")
    few = len(different) <= max(_MOST_VALUES, len(filled) // 2)
    words = _words(filled)
    longest = max(len(cell.split()) for cell in filled)
    repeated = len(different) * 2 <= len(filled)
    if repeated and few and longest <= 25:
        return Taken("attribute", "closed answers")
    if words >= _WORDS or longest >= 10:
        return Taken("answers", f"{words:.0f} words each")
    if not few:
        return Taken("answers", "nearly all different")
    return Taken("attribute", "closed answers")


def _choices(filled: Sequence[str]) -> bool:
    """Return whether cells list choices ("Mentor;Tutor;") out of only a few."""
    for sign in (";", ", "):
        several = [cell for cell in filled if sign in cell.strip(sign)]
        if len(several) * 3 < len(filled):
            continue
        parts = [part.strip().casefold() for cell in filled for part in cell.split(sign)]
        parts = [part for part in parts if part]
        if len(set(parts)) * 3 <= len(parts) and max(len(p.split()) for p in parts) <= 12:
            return True
    return False


def attribute_names(titles: Iterable[str]) -> list[str]:
    """Return a safe name for each attribute, all different: lower case and underscores."""
    names: list[str] = []
    for title in titles:
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", plain.casefold())
        if len(words) > 1 and _NUMBERED.fullmatch(words[0]):
            words = words[1:]
        # "Which local authority do you live in?" asks for one; "Do you agree that …" does not.
        asks = len(words) < 5 or words[0] in _BEFORE
        while len(words) > 1 and words[0] in _BEFORE:
            words = words[1:]
        said = " ".join(words)
        usual = next((u for u in _USUAL if re.search(rf"\b{u}\b", said)), "")
        made = usual.replace(" ", "_") if usual and asks and len(words) > 2 else _shortened(words)
        made = made or "attribute"
        if made[0].isdigit():
            made = f"q{made}"
        if made == "id" or made in names:
            number = 2
            while f"{made}_{number}" in names:
                number += 1
            made = f"{made}_{number}"
        names.append(made)
    return names


def _shortened(words: Sequence[str]) -> str:
    made = ""
    for word in words:
        if made and len(made) + 1 + len(word) > _LONGEST_NAME:
            break
        made = f"{made}_{word}" if made else word[:_LONGEST_NAME]
    return made
