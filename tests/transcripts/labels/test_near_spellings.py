"""Labels that a typing error made two of are told."""

import pytest

from qualcode.transcripts.labels.near_spellings import near_spellings_note
from qualcode.transcripts.parsed import ParsedTurn


def note(*labels: str) -> str:
    return "".join(near_spellings_note([ParsedTurn(label, "Words.") for label in labels]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Participant", "Paticipant"), ("Interviewer", "Intervewer"), ("Mererid", "Mereird"),
        ("Participant 2", "Particpant 2"), ("Ann Prydderch", "Anne Prydderch"),
    ],
)  # fmt: skip
def test_labels_spelt_nearly_alike_are_told(one: str, other: str):
    said = note(one, other, one, "Somebody else")
    assert f"“{one}” 2× and “{other}” 1×" in said
    assert "qualcode speakers merge" in said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Participant 1", "Participant 2"), ("Speaker 1", "Speaker 11"), ("Anna", "Anne"),
        ("Interviewer", "Interviewee"), ("Mair", "Maier"), ("SPEAKER_00", "SPEAKER_01"),
        ("Interviewer A", "Interviewer B"),
    ],
)  # fmt: skip
def test_labels_of_two_people_are_not(one: str, other: str):
    assert note(one, other) == ""
