"""What most likely names somebody comes first; public words come last."""

from __future__ import annotations

from qualcode.nlp.names.finder import NameSearch
from qualcode.workbench.privacy.name_likelihood import Likelihood, kind_of, likelihood
from qualcode.workbench.privacy.same_name import together

TEXT = """\
So Mair Tandridge rang from Ysgol Bro Gwydryn. She is on 07700 900123, and so is Armando.

Then the Welsh Government and the Gwydryn Council wrote, with Osian Wern, then Cwm Hafod.

And then Blodwr came.
"""


def test_the_order_of_risk():
    search = NameSearch([], ["Osian Wern"])
    search.read("one", TEXT)
    found = {g.forms[0].text: likelihood(g.forms) for g in together(search.candidates())}
    assert found["Osian Wern"] == found["Mair Tandridge"] == Likelihood.PERSON
    assert found["07700 900123"] == Likelihood.NUMBER
    assert found["Armando"] == Likelihood.MAY_BE_PERSON
    assert found["Ysgol Bro Gwydryn"] == Likelihood.SCHOOL
    assert found["Cwm Hafod"] == Likelihood.NAME
    assert found["Gwydryn Council"] == Likelihood.ORGANISATION
    assert found["Welsh Government"] == Likelihood.PUBLIC
    assert found["Blodwr"] == Likelihood.UNLIKELY
    assert sorted(found.values())[0] == Likelihood.PERSON


def test_what_may_be_two_people_is_a_person():
    search = NameSearch([], ["Osian Wern", "Osian Prys"])
    search.read("one", "So Osian Wern met Osian Prys, then Osian left.")
    [alone] = [g for g in together(search.candidates()) if g.may_be]
    assert likelihood(alone.forms, doubtful=True) == Likelihood.PERSON


def test_the_kind_that_a_form_or_the_model_tells():
    search = NameSearch([])
    search.read("one", TEXT)
    found = {one.text: one for one in search.candidates()}
    assert kind_of([found["Gwydryn Council"]]) == "organisation"
    assert kind_of([found["Mair Tandridge"]]) == "person"
    found["Cwm Hafod"].hinted = "place"
    assert kind_of([found["Cwm Hafod"]]) == "place"
    found["Mair Tandridge"].hinted = "organisation"
    assert kind_of([found["Mair Tandridge"]]) == "person"


def test_words_for_those_who_speak_in_an_interview_are_nobodys_name():
    search = NameSearch([])
    search.read("one", "And then the Interviewee said so, and so did the Participant, twice.")
    found = {one.text: likelihood([one]) for one in search.candidates()}
    assert set(found) >= {"Interviewee", "Participant"}
    assert set(found.values()) <= {Likelihood.PUBLIC, Likelihood.UNLIKELY}
