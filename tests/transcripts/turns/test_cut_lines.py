from qualcode.transcripts.reader import parse_transcript

SPEECH = [
    "so what I wanted to say is that", "the school was late again and nobody",
    "told us why. So we asked them", "to wait for her, and they did.",
]  # fmt: skip


def test_lines_cut_within_sentences_are_run_together():
    text = "\n".join(SPEECH * 40)
    parsed = parse_transcript(text.encode(), "whisper.txt")
    assert " ".join(t.text for t in parsed.turns).split() == text.split()
    assert len(parsed.turns) < 10
    assert "\n" not in parsed.turns[0].text
    assert all(t.text.endswith(".") for t in parsed.turns)
    assert parsed.notes[0].startswith("160 lines cut within sentences run together into ")


def test_paragraphs_and_lists_stay():
    for line in (
        "I went home, and then I went to bed.",
        "Leeds",
        "https://one.example/feed.of.it",
        "- a point of a list, and then",
    ):
        parsed = parse_transcript("\n".join([line] * 40).encode(), "x.txt")
        assert len(parsed.turns) == 40
