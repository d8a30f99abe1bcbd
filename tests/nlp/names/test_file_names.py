"""Names of people in the names of files, found without a list of who they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.nlp.names.file_names import likely_person
from tests.examples import examples


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Interview with Gwen Parry age 12", "Gwen Parry"),
        ("interview-with-gwen-parry-age-12", "gwen parry"),
        ("GwenParry_2024", "Gwen Parry"),
        ("Parry, Gwen", "Parry, Gwen"),
        ("Interview 3 - Angharad", "Angharad"),
        ("transcript_megan_01", "megan"),
        ("Interview SIAN JONES final", "SIAN JONES"),
        ("Rhian\u2019s story", "Rhian"),
        ("Mrs Rees interview", "Mrs Rees"),
        ("Grace", "Grace"),
        ("Mark Prosser", "Mark Prosser"),
        ("Recording Lily B", "Lily B"),
        ("\u0418\u043d\u0442\u0435\u0440\u0432\u044c\u044e \u0410\u043d\u043d\u0430", "\u0410\u043d\u043d\u0430"),
    ],
)  # fmt: skip
def test_a_name_is_found(name: str, found: str):
    assert likely_person(name) == found


@pytest.mark.parametrize(
    "name",
    [
        "Interview with team manager",
        "Interview With Team Manager",
        "Interview with Head Teacher, Newport",
        "Focus Group May 2024",
        "How will it work",
        "Mark scheme",
        "Changing Placements",
        "LACE coordinator SC04",
        "sc-02 team manager-20240312_140322-Meeting Recording",
        "P12",
        "2024-03-12",
        "",
    ],
)
def test_ordinary_words_are_no_names(name: str):
    assert likely_person(name) == ""


def test_speakers_and_what_is_said_tell_names_that_no_list_has():
    name = "Tsvora Hrelk interview"
    assert likely_person(name) == ""
    assert likely_person(name, said="And then Hrelk rang.") == "Tsvora Hrelk"
    assert likely_person(name, said="Hrelk, a hrelk.") == ""
    assert likely_person("hrelk 2", labels=["Interviewer", "Tsvora Hrelk"]) == "hrelk"
    assert likely_person("team interview", labels=["Team", "Interview"]) == ""


@settings(max_examples=examples(200))
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_name_is_looked_through(name: str, said: str):
    assert len(likely_person(name, [said], said)) <= 2 * len(name)
