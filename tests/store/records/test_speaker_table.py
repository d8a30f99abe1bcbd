"""The private table of labels: whose a recorded label is may change, and nothing else of it."""

from qualcode.store.records.speaker_table import with_label, with_other_speakers

ROWS = [
    ["document", "label_in_text", "speaker", "seen by"],
    ["one", "Alaw Wyn", "Speaker 2", "ann"],
    ["one", "Alaw", "Speaker 3", ""],
    ["two", "Bet Rees", "Speaker 2"],
]


def test_labels_become_another_speakers_in_one_document():
    made = with_other_speakers(ROWS, "one", {"Speaker 2": "SC04", "Speaker 3": "SC04"})
    assert made == [
        ROWS[0],
        ["one", "Alaw Wyn", "SC04", "ann"],
        ["one", "Alaw", "SC04", ""],
        ROWS[3],
    ]
    assert with_other_speakers([], "one", {"Speaker 2": "SC04"}) == []


def test_a_label_has_one_row():
    made = with_label(ROWS, "one", "Alaw", "Speaker 4")
    assert made == [*ROWS[:2], ROWS[3], ["one", "Alaw", "Speaker 4", ""]]
    assert with_label([], "one", "Alaw", "Speaker 4") == [
        ["document", "label_in_text", "speaker"],
        ["one", "Alaw", "Speaker 4"],
    ]
