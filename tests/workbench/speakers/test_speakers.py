"""Who asks and who answers, what a speaker is called in git, and the tables that say who it was."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.document.document import Role, Turn, label_is_neutral
from qualcode.workbench.speakers.speakers import (
    SpeakerRules,
    Understood,
    keep_real_labels,
    read_speaker_table,
    roles_of,
    speakers_of,
)

#: A talk as turns: who speaks, how many words, whether there is a question in it.
Said = tuple[int, int, bool]


def understood(labels: list[str], said: list[Said], rules: SpeakerRules | None = None):
    turns = [Turn(n * 10, n * 10 + 2, n * 10 + 9, who) for n, (who, _, _) in enumerate(said)]
    words, asks = [words for _, words, _ in said], [asks for _, _, asks in said]
    rules = rules or SpeakerRules()
    return speakers_of(roles_of(labels, turns, words, asks, rules), rules)


def roles(found: list[Understood]) -> list[Role]:
    return [one.speaker.role for one in found]


def called(found: list[Understood]) -> list[str]:
    return [one.speaker.label for one in found]


def talk(*shares: tuple[int, int]) -> list[Said]:
    """Return turns of each speaker in order: so many, the first of them with a question."""
    return [
        (who, 5, n < asking)
        for who, (turns, asking) in enumerate(shares)
        for n in range(turns)
    ]  # fmt: skip


# ---- who is the interviewer ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "asker"),
    [
        (((4, 4), (4, 0)), 0),
        (((4, 0), (4, 4)), 1),
        # Half of the turns are enough, and the other may ask half as often.
        (((4, 2), (4, 1)), 0),
        (((20, 9), (4, 0)), None),
        (((4, 2), (8, 3)), None),
        (((4, 3), (4, 3)), None),
        # Who spoke twice has not shown that they ask, nor that they do not.
        (((2, 2), (4, 0)), None),
        (((3, 3), (3, 0)), 0),
        (((3, 3), (2, 0)), None),
        (((4, 4), (4, 0), (2, 2)), 0),
        (((4, 4), (4, 0), (3, 2)), None),
        (((5, 5),), None),
    ],
)
def test_the_interviewer_is_who_asks_when_that_is_plain(shares, asker: int | None):
    labels = ["Mair Tandridge", "Osian Prys", "Nel Brychan"][: len(shares)]
    found = understood(labels, talk(*shares))
    expected = ["interviewer" if at == asker else "participant" for at in range(len(labels))]
    assert roles(found) == expected
    others = "" if asker is not None or len(labels) == 1 else "not known who asks"
    reasons = ["asks most of the questions" if at == asker else others for at in range(len(labels))]
    assert [one.why for one in found] == reasons


def test_a_label_that_says_interviewer_is_believed_and_nobody_is_one_by_asking_then():
    found = understood(["Mair Tandridge", "Interviewer"], talk((5, 5), (5, 0)))
    assert roles(found) == ["participant", "interviewer"]
    assert [one.why for one in found] == ["", "by the label"]


def test_what_was_said_of_a_speaker_goes_before_label_and_questions():
    rules = SpeakerRules(roles={"I": "participant", "Osian Prys": "other"})
    found = understood(["I", "Osian Prys"], talk((5, 5), (5, 0)), rules)
    assert roles(found) == ["participant", "other"]
    assert {one.why for one in found} == {"you said so"}
    # Whoever has a case takes part, even if they ask all the questions.
    found = understood(["Mair", "Osian"], talk((5, 5), (5, 0)), SpeakerRules(cases={"Mair": "YP1"}))
    assert roles(found) == ["participant", "participant"]
    assert found[0].why == "has a case"
    # And a role that was said holds with a case as well.
    both = SpeakerRules(cases={"Mair": "SW1"}, roles={"Mair": "other"})
    [one, _] = understood(["Mair", "Osian"], talk((5, 0), (5, 0)), both)
    assert (one.speaker.role, one.speaker.case, one.why) == ("other", "SW1", "you said so")


def test_turns_and_words_are_counted_by_speaker_and_unspoken_text_by_nobody():
    said: list[Said] = [(-1, 40, False), (0, 3, True), (1, 7, False), (0, 2, True), (-1, 9, False)]
    found = understood(["Mair", "Osian"], said)
    assert [(one.turns, one.words) for one in found] == [(2, 5), (1, 7)]
    assert [one.label for one in found] == ["Mair", "Osian"]


# ---- cases --------------------------------------------------------------------------------------


def test_the_one_case_is_the_one_participants():
    rules = SpeakerRules(only_case="YP7")
    found = understood(["Interviewer", "Mair Tandridge"], talk((4, 4), (4, 0)), rules)
    assert [one.speaker.case for one in found] == [None, "YP7"]
    assert called(found) == ["Interviewer", "YP7"]


def test_the_one_case_is_whoevers_case_was_not_said():
    rules = SpeakerRules(cases={"Mair": "YP1"}, only_case="YP7")
    found = understood(["Mair", "Osian"], talk((4, 0), (4, 0)), rules)
    assert [one.speaker.case for one in found] == ["YP1", "YP7"]


def test_one_case_for_two_participants_is_refused_with_who_they_are():
    with pytest.raises(BadInputError) as error:
        understood(
            ["I", "Mair", "Osian"], talk((4, 4), (4, 0), (4, 0)), SpeakerRules(only_case="YP7")
        )
    assert str(error.value).startswith("--case YP7 for 2 participants: 'Mair', 'Osian'")
    assert "--speaker LABEL=CASE" in str(error.value)


@pytest.mark.parametrize(
    "rules",
    [SpeakerRules(cases={"Nel": "YP1"}), SpeakerRules(roles={"Nel": "interviewer"})],
    ids=["case", "role"],
)
def test_a_rule_for_somebody_who_does_not_speak_is_refused(rules: SpeakerRules):
    with pytest.raises(BadInputError, match="no speaker 'Nel'") as error:
        understood(["Mair", "Osian"], talk((4, 0), (4, 0)), rules)
    assert "'Mair', 'Osian'" in str(error.value)


# ---- what git gets to see -----------------------------------------------------------------------


def test_a_label_that_may_be_a_name_is_the_case_or_a_number():
    rules = SpeakerRules(cases={"Osian Prys": "SW3"}, roles={"Nel Brychan": "interviewer"})
    labels = ["Mair Tandridge", "Osian Prys", "Nel Brychan", "Social worker 2", "P12"]
    found = understood(labels, talk(*[(4, 0)] * 5), rules)
    assert called(found) == ["Speaker 1", "SW3", "Interviewer", "Social worker 2", "P12"]
    assert [one.label for one in found] == labels


def test_a_label_that_names_nobody_stays_though_it_has_a_case():
    rules = SpeakerRules(cases={"P": "YP1", "Mair": "YP2"})
    found = understood(["P", "Mair"], talk((4, 0), (4, 0)), rules)
    assert called(found) == ["P", "YP2"]
    assert [one.speaker.case for one in found] == ["YP1", "YP2"]


def test_people_whose_safe_labels_are_the_same_stay_told_apart():
    labels = ["Interviewer", "Nel Brychan", "Mair Tandridge", "Cadi Prys"]
    rules = SpeakerRules(
        roles={"Nel Brychan": "interviewer"}, cases={"Mair Tandridge": "FG1", "Cadi Prys": "FG1"}
    )
    found = understood(labels, talk(*[(4, 0)] * 4), rules)
    assert called(found) == ["Interviewer", "Interviewer 2", "FG1", "FG1 2"]
    assert [one.speaker.case for one in found] == [None, None, "FG1", "FG1"]
    assert roles(found) == ["interviewer", "interviewer", "participant", "participant"]


names = st.sampled_from(
    ["I", "Interviewer", "P", "P2", "Speaker 2", "Mair Tandridge", "Osian", "Nel", "Young person"]
)


@given(st.lists(names, unique=True, min_size=1, max_size=6), st.data())
def test_no_label_that_may_be_a_name_reaches_git_whoever_speaks(labels: list[str], data):
    said = data.draw(
        st.lists(
            st.tuples(st.integers(0, len(labels) - 1), st.integers(0, 9), st.booleans()),
            max_size=24,
        )
    )
    cased = data.draw(st.lists(st.sampled_from(labels), unique=True))
    rules = SpeakerRules(cases={label: f"C{n}" for n, label in enumerate(cased)})
    found = understood(labels, said, rules)
    assert all(label_is_neutral(label) for label in called(found))
    assert [one.label for one in found] == labels
    assert sum(one.words for one in found) == sum(words for _, words, _ in said)
    assert sum(one.turns for one in found) == len(said)
    by_asking = [one for one in found if one.why == "asks most of the questions"]
    assert len(by_asking) <= 1


# ---- the table of a folder ----------------------------------------------------------------------


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "speakers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_says_for_each_file_who_speaks(tmp_path: Path):
    read = read_speaker_table(
        table(
            tmp_path,
            "file,document,label,case,role\n"
            "a.txt, yp-01 ,I,,Interviewer\n"
            " a.txt ,,Mair Tandridge, YP1 ,\n"
            "b.txt,,Osian Prys,, other \n",
        )
    )
    assert read.documents == {"a.txt": "yp-01"}
    assert read.rules["a.txt"] == SpeakerRules({"Mair Tandridge": "YP1"}, {"I": "interviewer"})
    assert read.rules["b.txt"] == SpeakerRules({}, {"Osian Prys": "other"})


def test_a_table_of_files_and_labels_alone_is_enough(tmp_path: Path):
    read = read_speaker_table(table(tmp_path, "label,file\nMair,a.txt\n"))
    assert read.documents == {}
    assert read.rules == {"a.txt": SpeakerRules()}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("file,case\na.txt,YP1\n", "speakers.csv:1: no column label"),
        ("case,role\nYP1,other\n", "speakers.csv:1: no column file, label"),
        ("", "speakers.csv:1: no column file, label"),
        ("file,label,role\na.txt,I,interviewer\na.txt,P,guest\n", "speakers.csv:3: role 'guest'"),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_row(tmp_path: Path, text: str, says: str):
    with pytest.raises(BadInputError) as error:
        read_speaker_table(table(tmp_path, text))
    assert str(error.value).startswith(says)


# ---- private/speakers.csv -----------------------------------------------------------------------


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_real_labels_are_kept_by_document_and_replaced_with_it(tmp_path: Path):
    path = tmp_path / "speakers.csv"
    keep_real_labels(path, {"one": [("Mair Tandridge", "YP1")], "two": [("Nel", "Speaker 1")]})
    keep_real_labels(path, {"one": [("Mair T.", "YP1"), ("Osian", "SW1")]})
    assert rows(path) == [
        ["document", "label_in_text", "speaker"],
        ["two", "Nel", "Speaker 1"],
        ["one", "Mair T.", "YP1"],
        ["one", "Osian", "SW1"],
    ]


def test_a_document_without_real_labels_takes_none_away_and_makes_no_file(tmp_path: Path):
    path = tmp_path / "speakers.csv"
    keep_real_labels(path, {"one": []})
    assert not path.exists()
    keep_real_labels(path, {"one": [("Mair", "YP1")]})
    before = path.read_bytes()
    keep_real_labels(path, {"one": [], "two": ()})
    assert path.read_bytes() == before


def test_a_label_that_a_spreadsheet_would_run_is_kept_harmless_and_comes_back(tmp_path: Path):
    path = tmp_path / "speakers.csv"
    keep_real_labels(path, {"one": [('=HYPERLINK("x")', "Speaker 1")]})
    keep_real_labels(path, {"two": [("Nel", "Speaker 1")]})
    keep_real_labels(path, {"three": [("Cai", "Speaker 1")]})
    assert rows(path)[1] == ["one", '\'=HYPERLINK("x")', "Speaker 1"]


def test_who_writes_it_may_be_said(tmp_path: Path):
    written: list[tuple[Path, str]] = []
    path = tmp_path / "speakers.csv"
    keep_real_labels(path, {"one": [("Mair", "YP1")]}, lambda *given: written.append(given))
    assert written == [(path, "\ufeffdocument,label_in_text,speaker\none,Mair,YP1\n")]
    assert not path.exists()
