"""What is a speaker and what is speech with a colon in it."""

import pytest

from qualcode.transcripts.text import read_text_transcript

FRAME = "I: How was it?\n\nP1: Fine.\n\n{}\n\nI: And then?\n\nP1: That was that.\n"


def read(text: str) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in read_text_transcript(text.encode(), "x.txt").turns]


def notes(text: str) -> str:
    return "\n".join(read_text_transcript(text.encode(), "x.txt").notes)


@pytest.mark.parametrize(
    "words",
    [
        "There's one thing: it's late.",
        "So I said: no.",
        "Note: this was long ago.",
        "I remember: it rained.",
        "Mum said: get up.",
        "The thing is: money.",
        "Well: who knows.",
        "He goes: “Why? Tell me: now.”",
        "for example: the bus.",
        "At 10:30: the bus.",
        "10:30 was when he came.",
        "https://example.org: that one",
        "Monday: we met.\n\nMonday: again.",
        "One: money.\n\nTwo: time.",
        "Year 7: it was good.\n\nYear 8: less so.",
        "KS3: hard.",
        "2019: we moved.\n\n2020: again.",
        "English: good.\n\nMaths: bad.",
        "A child: that is what I was.",
        "Honestly: no. I honestly: hm.\n\nHonestly: yes, honestly.",
        "[School] was good.",
        "[Laughs] Yes.",
        "I",
    ],
)
def test_speech_is_not_split(words: str):
    turns = read(FRAME.format(words))
    assert [speaker for speaker, _ in turns] == ["I", "P1", "I", "P1"]
    assert turns[1][1] == "Fine.\n" + words.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "label",
    ["P2", "Young person", "Interviewer 2", "Ms O'Brien", "Siân Gwenllian AM", "Foster carer",
     "[P3]", "**P3**", "Unknown speaker", "Prof. Jean White", "Megan", "Cyfwelydd", "YP2",
     "Carys Rees-Jones (she/her)", "All", "P?", "Participant 1 & 2", "THE CHAIR"],
)  # fmt: skip
def test_somebody_who_speaks_once_is_not_glued_to_another(label: str):
    turns = read(FRAME.format(f"{label}: I was there."))
    assert (label.strip("[]*"), "I was there.") in turns
    assert len(turns) == 5


@pytest.mark.parametrize("label", ["LACE coordinator", "Head of year 9", "Megan", "Mum", "geraint"])
def test_somebody_who_speaks_often_is_not_glued_to_another(label: str):
    text = "".join(f"I: Why is mum there? {n}\n\n{label}: Because {n}.\n\n" for n in range(5))
    assert {speaker for speaker, _ in read(text)} == {"I", label}


def test_numbers_are_labels_only_if_the_file_is_made_of_them():
    assert read("1: How?\n\n2: Well.\n\n1: And?\n\n2: So.\n") == [
        ("1", "How?"), ("2", "Well."), ("1", "And?"), ("2", "So."),
    ]  # fmt: skip


def test_question_and_answer_are_labels_when_they_recur():
    text = "Question: How?\n\nAnswer: Well.\n\nQuestion: And?\n\nAnswer: So.\n"
    assert [s for s, _ in read(text)] == ["Question", "Answer"] * 2


def test_what_was_passed_over_is_told():
    assert "“English:”" in notes(FRAME.format("English: good.\n\nMaths: bad."))
    assert "not taken" not in notes(FRAME.format("It was good."))


def test_a_header_names_nobody_as_speaking():
    header = "Date: 12 May\nInterviewer: Jane Smith\nParticipant: P04\nLocation: Cardiff"
    assert read(f"{header}\n\nInterviewer: Hello?\n\nParticipant: Hi.\n") == [
        (None, header),
        ("Interviewer", "Hello?"),
        ("Participant", "Hi."),
    ]


def test_a_header_in_a_file_of_one_line_each_takes_no_speech():
    assert read("Date: 12 May\nI: Hello\nP: Hi\nI: So\nP: Yes\n") == [
        (None, "Date: 12 May"), ("I", "Hello"), ("P", "Hi"), ("I", "So"), ("P", "Yes"),
    ]  # fmt: skip


def test_a_label_without_a_space_after_its_colon():
    assert read("I: How?\n\nP1:Well.\n\nI:And?\n") == [
        ("I", "How?"),
        ("P1", "Well."),
        ("I", "And?"),
    ]


def test_labels_without_words_are_told():
    text = "I: How?\n\nP1:\n\nI: And?\n"
    assert read(text) == [("I", "How?"), ("I", "And?")]
    assert "1 labels without any words were left out (“P1”)" in notes(text)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("I\tHow?\nP1\tWell.\nI\tAnd?\n", "label, tab and words"),
        ("I 00:01 How?\nP1 00:04 Well.\nI 00:09 And?\n", "label, time and words"),
        ("[I] How?\n\n[P1] Well.\n\n[I] And?\n", "'[Label] words' paragraphs"),
        ("### I\n\nHow?\n\n### P1\n\nWell.\n\n### I\n\nAnd?\n", "labels on lines of their own"),
        ("I:\nHow?\n\nP1:\nWell.\n\nI:\nAnd?\n", "'Label: words' paragraphs"),
        ("I\nHow?\nP1\nWell.\nI\nAnd?\n", "labels on lines of their own"),
        ("I - How?\nP1 – Well.\nI - And?\n", "'Label - words' paragraphs"),
        ("- I: How?\n- P1: Well.\n- I: And?\n", "'Label: words' paragraphs"),
    ],
)
def test_other_ways_to_set_a_label_off(text: str, layout: str):
    assert read(text) == [("I", "How?"), ("P1", "Well."), ("I", "And?")]
    assert layout in read_text_transcript(text.encode(), "x").layout


def test_answers_are_not_the_interviewers_when_only_the_interviewer_has_a_label():
    text = "\tMODERATOR: How?\n\n\tWell.\n\nMuch.\n\n\tMODERATOR: And?\n\n\tGood.\n"
    assert read(text) == [
        ("MODERATOR", "How?"), ("Participant", "Well.\nMuch."),
        ("MODERATOR", "And?"), ("Participant", "Good."),
    ]  # fmt: skip
    assert "a guess" in notes(text)
    assert read("Megan: Well.\n\nMore.\n\nMegan: So.\n\nYes.\n")[0] == ("Megan", "Well.\nMore.")
    assert "the only speaker" in notes("Megan: Well.\n\nMegan: So.\n")


def test_short_answers_alone_are_no_labels():
    text = "Were you there?\n\nYes\n\nGood?\n\nOkay\n\nAnd now?\n\nYes\n\nOkay\n\nSure?\n\nYes\n"
    assert {s for s, _ in read(text)} == {None}


def test_otter_and_its_footer():
    text = "Ann Lee  0:08  \nWe start.\n\nUnknown Speaker  0:12  \nYes.\n\nTranscribed by https://otter.ai\n"
    turns = read_text_transcript(text.encode(), "x").turns
    assert [(t.speaker, t.text, t.start_ms) for t in turns] == [
        ("Ann Lee", "We start.", 8000),
        ("Unknown Speaker", "Yes.", 12_000),
        (None, "Transcribed by https://otter.ai", None),
    ]


def test_a_time_on_a_line_of_its_own_is_the_next_turns():
    text = "Ann Lee: Hi.\nBo Ash: Yes.\n00:05:00\n\nAnn Lee: So.\nBo Ash: No, at\n10:30\n"
    turns = read_text_transcript(text.encode(), "x").turns
    assert [(t.text, t.start_ms) for t in turns] == [
        ("Hi.", None), ("Yes.", None), ("So.", 300_000), ("No, at\n10:30", None),
    ]  # fmt: skip


def test_times_before_unlabelled_paragraphs():
    timed = read_text_transcript(b"[0:01] we began.\n\n[0:09] we went on.\n", "x").turns
    assert [(t.text, t.start_ms) for t in timed] == [("we began.", 1000), ("we went on.", 9000)]
    assert read("10:30 he came.\n\nwe waited.\n") == [
        (None, "10:30 he came."),
        (None, "we waited."),
    ]


def test_paragraphs_without_labels_and_the_note_on_them():
    text = "one line\nand its next.\n\nanother.\n"
    assert read(text) == [(None, "one line\nand its next."), (None, "another.")]
    assert "no speaker labels were found" in notes(text)
    assert read("one.\ntwo.\n") == [(None, "one."), (None, "two.")]
