"""What is said of one file goes over what is said of all, and that over the table of speakers."""

from pathlib import Path

from qualcode.workbench.importing.choices import FileChoices
from qualcode.workbench.importing.layout import Hints
from qualcode.workbench.importing.options import ImportOptions
from qualcode.workbench.speakers.speakers import SpeakerRules, SpeakerTable

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
    hints = options.hints_for(FILE)
    assert (hints.labels, hints.no_labels) == (("P", "Key worker"), ("Date",))
    other = Path("other.txt")
    assert options.hints_for(other) == Hints(labels=("P",))
    assert rules(options, other).cases == {"Mair": "F1", "Cai": "F2", "yp1": "YP1"}
