"""Tells by its words whether a label is somebody: a role, a person with a title, a likely name.

"The interpreter", "Team manager for fostering"; "Mr. Lee", "Abg. Ann Lee", "Bo Roe (SPD)".
"""

from __future__ import annotations

import re
from functools import lru_cache

from qualcode.transcripts.labels.labels import ASIDE, HEARD, may_recur, name_like, opens_speech

#: What people in interviews, meetings and families are, in English and Welsh.
_ROLES = frozenset(
    # Who is there because of the interview.
    "interviewer interviewee interpreter translator observer moderator facilitator researcher "
    "participant respondent notetaker note-taker taker signer scribe presenter host guest narrator "
    "caller listener speaker questioner voice reporter journalist editor producer student "
    # Work in care, schools, health and courts.
    "worker manager officer coordinator co-ordinator carer caregiver guardian advocate advisor "
    "adviser counsellor counselor therapist psychologist psychiatrist psychotherapist nurse doctor "
    "gp midwife paediatrician clinician physiotherapist paramedic pharmacist dentist consultant "
    "practitioner professional specialist supervisor supervisee mentor coach trainer trainee tutor "
    "teacher headteacher head-teacher head lecturer professor principal bursar senco alnco "
    "assistant leader lead director chief executive commissioner inspector reviewer assessor "
    "analyst administrator secretary treasurer receptionist clerk usher judge magistrate solicitor "
    "barrister lawyer counsel witness expert prosecutor claimant defendant applicant respondent "
    "appellant constable sergeant policeman policewoman driver cook cleaner caretaker volunteer "
    "chaplain imam priest vicar minister councillor senator chair chairman chairwoman chairperson "
    "convenor convener president vice-president member delegate attendee panellist panelist "
    "technician engineer operator representative rep owner employer employee colleague trustee "
    "governor deputy registrar iro lado cafcass keyworker "
    # Families.
    "mother father mum mam mom dad mummy daddy parent stepmother stepfather stepmum stepdad "
    "step-mother step-father step-mum step-dad grandmother grandfather grandparent grandma grandad "
    "granddad gran nan nana nain taid mamgu tadcu sister brother sibling son daughter child pupil "
    "baby boy girl teenager man woman lady gentleman person "
    "aunt auntie uncle cousin husband wife partner spouse friend neighbour "
    "neighbor relative guardian adopter fosterer lodger "
    # Welsh.
    "cyfieithydd lladmerydd cyfwelydd cyfranogwr ymchwilydd hwylusydd arsylwr gweithiwr rheolwr "
    "swyddog cydlynydd gofalwr athro athrawes pennaeth nyrs meddyg seicolegydd therapydd cadeirydd "
    "clerc barnwr cyfreithiwr aelod rhiant mam tad chwaer brawd plentyn disgybl ffrind".split()
)
_ARTICLES = frozenset("the a an another other second third y yr".split())
#: Before a role they make it speech, or a heading: "My mother", "Every teacher", "Good friends".
_NOT_BEFORE = frozenset(
    "my your his her their our its no every each some any many most which what whose this that "
    "these those one two three four five good bad great same only best worst such more fewer new "
    "old ex about with without for to as is was and or but if when fy ei eich ein eu pob".split()
)
_TAIL = re.compile(r",|\s(?:for|of|in|at|from|to|on|with|i|ar|yn|o|am|dros)\s", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(?:\b(?:no|nr|number)\b\.?|#)?\s*\d{1,3}[a-z]?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SENTENCE = re.compile(r"\b[^\W\d_A-Z][\w'’]*\.\s")
_MOST_BEFORE, _MOST_AFTER = 4, 6


@lru_cache(maxsize=4096)
def role_like(label: str) -> bool:
    """Return whether a label is plainly a role: an article or none, up to four words, "for …".

    "The interpreter", "Second foster carer", "Social worker 2", "Head of year, St. Mary's"; not
    "My mother" nor "A question for the teacher".
    """
    plain = _NUMBER.sub("", ASIDE.sub("", label).strip())
    if _SENTENCE.search(plain):
        return False
    tail = _TAIL.search(plain)
    before = plain[: tail.start()] if tail else plain
    after = plain[tail.end() :].split() if tail else []
    words = [w for w in re.split(r"[\s/&+]+", before.casefold()) if w]
    while words and words[0] in _ARTICLES:
        words = words[1:]
    if not 0 < len(words) <= _MOST_BEFORE or len(after) > _MOST_AFTER:
        return False
    if not all(_WORD.fullmatch(w) for w in words) or not _NOT_BEFORE.isdisjoint(words[:-1]):
        return False
    return words[-1] in _ROLES or words[-1].removesuffix("s") in _ROLES


def with_article(label: str) -> bool:
    """Return whether a label begins with "a" or "an", as speech about somebody may, too."""
    return label.split(maxsplit=1)[0].casefold() in ("a", "an")


# ---- persons ----

_TITLE = (
    r"(?:(?:The )?(?:Rt\.?|Right|Hon\.?|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?|Dr\.?|Prof\.?|Professor|Sir"
    r"|Dame|Lord|Lady|Baroness|Baron|Viscount|Viscountess|Rev\.?|Cllr\.?|Councillor|Sen\.?|Senator|Rep\.?|Deputy|Judge|Justice|Abg\.?"
    r"|Abgeordnete[rn]?|Frau|Herr|(?:Alters|Vize)?[Pp]räsident(?:in)?|Staatssekretär(?:in)?"
    r"|(?:Bundes|Staats)?[Mm]inister(?:in)?)\s)"
)
_NAMED = r"(?:[^\W\d_a-zà-ÿ][\w.'’/-]*|ap|ab|de|da|du|van|von|der|la|zu)"
#: "Farrington of Ribbleton", "Wirrall of the Marsh"
_FULL = rf"{_NAMED}(?:\s(?:of\s(?:the\s)?|and\s)?{_NAMED}){{0,4}}"
#: "The Countess of Arden"
_RANK = (
    r"The\s(?:Lord\s)?(?:Earl|Countess|Marquess|Marchioness|Duke|Duchess|Archbishop|Bishop)\sof\s"
    r"(?:the\s)?"
)
_PARTY = r"(?:\s\([^()]{1,60}\))"
_PERSON = re.compile(
    rf"(?:{_TITLE}{{1,3}}|{_RANK}){_FULL}{_PARTY}?"
    # A party in brackets has several capitals: "(SPD)", "(Green Party)".
    rf"|{_NAMED}(?:\s{_NAMED}){{1,4}}\s\((?=[^()]*[^\W\d_a-zà-ÿ][^()]*[^\W\d_a-zà-ÿ])[^()]{{2,60}}\)"
    r"|(?:[^\W\d_a-zà-ÿ]\.\s?){1,3}[^\W\d_a-zà-ÿ][^\W\d_a-zà-ÿ'’-]+"
)
_CAPITALS = re.compile(r"(?:MR|MRS|MS|MISS|DR|SIR|DAME|JUDGE|JUSTICE|CLLR)\.?\s")


@lru_cache(maxsize=4096)
def person_like(label: str) -> bool:
    """Return whether a label is a name with a title or a party, or initials and a surname."""
    titled = _CAPITALS.match(label)
    plain = f"Mr {label[titled.end() :]}" if titled else label
    return len(label) <= 100 and bool(_PERSON.fullmatch(plain))


# ---- what looks like a label ----

_LONGEST_TITLE = 6
#: Words that a label has between others: "Team manager for fostering", "Head of year".
_SMALL = frozenset("of for the and in at to on a an y yr i ar yn".split())


def title_like(head: str, rest: str) -> bool:
    """Return whether the head of a paragraph looks like a label, even if it stands there once.

    It is a role, or a name, or at most three words that are no speech; ``rest`` is what follows.
    """
    words = head.split()
    if not words or HEARD.search(head) or not rest:
        return False
    if role_like(head) or person_like(head):
        return True
    if (
        not words[0][0].isupper()
        or len(words) > _LONGEST_TITLE
        or not may_recur(head)
        or opens_speech(head)
    ):
        return False
    return name_like(head) or len([w for w in words if w.casefold() not in _SMALL]) <= 3
