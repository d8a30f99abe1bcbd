"""Every label that may be a speaker, to be looked at before anything is taken."""

import json
from pathlib import Path

import pytest

from qualcode.workbench.importing.candidates import Candidate, gathered
from tests.conftest import Run

TALK = """\
I: How was the first week?

Dyfan: It was long. We walked there and back every day.

I: And then, who came along?

Dyfan: My aunt came along for most of it.

Date: 3 May

I: So?

Dyfan: That was it.

Date: 4 May

Date: 5 May
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    file = tmp_path / "talks" / "talk.txt"
    file.parent.mkdir()
    file.write_text(TALK)
    return file


def test_a_dry_run_says_of_each_label_what_it_is_taken_as(talk: Path, empty_study: Path, run: Run):
    seen = run("-C", empty_study, "import", talk, "--dry-run")
    heading, *rows = [line.split("  ") for line in seen.out.splitlines() if "   " in line]
    assert [cell.strip() for cell in heading if cell.strip()] == [
        "label", "turns", "words", "asks", "taken as", "begins",
    ]  # fmt: skip
    table = {row[0]: [cell.strip() for cell in row[1:] if cell.strip()] for row in rows}
    assert table["I"] == [
        "3", "11", "100%", "interviewer, by the label", "How was the first week?"
    ]  # fmt: skip
    assert table["Dyfan"][-1] == "It was long. We walked there and back every day."
    assert table["Date"][0] == "3"
    assert table["Date"][-2] == "words, heads paragraphs"


def test_json_has_them_too_and_an_import_none(talk: Path, empty_study: Path, run: Run):
    [report] = json.loads(run("-C", empty_study, "import", talk, "--dry-run", "--json").out)
    found = {one["label"]: one for one in report["candidates"]}
    assert found["I"]["taken_as"] == "interviewer"
    assert found["I"]["asks"] == 1.0
    assert found["Date"]["taken_as"] == "words"
    done = run("-C", empty_study, "import", talk)
    assert "taken as" not in done.out


def test_many_files_are_one_table_by_label(talk: Path, empty_study: Path, run: Run):
    for n in range(5):
        talk.with_name(f"talk{n}.txt").write_text(TALK.replace("Dyfan", f"Dyfan {n}a"))
    seen = run("-C", empty_study, "import", talk.parent, "--dry-run").out
    assert "files" in seen
    [row] = [line for line in seen.splitlines() if line.startswith("I ")]
    assert row.split()[1:4] == ["6", "18", "66"]


def test_what_differs_between_files_is_counted():
    one = Candidate("Bet", 3, 30, 1.0, "So?", "interviewer", "asks most of the questions")
    two = Candidate("Bet", 9, 90, 0.0, "Yes, it was so.", "participant")
    [both] = gathered([("a", [one]), ("b", [two])])
    assert both.taken_as == "interviewer in 1, participant in 1"
    assert (both.turns, both.words, both.asks) == (12, 120, 0.25)
