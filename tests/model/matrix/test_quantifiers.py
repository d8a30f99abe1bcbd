"""Words for shares: the scale is kept, and a summary's words are held against the counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.matrix.quantifiers import (
    DEFAULT_SCALE,
    Claim,
    check_scale,
    claims,
    quantifier,
    wrong_claims,
)


def found(text: str, language: str = "en") -> list[str]:
    made = claims(text, DEFAULT_SCALE, language)
    for claim in made:
        assert " ".join(text[claim.start : claim.end].lower().split()) == claim.word
    return [claim.word for claim in made]


def why(text: str, people: int, of: int, minimum: int = 4, scale=DEFAULT_SCALE, language="en"):
    return [line for _, line in wrong_claims(text, people, of, scale, minimum, language)]


@pytest.mark.parametrize(
    ("people", "of", "word"),
    [
        (0, 7, "none"),
        (1, 7, "a few"),
        (2, 7, "some"),
        (3, 7, "about half"),
        (5, 7, "most"),
        (6, 7, "most"),
        (7, 7, "all"),
        (3, 5, "most"),
        (9, 10, "almost all"),
        (99, 100, "almost all"),
        (10, 10, "all"),
        (2, 3, None),
        (3, 3, None),
        (0, 0, None),
    ],
)
def test_the_word_by_hand(people, of, word):
    assert quantifier(people, of, DEFAULT_SCALE, 4) == word


@given(st.integers(1, 300), st.data())
def test_a_word_keeps_its_least_share_and_all_is_everybody(of, data):
    people = data.draw(st.integers(0, of))
    word = quantifier(people, of, DEFAULT_SCALE, 1)
    assert (word == "all") == (people == of)
    assert (word == "none") == (people == 0)
    if word != "none":
        assert people / of >= DEFAULT_SCALE[word] - 1e-9
        higher = [share for share in DEFAULT_SCALE.values() if share > DEFAULT_SCALE[word]]
        assert not higher or people / of < min(higher)


@given(st.integers(1, 300), st.integers(0, 10))
def test_a_decimal_share_is_met_by_exactly_its_tenths(tens, share):
    scale = {"many": share / 10}
    assert quantifier(tens * share, tens * 10, scale, 1) == ("many" if share else "none")
    if share:
        assert quantifier(tens * share - 1, tens * 10, scale, 1) in (None, "none")


def test_more_people_than_there_are():
    with pytest.raises(ValueError, match="8 of 7"):
        quantifier(8, 7, DEFAULT_SCALE, 4)


def test_no_word_for_a_share_below_the_scale():
    assert quantifier(1, 10, {"all": 1, "most": 0.5}, 4) is None


def test_a_good_scale_is_tidied():
    assert check_scale(DEFAULT_SCALE, "study.toml") == dict(DEFAULT_SCALE)
    assert check_scale({" Almost  all": 1, "some": 0}, "study.toml") == {"almost all": 1, "some": 0}


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ({}, "no words"),
        ({"most": 0.6, "some": 0.6}, "“some” is not below"),
        ({"some": 0.2, "most": 0.6}, "“most” is not below"),
        ({"most": 1.5}, "not a number between 0 and 1"),
        ({"most": -0.1}, "not a number between 0 and 1"),
        ({"most": float("nan")}, "not a number between 0 and 1"),
        ({"most": "0.6"}, "not a number between 0 and 1"),
        ({"all": True}, "not a number between 0 and 1"),
        ({" ": 0.5}, "empty"),
        ({"Most": 0.6, "most ": 0.5}, "twice"),
        ({"all": 0.95, "most": 0.5}, "only mean everybody"),
        ({"most": 0.5, "none": 0}, "only mean nobody"),
    ],
)
def test_a_bad_scale_says_where_and_what(scale, message):
    with pytest.raises(BadInputError, match=message) as raised:
        check_scale(scale, "study.toml: [print.scale]")
    assert str(raised.value).startswith("study.toml: [print.scale]: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Most said that the plan came late.", ["most"]),
        ("All three young people had a plan.", ["all"]),
        ("This was hard for some of the heads.", ["some"]),
        ("some of the heads", ["some"]),
        ("Almost all social workers felt out of the loop.", ["almost all"]),
        ("Nearly every participant mentioned it", ["nearly every"]),
        (
            "The majority of carers felt heard, but a few staff disagreed.",
            ["the majority", "a few"],
        ),
        ("Half the team leaders and several of them agreed", ["half", "several"]),
        ("None of the officers raised it; nobody mentioned fees.", ["none", "nobody"]),
        ("It was raised by most participants.", ["most"]),
        ("In Gwynedd most heads said so, and some secondary heads did not.", ["most", "some"]),
        ("Most of those interviewed were hopeful", ["most"]),
        ("Most of\nthe seven leaders\nhad one. All seven agreed.", ["most", "all"]),
        ("everyone felt that; every young person said so", ["everyone", "every"]),
        ("👍 Some thought it fair.", ["some"]),
    ],
)
def test_claims(text, words):
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "There was some support from social workers.",
        "Staff are there all the time staff need them.",
        "all the time",
        "All the help staff gave was valued.",
        "The most important people were heard.",
        "At most schools; at all; after all; above all staff.",
        "Some thought should be given to transport.",
        "Half an hour with staff is not enough.",
        "The service helps most young people settle.",
        "Support for some young people came late.",
        "Some staff turnover was felt.",
        "All young people’s plans were late.",
        "Some 15 staff left.",
        "Not all participants agreed.",
        "More than half the participants agreed.",
        "Quite a few participants agreed.",
        "All said and done, it works.",
        "some of those problems",
        "the few participants who",
        "handsome participants",
        "Several meetings were held and most plans reviewed.",
    ],
)
def test_no_claims(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dywedodd rhai bod y cynllun yn hwyr.", ["rhai"]),
        ("Teimlai'r rhan fwyaf fod y cynllun yn hwyr.", ["rhan fwyaf"]),
        ("Roedd y rhan fwyaf o'r bobl ifanc yn hapus.", ["y rhan fwyaf"]),
        ("Mae rhai gofalwyr yn teimlo'n unig.", ["rhai"]),
        ("Ni soniodd neb am gost.", ["neb"]),
        ("Mae pawb yn cytuno, ond ychydig o’r penaethiaid yn poeni.", ["pawb", "ychydig"]),
        ("Dywedodd bron pawb fod angen mwy.", ["bron pawb"]),
        ("Mae angen i rai ysgolion newid. Mae rhai cynlluniau yn hwyr. Fel pawb arall.", []),
        ("Dywedodd rhai ysgolion fod angen arian.", []),
    ],
)
def test_welsh_claims(text, words):
    assert found(text, "cy") == words


def test_offsets_are_code_points():
    text = "👩‍👧 Yn wir: MOST  said"
    assert claims(text, DEFAULT_SCALE) == [
        Claim("most", text.index("MOST"), text.index("MOST") + 4)
    ]


def test_a_word_of_the_studys_own():
    scale = {"all": 1.0, "a good many": 0.5, "one or two": 0.0}
    text = "A good many of the heads agreed, and one or two officers said no."
    assert [c.word for c in claims(text, scale)] == ["a good many", "one or two"]
    assert why(text, 5, 8, scale=scale) == [
        "says “one or two”, where 5 of 8 people speak of it: that is “a good many”"
    ]
    # “Most” is no word of this scale: it is wrong only where it is wrong in plain English.
    assert why("Most said so.", 5, 8, scale=scale) == []
    assert why("Most said so.", 3, 8, scale=scale) == [
        "says “most”, where 3 of 8 people speak of it: that is “one or two”"
    ]


def test_words_that_the_counts_do_not_carry():
    assert why("Most said it was late.", 2, 7) == [
        "says “most”, where 2 of 7 people speak of it: that is “some”"
    ]
    assert why("Most said it was late.", 1, 7) == [
        "says “most”, where 1 of 7 people speaks of it: that is “a few”"
    ]
    assert why("Most said it was late.", 5, 7) == []
    assert why("The majority of staff said it was late.", 5, 7) == []
    assert why("Some said it was late.", 7, 7) == [
        "says “some”, where 7 of 7 people speak of it: that is “all”"
    ]
    assert why("None of the heads said so.", 1, 7) == [
        "says “none”, where 1 of 7 people speaks of it: that is “a few”"
    ]
    assert why("None of the heads said so.", 0, 7) == why("Nobody said so.", 0, 2) == []
    assert why("Dywedodd rhai bod angen mwy.", 7, 7, language="cy") == [
        "says “rhai”, where 7 of 7 people speak of it: that is “all”"
    ]


def test_below_the_minimum_only_numbers():
    assert why("Most of the heads said so.", 2, 3) == [
        "says “most” of 3 people: below the minimum of 4 give the number"
    ]
    assert why("All heads said so.", 1, 1) == [
        "says “all” of 1 person: below the minimum of 4 give the number"
    ]
    for text in (
        "All three young people had one.",
        "All 3 heads said so.",
        "All of the three heads said so.",
    ):
        assert claims(text, DEFAULT_SCALE)
        assert why(text, 3, 3) == []
    assert len(why("All three young people had one.", 2, 3)) == 1
    assert len(why("All four young people had one.", 3, 3)) == 1
    assert why("All seven agreed.", 7, 7) == []
    assert why("All three heads said so.", 3, 7) == [
        "says “all”, where 3 of 7 people speak of it: that is “about half”"
    ]


@given(st.text(alphabet=st.sampled_from("mostalfew ,.\nhdsianrpe’'3👍ŵ"), max_size=200))
def test_any_text_is_read(text):
    for language in ("en", "cy"):
        for claim in claims(text, DEFAULT_SCALE, language):
            assert text[claim.start : claim.end].strip()


def test_a_long_text_is_read_at_once():
    assert len(claims("Most of the heads said some social things. " * 2000, DEFAULT_SCALE)) == 2000
    assert claims("some young social senior " * 5000, DEFAULT_SCALE) == []
