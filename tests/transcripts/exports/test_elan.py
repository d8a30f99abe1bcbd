from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript

TIERS = (
    "Anwen\tA R\t00:00:01.200\t1.200\t00:00:03.400\t3.400\t00:00:02.200\t2.200\tHow was your week?\n"
    "Anwen\tA R\t00:00:09.000\t9.000\t00:00:10.400\t10.400\t00:00:01.400\t1.400\tWhy was that?\n"
    "Bryn\tB L\t00:00:03.500\t3.500\t00:00:05.000\t5.000\t00:00:01.500\t1.500\tBusy.\n"
    "Bryn\tB L\t00:00:05.500\t5.500\t00:00:08.400\t8.400\t00:00:02.900\t2.900\tThe rota changed.\n"
)
COLUMNS = (
    "Begin Time - hh:mm:ss.ms\tBegin Time - ss.msec\tEnd Time - hh:mm:ss.ms\tAnwen\tBryn\n"
    "00:00:01.200\t1.200\t00:00:03.400\tHow was your week?\n"
    "00:00:03.500\t3.500\t00:00:05.000\t\tBusy.\n"
    "00:00:05.500\t5.500\t00:00:08.400\t\tThe rota changed.\n"
    "00:00:09.000\t9.000\t00:00:10.400\tWhy was that?\n"
)
MEDIA = '"#file:///talk.mp4 -- offset: 0, duration: 00:10:00.000 / 600.000 / 600000"\n'


def read(text: str, name: str = "x.txt") -> Parsed:
    return parse_transcript(text.encode(), name)


def turns(parsed: Parsed) -> list[tuple[str | None, int | None, str]]:
    return [(t.speaker, t.start_ms, t.text) for t in parsed.turns]


def test_tiers_come_in_the_order_of_their_times():
    parsed = read(TIERS)
    assert turns(parsed) == [
        ("A R", 1200, "How was your week?"),
        ("B L", 3500, "Busy. The rota changed."),
        ("A R", 9000, "Why was that?"),
    ]
    assert parsed.turns[1].times == ((6, 5500),)
    assert "4 entries, in the order of their times, run together into 3 turns" in parsed.notes
    assert any(note.startswith("6 columns of times: ") for note in parsed.notes)
    assert any("“A R” 2×, “B L” 2×" in note for note in parsed.notes)


def test_a_column_for_each_tier():
    for name in ("x.txt", "x.tsv"):
        assert turns(read(COLUMNS, name)) == [
            ("Anwen", 1200, "How was your week?"),
            ("Bryn", 3500, "Busy. The rota changed."),
            ("Anwen", 9000, "Why was that?"),
        ]


def test_lines_on_the_media_file_are_told():
    parsed = read(MEDIA + TIERS, "x.tsv")
    assert len(parsed.turns) == 3
    assert "1 line on the media file left out" in parsed.notes


def test_a_table_of_tabs_without_times_is_another():
    text = "Anwen\tHow was your week?\nBryn\tBusy.\nAnwen\tWhy?\nBryn\tThe rota.\n"
    assert read(text).layout == "plain text, label, tab and words"
