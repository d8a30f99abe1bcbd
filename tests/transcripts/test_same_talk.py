"""One talk in every format: the same turns, words and speakers come out, whatever it came in."""

import re

import pytest

from qualcode.workbench.importing.layout import Hints, lay_out_file
from tests.transcripts.fuzzing import SAID, corpus

FILES = corpus()
MADE = [
    "plain.txt", "utf16.txt", "otter.txt", "f4.rtf", "teams.vtt", "zoom.vtt", "a.srt",
    "whisper.json", "o.otr", "table.csv", "table.xlsx", "interview.docx", "interview.odt",
]  # fmt: skip
#: Counted by another rule than qualcode's own: what stands between blanks and has a letter.
WORDS = sum(1 for _, words in SAID for piece in words.split() if re.search(r"\w", piece))


@pytest.mark.parametrize("name", MADE)
def test_the_same_turns_come_out(name: str):
    read = lay_out_file(FILES[name], name, Hints())
    said = [
        (read.labels[turn.speaker], read.text[turn.words : turn.end])
        for turn in read.turns
        if turn.speaker >= 0
    ]
    assert said == SAID
    counted = sum(n for n, turn in zip(read.words, read.turns, strict=True) if turn.speaker >= 0)
    assert counted == WORDS


@pytest.mark.parametrize(
    ("name", "lacks"), [("cp1252.txt", "🙂 ŷ"), ("interview.pdf", "🙂 ŷ’–…â"), ("alone.txt", "")]
)
def test_words_come_out_as_far_as_the_file_can_hold_them(name: str, lacks: str):
    read = lay_out_file(FILES[name], name, Hints())
    for _, words in SAID:
        for word in words.split():
            if not set(word) & set(lacks):
                assert word in read.text, word


@pytest.mark.parametrize("name", ["teams.vtt", "zoom.vtt", "a.srt", "whisper.json", "f4.rtf"])
def test_the_times_of_turns_come_with_them(name: str):
    read = lay_out_file(FILES[name], name, Hints())
    starts = [turn.start_ms for turn in read.turns if turn.speaker >= 0]
    assert starts == sorted(starts, key=lambda ms: ms or 0)
    assert sum(ms is not None for ms in starts) >= len(SAID) - 1
    assert not any(char.isdigit() for char in read.text)
