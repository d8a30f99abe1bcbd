"""Words in a PDF are told apart by the places of letters, where it has no spaces of its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.transcripts.pdf.reader import read_pdf
from tests.examples import examples
from tests.transcripts.pdf.test_reader import SIGN, made

#: In Courier of ten points; the height of its type is a little more.
SPACE, NARROW, TOUCHING = 3.0, 1.3, 0.1
SAID = "the whole library was shut when we came there in the rain and then we went home"


def line(pieces: list[tuple[str, float]], y: float) -> bytes:
    """Return a line of words, each with the gap before it, as an object of its own."""
    x, out = 72.0, b""
    for text, gap in pieces:
        x += gap
        out += b"BT /F1 10 Tf 1 0 0 1 %.3f %.3f Tm (%s) Tj ET\n" % (x, y, text.encode("cp1252"))
        x += SIGN * len(text)
    return out


def read(*lines: list[tuple[str, float]]) -> tuple[str, tuple[str, ...]]:
    stream = b"".join(line(one, 760 - 14 * n) for n, one in enumerate(lines))
    parsed = read_pdf(made([[]], raw=stream), "a.pdf")
    return "\n".join(turn.text for turn in parsed.turns), parsed.notes


def spaced(text: str, gap: float = SPACE) -> list[tuple[str, float]]:
    return [(word, gap if n else 0.0) for n, word in enumerate(text.split())]


@pytest.mark.parametrize("after", ["This", "We", "You", "Tell"])
def test_a_space_made_narrow_by_kerning_is_one(after: str):
    text, notes = read(
        spaced(SAID), [*spaced("any more questions."), (after, NARROW), ("was", SPACE)]
    )
    assert f"questions. {after} was" in text
    assert any("1 space put where only a gap parts words" in note for note in notes)


def test_words_set_close_are_parted_and_abbreviations_are_not():
    text, _ = read(spaced(SAID), [("the", 0), ("advantage", NARROW), ("of", SPACE), ("a", SPACE),
                                  ("Ph.", SPACE), ("D.", TOUCHING), ("U.S.A.", SPACE)])  # fmt: skip
    assert "the advantage of a Ph.D. U.S.A." in text


def test_a_word_that_a_gap_divides_is_made_whole():
    text, notes = read(
        spaced(SAID), [*spaced("in the"), ("librar", SPACE), ("y,", 1.6), ("so", SPACE)]
    )
    assert "in the library, so" in text
    assert any("1 space taken out of words" in note for note in notes)


def test_two_words_that_make_a_third_stay_two():
    text, _ = read(
        spaced(SAID), spaced("when ever whenever"), [("when", 0), ("ever", 1.6), ("so", SPACE)]
    )
    assert "when ever so" in text


def test_a_space_stays_whatever_word_would_come_of_it_without():
    text, _ = read(
        spaced("it was often wet on top of that"), [("of", 0), ("ten", 2.0), ("or", SPACE)]
    )
    assert "of ten or" in text


def test_letters_set_wide_are_one_word():
    wide = [(letter, 1.2 if n else 0.0) for n, letter in enumerate("CONTENTS")]
    text, _ = read(wide, spaced(SAID))
    assert "CONTENTS" in text


@settings(max_examples=examples(40))
@given(
    st.lists(st.sampled_from(SAID.split()), min_size=2, max_size=9),
    st.lists(st.sampled_from([NARROW, 1.6, 2.2, SPACE, 4.0]), min_size=9, max_size=9),
)
def test_words_come_back_as_they_were_set(words: list[str], gaps: list[float]):
    text, _ = read(spaced(SAID), [(w, gaps[n] if n else 0.0) for n, w in enumerate(words)])
    assert " ".join(text.split()) == f"{SAID} {' '.join(words)}"
