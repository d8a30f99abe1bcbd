"""Who speaks in a document, in a table."""

import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.documents.speaker_list import speaker_lines
from tests.conftest import Run


def test_what_is_said_of_each_speaker(study: Study):
    asks, speaks = speaker_lines(study, ["one"])
    assert (asks.label, asks.role, asks.turns, asks.asks) == ("I", "interviewer", 3, 1.0)
    assert (speaks.label, speaks.case, speaks.group, speaks.asks) == ("P", "YP1", "yp", 0.0)
    assert speaks.sample == "My mentor. She’d ring – every Monday… and ask how I was."
    assert asks.sample == "What helped you at school?"


def test_the_command_shows_them_of_one_document_and_of_all(study_path: Path, run: Run):
    one = run("-C", study_path, "speakers", "one")
    assert one.status == 0
    assert "interviewer" in one.out
    assert "What helped you" in one.out
    rows = json.loads(run("-C", study_path, "speakers", "--json").out)
    assert [(row["document"], row["label"]) for row in rows] == [("one", "I"), ("one", "P")]
    listed = json.loads(run("-C", study_path, "speakers", "list", "one", "--json").out)
    assert listed == rows
    assert "no document 'two'" in run("-C", study_path, "speakers", "two").err


def test_without_the_text_the_rest_is_listed_and_it_is_said(study_path: Path, run: Run):
    (study_path / "transcripts" / "one.txt").unlink()
    listed = run("-C", study_path, "speakers", "one", "--json")
    assert [row["words"] for row in json.loads(listed.out)] == [None, None]
    assert "1 text is not on this machine: one" in listed.err


@pytest.mark.parametrize("way", [("--csv",), ()])
def test_words_that_nobody_speaks_are_a_row_too(study_path: Path, run: Run, way: tuple[str, ...]):
    file = study_path.parent / "notes.txt"
    file.write_text(
        "# A visit\n\nI: How was it?\n\nP: It was a long day.\n\nI: Was it?\n\nP: It was.\n"
    )
    assert run("-C", study_path, "import", file, "--as", "notes", "--case", "YP2").status == 0
    assert "nobody" in run("-C", study_path, "speakers", "notes", *way).out
