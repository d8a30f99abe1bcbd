"""Says how likely a string found tells who somebody is: people first, public words last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from qualcode.model.personal_names import words_of
from qualcode.nlp.names.file_names import is_given_name
from qualcode.workbench.privacy.same_name import bare, is_person

if TYPE_CHECKING:
    from qualcode.nlp.names.finder import Candidate


class Likelihood(IntEnum):
    """In which order strings are decided, the riskiest first."""

    PERSON = 0
    NUMBER = 1
    MAY_BE_PERSON = 2
    SCHOOL = 3
    NAME = 4
    PLACE = 5
    ORGANISATION = 6
    PUBLIC = 7
    UNLIKELY = 8


_ORGANISATIONS = re.compile(
    r"\b(?:Government|Parliament|Assembly|Senedd|Network|University|Foundation|Committee|"
    r"Commission|Department|Ministry|Agency|Authority|Programme|Organi[sz]ation|Convention|"
    r"Society|Institute|Office|Group|Union|Trust|Council|Board|Service|Services|Association|"
    r"Llywodraeth|Prifysgol|Cyngor)\b"
)
#: Words of offices, laws, days and schemes: what the public knows, if nothing else is with them.
_PUBLIC = frozenset(
    "and of the for from in y yr "
    "government parliament assembly senedd minister ministers secretary cabinet deputy first prime "
    "chair chairman president member members committee commissioner order standing act bill budget "
    "national welsh english scottish irish british european uk united nations international world "
    "health education social care children young people finance treasury public wales england "
    "scotland ireland britain europe cymru qualifications development support programme scheme "
    "strategy plan framework fund challenge start day week year head teacher director officer "
    "manager school schools college university department council office service services state "
    "house plenary chamber court law rights convention human resources sport culture language "
    "youth rural affairs environment economy transport housing local authority authorities north "
    "south east west mid royal international covid pandemic brexit internet google facebook zoom "
    "teams microsoft apple amazon twitter youtube whatsapp bbc".split()
) | {
    "interviewee", "interviewer", "interviewees", "participant", "participants", "respondent",
    "respondents", "speaker", "moderator", "facilitator", "researcher", "transcriber", "observer",
}  # fmt: skip


def likelihood(forms: Sequence[Candidate], *, doubtful: bool = False) -> Likelihood:
    """Return how likely a name, by its forms, tells who somebody is.

    ``doubtful`` says that it may be a form of several people's names.
    """
    first = forms[0]
    risk = max(form.risk for form in forms)
    if first.kind == "person" and (doubtful or any(_surely(form) for form in forms)):
        return Likelihood.PERSON
    if any(form.how == "pattern" for form in forms):
        return Likelihood.NUMBER if risk == 3 else Likelihood.PLACE
    if first.how == "listed":
        return _BY_KIND.get(first.kind, Likelihood.NAME)
    if all(word in _PUBLIC for word in words_of(first.text)):
        return Likelihood.PUBLIC if risk > 1 else Likelihood.UNLIKELY
    if first.kind == "person" and any(is_person(form) for form in forms):
        both = len(bare(first)) > 1 and is_given_name(bare(first)[0])
        return Likelihood.PERSON if both else Likelihood.MAY_BE_PERSON
    return _of_a_thing(first, risk)


def kind_of(forms: Sequence[Candidate]) -> str:
    """Return what a name is of, as its form, its words or a model tell: person, school, place."""
    first = forms[0]
    if first.kind != "person" or any(is_person(form) for form in forms):
        return first.kind
    if _ORGANISATIONS.search(first.text):
        return "organisation"
    return next((form.hinted for form in forms if form.hinted), first.kind)


_BY_KIND = {
    "person": Likelihood.PERSON,
    "school": Likelihood.SCHOOL,
    "place": Likelihood.PLACE,
    "organisation": Likelihood.ORGANISATION,
}


def _surely(form: Candidate) -> bool:
    return form.risk == 3 and form.how != "hint"


def _of_a_thing(one: Candidate, risk: int) -> Likelihood:
    kind = kind_of([one])
    if one.how == "hint" or (risk == 1 and kind not in ("place", "school")):
        return Likelihood.UNLIKELY
    return _BY_KIND[kind] if kind in _BY_KIND and kind != "person" else Likelihood.NAME
