"""Interviews in which only one side has labels."""

from __future__ import annotations

import pytest

from qualcode.transcripts.typed.plain import read_text_transcript


def read(text: str) -> tuple[list[tuple[str | None, str]], str]:
    parsed = read_text_transcript(text.encode(), "x.txt")
    return [(t.speaker, t.text) for t in parsed.turns], "\n".join(parsed.notes)


def test_what_stands_around_a_moderators_words_is_a_participants():
    text = "Session 4\n\nI clicked there first.\n\nThen nothing came.\n\nMODERATOR: Why\nthere?\n\n"
    turns, told = read(text + "It was hidden.\n\nSo I left.\n\nMODERATOR: And?\n\nThat is all.\n")
    assert turns == [
        (None, "Session 4"),
        ("Participant", "I clicked there first.\nThen nothing came."),
        ("MODERATOR", "Why\nthere?"),
        ("Participant", "It was hidden.\nSo I left."),
        ("MODERATOR", "And?"),
        ("Participant", "That is all."),
    ]
    assert "only “MODERATOR” has a label: 3 paragraphs after and 2 before were taken for" in told


def test_one_moderators_label_does_not_make_all_the_rest_the_moderators():
    turns, _ = read("MODERATOR: Start.\n\n" + "I looked at the map.\n\n" * 9)
    assert [who for who, _ in turns] == ["MODERATOR", "Participant"]


@pytest.mark.parametrize("label", ["Answer", "A", "P1", "Key worker", "Nain", "Year 9 pupil"])
@pytest.mark.parametrize("ask", ["{}. Where was that?", "Where was that, {}?", "{}) Say where."])
def test_questions_before_labelled_answers_are_not_the_answers(label: str, ask: str):
    text = "".join(f"{ask.format(n)}\n\n{label}: In town {n}.\n\nIt rained.\n\n" for n in (1, 2, 3))
    turns, told = read(text)
    if label in ("Key worker", "Year 9 pupil") and "?" not in ask:
        # Nothing says that anybody asks: such a label is told.
        assert f"“{label}” 3×" in told
        return
    assert [who for who, _ in turns] == ["Interviewer", label] * 3
    assert turns[1][1] == "In town 1.\nIt rained."
    assert f"only “{label}” has a label: 3 questions before it" in told


def test_where_the_other_side_cannot_be_told_its_paragraphs_are_counted():
    turns, told = read("Nain: We went.\n\nIt rained.\n\nNain: Then home.\n\nNain: So it was.\n")
    assert {who for who, _ in turns} == {"Nain"}
    assert "1 paragraph without a label count" in told


@pytest.mark.parametrize(
    ("ask", "answer", "who"),
    [
        ("Q{}: ", "A{}: ", ["Q", "A"]),
        ("Q{}. ", "A{}. ", ["Q", "A"]),
        ("Question {}: ", "Answer {}: ", ["Question", "Answer"]),
        ("Question {}: ", "Answer: ", ["Question", "Answer"]),
        ("Question {}: ", "", ["Question", "Participant"]),
        ("Cwestiwn {}: ", "Ateb: ", ["Cwestiwn", "Ateb"]),
    ],
)
def test_numbers_of_questions_are_no_people(ask: str, answer: str, who: list[str]):
    turns, told = read(
        "".join(
            f"{ask.format(n)}Where was it?\n\n{answer.format(n)}In town.\n\n" for n in (1, 2, 3)
        )
    )
    assert turns == [(who[0], "Where was it?"), (who[1], "In town.")] * 3
    assert "questions and answers" in told


def test_headings_of_questions_are_nobody():
    part = "Question {}: School\n\nI: How was it?\n\nP1: It was well.\n\n"
    turns, _ = read("I: Hello.\n\nP1: Hi.\n\n" + "".join(part.format(n) for n in (1, 2, 3)))
    assert {who for who, _ in turns} == {"I", "P1"}


def test_times_before_the_side_without_labels_are_its_times():
    text = "".join(f"[0:0{n}] Who came?\n\n[0:0{n + 1}] Nain: Taid.\n\n" for n in (1, 3, 5))
    turns = read_text_transcript(text.encode(), "x.txt").turns
    assert [(t.speaker, t.start_ms) for t in turns[:2]] == [("Interviewer", 1000), ("Nain", 2000)]


def test_answers_within_the_interviewers_paragraphs_are_the_others():
    asked = ["Where was that?", "Who was there?", "What did you see?", "And after that?"]
    turns, told = read(
        "\n".join(f"Interviewer: {q} Wyn: Down by the weir. So: late." for q in asked)
    )
    assert [who for who, _ in turns] == ["Interviewer", "Wyn"] * 4
    assert turns[1] == ("Wyn", "Down by the weir. So: late.")
    assert "labels within paragraphs begin turns: “Wyn” 4×" in told
    assert "only speaker" not in told


def test_somebody_quoted_within_a_few_paragraphs_says_nothing():
    said = "Nain: He turned round. Taid: no.\n" * 3 + "Nain: And that was it.\n" * 9
    assert {who for who, _ in read(said)[0]} == {"Nain"}
