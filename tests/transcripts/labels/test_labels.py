"""What is a speaker and what is speech with a colon in it."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.transcripts.labels.labels import plausible
from qualcode.transcripts.reader import parse_transcript
from qualcode.transcripts.typed.plain import read_text_transcript
from qualcode.workbench.speakers.new_labels import relabelled

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
    assert "“English” 1×, “Maths” 1×" in notes(FRAME.format("English: good.\n\nMaths: bad."))
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


def test_labels_without_words_are_kept_and_told():
    text = "I: How?\n\nP1:\n\nI: And?\n"
    assert read(text) == [("I", "How?"), (None, "P1:"), ("I", "And?")]
    assert "1 label without any words was kept as text that nobody speaks (“P1”)" in notes(text)


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


# ---- what recurs ----------------------------------------------------------------------------

SAID = ("I walked there {}.", "Nobody had told us, of the {} of us.", "It was better after {}.")


def dialogue(*labels: str, rounds: int = 3) -> str:
    return "\n\n".join(
        f"{label}: {SAID[n % 3].format(n)}" for n in range(rounds) for label in labels
    )


def told(text: str) -> dict[str, int]:
    note = next((n for n in notes(text).split("\n") if n.startswith("heads of paragraphs")), "")
    return {label: int(n) for label, n in re.findall(r"“([^”]*)” (\d+)×", note)}


@pytest.mark.parametrize(
    "label",
    ["Key worker", "Project manager", "Subject 1", "Source 2", "Table 1", "Year 9 pupil", "June",
     "Second carer", "Step mum", "Day centre manager", "Part time worker", "Note taker", "April",
     "First Minister", "The witness", "The Social Worker", "The Deputy Chair", "August", "Page",
     "Cllr. Jones", "Sgt. Smith", "Hon. Ann Lee", "Fr. Brown", "Capt. Reed", "Resp.", "MM",
     "Participant no. 3", "The Acting Chair (Mr. Hay)", "KEY WORKER", "Right Hon. Jo Lee"],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 2])
def test_whoever_recurs_is_a_speaker_whatever_the_label_is_made_of(label: str, place: int):
    labels = ["Interviewer", "Foster carer"]
    labels.insert(place, label)
    assert Counter(who for who, _ in read(dialogue(*labels))) == dict.fromkeys(labels, 3)
    assert told(dialogue(*labels)) == {}


def test_two_such_labels_and_no_surer_one_make_a_dialogue():
    text = dialogue("Key worker", "Project manager")
    assert [who for who, _ in read(text)] == ["Key worker", "Project manager"] * 3


@pytest.mark.parametrize(
    "form", ["{}\t{}\n", "{}\n{}\n\n", "{}\n\n{}\n\n", "{} 00:01 {}\n", "{}:\n{}\n\n", "- {}: {}\n"]
)
def test_whoever_recurs_is_a_speaker_however_the_label_is_set_off(form: str):
    people = ["Interviewer", "Foster carer", "Key worker"]
    text = "".join(form.format(who, words) for words in SAID for who in people)
    assert [who for who, _ in read(text)] == people * 3


def test_headings_that_recur_above_answers_are_no_speakers():
    text = "Member of the audience\n\nAnn: It was late.\n\nI mean, too late.\n\n" * 4
    assert {who for who, _ in read(text)} == {None, "Ann"}


def test_such_labels_here_and_there_in_a_text_of_nobodys_are_told():
    text = "It rained.\n\nWe waited.\n\nKey worker: Two hours.\n\nThen home.\n\nJune: It is so.\n\n"
    assert {who for who, _ in read(text * 3)} == {None}
    assert told(text * 3) == {"June": 3, "Key worker": 3}


def test_a_role_that_opens_the_file_is_no_header():
    text = "Project manager: Hello all\n\nKey worker: Hello\n\n"
    text += dialogue("Project manager", "Key worker")
    assert [who for who, _ in read(text)] == ["Project manager", "Key worker"] * 4


@pytest.mark.parametrize(
    "head",
    ["Date", "Place", "Time", "Note", "Example", "Date of birth", "Key points", "Part 2", "Step 1",
     "So", "And then", "The thing is", "Interview date", "Subject ID", "Source file", "Monday",
     "June 2023", "What I said?", "Her words were, and I remember them well today"],
)  # fmt: skip
def test_what_recurs_and_is_nobody_is_told_with_its_count(head: str):
    text = dialogue("I", "P1", head)
    assert Counter(who for who, _ in read(text)) == {"I": 3, "P1": 3}
    assert told(text) == {head: 3}
    assert "--label" in notes(text)


def test_fields_of_several_headers_are_nobody():
    header = "Date: 3 May\nProject lead: Jane Smith\nKey contact: Bob Roe\n\n"
    text = "\n\n".join(header + dialogue("I", "P1", rounds=2) for _ in range(4))
    assert {who for who, _ in read(text)} == {None, "I", "P1"}
    assert told(text) == {"Date": 4, "Key contact": 4, "Project lead": 4}


def test_what_stands_in_a_row_or_in_the_middle_of_paragraphs_is_no_speaker():
    terms = "".join(f"- Key worker: somebody who helps with {n}.\n" for n in range(3))
    text = f"{dialogue('I', 'P1')}\n\n{terms}\n{dialogue('I', 'P1')}"
    assert {who for who, _ in read(text)} == {"I", "P1"}
    assert told(text) == {"Key worker": 3}
    middle = "I: What did he say? Key worker: no.\n\nP1: At 10:30. See http://a.org/x.\n\n" * 3
    assert {who for who, _ in read(middle)} == {"I", "P1"}
    assert told("10:30 we met.\n\nhttp://a.org/x was it.\n\n" * 3) == {}


def test_what_recurs_is_told_where_there_are_no_speakers():
    text = "How was it then.\n\nKey worker: Fine.\n\n" * 3
    assert {who for who, _ in read(text)} == {None}
    assert told(text) == {"Key worker": 3}


def test_what_recurs_in_captions_is_told():
    cues = "".join(
        f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n{label}: It rained on {n} days.\n\n"
        for n, label in enumerate(["Ann Lee", "Bob Roe", "Note"] * 3)
    )
    parsed = parse_transcript(f"WEBVTT\n\n{cues}".encode(), "a.vtt")
    assert {turn.speaker for turn in parsed.turns} == {"Ann Lee", "Bob Roe"}
    assert any("“Note” 3×" in note for note in parsed.notes)


ASKED = "Where was that\nWho was there\nWhat did you see\nAnd after that".split("\n")


def test_labels_before_a_full_stop_are_told_and_taken():
    text = "".join(f"It was so.\n\n    Mr. Pryce. {q}?\n\nA. It is by the weir.\n\n" for q in ASKED)
    text += "It rained.\n\n" * 9
    assert told(text) == {"Mr. Pryce": 4, "A": 4}
    parsed = read_text_transcript(text.encode(), "x.txt")
    given = relabelled(parsed, ["Mr. Pryce", "A"], [])
    assert [t.speaker for t in given.turns if t.speaker] == ["Mr. Pryce", "A"] * 4
    assert {t.text for t in given.turns if t.speaker} == {f"{q}?" for q in ASKED} | {
        "It is by the weir."
    }
    assert not any("heads of paragraphs" in note for note in given.notes)


@pytest.mark.parametrize("start", ["Thank you", "Yes", "Anna", "Well yes", "The river", "It", "St"])
def test_sentences_are_no_labels_before_a_full_stop(start: str):
    assert told("\n\n".join(f"I: {q}?\n\n{start}. It was cold by then." for q in ASKED)) == {}


def test_who_speaks_within_anothers_paragraph_is_told_and_taken():
    text = "\n\n".join(f"Interviewer: {q}? Morfudd: We had no bus. Dr. Prys: No." for q in ASKED)
    text += "\n\nInterviewer: So that was it." * 9
    assert told(text) == {"Morfudd": 4, "Dr. Prys": 4}
    parsed = read_text_transcript(text.encode(), "x.txt")
    given = relabelled(parsed, ["Morfudd", "Dr. Prys"], [])
    assert [t.speaker for t in given.turns[:12]] == ["Interviewer", "Morfudd", "Dr. Prys"] * 4
    assert not any("heads of paragraphs" in note for note in given.notes)


@pytest.mark.parametrize(
    "heard", ["[Laughter.]", "(CROSSTALK)", "[Applause]", "(pause)", "(They look up.)", "[Saib]"]
)
def test_what_is_heard_and_stands_in_brackets_is_nobody(heard: str):
    turns = [f"{who}\n{q}." for q in ASKED for who in ("Cadi Wyn", "Morfudd")]
    with_it = "\n\n".join(f"{turn}\n{heard}\n{turn[-9:]}" for turn in turns)
    assert {who for who, _ in read(with_it)} == {"Cadi Wyn", "Morfudd"}
    alone = "\n\n".join(f"{q}.\n\n{heard}" for q in ASKED)
    assert {who for who, _ in read(alone)} == {None}


def test_names_alone_in_brackets_are_speakers():
    text = "\n\n".join(f"[Brenda Lee]\n{q}.\n\n(Ann Roe)\nNo idea." for q in ASKED)
    assert {who for who, _ in read(text)} == {"Brenda Lee", "Ann Roe"}


WORDS = st.sampled_from(
    "Key June Note Date Page Time First Table The So Well Mum worker of Smith no. Hon. 2 Year said "
    "is Ann Dr. carer points KEY it’s (he/him) Ty'n Éowyn".split()
)


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), st.integers(3, 5)),
        min_size=1,
        max_size=5,
        unique_by=lambda pair: pair[0],
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_recurs_is_a_speaker_or_told(labels, random):
    heads = ["I", "P1"] * 4 + [label for label, n in labels for _ in range(n)]
    random.shuffle(heads)
    text = "\n\n".join(f"{head}: {SAID[n % 3].format(n)}" for n, head in enumerate(heads))
    speakers = {who for who, _ in read(text)}
    left = told(text)
    for label, n in labels:
        bare = label[1:-1] if label[:1] + label[-1:] == "()" else label
        assert bare in speakers or left.get(bare) == n, (label, plausible(bare))


@pytest.mark.parametrize(
    ("asks", "answers"), [("訪問者", "受訪者"), ("聞き手", "語り手"), ("Interviewer", "Mair")]
)
def test_a_wide_colon_is_a_colon(asks: str, answers: str):
    text = f"{asks}：10:30 好：嗎\n\n{answers}：很好。\n\n" * 6
    assert read(text) == [(asks, "10:30 好：嗎"), (answers, "很好。")] * 6


def test_a_wide_colon_within_words_stays():
    text = "Interviewer: Which one？\n\nMair: 他說：好。\n\n" * 3
    assert read(text) == [("Interviewer", "Which one？"), ("Mair", "他說：好。")] * 3


def test_a_time_without_a_name_is_no_speaker():
    lines = []
    for n in range(12):
        name = "" if n % 4 == 2 else " Interviewer" if n % 2 else " Mair"
        lines += [f"00:0{n % 6}:{10 + n}{name}", f"That was part {n}."]
    found = read_text_transcript("\n\n".join(lines).encode(), "x.txt").turns
    assert {t.speaker for t in found} == {"Interviewer", "Mair"}


@pytest.mark.parametrize("between", ["", " ", "  "])
def test_a_time_behind_a_label_is_no_number_of_a_question(between: str):
    text = "".join(f"Q{between}0:{n}5\nWhere?\n\nP{between}0:{n}8\nHere.\n\n" for n in range(5))
    assert "questions and answers" not in notes(text)


@pytest.mark.parametrize("sound", ["Laughter", "Silence", "Long pause", "APPLAUSE"])
def test_a_sound_that_recurs_is_no_speaker_and_is_told(sound: str):
    part = f"I: How was it?\n\nP1: Fine.\n\n{sound}: everybody, for some time.\n\n"
    text = part * 4
    assert {who for who, _ in read(text)} == {"I", "P1"}
    found = parse_transcript(text.encode(), "x.txt")
    assert "everybody" in "".join(t.text for t in found.turns)


@pytest.mark.parametrize("more", [("II", "III"), ("IV", "VIII")])
def test_the_roman_one_of_chapters_is_no_interviewer(more: tuple[str, str]):
    text = "".join(
        f"{numeral}: What was found\n\nIt rained on both days.\n\nNobody came.\n\n"
        for numeral in ("I", *more)
    )
    assert {who for who, _ in read(text)} == {None}
