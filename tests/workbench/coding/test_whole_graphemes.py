"""A coding never begins or ends inside what a reader takes for one character."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.codebook.find import find_code
from qualcode.model.document.whole_spans import whole_span
from qualcode.model.text.graphemes import graphemes
from qualcode.store.study import Study
from qualcode.workbench.coding.cursor import Reading
from qualcode.workbench.coding.session import CodingSession

TALK = (
    "I: Siẃn\u0323 oed?\n\nP: \u0301Fy nheulu 👩\u200d👩\u200d👧 a 👍🏽 🏴\U000e0067\U000e0062\U000e0077\U000e006c"
    "\U000e0073\U000e007f. ไปนำมา में क्षि\n\nI: שָׁלוֹם?\n\nP: 我们去 cafe\u0301 🇬🇧🇫🇷.\n"
)


@pytest.fixture
def talk(study_path: Path, tmp_path: Path, run) -> CodingSession:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    assert run("-C", study_path, "import", path, "--as", "talk").status == 0
    return CodingSession(Study.open(study_path), "ann")


def edges(work: CodingSession) -> set[int]:
    document, text = work.texts.open_document("talk")
    found = {0, len(text)}
    for turn in document.turns:
        found |= {at for span in graphemes(text, turn.words, turn.end) for at in span}
        found |= {at for span in graphemes(text, turn.start, turn.words) for at in span}
    return found


def test_every_way_to_a_place_gives_whole_graphemes(talk: CodingSession):
    document, text = talk.texts.open_document("talk")
    allowed = edges(talk)

    @given(
        st.integers(0, len(text) - 1), st.integers(1, 30), st.sampled_from(["word", "character"])
    )
    def holds(start: int, length: int, unit):
        end = min(start + length, len(text))
        a, b = whole_span(document, text, start, end)
        assert a <= start < end <= b
        if document.turn_at(a) is not None and document.turn_at(b - 1) is not None:
            assert {a, b} <= allowed
        reading = Reading(document, text)
        reading.select(start, end)
        assert set(reading.selection) <= allowed
        reading.move(unit, 1, extend=True)
        assert set(reading.selection) <= allowed
        for c, d in talk.texts._finders["talk"].find(text[a:b]):
            assert whole_span(document, text, c, d) == (c, d)

    talk.texts.quote("talk", "Fy nheulu")
    holds()


def test_a_place_by_hand_is_refused_and_the_whole_one_named(talk: CodingSession, run):
    _, text = talk.texts.open_document("talk")
    start = text.index("👩")
    root = talk.study.root
    got = run("-C", root, "coding", "add", "talk", "moves", "--span", f"{start}:{start + 1}")
    assert got.status == 1
    assert f"--span {start}:{start + 5} holds all of it" in got.err
    assert len(got.err.strip().splitlines()) == 1
    assert not Study.open(root).codings()
    got = run("-C", root, "coding", "add", "talk", "moves", "--span", f"{start}:{start + 5}")
    assert got.status == 0


@pytest.mark.parametrize("quote", ["我们去", "\u200fשלום", "ไปนำมา", "cafe\u0301", "क्षि", "🇬🇧🇫🇷"])
def test_a_quotation_in_any_script_is_coded(talk: CodingSession, run, quote: str):
    got = run("-C", talk.study.root, "coding", "add", "talk", "moves", "--quote", quote, "--json")
    assert got.status == 0
    made = json.loads(got.out)
    assert {made["start"], made["end"]} <= edges(talk)


def test_half_a_character_is_no_quotation(talk: CodingSession, run):
    for quote in ("👩", "👍", "🇬"):
        got = run("-C", talk.study.root, "coding", "add", "talk", "moves", "--quote", quote)
        assert got.status == 1
        assert "are not in talk" in got.err


def test_a_session_widens_what_it_is_given(talk: CodingSession):
    _, text = talk.texts.open_document("talk")
    start = text.index("👩")
    code = find_code(talk.codebook, "moves")
    (coding,) = talk.add("talk", [code], (start, start + 1))
    assert (coding.event.start, coding.event.end) == (start, start + 5)
    moved = talk.change(coding, start=start - 5, end=start + 3)
    assert moved.event.end == start + 5
    talk.split(moved, start + 2)
    assert {(c.event.start, c.event.end) for c in talk.codings("talk")} == {
        (start - 5, start - 1), (start, start + 5),
    }  # fmt: skip
