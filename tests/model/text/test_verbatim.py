"""What a participant said word for word is found in a summary, and turns of phrase are not."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.text.verbatim import RUN, Runs, folded, verbatim

#: Words of which a summary and what was said share only those that a test plants.
SAID = [f"{a}{b}{c}" for a in ("ma", "rhi", "ŵy") for b in "ntd" for c in ("el", "od", "’s")]
OWN = [f"{a}{b}{c}" for a in ("so", "cu", "ye") for b in "krp" for c in ("ab", "if", "um")]
GAPS = [" "] * 8 + [", ", "… ", "\n", "\n\n", " – ", "—", ". ", " “", "” ", "-", "; ", " (", ") "]


def joined(chance: random.Random, words: list[str]) -> str:
    """Words with any punctuation and line ends between them, in any case."""
    shown = [chance.choice([str, str, str.upper, str.capitalize])(word) for word in words]
    shown = [word.replace("’", chance.choice("'’")) for word in shown]
    return "".join(word + chance.choice(GAPS) for word in shown[:-1]) + shown[-1]


@given(seed=st.integers(0, 10**9), size=st.integers(RUN, 30))
def test_a_run_of_eight_words_or_more_is_found_whatever_stands_between_them(seed, size):
    chance = random.Random(seed)
    said = [[chance.choice(SAID) for _ in range(size + chance.randrange(20))] for _ in range(3)]
    at = chance.randrange(len(said[1]) - size + 1)
    planted = joined(chance, said[1][at : at + size])
    before, after = (joined(chance, [chance.choice(OWN) for _ in range(n)]) for n in (3, 5))
    text = f"{before} {planted} {after}"
    [found] = verbatim(text, [joined(chance, one) for one in said])
    assert found == (len(before) + 1, len(before) + 1 + len(planted))


@given(seed=st.integers(0, 10**9), size=st.integers(1, RUN - 1))
def test_fewer_words_than_that_are_a_turn_of_phrase(seed, size):
    chance = random.Random(seed)
    said = [[chance.choice(SAID) for _ in range(RUN + chance.randrange(20))] for _ in range(3)]
    parts = []
    for _ in range(4):
        one = chance.choice(said)
        at = chance.randrange(len(one) - size + 1)
        parts += [*one[at : at + size], *(chance.choice(OWN) for _ in range(chance.randint(1, 3)))]
    assert verbatim(joined(chance, parts), [joined(chance, one) for one in said]) == []


@given(seed=st.integers(0, 10**9))
def test_every_word_that_is_found_was_said_and_every_run_is_found(seed):
    chance = random.Random(seed)
    few = SAID[:3]
    said = [[chance.choice(few) for _ in range(chance.randint(0, 25))] for _ in range(3)]
    words = [chance.choice([*few, *few, OWN[0]]) for _ in range(40)]
    text = " ".join(words)
    covered = set()
    for one in said:
        size = min(RUN, len(one))
        if size >= 4:
            runs = [one[at : at + size] for at in range(len(one) - size + 1)]
            for at in range(len(words) - size + 1):
                if words[at : at + size] in runs:
                    covered.update(range(at, at + size))
    found = verbatim(text, [" ".join(one) for one in said])
    starts = [len(" ".join(words[:at])) + bool(at) for at in range(len(words))]
    told = {at for at, start in enumerate(starts) for low, high in found if low <= start < high}
    assert told == covered
    assert found == sorted(found)


def test_a_short_answer_counts_where_all_of_it_stands():
    said = ["She rang every Monday.", "It was hard.", ""]
    assert verbatim("Staff said she rang every monday; it was hard.", said) == [(11, 32)]
    assert verbatim("She rang every week.", said) == []


def test_compound_words_are_the_same_with_a_hyphen_or_a_blank():
    said = ["We had a school-based follow-up meeting once a term"]
    assert verbatim("They had a school based follow up meeting once a term.", said) == [(5, 53)]


#: How one may type a word that was said: accents apart, marks of Markdown and of pages inside it.
TYPED = [
    str,
    str.upper,
    lambda word: word.replace("’", "'"),
    lambda word: unicodedata.normalize("NFD", word),
    lambda word: word.replace("ŵ", "w"),
    lambda word: word.replace("ŵ", "\\x77\\u0302").replace("y", "\\U00000079"),
    lambda word: f"**{word}**",
    lambda word: f"_{word[:2]}_{word[2:]}",
    lambda word: f"{word[:1]}\u00ad{word[1:]}",
    lambda word: f"<em>{word}</em>",
    lambda word: word.replace("’", "&rsquo;"),
]
BETWEEN = [" ", "\n", "\r\n  > ", "\u00a0", " – ", "&nbsp;", "<br>", "… ", ". **", "\\n", "\\u2014"]


@pytest.mark.slow
@given(seed=st.integers(0, 10**9), many=st.booleans())
def test_runs_are_found_however_they_are_typed(seed, many):
    chance = random.Random(seed)
    said = [chance.choice(SAID) for _ in range(30)]
    at, size = chance.randrange(10), RUN + chance.randrange(8)
    planted = "".join(
        chance.choice(TYPED)(w) + chance.choice(BETWEEN) for w in said[at : at + size]
    )
    before = [chance.choice(OWN) for _ in range(chance.randrange(9))]
    text = " ".join([*before, planted, chance.choice(OWN)])
    # With many other texts they are looked for in another way, and found alike.
    others = [" ".join(chance.choice(OWN) for _ in range(12)) for _ in range(300 if many else 1)]
    runs = Runs([*others, text])
    found = runs.found_in(folded(" ".join(said)))
    assert set(found) == {len(others)}
    [(start, _, first, words)] = runs.stretches(len(others), found[len(others)])
    assert (first, words) == (len(before), size)
    assert text[:start].split()[: len(before)] == before


@given(seed=st.integers(0, 10**9))
def test_seven_words_are_no_run_and_words_of_two_people_none_either(seed):
    chance = random.Random(seed)
    said = [[chance.choice(SAID) for _ in range(12)] for _ in range(2)]
    text = " ".join([*said[0][-5:], *said[1][:3], OWN[0], *said[0][3 : 3 + RUN - 1]])
    apart = "\n".join(folded(" ".join(one)) for one in said)
    found = Runs([text]).found_in(apart)
    runs = {" ".join(one[at : at + RUN]) for one in said for at in range(12 - RUN + 1)}
    assert bool(found) == any(run in text for run in runs)


def test_signs_written_without_blanks_are_words_each():
    said = folded("我觉得学校里的老师对我们很好。学校の先生はとても優しい")
    for text in ("他说：学校里的老师对我们", "先生はとても優しい", "学校 里的，\n老师对我们"):
        assert Runs([text]).found_in(said), text
    assert not Runs(["学校里的老师对，先生はとて"]).found_in(said)
