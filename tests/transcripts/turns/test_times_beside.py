from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript


def read(text: str) -> Parsed:
    return parse_transcript(text.encode(), "x.txt")


def test_a_time_on_its_own_line_within_a_turn_is_a_time_of_its_words():
    parsed = read(
        "Anwen:\n0:01\nHow was it?\n\nBryn:\n0:05\nBusy.\n0:09\nAnd late.\n\nAnwen:\n0:20\nWhy?\n\n"
        "Bryn:\n0:25\nBecause.\n"
    )
    assert [(t.speaker, t.start_ms, t.text, t.times) for t in parsed.turns] == [
        ("Anwen", 1000, "How was it?", ()),
        ("Bryn", 5000, "Busy.\nAnd late.", ((6, 9000),)),
        ("Anwen", 20_000, "Why?", ()),
        ("Bryn", 25_000, "Because.", ()),
    ]
    assert "1 time beside the words (0:09 …) became the times of the turns" in parsed.notes


def test_times_that_go_back_are_left_and_told():
    parsed = read(
        "Anwen: (0:50)\nHow?\n\nBryn: (0:05)\nSo.\n\nAnwen: (0:30)\nWhy?\n\nBryn: (0:02)\nNo.\n"
    )
    assert [t.start_ms for t in parsed.turns] == [None] * 4
    assert "4 strings that look like times were left in the words: “(0:50)” …" in parsed.notes


def test_a_time_that_somebody_says_is_words():
    parsed = read("Anwen: When?\n\nBryn: 10:30 in the evening.\n\nAnwen: And?\n\nBryn: Late.\n")
    assert [t.text for t in parsed.turns][1] == "10:30 in the evening."
    assert parsed.notes == ()


def test_remarks_with_a_time_stay_and_are_counted():
    parsed = read(
        "Anwen: When [inaudible 00:12:31]?\n\nBryn: Now.\n\nAnwen: Or [overlap 00:13:02].\n"
    )
    assert parsed.turns[0].text == "When [inaudible 00:12:31]?"
    told = "2 remarks with a time in them were left in the words: “[inaudible 00:12:31]” …"
    assert told in parsed.notes
