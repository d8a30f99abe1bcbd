"""The forms of one name are one decision; what may be two people's is nobody's in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.model.personal_names import KnownName, plain
from qualcode.nlp.names.finder import NameSearch
from qualcode.workbench.privacy.same_name import together
from tests.examples import examples

LABELS = ("Eleri Hafod", "Osian Wern AM")


def grouped(text: str, *labels: str, names: tuple[KnownName, ...] = (), welsh: bool = False):
    search = NameSearch(names, labels)
    search.read("one", text)
    found = together(search.candidates(), {"one"} if welsh else ())
    return {group.forms[0].text: [form.text for form in group.forms[1:]] for group in found}, found


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Then Eleri Hafod came, with Eleri, and Hafod left.", ["Eleri", "Hafod"]),
        ("So Eleri Hafod wrote: E. Hafod, or Mrs Hafod, or E.H. did.",
         ["Hafod", "Mrs Hafod", "E. Hafod", "E.H."]),
        ("Ask Eleri Hafod, and Eleri's aunt, and Eleri’s.", ["Eleri"]),
    ],
)  # fmt: skip
def test_forms_of_a_speakers_name_go_together(text: str, forms: list[str]):
    found, _ = grouped(text, *LABELS)
    assert sorted(found["Eleri Hafod"]) == sorted(forms)
    assert list(found) == ["Eleri Hafod"]


def test_titles_and_offices_are_no_part_of_a_name():
    found, _ = grouped("So Osian Wern AM came, and Mr Wern, Professor Nobody.", *LABELS)
    assert {"Mr Wern"} <= set(found["Osian Wern AM"])
    assert "Professor" not in sum(found.values(), list(found))


def test_a_whole_name_that_nobody_listed_takes_its_parts():
    found, _ = grouped("Then Mair Tandridge rang, Professor Tandridge, Mr Tandridge and Dr Mair "
                       "Tandridge, so Mair did.")  # fmt: skip
    [group] = [forms for lead, forms in found.items() if "Tandridge" in lead]
    assert {"Professor Tandridge", "Mr Tandridge"} <= set(group)


def test_a_title_with_one_name_takes_the_bare_name():
    found, _ = grouped("So Sir Cadfan came, and then Cadfan left.")
    assert found == {"Sir Cadfan": ["Cadfan"]}


def test_what_two_people_are_called_stands_alone_and_says_so():
    _, found = grouped("Then Osian rang Osian Wern and Osian Prys.", "Osian Wern", "Osian Prys")
    [alone] = [group for group in found if group.forms[0].text == "Osian"]
    assert alone.may_be == ("Osian Prys", "Osian Wern")
    assert len(alone.forms) == 1


def test_a_misspelling_is_asked_about_by_itself():
    found, _ = grouped("Then Dafydd Prys came, and so did Davith.", "Dafydd Prys")
    assert found["Davith"] == []
    assert "Davith" not in found["Dafydd Prys"]


def test_initials_are_a_persons_only_where_they_fit_one():
    found, _ = grouped("So Eleri Hafod came, then EH did.", "Eleri Hafod")
    assert "EH" in found["Eleri Hafod"]
    found, _ = grouped("So Eleri Hafod met Elin Howys, then EH did.", "Eleri Hafod", "Elin Howys")
    assert found["EH"] == []


def test_a_welsh_mutated_place_goes_with_the_place_in_welsh_alone():
    text = "Mae hi yng Nghaerwyddno, wedyn o Gaerwyddno i Caerwyddno."
    found, _ = grouped(text, welsh=True)
    assert sorted(found["Caerwyddno"]) == ["Gaerwyddno", "Nghaerwyddno"]
    assert "Gaerwyddno" in grouped(text)[0]


def test_an_article_makes_no_other_name():
    _, found = grouped("for the Gwydryn Trust, from Gwydryn Trust.")
    assert len([group for group in found if "Gwydryn Trust" in group.forms[0].text]) == 1


def test_two_people_of_the_table_stay_two():
    names = (KnownName("Osian Prys"), KnownName("Osian Prys Wern"))
    found, _ = grouped("Then Osian Prys met Osian Prys Wern.", names=names)
    assert found == {"Osian Prys": [], "Osian Prys Wern": []}


WORDS = ["Eleri", "Hafod", "Osian", "Wern", "Prys", "Dr", "E.", "Trust", "the", "Mr", "and", "EH",
         "Davith", "Nghaerwyddno", "Caerwyddno", "came"]  # fmt: skip


@settings(max_examples=examples(150))
@given(st.lists(st.sampled_from(WORDS), max_size=25), st.booleans())
def test_every_string_found_is_in_one_group(words: list[str], welsh: bool):
    search = NameSearch([KnownName("Dafydd Prys")], LABELS)
    search.read("one", f"so {' '.join(words)}.")
    candidates = search.candidates()
    groups = together(candidates, {"one"} if welsh else ())
    forms = [plain(form.text) for group in groups for form in group.forms]
    assert sorted(forms) == sorted(plain(one.text) for one in candidates)
