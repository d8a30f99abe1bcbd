"""Registers, logs and schedules of a team are never transcripts; what was said always is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from tests.transcripts.table.test_reader import PLAIN, SAID, as_csv, cells, read, turns, xlsx

LOG = [
    ("P1", "Cai Prys", "Ann", "Wants to be rung after four; likes the phone."),
    ("P2", "Nia Rees", "Ben", "Very busy, put off twice, nervous about it."),
    ("P3", "Gil Owen", "Ann", "Came with a friend."),
    ("P4", "Mo Bevan", "Ben", "Did not come."),
]


@pytest.mark.parametrize(
    "rows",
    [
        [("ID", "Name", "Interviewed by", "Notes"), *LOG],
        [("ID", "Name", "Researcher", "Comments"), *LOG],
        [("Fieldwork, spring", "", "", ""), ("ID", "Name", "Interviewed by", "Notes"), *LOG],
        [("Participant", "Consent form received", "Date", "Comment"),
         *((who, "Yes", "2025-03-11", note) for who, _, _, note in LOG)],
        [("Participant", "Time", "Place", "Notes"),
         *((who, f"1{n}:00", "Office", note) for n, (who, _, _, note) in enumerate(LOG))],
        [("Date", "Time", "Interviewer", "Interviewee"),
         *(("12/03/2025", f"1{n}:30", ann, name) for n, (_, name, ann, _) in enumerate(LOG))],
        [("Participant", "Transcript", "Consent"), *((who, "done", "yes") for who, *_ in LOG)],
        [("Participant", "Transcript"), *((who, f"{who}.docx") for who, *_ in LOG)],
        [("Name", "Message"), *((f"{who}@example.org", note) for who, _, _, note in LOG)],
        [("Name", "User Email", "Join time", "Guest"),
         *((name, f"{who}@example.org", "10:00:01", "No") for who, name, _, _ in LOG)],
        [("No", "Question", "Prompt"), ("1", "How long here?", "start date"),
         ("2", "What helps?", "an example"), ("3", "What does not?", "meetings")],
        [("Rhif", "Caniatâd", "Dyddiad"), ("P1", "Do", "1.3."), ("P2", "Do", "2.3.")],
    ],
    ids=range(12),
)  # fmt: skip
def test_a_list_of_people_or_appointments_is_no_transcript(rows: list[tuple[str, ...]]):
    with pytest.raises(BadInputError) as error:
        read(as_csv(rows), "log.csv")
    assert "is a list of people, appointments or other data" in error.value.message
    assert "qualcode cases import FILE" in error.value.mend


@pytest.mark.parametrize(
    "heads",
    [("Speaker", "Text", "Consent"), ("Speaker", "Words", "Email"), ("Name", "Message", "Date"),
     ("Participant", "Transcript", "Notes"), ("Wer", "Gesagtes", "Laune"), ("Who", "Dialogue", "Place")],
)  # fmt: skip
def test_what_is_headed_as_speech_or_looks_like_it_is_a_transcript(heads: tuple[str, ...]):
    parsed = read(as_csv([heads, *((*row, "aye" if n else "nay") for n, row in enumerate(SAID))]))
    assert [turn for turn in turns(parsed) if turn[0]] == PLAIN


def test_a_first_question_about_consent_makes_no_register():
    talk = [("I", "Do you consent to being recorded, and what is your age?"), *SAID]
    assert [(t.speaker, t.text) for t in read(as_csv(talk)).turns] == talk


def test_a_first_row_of_words_alone_is_no_turn():
    parsed = read(as_csv([("Wer", "Was gesagt wurde"), *SAID]))
    assert turns(parsed) == [(None, "Wer | Was gesagt wurde", None), *PLAIN]
    # Somebody who speaks again is no heading.
    assert turns(read(as_csv([("I", "Right then"), *SAID])))[0] == ("I", "Right then", None)


def test_a_register_beside_a_transcript_is_told():
    log = cells("ID", "Name", "Interviewed by", "Notes") + "".join(cells(*row) for row in LOG)
    talk = cells("Speaker", "Text") + "".join(cells(*row) for row in SAID)
    parsed = read(xlsx(log, talk), "a.xlsx")
    assert turns(parsed) == PLAIN
    assert any("sheet “S1”" in note and "not imported" in note for note in parsed.notes)
    assert not any("a transcript too" in note for note in parsed.notes)


def test_in_a_folder_it_is_passed_over_and_by_name_it_fails(study_path, tmp_path, run):
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "Participant log.csv").write_bytes(
        as_csv([("ID", "Name", "Interviewed by", "Notes"), *LOG])
    )
    (folder / "talk.csv").write_bytes(as_csv([("Speaker", "Text"), *SAID]))
    got = run("-C", study_path, "import", folder)
    assert got.status == 0
    assert "Participant log.csv" in got.out + got.err
    assert "list of people" in got.out + got.err
    assert not list((study_path / "documents").glob("participant*"))
    got = run("-C", study_path, "import", folder / "Participant log.csv")
    assert got.status == 1


@given(st.permutations(LOG), st.sampled_from(["Notes", "Comments", "Remarks"]))
def test_no_order_of_people_makes_a_register_a_talk(rows: list, heading: str):
    with pytest.raises(BadInputError, match="list of people"):
        read(as_csv([("ID", "Name", "Interviewed by", heading), *rows]))
