"""Terms as people say them: phrases and capitals, and no word that nobody said."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.nlp.passages.passages import Segment
from qualcode.nlp.passages.stop_words import TOKEN, joined, stem
from qualcode.nlp.themes.theme_names import label_of, phrased
from tests.examples import examples

STOPS = ["the", "and", "we", "for", "to", "of", "was", "a", "in", "it"]


def said(*texts: str) -> list[Segment]:
    """Return passages, each of another person."""
    return [Segment("d", n, n + 1, text, f"P{n}", "g") for n, text in enumerate(texts)]


@pytest.mark.parametrize(("terms", "texts", "shown"), [
    (["schools challenge"],
     ["We had Schools Challenge Cymru.", "Was it Schools Challenge Cymru?", "Schools Challenge Cymru, yes",
      "the schools challenge"],
     ["Schools Challenge Cymru"]),
    (["looked-after"],
     ["Looked after children were sent.", "for looked after children", "the looked  after children"],
     ["looked-after children"]),
    (["estyn"], ["Estyn's report", "and Estyn came", "to Estyn’s men"], ["Estyn"]),
    (["taxi"], ["Taxi. Late again", "The taxi was late", "Taxi! No"], ["taxi"]),
    # Said once too rarely, or by one person only, a phrase is none.
    (["grant"], ["the grant panel met", "a grant panel", "the grant"], ["grant"]),
    # Not over a comma or full stop.
    (["grant"], ["the grant, panel", "the grant. Panel", "to grant; panel"], ["grant"]),
    # Not said like this at all, since a stop word was between: as it was given.
    (["social worker"], ["social and worker"], ["social worker"]),
])  # fmt: skip
def test_terms_are_shown_as_they_are_said(terms: list[str], texts: list[str], shown: list[str]):
    assert phrased(terms, said(*texts), STOPS) == shown


def test_one_person_alone_makes_no_phrase():
    text = "the pupil premium and pupil premium and pupil premium"
    assert phrased(["pupil"], said(text), STOPS) == ["pupil"]
    assert phrased(["pupil"], said(text, "a pupil premium"), STOPS) == ["pupil premium"]


def test_a_phrase_takes_in_the_terms_that_are_in_it():
    texts = ["Schools Challenge Cymru"] * 3 + ["a mentor"]
    terms = ["challenge", "cymru", "school", "mentor"]
    assert phrased(terms, said(*texts), STOPS) == ["Schools Challenge Cymru", "mentor"]


def test_a_term_is_not_lost_where_its_phrase_holds_one_before():
    texts = ["school meals"] * 3 + ["the school", "our school", "a school", "in school", "school"]
    assert phrased(["school", "meals"], said(*texts), STOPS) == ["school", "meals"]


def test_possessives_within_a_phrase_stay_as_they_are_said():
    texts = ["children's homes", "the children's homes", "a children's homes list"]
    [shown] = phrased(["homes"], said(*texts), STOPS)
    assert shown == "children's homes"


_words = st.sampled_from(
    ["school", "schools", "School", "challenge", "Cymru", "taxi", "taxis", "late", "Looked", "after",
     "looked", "children", "children's", "child", "the", "of", "é", "Siân’s", "--", "ward-round", "🙂"]
)  # fmt: skip
_texts = st.lists(
    st.builds(
        lambda words, ends: " ".join(w + e for w, e in zip(words, ends, strict=False)),
        st.lists(_words, min_size=1, max_size=12),
        st.lists(st.sampled_from(["", "", "", ",", ".", "?"]), min_size=12, max_size=12),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@given(texts=_texts, data=st.data())
@settings(max_examples=examples(300))
def test_no_word_is_shown_that_nobody_said_and_no_stem_twice(texts: list[str], data):
    members = said(*texts)
    tokens = [t.lower() for text in texts for t in re.findall(TOKEN, joined(text))]
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(tokens)]
    able = [p for p in dict.fromkeys([*tokens, *pairs])
            if "'" not in p and "’" not in p and len(set(stem(p).split())) == len(p.split())]  # fmt: skip
    terms = data.draw(st.lists(st.sampled_from(able), max_size=8)) if able else []
    shown = phrased(terms, members, STOPS)
    there = {*re.findall(TOKEN, joined(" ".join(texts)))}
    there |= {re.sub(r"['’]s?$", "", word) for word in there}
    for term in shown:
        # A pair that nobody said in one breath is shown as it was given.
        assert set(term.split()) <= there or term in terms
    stems = [piece for term in shown for piece in stem(term).split()]
    assert len(stems) == len(set(stems))
    assert phrased(terms, list(reversed(members)), STOPS) == shown
    # Every term is there still, itself or its stems in another.
    for term in terms:
        assert set(stem(term).split()) & set(stems)


def test_labels_are_told_apart():
    named = {"a, b, c"}
    assert label_of(["a", "b", "c", "d"], named) == "a, b, c, d"
    assert label_of(["a", "b"], named) == "a, b"
    assert label_of([], named) == "no terms"
