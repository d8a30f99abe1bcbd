"""In-vivo codes: names of few enough words of a participant to stand in git."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.workbench.codebook.in_vivo import name_offered, refuse_speech

SAID = "It's like you’re a parcel that\nnobody wants to sign for, and they pass it on."


def test_the_first_words_are_offered_and_few_words_whole():
    assert name_offered(SAID) == "It's like you’re a parcel that nobody"
    assert name_offered("a parcel nobody signs for") == "a parcel nobody signs for"
    assert name_offered("") == ""


@pytest.mark.parametrize("name", ["A parcel: like you’re a parcel that nobody wants to", SAID])
def test_eight_words_of_a_passage_are_no_name(name: str):
    with pytest.raises(BadInputError, match="The name is kept in git"):
        refuse_speech(name, SAID)
    refuse_speech("like you’re a parcel that nobody: moves", SAID)


@given(st.lists(st.sampled_from(["so", "it's", "we-go", "home,", "\u2019til", "x" * 30])))
def test_what_is_offered_is_never_refused(words: list[str]):
    said = " ".join(words)
    name = name_offered(said)
    refuse_speech(name, said)
    assert len(name) <= 80
    assert said.startswith(name)
