"""What is said of one file goes over what is said of all, and that over the table of speakers."""

from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.workbench.importing.choices import FileChoices
from qualcode.workbench.importing.layout import Hints
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.speakers.speakers import SpeakerRules, SpeakerTable
from tests.conftest import Run

FILE = Path("talk.txt")
TABLE = SpeakerTable({}, {"talk.txt": SpeakerRules({"Mair": "T1", "Non": "T2"}, {"Wyn": "other"})})
KNOWN = {"Mair": "F1", "Cai": "F2"}
BY_FOLD = {"yp1": "YP1"}
LABELS = ["Mair", "Non", "Cai", "yp1", "Wyn"]


def rules(options: ImportOptions, file: Path = FILE) -> SpeakerRules:
    return options.rules(file, LABELS, KNOWN, BY_FOLD)


def test_the_table_goes_over_the_file_and_a_label_may_be_a_case():
    found = rules(ImportOptions(table=TABLE, case="X"))
    assert found.cases == {"Mair": "T1", "Non": "T2", "Cai": "F2", "yp1": "YP1"}
    assert found.roles == {"Wyn": "other"}
    assert found.only_case == "X"


def test_options_go_over_the_table():
    options = ImportOptions(
        table=TABLE, speakers={"Non": "A1"}, interviewers=("Wyn",), participants=("Cai",)
    )
    found = rules(options)
    assert found.cases["Non"] == "A1"
    assert found.roles == {"Wyn": "interviewer", "Cai": "participant"}


def test_choices_for_one_file_go_over_all_and_an_empty_case_is_none():
    chosen = FileChoices(
        labels=("Key worker",),
        no_labels=("Date",),
        roles={"Mair": "interviewer"},
        cases={"Non": "", "Wyn": "W1"},
    )
    options = ImportOptions(
        table=TABLE,
        interviewers=("Cai",),
        hints=Hints(labels=("P",)),
        choices={FILE: chosen},
    )
    found = rules(options)
    assert found.cases == {"Cai": "F2", "yp1": "YP1", "Wyn": "W1"}
    assert found.roles == {"Wyn": "other", "Cai": "interviewer", "Mair": "interviewer"}
    hints = options.hints_for(FILE, several=False)
    assert (hints.labels, hints.no_labels) == (("P", "Key worker"), ("Date",))
    other = Path("other.txt")
    assert options.hints_for(other, several=False) == Hints(labels=("P",))
    assert rules(options, other).cases == {"Mair": "F1", "Cai": "F2", "yp1": "YP1"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"interviewers": ("P",), "participants": ("P",)}, "--interviewer and --participant both"),
        ({"hints": Hints(labels=("P",), no_labels=("P",))}, "--label and --no-label both"),
        ({"hints": Hints(no_labels=("P",)), "speakers": {"P": "YP1"}}, "--speaker and --no-label"),
        ({"hints": Hints(kind="diary", labels=("P",))}, "--label has no effect with --kind diary"),
        ({"hints": Hints(kind="notes"), "interviewers": ("P",)}, "--interviewer has no effect"),
    ],
)
def test_options_that_contradict_each_other_are_refused(given: dict[str, object], said: str):
    with pytest.raises(BadInputError, match=said):
        ImportOptions(**given).refuse_contradictions()  # type: ignore[arg-type]


TALK = "I: What helped?\n\nP: My mentor did.\n\nI: And then?\n\nP: She rang.\n"


def test_an_option_that_is_empty_or_twice_something_else_is_refused(
    study_path: Path, tmp_path: Path, run: Run
):
    (tmp_path / "talk.txt").write_text(TALK)
    file = tmp_path / "talk.txt"
    for option in ("--as", "--case", "--group", "--language", "--encoding"):
        done = run("-C", study_path, "import", file, option, "")
        assert (done.status, "it is empty" in done.err) == (2, True), option
    done = run("-C", study_path, "import", file, "--speaker", "P=A1", "--speaker", "P=A2")
    assert done.status == 2
    assert "two cases: A1, A2" in done.err
    assert run("-C", study_path, "documents").out.count("talk") == 0


def test_options_that_come_too_late_are_said_to_do_nothing(
    study_path: Path, tmp_path: Path, run: Run
):
    (tmp_path / "talk.txt").write_text(TALK)
    again = ("-C", study_path, "import", tmp_path / "talk.txt")
    assert "changed nothing" not in run(*again, "--interviewer", "I").err
    assert "changed nothing" not in run(*again).err
    (tmp_path / "who.csv").write_text("file,label,case\ntalk.txt,P,A1\n")
    for option, value in (
        ("--interviewer", "P"), ("--group", "yp"), ("--case", "A1"), ("--language", "cy"),
        ("--speakers", tmp_path / "who.csv"), ("--encoding", "utf-8"),
    ):  # fmt: skip
        said = run(*again, option, value).err
        assert f"so {option} changed nothing: 'qualcode speakers set'" in said, option


def test_a_survey_without_a_table_is_refused(study_path: Path, tmp_path: Path, run: Run):
    (tmp_path / "talk.txt").write_text(TALK)
    done = run("-C", study_path, "import", tmp_path / "talk.txt", "--survey", "question")
    assert done.status == 1
    assert "--survey has no effect: none of the files is a table" in done.err
