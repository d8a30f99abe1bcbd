"""Numbers in front of lines and of turns, for citing them."""

import pytest

from qualcode.transcripts.typed.plain import read_text_transcript

TALK = [
    ("Moderator", "How was the garden?"),
    ("Participant 1", "Wet, mostly."),
    ("Participant 2", "We dug it twice."),
    ("Moderator", "And the shed?"),
    ("Participant 1", "It leaked."),
    ("Participant 2", "Nobody came to look."),
    ("Moderator", "Who had the key?"),
    ("Participant 1", "The caretaker did."),
    ("Participant 2", "Not on Mondays."),
]


def read(lines: list[str]) -> list[tuple[str | None, str]]:
    found = read_text_transcript("\n".join(lines).encode(), "x.txt")
    return [(t.speaker, t.text) for t in found.turns]


@pytest.mark.parametrize("form", ["[T{:03}] ", "(L{}) ", "[{}] ", "#{} ", "L{}\t", "[Turn {}]: "])
@pytest.mark.parametrize("more", [[], ["and so on.", "as it was."]])
def test_numbers_of_turns_are_no_speakers(form: str, more: list[str]):
    lines = [
        line
        for n, (who, words) in enumerate(TALK, start=1)
        for line in (form.format(n) + f"{who}: {words}", *more)
    ]
    assert read(lines) == [(who, "\n".join([words, *more])) for who, words in TALK]


@pytest.mark.parametrize("day", ["{} May 2024: ", "{} May ", "{}. Mai: ", "{} Tachwedd: "])
def test_days_that_count_up_stay(day: str):
    lines = [day.format(n) + words for n, (_, words) in enumerate(TALK, start=1)]
    whole = " ".join(f"{who or ''} {words}" for who, words in read(lines))
    assert all(f"{n}" in whole for n in range(1, len(TALK) + 1))
    assert {who for who, _ in read(lines)} == {None}


def test_participants_who_count_up_stay_speakers():
    lines = [f"[P{n}] {words}" for n, (_, words) in enumerate(TALK, start=1)]
    assert [who for who, _ in read(lines)] == [f"P{n}" for n in range(1, len(TALK) + 1)]
