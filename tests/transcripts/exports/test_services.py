"""Whole files as services write them, with what stands above and below the words."""

import pytest

from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript


def read(text: str, name: str = "x.txt") -> Parsed:
    return parse_transcript(text.encode(), name)


def turns(parsed: Parsed) -> list[tuple[str | None, int | None, str]]:
    return [(t.speaker, t.start_ms, t.text) for t in parsed.turns]


ATRAIN = {
    "timestamps": "[{0}] - How was it?\n[{1}] - And why?\n\nSPEAKER_01\n[{2}] - Busy.\n[{3}] - Late.\n",
    "maxqda": "[{0}] - How was it? [{1}] - And why? \n\nSPEAKER_01\n[{2}] - Busy. [{3}] - Late. ",
    "nvivo": "{0} - How was it?\n{1} - And why?\n\nSPEAKER_01\n{2} - Busy.\n{3} - Late.\n",
}


@pytest.mark.parametrize("kind", ATRAIN)
def test_atrain(kind: str):
    times = ("00:00:01", "00:00:05", "00:00:09", "00:00:12")
    parsed = read("Transcription for talk.mp3\n\nSPEAKER_00\n" + ATRAIN[kind].format(*times))
    joint = " " if kind == "maxqda" else "\n"
    assert turns(parsed) == [
        (None, None, "Transcription for talk.mp3"),
        ("SPEAKER_00", 1000, f"How was it?{joint}And why?"),
        ("SPEAKER_01", 9000, f"Busy.{joint}Late."),
    ]
    assert [t.times for t in parsed.turns] == [(), ((12, 5000),), ((6, 12_000),)]


def test_noscribe():
    parsed = read(
        "A talk\n\nTranscribed with noScribe vers. 0.7\nAudio file: talk.mp3\n\n(12 seconds pause)\n\n"
        "S01: [00:00:12] How was it? (..) And why? [00:01:12] And when? //S00: Busy. //\n\n"
        "S00: [00:01:20] Late.\n\nS01: [00:01:21] I see.\n"
    )
    assert turns(parsed)[-3:] == [
        ("S01", 12_000, "How was it? (..) And why? And when? //S00: Busy. //"),
        ("S00", 80_000, "Late."),
        ("S01", 81_000, "I see."),
    ]
    assert parsed.turns[-3].times == ((26, 72_000),)


def test_noscribe_captions_name_who_speaks_at_the_same_time():
    parsed = read(
        "WEBVTT A talk\n\n1\n00:00:12.000 --> 00:00:14.000\n<v S01>How was it?\n\n"
        "2\n00:00:13.000 --> 00:00:14.000\n<v //S00>Busy.\n",
        "x.vtt",
    )
    assert [t.speaker for t in parsed.turns] == ["S01", "S00"]


def test_macwhisper_markdown():
    parsed = read(
        "---\ntitle: A talk\n---\n**Anwen**\n*00:01*\nHow was it?\n\n**Bryn**\n*00:05*\nBusy.\n\n"
        "**Bryn**\n*00:09*\nAnd late.\n\n**Anwen**\n*00:12*\nWhy?\n",
        "x.md",
    )
    assert turns(parsed) == [
        ("Anwen", 1000, "How was it?"),
        ("Bryn", 5000, "Busy."),
        ("Bryn", 9000, "And late."),
        ("Anwen", 12_000, "Why?"),
    ]


MEET = [
    ("{}\n \n", "{}: {}\n", "Transcription ended after 00:05:00\n"),
    ("### **{0}** {{#{0}}}\n\n", "**{}:** {}\n\n", "### **Transcription ended after 00:05:00**\n"),
    ("### {}\n\n", "**{}:** {}\n\n", "### Transcription ended after 00:05:00\n"),
]


@pytest.mark.parametrize(("time", "turn", "end"), MEET)
def test_google_meet(time: str, turn: str, end: str):
    said = [("Anwen", "How was it?"), ("Bryn", "Busy."), ("Anwen", "Why?"), ("Bryn", "Late.")]
    first, then = (
        "".join(turn.format(*one) for one in said[:2]),
        [turn.format(*x) for x in said[2:]],
    )
    text = time.format("00:00:00") + first + time.format("00:01:26") + "".join(then) + "\n" + end
    parsed = read(
        text + "\n*This editable transcript was computer generated and may err.*\n", "x.md"
    )
    assert turns(parsed)[:4] == [
        ("Anwen", 0, "How was it?"),
        ("Bryn", None, "Busy."),
        ("Anwen", 86_000, "Why?"),
        ("Bryn", None, "Late."),
    ]
    assert [t.speaker for t in parsed.turns[4:]] == [None, None]
