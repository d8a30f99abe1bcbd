from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript

TALK = "Anwen: How?\n\nBryn: So.\n\nAnwen: Why?\n\nBryn: Because.\n"


def read(text: str) -> Parsed:
    return parse_transcript(text.encode(), "x.md")


def test_front_matter_is_no_text_and_told():
    matter = (
        '---\ntitle: "A talk: with Bryn"\ntags:\n  - school\n  - late\ndate: 2024-03-12\n---\n\n'
    )
    parsed = read(matter + TALK)
    assert parsed.turns == read(TALK).turns
    told = "front matter of 7 lines is no text and was left out: “title”, “tags”, “date”"
    assert told in parsed.notes


def test_speech_between_rules_stays():
    for between in (
        "Interviewer: How was it?\nP1: Late.",
        "We begin here.",
        "Anwen: A.\nAnwen: B.",
    ):
        words = read(f"---\n{between}\n---\n\n{TALK}").turns
        assert " ".join(t.text for t in words).count("Because") == 1
        assert between.split(": ")[-1] in "\n".join(t.text for t in words)


def test_a_file_of_front_matter_alone_is_text():
    assert read("---\ntitle: A talk\n---\n").turns
