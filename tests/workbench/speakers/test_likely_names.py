"""A first look at what may identify somebody finds the obvious, and no ordinary words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.workbench.speakers.likely_names import likely_names


def found(text: str, *labels: str) -> dict[str, str]:
    return {one.text: one.kind for one in likely_names([text], labels)}


def test_what_identifies_by_its_form_or_is_a_usual_name():
    text = (
        "I told Mrs Pritchard. She rang Ysgol Glan Afon, and then Megan rang 01970 555 123. "
        "So Megan wrote to help@example.org. Nain Mair lives at SY23 1AA. Jack Smith came, and "
        "Ms O'Brien's cat. Look at instagram.com/invented_11 and ask Tomos."
    )
    assert found(text, "Megan Hughes", "I") == {
        "help@example.org": "e-mail",
        "01970 555 123": "phone number",
        "SY23 1AA": "postcode",
        "instagram.com/invented_11": "a profile",
        "Megan": "a speaker’s name",
        "Mrs Pritchard": "a name with a title",
        "Nain Mair": "a name with a title",
        "Ms O'Brien": "a name with a title",
        "Ysgol Glan Afon": "a school",
        "Jack Smith": "a name",
        "Tomos": "a name",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Honestly, it was fine. On Monday we met in Cardiff, and I’d say I’m glad.",
        "She uses Google Maps on Windows, and Facebook. We had Zoom then, and Instagram.",
        "Thank you, Madam Chair. Mr. Speaker, the Members know it. The Deputy Speaker said so.",
        "Die Leute haben die Aufgaben im Praktikum gemacht, und am Ende die Prüfung.",
        "At High School it was the School Board. It is a School of Business.",
        "Will you come? I hope May is warm, and Grace will come with grace. The mark was 7.",
        "Paper 000216286 is on page 12. See https://example.org/a and www.example.org.",
    ],
)
def test_ordinary_words_are_nobody(text: str):
    assert found(text) == {}


def test_what_a_speaker_does_is_no_name():
    text = "Chair: Thank you, Chair. Minister, and Members? Hrelk said so."
    assert found(text, "The Chair", "Minister for Trade (Ms. Hrelk)") == {
        "Hrelk": "a speaker’s name"
    }


@given(st.text(st.sampled_from("Mr Megan’O-.ap\n@0Ysgol"), max_size=60))
def test_each_stands_in_the_text_as_often_as_is_said(text: str):
    for one in likely_names([text], ["Megan Hughes"]):
        assert 0 < one.count <= text.count(one.text)
