"""Fields of a form around a talk are nobody's words; names with a title are speakers."""

from __future__ import annotations

import pytest

from qualcode.transcripts.typed.plain import read_text_transcript


def spoken(text: str) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in read_text_transcript(text.encode(), "a.md").turns]


@pytest.mark.parametrize(
    "field",
    [
        "**[NOTAS DE CAMPO]:** calm",
        "**Notes:** calm",
        "**Probe used (yes/no):** no",
        "PROBE (si/no): [x] Why?",
    ],
)
def test_fields_of_a_form_are_nobodys_words(field: str):
    talk = f"**E:** How was it?\n\n**P1:** It was wet.\n\n{field}\n\n---\n\n" * 4
    turns = spoken(talk)
    assert [turn for turn in turns if turn[0]] == [("E", "How was it?"), ("P1", "It was wet.")] * 4
    assert turns.count((None, field)) == 4
    notes = read_text_transcript(talk.encode(), "a.md").notes
    assert any(note.startswith("4 lines that are fields of a form") for note in notes)


def test_a_note_that_stands_once_is_left_as_it_is():
    text = "I: How was it?\n\nP1: Wet.\n\n**Note:** he laughed\n\nI: And?\n\nP1: Cold.\n"
    assert ("P1", "Wet.\n**Note:** he laughed") in spoken(text)


@pytest.mark.parametrize(
    ("usual", "once"),
    [
        (["Ms Roe", "Mr Pryce", "Mr Hale"], "Mr Penn"),
        (["Bailiff Roe", "Bailiff Pryce", "Bailiff Hale"], "Bailiff Penn"),
    ],
)
def test_a_title_that_others_have_makes_a_speaker(usual: list[str], once: str):
    unlabelled = "\n\n".join(f"And this went on for long, {n}." for n in range(30))
    talk = "".join(f"{who}: It must go.\n\n" for who in usual * 3)
    found = spoken(
        f"{talk}{unlabelled}\n\n{once}: It stays.\n\nThank you.\n\nThe mill: I like it.\n"
    )
    assert {who for who, _ in found} == {*usual, once}


def test_a_full_name_in_bold_before_all_the_words_is_who_speaks():
    words = "Welcome to the farm, where we keep bees and a goat."
    text = f"---\ntitle: Bees\n---\n\n__Dora Hale__: {words}\n\nThey are well: all of them.\n"
    assert spoken(text)[-1] == ("Dora Hale", f"{words}\nThey are well: all of them.")
    # Words that the text also writes small are a heading's.
    assert {who for who, _ in spoken(f"**Farm Bees**: {words}\n\nMore words.\n")} == {None}


def test_a_label_with_only_a_time_is_no_turn():
    talk = "**Ann:** How was it?\n\n**Bea:** Wet.\n\n**Break:** \\[20:00\\]\n\n" * 3
    turns = spoken(talk)
    assert {who for who, _ in turns} == {"Ann", "Bea", None}
    assert turns.count((None, "**Break:** \\[20:00\\]")) == 3
