from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript


def read(*cues: str, head: str = "WEBVTT\n\n") -> Parsed:
    text = "".join(
        f"{identifier}00:00:{n:02}.000 --> 00:00:{n:02}.900\n{words}\n\n"
        for n, cue in enumerate(cues)
        for identifier, _, words in [cue.rpartition("|")]
    )
    return parse_transcript((head + text).encode(), "x.vtt")


def said(parsed: Parsed) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in parsed.turns]


def test_a_name_above_the_words_of_each_caption():
    parsed = read("Anwen Rees\nHow was", "Anwen Rees\nyour week?", "Bryn Lowe\nBusy.")
    assert said(parsed) == [("Anwen Rees", "How was your week?"), ("Bryn Lowe", "Busy.")]


def test_a_name_in_brackets_holds_until_another():
    parsed = read(
        "(Anwen Rees)\nHow was", "your week?", "(Bryn Lowe)\nBusy.\n-\n(Anwen Rees)\nI see."
    )
    assert said(parsed) == [
        ("Anwen Rees", "How was your week?"),
        ("Bryn Lowe", "Busy."),
        ("Anwen Rees", "I see."),
    ]


def test_lines_of_ordinary_captions_are_words():
    parsed = read(
        "That is all\nright.", "I waited\nfor her.", "That is all\nI know.", "Good\nnight."
    )
    assert {speaker for speaker, _ in said(parsed)} == {None}


def test_webex_names_the_speaker_in_the_identifier():
    parsed = read(
        '1 "Anwen Rees" (1234567)\n|How was your week?',
        '2 "Bryn Lowe" (7654321)\n|Busy.',
        '3 "Bryn Lowe" (7654321)\n|The rota changed.',
        '4 "Once Here" (1)\n|Hello.',
    )
    assert said(parsed) == [
        ("Anwen Rees", "How was your week?"),
        ("Bryn Lowe", "Busy. The rota changed."),
        ("Once Here", "Hello."),
    ]
    assert not any("left out" in note for note in parsed.notes)


def test_identifiers_of_captions_are_no_speakers():
    parsed = read("intro\n|Welcome.", "part one\n|We begin.", "part two\n|We end.")
    assert {speaker for speaker, _ in said(parsed)} == {None}
    assert any("3 names of captions were left out" in note for note in parsed.notes)
