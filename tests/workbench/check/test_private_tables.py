"""What the private tables say of people who are not in the study is told, and goes with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcode.store.io.tables import table_text
from qualcode.store.records.real_names import real_labels
from qualcode.store.records.respondents import respondent_rows
from qualcode.store.records.speaker_table import documents_of_nobody, read_speakers, with_another_id
from qualcode.store.study import Study
from qualcode.workbench.speakers.speakers import keep_real_labels
from tests.conftest import Run

SURVEY = """\
Local authority,What would you change about your school?
Gwynedd,I would have the same tutor from the first year to the last one.
Powys,Somebody should ring home when it went well and not only when it did not.
"""


@pytest.fixture
def asked(study: Study, tmp_path: Path, run: Run) -> Study:
    """A study with answers to a survey, whose respondents were given ids."""
    file = tmp_path / "answers.csv"
    file.write_text(SURVEY)
    done = run("-C", study.root, "import", file, "--survey", "question", "--group", "yp")
    assert done.status == 0, done.err
    return study


def problems(run: Run, study: Study, code: str) -> list[dict]:
    found = json.loads(run("-C", study.root, "check", "--json").out)
    return [one for one in found if one["code"] == code]


def test_respondents_whose_cases_are_gone_are_told(asked: Study, run: Run):
    table = asked.root / "private" / "respondents.csv"
    assert "R001" in table.read_text()
    assert problems(run, asked, "respondents-of-nobody") == []
    cases = asked.root / "cases.csv"
    cases.write_text("".join(
        line for line in cases.read_text().splitlines(True) if not line.startswith("R001")
    ))  # fmt: skip
    [told] = problems(run, asked, "respondents-of-nobody")
    assert told["where"] == "private/respondents.csv"
    assert told["message"].endswith("not in cases.csv: R001")


def test_a_respondent_who_withdraws_is_in_no_table(asked: Study, run: Run):
    done = run("-C", asked.root, "withdraw", "R002", "--yes")
    assert done.status == 0, done.err
    table = (asked.root / "private" / "respondents.csv").read_text()
    assert "R001" in table
    assert "R002" not in table
    assert problems(run, asked, "respondents-of-nobody") == []


@pytest.mark.parametrize(
    ("name", "code"), [("speakers.csv", "bad-labels"), ("respondents.csv", "bad-respondents")]
)
@pytest.mark.parametrize("data", [b'document,label_in_text,speaker\nyp-01,"Mair,x\n', b"%PDF-1.7"])
def test_a_table_that_cannot_be_read_is_one_problem(
    asked: Study, run: Run, name: str, code: str, data: bytes
):
    (asked.root / "private" / name).write_bytes(data)
    [told] = problems(run, asked, code)
    assert told["level"] == "error"


def test_columns_that_people_added_stay_with_another_id(study: Study, run: Run):
    path = study.root / "private" / "speakers.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "document,label_in_text,speaker,seen by\none,Mair Glas,YP1,one\ntwo,=1+2,YP2,'=x\n"
    )
    assert documents_of_nobody(study.root, ["one"]) == ["two"]
    assert run("-C", study.root, "revise", "one", "--as", "yp-01").status == 0
    rows = read_speakers(study.root)
    assert rows == [
        ["document", "label_in_text", "speaker", "seen by"],
        ["yp-01", "Mair Glas", "YP1", "one"],
        ["two", "=1+2", "YP2", "=x"],
    ]
    assert with_another_id([], "one", "two") == []
    assert path.read_text(encoding="utf-8") == table_text(rows)
    assert "'=1+2" in path.read_text()
    path.unlink()
    assert read_speakers(study.root) == []


@pytest.mark.parametrize(
    "table",
    [
        "\r\nDocument;Label in text;Speaker\r\none;Mair Glas;YP1\r\n",
        "DOCUMENT,LABEL_IN_TEXT,SPEAKER,,\r\none,Mair Glas,YP1,,\r\n",
        "speaker\tdocument\tlabel_in_text\r\nYP1\tone\tMair Glas\r\n",
    ],
)
def test_a_label_is_a_name_however_a_spreadsheet_saved_the_table(study: Study, table: str):
    path = study.root / "private" / "speakers.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(table.encode())
    assert real_labels(study.root) == ["Mair Glas"]
    keep_real_labels(path, {"two": [("Sioned Wyn", "YP2")]})
    assert real_labels(study.root) == ["Mair Glas", "Sioned Wyn"]
    assert documents_of_nobody(study.root, ["one"]) == ["two"]


def test_speakers_without_a_known_column_are_told_and_nothing_is_printed_past_them(
    study: Study, run: Run
):
    path = study.root / "private" / "speakers.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("interview,who\none,Mair Glas\n")
    [told] = problems(run, study, "bad-labels")
    assert told["level"] == "error"
    assert "no column document, label_in_text, speaker" in told["message"]
    refused = run("-C", study.root, "matrix", "--out", study.root / "reports" / "r.docx")
    assert refused.status == 1
    assert "speakers.csv:1" in refused.err


@pytest.mark.parametrize(
    "table",
    [
        "\r\nFile;Respondent;Case\r\nanswers.csv;7;R001\r\n",
        "file,respondent,case,seen by\r\nanswers.csv,7,R001,ann\r\n",
        "case,file,respondent\r\nR001,answers.csv,7\r\n",
    ],
)
def test_respondents_are_known_however_a_spreadsheet_saved_the_table(study: Study, table: str):
    path = study.root / "private" / "respondents.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(table.encode())
    assert respondent_rows(study.root) == [["answers.csv", "7", "R001"]]
