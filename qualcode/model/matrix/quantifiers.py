"""Words for shares of people on a study's own scale, and whether a count supports a word.

Counting in words ("few", "most") whose meaning is never stated is one of the pitfalls of numbers in
qualitative research: Sandelowski (2001), Real qualitative researchers do not count, Research in
Nursing & Health 24(3):230-240. So the scale is the study's, to be printed with the report, and
below a least number of people there is no word at all; the "Proposed scoring scheme for qualitative
thematic analysis" (University of Strathclyde, 2006) is not for fewer than six.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.errors import BadInputError
from qualcode.model.plural import counted, plural

DEFAULT_SCALE: Mapping[str, float] = {
    "all": 1.0,
    "almost all": 0.9,
    "most": 0.6,
    "about half": 0.4,
    "some": 0.2,
    "a few": 0.0,
}

# Words with the same meaning, by the word of the default scale (or "none") they stand for.
_ENGLISH = {
    "all": "all|every|everyone|everybody",
    "almost all": "almost all|nearly all|almost every|nearly every|almost everyone|nearly everyone",
    "most": "most|the majority|a majority|the vast majority",
    "about half": "half|about half|around half|roughly half",
    "some": "some|several",
    "a few": "a few|few",
    "none": "none|nobody|no one|no-one",
}
_WELSH = {
    "all": "pawb|pob|holl",
    "almost all": "bron pawb|bron pob",
    "most": "y rhan fwyaf|rhan fwyaf|y mwyafrif|mwyafrif",
    "about half": "hanner|tua hanner",
    "some": "rhai|sawl",
    "a few": "ychydig",
    "none": "neb",
}
# The shares that such a word states (above, up to), for scales without a word of its kind.
_PLAIN = {
    "almost all": (0.8, 1.0),
    "most": (0.5, 1.0),
    "about half": (0.39, 0.61),
    "some": (0.0, 1.0),
    "a few": (0.0, 0.5),
}
_NEAR = 1e-9  # Shares are decimals: 0.7 of 10 people computes to slightly more than 7.
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve")  # fmt: skip

# The patterns are verbose ones, in which "\ " matches any white space. In a study these words mean
# the people interviewed, wherever they stand in a sentence.
_INTERVIEWED = r"(?:participants?|interviewees?|respondents?)"
_ROLES = r"""(?:people|persons?|staff|workers?|carers?|(?:head(?:-|\ )?)?teachers?|heads?|leaders?|
    leads|officers?|practitioners?|professionals?|managers?|co-?ordinators?|psychologists?|
    learners?|pupils?|students?|children|parents?|governors?|advis[eo]rs?|mentors?|tutors?|
    assistants?|colleagues)"""
# A closed list of the words before them: "all the help staff gave" is not about all staff.
_KINDS = r"""(?:(?:young|younger|older|social|senior|experienced|school|secondary|primary|special|
    local|authority|education|educational|support|specialist|newly|qualified|foster|kinship|care|
    youth|team|inclusion|college|university|teaching|designated|independent|reviewing|other|new|
    ALN|LACE|LA|Welsh)\ ){0,3}"""
# "Some staff turnover" and "all carers’ views" are not about people.
_ENDS = r"""\b(?!['’-]|\ (?:turnover|training|meetings?|shortages?|time|absences?|changes|rooms?|
    development|retention|well-?being|sickness|capacity|vacancies|evenings?|plans?|views|voice)\b)"""
_SAY = r"""(?:(?:who\ were\ |we\ |they\ )?(?:interviewed|spoke\ to)\ )?
    (?:also\ |strongly\ |generally\ |clearly\ )?(?:said|felt|mentioned|noted|spoke|agreed|disagreed|
    believed|talked|valued|explained|commented|expressed|wanted|found|told(?=\ (?:us|me|the)\b)|
    described(?!\ (?:above|below|in|as)\b)|reported(?=\ (?:that|feeling|having|being|an?|no)\b)|
    thought(?!\ (?:was|is|were|should|has|had|needs?|needed|went|into|to|must|could|given)\b))
    \b(?!\ and\ done)"""
# Words that make a quantifier something else: "the most", "at all", "not all", "over half".
_SPOILT = r"""(?:\b(?:the|at|after|above|in|not|than|over|under|up\ to|least|quite|and\ a|almost|
    nearly|virtually|just)\ |['’-])$"""
_CLAUSE = r"""(?:^|[.;:,!?(\[“"‘•–—]\s*|\n\s*|\b(?:and|but|while|whilst|whereas|although|though|
    that|because|when|where|so|or|if|since|yet|by|among|amongst|according\ to|
    (?-i:For|To|With))\ )$"""

_PEOPLE_CY = r"""(?:cyfranogwyr|gyfranogwyr|cyfranogwr|ymatebwyr|(?:pobl|bobl)(?:\ ifanc)?|
    person(?:\ ifanc)?|(?:g|ng)?weithwyr(?:\ cymdeithasol)?|staff|g?ofalwyr|athrawon|
    (?:p|b|ph)ennaeth|(?:p|b|ph)enaethiaid|arweinwyr|swyddogion|ymarferwyr|rh?eolwyr|plant|blant|
    rh?ieni|dd?isgyblion|dd?ysgwyr|[mf]yfyrwyr|seicolegwyr)\b"""
_SAY_CY = r"yn\ (?:teimlo|dweud|sôn|credu|meddwl|cytuno|disgrifio|egluro|nodi|gwerthfawrogi)\b"
# Verbs come first in Welsh: "Dywedodd rhai", "Teimlai’r rhan fwyaf".
_SAID_CY = r"""\b(?:dd?ywedodd|soniodd|(?:t|th|d)eimla(?:i|odd)|[cg]h?redai|[mf]eddyliai|
    dd?isgrifiodd|nododd|eglurodd|esboniodd|[cg]h?ytunodd|siaradodd)(?:['’]r)?\ $"""
_CLOSED_CY = r"""\s*(?:$|[.,;:!?)]|(?:eu|ei|bod|fod|y|yr|na|nad|fel|am|wrth|yn|hefyd|mai|sut|eisiau|
    â|ag|a)\b)"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A word that says how many people; ``text[start:end]``, in code points, half-open.

    ``word`` is in lower case with single spaces, as in a scale.
    """

    word: str
    start: int
    end: int


def check_scale(scale: Mapping[str, object], where: str) -> dict[str, float]:
    """Return the scale with tidied words; ``where`` names its file and key for messages.

    Raises BadInputError unless shares are numbers within 0..1 that descend, and words are words.
    """
    mend = 'Give words with their least shares, most first, as "most" = 0.6'
    tidy: dict[str, float] = {}
    last = None
    for word, share in scale.items():
        name = _tidy(word)
        if not name:
            raise BadInputError("a word of the scale is empty", where=where, mend=mend)
        if name in tidy:
            raise BadInputError(f"“{name}” stands in the scale twice", where=where, mend=mend)
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            problem = f"the share of “{name}” is not a number between 0 and 1"
            raise BadInputError(problem, where=where, mend=mend)
        if last is not None and share >= last:
            problem = f"the share of “{name}” is not below that of the word before it"
            raise BadInputError(problem, where=where, mend=mend)
        kind = _kind(name)
        if kind == "none" or (kind == "all" and share < 1):
            problem = f"“{name}” can only mean {'nobody' if kind == 'none' else 'everybody'}"
            raise BadInputError(problem, where=where, mend=mend)
        tidy[name] = last = float(share)
    if not tidy:
        raise BadInputError("the scale has no words", where=where, mend=mend)
    return tidy


def quantifier(people: int, of: int, scale: Mapping[str, float], minimum: int) -> str | None:
    """Return the word for ``people`` of ``of``, "none" for nobody, None if there is no word.

    There is no word below the minimum, nor for a share below the scale's least. A word for "all"
    needs everybody. Raises ValueError where there are more people than there can be.
    """
    if not 0 <= people <= of:
        raise ValueError(f"{people} of {of} people")
    if of < minimum or of == 0:
        return None
    if people == 0:
        return "none"
    for word, least in scale.items():
        if people / of >= least - _NEAR and (people == of or _kind(_tidy(word)) != "all"):
            return word
    return None


def claims(text: str, scale: Mapping[str, float], language: str = "en") -> list[Claim]:
    """Return the words that make a claim about people, in the order of the text.

    A claim is followed by a word for people ("some of the heads") or for saying ("Most felt"). Bare
    kinds of people ("most teachers") must also open a clause or be followed by a word for saying:
    "helps most teachers" is no claim about those interviewed. ``language`` is "en" or "cy".
    """
    cy = language == "cy"
    spoilt, clause = _compiled(_SPOILT), _compiled(_CLAUSE)
    found = []
    for match in _pattern(tuple(_tidy(word) for word in scale), language).finditer(text):
        start, end = match.span("word")
        before, word = text[max(0, start - 40) : start], _tidy(match["word"])
        said = cy and _compiled(_SAID_CY).search(before)
        if (
            (not cy and spoilt.search(before))
            or (
                match["bare"]
                and not (match["says"] or match["number"] or said or clause.search(before))
            )
            or (match["closed"] is not None and not said)
            # "Some 15 staff" is an approximate number, not some of them.
            or (match["number"] and _kind(word) not in ("all", "almost all"))
        ):
            continue
        found.append(Claim(word, start, end))
    return found


def wrong_claims(
    text: str,
    people: int,
    of: int,
    scale: Mapping[str, float],
    minimum: int,
    language: str = "en",
) -> list[tuple[Claim, str]]:
    """Return each claim that ``people`` of ``of`` do not support, with a reason in one line.

    A claim that says too little is wrong as well: the scale's words exclude one another. "All
    three" is right for 3 of 3 people, and a word for nobody for 0, whatever the minimum.
    """
    right = quantifier(people, of, scale, minimum)
    wrong = []
    for claim in claims(text, scale, language):
        kind = _kind(claim.word)
        after = re.match(r"\s+(?:of\s+)?(?:the\s+)?(\w+)", text[claim.end :])
        exact = kind == "all" and after is not None and _number(after[1]) == people == of
        if exact or (kind == "none" and people == 0):
            continue
        if of < minimum:
            why = f"says “{claim.word}” of {counted(of, 'person')}: below the minimum of {minimum} "
            wrong.append((claim, why + "give the number"))
        elif not _carried(claim.word, people, of, scale, right):
            speak = plural(people, "speaks", "speak")
            instead = f"that is “{right}”" if right else "give the number"
            why = f"says “{claim.word}”, where {people} of {of} people {speak} of it: {instead}"
            wrong.append((claim, why))
    return wrong


def _carried(
    word: str, people: int, of: int, scale: Mapping[str, float], right: str | None
) -> bool:
    kind, own = _kind(word), {_tidy(w) for w in scale}
    if kind in ("all", "none") or not of:
        return people == (of if kind == "all" else 0)
    if word in own:
        return right is not None and _tidy(right) == word
    if kind in {_kind(w) for w in own}:
        return right is not None and _kind(_tidy(right)) == kind
    above, up_to = _PLAIN[kind]
    return above + _NEAR < people / of <= up_to + _NEAR


def _tidy(word: str) -> str:
    return " ".join(word.lower().split())


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) < 7:
        return int(word)
    return _NUMBERS.index(word.lower()) + 1 if word.lower() in _NUMBERS else None


@functools.cache
def _kind(word: str) -> str:
    """Return the word of the default scale that this word stands for, or the word itself."""
    for kind in _ENGLISH:
        if word in _ENGLISH[kind].split("|") or word in _WELSH[kind].split("|"):
            return kind
    return word


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("\\ ", r"\s+"), re.IGNORECASE | re.VERBOSE)


@functools.lru_cache(maxsize=16)
def _pattern(own: tuple[str, ...], language: str) -> re.Pattern[str]:
    """Return a pattern for the words of a scale; its groups hold the signs for and against a claim.

    ``bare``: a kind of people, not marked as those of the study; ``says``: a word for saying
    follows; ``closed``: no noun follows; ``number``: a number follows at once.
    """
    cy = language == "cy"
    alike = _WELSH if cy else _ENGLISH
    known = {word for words in alike.values() for word in words.split("|")} | set(own)
    longest_first = sorted(known, key=lambda word: (-len(word), word))
    word = rf"\b(?P<word>{'|'.join(map(re.escape, longest_first))})\b"
    if cy:
        return _compiled(rf"""{word}(?=\ (?:o['’]r|y|yr)\ {_PEOPLE_CY} | \ ohon(?:yn|ynt|om)\b
            | \ {_SAY_CY} | (?P<bare>\ (?:o\ )?{_PEOPLE_CY})(?P<says>\ {_SAY_CY})?
            | (?P<closed>{_CLOSED_CY}))(?P<number>(?!))?""")
    number = rf"(?:{'|'.join(_NUMBERS)}|\d+)\b"
    known_people = rf"{_KINDS}(?:{_INTERVIEWED}|{_ROLES}){_ENDS}"
    return _compiled(rf"""{word}(?=(?P<number>\ {number})?(?:
        \ (?:of\ )?(?:the|these|those|our)\ (?:{number}\ )?{known_people}
        | \ of\ the\ {number}\ {_SAY} | \ of\ them\b
        | \ of\ those(?:\ (?:who|interviewed|we|with|taking)\b | [.,;:] | $ | \ {_SAY})
        | \ (?:of\ )?{_KINDS}{_INTERVIEWED}{_ENDS} | \ (?:interviewed|we\ spoke\ to)\b | \ {_SAY}
        | (?P<bare>\ (?:of\ )?{_KINDS}{_ROLES}{_ENDS})(?P<says>\ {_SAY})?))(?P<closed>(?!))?""")
