"""What the headings of a codebook's table say, as other programs and people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: The roles a column can have, apart from the fields of a code.
LEVEL, PARENT, PARENT_ID, DEPTH, GROUP = "level", "parent", "parent id", "depth", "group"
COUNT, IGNORED = "count", "ignored"

#: How high in the tree a column of names stands: a word found in its heading, the highest first.
_RANKS: tuple[tuple[int, str], ...] = (
    (1, "dimension dimensions overarching aggregate domain domains hypernym construct layer "
        "hauptkategorie oberkategorie hauptthema mega meta super umbrella"),
    (2, "theme themes thema category categories kategorie topic topics section cluster factor "
        "family concept concepts bereich tema temas categoria categorie categori"),
    (4, "code codes tag tags node nodes label name title codename bezeichnung kode titel variable "
        "codigo codigos nombre nome etiqueta cod codau enw"),
)  # fmt: skip
#: Words that put a column below another of the same word.
_BELOW = re.compile(
    r"\b(sub|unter|detailed|specific|low|lower|second|secondary|child)[\s-]*", re.IGNORECASE
)
_LEVEL_NUMBER = re.compile(r"(?:level|ebene|tier)\s*-?(\d)\b|\b(\d)(?:st|nd|rd|th) level")
#: Gioia's data structure counts from below: first-order concepts make second-order themes.
_ORDERS = (
    (re.compile(r"\b(?:1st|first) order\b"), 4.0),
    (re.compile(r"\b(?:2nd|second) order\b"), 3.0),
    (re.compile(r"\b(?:3rd|third) order\b"), 2.0),
)
#: Words that may stand beside a word for names without changing what it is.
_BESIDE = frozenset(
    "main major key broad broader parent primary top high higher level final initial code codes "
    "theme of the name names label title secondary tertiary first second third order overall "
    "thematic analytic descriptive emergent m2m system 1 2 3 4 5 and 1st 2nd 3rd".split()
)
#: Other headings by their words, in lower case without punctuation.
_WORDS = {
    "definition": "definition description comment comments memo meaning explanation beschreibung "
    "bedeutung bemerkung kommentar notes note descripcion definicion "
    "definicao descricao definizione diffiniad disgrifiad",
    "id": "id guid number nr no identifier abbreviation abbr acronym nummer",
    COUNT: "files references sources grounded groundedness density frequency count counts "
    "documents segments highlights quotations citation citations n f # total magnitude occurrences "
    "haufigkeit coverage weight",
    "colour": "colour color farbe",
    IGNORED: "created modified author date weighted minimum maximum default owner user",
}
_BY_WORD = {word: role for role, words in _WORDS.items() for word in words.split()}
#: Whole headings.
_WHOLE = {
    "parent id": PARENT_ID, "parentid": PARENT_ID, "parent code id": PARENT_ID,
    "parent guid": PARENT_ID, "depth": DEPTH, "level": DEPTH, "ebene": DEPTH, "indent": DEPTH,
    "parent": PARENT, "parent code": PARENT, "parent name": PARENT, "parent node": PARENT,
    "parent category": PARENT, "parent theme": PARENT, "below": PARENT, "obercode": PARENT,
    "ubergeordneter code": PARENT, "belongs to": PARENT, "code system": LEVEL,
    "code group": GROUP, "code groups": GROUP, "groups": GROUP, "group": GROUP,
    "code id": "id", "theme id": "id", "code number": "id", "code no": "id", "code #": "id",
    "name in welsh": "name_cy", "welsh name": "name_cy", "name cy": "name_cy",
    "cymraeg": "name_cy", "status": "status", "source": "source", "type": "type",
    "number of groups": COUNT,
    "use": "include", "usage": "include", "rule": "include", "rules": "include",
    "magnitude degree": COUNT, "coded segments": COUNT, "number of highlights": COUNT,
    "short definition": "brief", "in brief": "brief", "brief": "brief", "summary": "brief",
    "evidence": "examples", "indicators": "examples", "evidence of code": "examples",
}  # fmt: skip
_EXCLUDES = re.compile(r"\b(?:not|excl\w*|exceptions?|ausschluss\w*|don'?t|never)\b")
_INCLUDES = re.compile(
    r"\b(?:when(?: to)? use|incl\w*|coding rules?|coding guidelines?|use (?:when|for|if)|"
    r"applies|apply|kodierregel\w*|codierregel\w*|guidance|criteria)\b"
)
_EXAMPLES = re.compile(
    r"example|exemplar|quote\b|quotes\b|excerpt|verbatim|illustrat|beispiel|zitat|indicators|"
    r"heuristic|evidence|ejemplo|exempl|enghraifft|esempi|coded text"
)
_BRIEF = re.compile(r"\b(?:brief|short)\b")


def plain(heading: str) -> str:
    """Return a heading in lower case, its words with one blank between, brackets left off."""
    text = re.sub(r"[(\[].*?[)\]]", " ", heading.casefold()) or heading.casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[_:.*/|]+|(?<=\w)-(?=\w)", " ", text).split())


def role_of(heading: str) -> str:
    """Return the field or role that a heading names, empty if it names none.

    ``level`` is a column of names: how high it stands is ``rank_of``.
    """
    text = plain(heading)
    if not text or len(text) > 60:
        return ""
    return _WHOLE.get(text) or _field_of(text, text.split()) or _other_of(text, text.split())


def _field_of(text: str, words: list[str]) -> str:
    """Return the field of a code that a heading names."""
    if _EXAMPLES.search(text) and not {"number", "count"} & set(words):
        return "examples"
    if _EXCLUDES.search(text):
        return "exclude"
    if _INCLUDES.search(text):
        return "include"
    if words[-1] in ("definition", "description", "meaning", "comment", "memo", "definitions",
                     "descriptions", "beschreibung"):  # fmt: skip
        return "brief" if _BRIEF.search(text) else "definition"
    return ""


def _other_of(text: str, words: list[str]) -> str:
    """Return another role that a heading names."""
    if words[0] == "code" and words[-1].isdigit() and words[1] == "group":
        return GROUP
    if _is_level(text, words):
        return LEVEL
    if len(words) <= 3 and words[-1] in ("id", "no", "number", "nr"):
        return "id"
    roles = {_BY_WORD.get(word, "") for word in words} - {""}
    if (
        len(words) <= 4
        and len(roles) == 1
        and _BY_WORD.get(words[0] if len(words) == 1 else words[-1])
    ):
        return roles.pop()
    for word in (words[0], words[-1]):
        if _BY_WORD.get(word) in (COUNT, IGNORED, "colour"):
            return _BY_WORD[word]
    return ""


def _is_level(text: str, words: list[str]) -> bool:
    bare = [w for w in _BELOW.sub("", text).split() if w != "order"] or words
    known = [word for word in bare if any(word in names.split() for _, names in _RANKS)]
    if known and all(word in _BESIDE or word in known for word in bare):
        return True
    return bool(_LEVEL_NUMBER.search(text)) and len(words) <= 4 and "definition" not in words


def rank_of(heading: str) -> float:
    """Return how high a column of names stands: 1 the highest, 4 that of codes."""
    text = plain(heading)
    for order, rank in _ORDERS:
        if order.search(text):
            return rank
    number = _LEVEL_NUMBER.search(text)
    if number:
        return float(number[1] or number[2])
    words = _BELOW.sub("", text).split()
    found = [rank for rank, names in _RANKS for word in words if word in names.split()]
    if not found:
        return 2.0
    return min(found) + (0.9 if _BELOW.search(text) else 0.0)


def score(headings: Iterable[str]) -> tuple[int, int]:
    """Return how many cells of a row are known headings, and how many of these are of names."""
    roles = [role_of(cell) for cell in headings]
    return len([r for r in roles if r]), len([r for r in roles if r == LEVEL])
