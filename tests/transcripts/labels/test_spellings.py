"""Labels that are one person's, and those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.transcripts.labels.spellings import one_person_each
from qualcode.transcripts.parsed import ParsedTurn
from qualcode.workbench.importing.layout import Hints, lay_out_file
from qualcode.workbench.speakers.speakers import SpeakerRules
from tests.conftest import Run


def became(*labels: str) -> dict[str, str]:
    turns = [ParsedTurn(label, f"Words {n}.") for n, label in enumerate(labels)]
    made, told, notes = one_person_each(turns)
    assert [turn.text for turn in made] == [turn.text for turn in turns]
    assert bool(told) == bool(notes)
    return told


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("interviewer|P1|Interviewer|P1|Interviewer", {"interviewer": "Interviewer"}),
        ("Interviewer1|P1|Interviewer 1|P1|Interviewer1", {"Interviewer 1": "Interviewer1"}),
        ("Participant no. 3|Q|Participant 3|Q|Participant 3", {"Participant no. 3": "Participant 3"}),
        ("Foster  carer|I|Foster carer|I|Foster carer", {"Foster  carer": "Foster carer"}),
        (
            "Interviewer (I)|Respondent (R)|I|R|I|R",
            {"I": "Interviewer (I)", "R": "Respondent (R)"},
        ),
        ("Interviewer|Participant|I|P|I|P", {"I": "Interviewer", "P": "Participant"}),
        ("Social Worker|Foster Carer|SW|FC|SW", {"SW": "Social Worker", "FC": "Foster Carer"}),
        ("Mair Wyn|Idris Pugh|MW|IP|MW|IP", {"MW": "Mair Wyn", "IP": "Idris Pugh"}),
        ("MAIR WYN|Q|M. WYN|Q|M. WYN", {"M. WYN": "MAIR WYN"}),
        ("Mair Wyn|Q|Wyn|Q|Wyn", {"Wyn": "Mair Wyn"}),
        ("Speaker 1 (Mair Wyn)|Q|Mair Wyn|Q", {"Speaker 1 (Mair Wyn)": "Mair Wyn"}),
        ("Mair Wyn (she/her)|Q|Mair Wyn|Q", {"Mair Wyn (she/her)": "Mair Wyn"}),
        ("Hon. Mair Wyn (Arfon)|Q|Hon. Mair Wyn|Q", {"Hon. Mair Wyn (Arfon)": "Hon. Mair Wyn"}),
    ],
)  # fmt: skip
def test_one_person_has_one_label_and_it_is_told(labels: str, expected: dict[str, str]):
    assert became(*labels.split("|")) == expected


@pytest.mark.parametrize(
    "labels",
    [
        "Mair Wyn|Morus Wyn|MW|Q|MW",
        "MM|Mary Mai|MM|Mary Mai|MM|Mary Mai",
        "Ed Hay|Hay|Ed Hay|Hay|Q|Ed Hay",
        "Interviewer|Interviewee|I|R|I",
        "Social Worker|SW|Social Worker|SW",
        "Mr. Hay|Mrs. Hay|Mr. Hay|Mrs. Hay",
        "Table 3 (boys)|Table 3 (girls)|Table 3|Q",
        "Chair (Mair Wyn)|Chair (Idris Pugh)|Q|Chair",
        "P1|P2|P11|P1",
    ],
)
def test_two_people_stay_two(labels: str):
    assert became(*labels.split("|")) == {}


TEXT = "Interviewer (I): How?\n\nNain (N): Well.\n\nI: And?\n\nN: So.\n\nI: Then?\n\nN: Yes.\n"


def laid_out(**hints: tuple[str, ...]):
    return lay_out_file(TEXT.encode(), "x.txt", Hints(**hints))


def test_what_was_taken_together_is_told_and_can_be_kept_apart():
    read = laid_out()
    assert read.labels == ["Interviewer (I)", "Nain (N)"]
    assert any("“I” 2× as “Interviewer (I)”" in note for note in read.notes)
    assert laid_out(labels=("I",)).labels == ["Interviewer (I)", "Nain (N)", "I"]


def test_no_speaker_under_any_of_the_labels():
    read = laid_out(no_labels=("Nain (N)",))
    assert read.labels == ["Interviewer (I)"]
    assert "Nain (N): Well." in read.text
    assert "N: So." in read.text


def test_rules_hold_for_all_the_labels_of_a_person():
    rules = SpeakerRules({"N": "SC04"}, {"I": "interviewer"}).spelt(laid_out().spellings)
    assert rules == SpeakerRules({"Nain (N)": "SC04"}, {"Interviewer (I)": "interviewer"})


def test_an_import_takes_any_of_the_labels(tmp_path: Path, empty_study: Path, run: Run):
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    got = run("-C", empty_study, "import", file, "--speaker", "N=SC04")
    assert got.status == 0, got.err
    assert "case SC04; 3 turns" in got.out
