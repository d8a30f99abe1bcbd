"""Who asks: by the header, by the folder, by the questions; and told where it is not known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from qualcode.transcripts.labels.named_people import NamedPerson, closeness, named_people
from qualcode.transcripts.typed.plain import read_text_transcript
from qualcode.workbench.speakers.askers import Part
from qualcode.workbench.speakers.header_roles import matches
from qualcode.workbench.speakers.roles import (
    BY_ASKING,
    BY_HAND,
    BY_LABEL,
    Decision,
    FileRoles,
    decide,
)
from tests.conftest import Run
from tests.workbench.speakers.test_askers import ANSWERS, ASKS, BOTH

PRYCE = NamedPerson("Edwin M. Pryce", "interviewer", "Interviewer")
HALE = NamedPerson("Dora Hale", "participant", "Interviewee")


def roles(file: FileRoles) -> list[str | None]:
    return [one.role for one in file.decisions]


# ---- labels that recognisers give ----------------------------------------------------------


@pytest.mark.parametrize("stray", ["Unknown Speaker", "Speaker 2"])
def test_stray_words_of_nobody_in_particular_make_no_interviewer(stray: str):
    file = decide(["Ann", "Bea", stray], [ASKS, ANSWERS, Part(6, 60, 4)], {})
    assert roles(file) == ["interviewer", "participant", "participant"]


def test_speakers_with_a_number_may_be_all_there_are():
    file = decide(["Speaker 1", "Speaker 2"], [ASKS, ANSWERS], {})
    assert roles(file) == ["interviewer", "participant"]


def test_a_label_of_another_language_names_who_asks():
    file = decide(["ENTREVISTADORA", "E1"], [Part(9, 90, 2), Part(9, 80, 2)], {})
    assert roles(file) == ["interviewer", "participant"]


# ---- the header ---------------------------------------------------------------------------------


def people(text: str) -> list[tuple[str, str]]:
    turns = read_text_transcript(text.encode(), "a.txt").turns
    return [(person.name, person.part) for person in named_people(turns)]


TALK = "\n\nPryce: Why?\n\nHale: It rained.\n\nPryce: And then?\n\nHale: It stopped.\n"


@pytest.mark.parametrize(
    ("front", "found"),
    [
        ("Interviewer: Edwin Pryce\nInterviewee: Dora Hale\nDate: 3 May", "ip"),
        ("INTERVIEWED BY: Edwin Pryce\nNARRATOR: Dora Hale\nPLACE: Ludlow", "ip"),
        ("Cyfwelydd: Edwin Pryce\nCyfranogwr: Dora Hale\nDyddiad: 3 Mai", "ip"),
        ("Present: Edwin Pryce (interviewer), Dora Hale (participant)\nDate: 3 May", "ip"),
        ("---\nguest: Dora Hale\nhost: Edwin Pryce\ntitle: Bees\n---", "pi"),
        ("Number 7. An interview conducted by Edwin Pryce for the museum", "i"),
        ("An Interview with Dora Hale\nInterviewed by Edwin Pryce", "pi"),
        ("Interview transcribed by Edwin Pryce", ""),
        ("She was interviewed by the museum of bees.", ""),
    ],
)
def test_the_front_names_who_asks_and_who_answers(front: str, found: str):
    names = {"i": ("Edwin Pryce", "interviewer"), "p": ("Dora Hale", "participant")}
    assert people(f"Ludlow museum.\n\n{front}{TALK}") == [names[part] for part in found]


def test_several_interviewers_stand_in_one_line():
    front = "Interviewer: Edwin Pryce with Nesta Ŵyn-Šarić (NS) and Owen Lee, Bangor\nDate: 3 May"
    assert people(front + TALK) == [
        (name, "interviewer") for name in ("Edwin Pryce", "Nesta Ŵyn-Šarić", "Owen Lee")
    ]


@pytest.mark.parametrize(
    ("label", "how"),
    [
        ("Edwin M. Pryce", 4), ("EDWIN PRYCE", 4), ("Dr. Edwin M. Pryce", 4), ("Pryce", 3),
        ("PRYCE", 3), ("Mr. Pryce", 3), ("Édwin", 2), ("E. Pryce", 2), ("EMP", 1), ("EP", 1),
        ("E.P.", 1), ("P", 0), ("Edith Pryce", 0), ("MP", 0), ("Hale", 0), ("ep", 0), ("", 0),
    ],
)  # fmt: skip
def test_a_label_is_a_person_by_name_surname_first_name_or_initials(label: str, how: int):
    assert closeness(label, PRYCE) == how


def test_what_stands_in_brackets_behind_a_name_is_the_label():
    person = NamedPerson("Edwin Pryce", "interviewer", "Interviewer", "Int-A")
    assert closeness("Int-A", person) == 3


def test_a_label_that_fits_both_is_neither():
    aunt = NamedPerson("Nell Pryce", "participant", "Interviewee")
    assert matches(["Pryce", "Nell", "Edwin"], [PRYCE, aunt]).keys() == {1, 2}


@pytest.mark.parametrize("label", ["Pryce", "EP", "Edwin", "E. Pryce"])
def test_the_header_makes_the_interviewer_whatever_is_asked(label: str):
    file = decide([label, "Hale"], [Part(3, 90, 0), Part(3, 80, 3)], {}, [PRYCE, HALE])
    assert roles(file) == ["interviewer", "participant"]
    assert ["front of the file" in one.why for one in file.decisions] == [True, True]
    assert not file.notes


def test_where_only_the_participant_is_named_the_other_asks():
    file = decide(["Nell", "Hale"], [Part(9, 90, 4), Part(9, 200, 3)], {}, [HALE])
    assert roles(file) == ["interviewer", "participant"]
    assert "“Hale”" in file.decisions[0].why


def test_a_name_that_no_label_is_like_is_told():
    file = decide(["Nell", "Dora"], [BOTH, BOTH], {}, [PRYCE])
    assert roles(file) == [None, None]
    assert file.notes == [
        "the front of the file names “Edwin M. Pryce” as the interviewer, and no label is like that"
    ]


def test_what_was_said_by_hand_goes_before_all():
    by_hand = {"Hale": Decision("interviewer", BY_HAND, firm=True)}
    file = decide(["Pryce", "Hale"], [ASKS, ANSWERS], by_hand)
    assert roles(file) == ["participant", "interviewer"]
    by_hand = {"Pryce": Decision("participant", BY_HAND, firm=True)}
    assert roles(decide(["Pryce", "Hale"], [ASKS, ANSWERS], by_hand, [PRYCE])) == [
        "participant", None,
    ]  # fmt: skip
    file = decide(["Interviewer", "Hale"], [ANSWERS, ASKS], {})
    assert [one.why for one in file.decisions] == [BY_LABEL, ""]


# ---- the import ---------------------------------------------------------------------------------

FOLDER = {
    "a.txt": "Interviewer: Nest Wyn\nInterviewee: Ann Hale\nDate: 3 May\n\n"
    "Wyn: Tell me of it.\n\nHale: It rained.\n\nWyn: Go on.\n\nHale: It stopped.\n",
    "b.txt": "Bees in the valley.\n\nWyn: And you?\n\nBob: I wept. Why not?\n\nWyn: Why?\n\n"
    "Bob: It rained there?\n\nWyn: I see.\n\nBob: We went home and had our tea.\n",
    "c.txt": "Cai: Did it?\n\nDai: It did.\n\nCai: So.\n\nDai: Did it?\n\nCai: Yes.\n\nDai: No.\n",
}


def test_a_folder_is_imported_with_its_reasons(tmp_path: Path, empty_study: Path, run: Run):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in FOLDER.items():
        (folder / name).write_text(text)
    seen = run("-C", empty_study, "import", folder)
    assert "Wyn → Interviewer: interviewer, “Interviewer” at the front of the file" in seen.out
    assert (
        "Wyn → Interviewer: interviewer, the interviewer in 1 other file of the folder" in seen.out
    )
    assert seen.out.count("participant, not known who asks") == 2
    assert seen.out.count("who asks is not known, so all count as participants") == 1
    stored = json.loads((empty_study / "documents" / "b.json").read_text())
    assert [one.get("role", "participant") for one in stored["speakers"]] == [
        "interviewer", "participant",
    ]  # fmt: skip


def test_the_option_wins_where_it_is_not_known_and_over_the_header(
    tmp_path: Path, empty_study: Path, run: Run
):
    for name, label, other in (("c.txt", "Dai", "Cai"), ("a.txt", "Hale", "Wyn")):
        (tmp_path / name).write_text(FOLDER[name])
        told = ("import", tmp_path / name, "--dry-run", "--interviewer", label)
        seen = run("-C", empty_study, *told).out
        assert re.search(rf"{label} → Interviewer( 2)?: interviewer, you said so", seen)
        assert (f"{other} → Speaker" in seen) == (name == "c.txt")
        assert "not known" not in seen


def test_reasons_are_in_the_record(tmp_path: Path, empty_study: Path, run: Run):
    file = tmp_path / "b.txt"
    file.write_text("\n\n".join(f"Nest: How was {n}?\n\nAnn: It was good." for n in range(4)))
    [record] = json.loads(run("-C", empty_study, "import", file, "--dry-run", "--json").out)
    assert [one["why"] for one in record["speakers"]] == [BY_ASKING, ""]
