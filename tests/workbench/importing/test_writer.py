"""Documents in which nobody speaks: diaries, letters, essays, researchers' own notes."""

import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.overview.rows import read_lines
from tests.conftest import Run

DIARY = "Monday: We walked there and back.\n\nFirst: it rained.\n\nThen we sat down for a while.\n"
NOTES = (
    "Setting: the hall was cold and a door stood open.\n\nThought: nobody minded, I believe.\n\n"
    "Setting: the hall was warm by noon.\n\nThought: it was the sun.\n\n"
    "Setting: all left early.\n\nThought: so did I.\n"
)


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{name}.txt"
    file.write_text(text)
    return file


def coded(path: Path, run: Run, document: str) -> None:
    done = run("-C", path, "coding", "add", document, "moves", "--turn", 2, "--valence", "+")
    assert done.status == 0, done.err


def test_all_words_are_those_of_the_case(study_path: Path, tmp_path: Path, run: Run):
    file = written(tmp_path, "essay", DIARY)
    done = run("-C", study_path, "import", file, "--case", "YP2", "--group", "yp")
    assert done.status == 0, done.err
    assert "YP2: participant, wrote it, case YP2; 3 turns" in done.out
    assert "nobody's" not in done.out
    study = Study.open(study_path)
    document = study.document("essay")
    assert [t.speaker for t in document.turns] == [0, 0, 0]
    assert all(t.words == t.start for t in document.turns)
    assert study.cases["YP2"].group == "yp"
    coded(study_path, run, "essay")
    lines = read_lines(Study.open(study_path), "ann", study.codebook)
    assert {one.id: round(one.coded, 2) for one in lines.documents}["essay"] == 0.33
    for narrowed in (["--group", "yp"], ["--participants"]):
        found = run("-C", study_path, "search", "rained", *narrowed, "--json")
        assert [hit["document"] for hit in json.loads(found.out)] == ["essay"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("My diary", DIARY, "taken for a diary, by the file's name; --kind says what it is"),
        ("text-3", f"Dear Minister,\n\n{DIARY}", "taken for a letter, by its first line"),
        ("field-notes 2", "It was cold.\n\nIt was warm.\n", "taken for researchers' notes, by"),
        ("text-4", "It was cold.\n\nIt was warm.\n", "--case says who wrote it, --kind what it is"),
    ],
)
def test_what_it_is_is_guessed_and_told(
    empty_study: Path, tmp_path: Path, run: Run, name: str, text: str, told: str
):
    done = run("-C", empty_study, "import", written(tmp_path, name, text), "--as", "it")
    assert done.status == 0, done.err
    assert told in done.out
    speakers = Study.open(empty_study).document("it").speakers
    assert [s.label for s in speakers] == (["Writer"] if "diary" in told or "Dear" in text else [])


def test_words_before_a_colon_are_no_speakers_in_what_somebody_wrote(
    study_path: Path, tmp_path: Path, run: Run
):
    file = written(tmp_path, "two", NOTES)
    done = run("-C", study_path, "import", file, "--kind", "diary", "--case", "YP2")
    assert done.status == 0, done.err
    study = Study.open(study_path)
    document = study.document("two")
    assert [s.label for s in document.speakers] == ["YP2"]
    assert study.text(document).startswith("Setting: the hall was cold")
    assert document.kind == "diary"
    # Nor are they once a paragraph is mended.
    text = study.text(document).replace("Thought: it was", "My idea: it was")
    revise_texts(study, [NewText("two", text)], why="a slip")
    mended = study.document("two")
    assert [s.label for s in mended.speakers] == ["YP2"]
    assert all(t.words == t.start for t in mended.turns)


def test_researchers_notes_are_evidence_of_nobody(study_path: Path, tmp_path: Path, run: Run):
    coded(study_path, run, "one")
    given = written(tmp_path, "visit", NOTES), "--kind", "notes"
    done = run("-C", study_path, "import", *given)
    assert "evidence of nobody" in done.out
    coded(study_path, run, "visit")
    rows = json.loads(run("-C", study_path, "table", "codes", "--json").out)
    [moves] = [row for row in rows if row["code"] == "moves"]
    assert (moves["codings"], moves["people"]) == (2, 1)
    out = study_path / "m.json"
    assert run("-C", study_path, "matrix", "--out", out).status == 0
    cells = [c for c in json.loads(out.read_text())["cells"] if c["codings"]]
    assert [(c["people"], c["group"]) for c in cells] == [(1, "yp")]
    # They are coded and searched all the same.
    study = Study.open(study_path)
    lines = read_lines(study, "ann", study.codebook)
    assert {one.id: round(one.coded, 2) for one in lines.documents}["visit"] == 0.17
    assert "visit" in run("-C", study_path, "search", "warm by noon").out
    session = CodingSession(study, "ann")
    assert len(session.texts.open_document("visit")[0].turns_to_code()) == 6


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("two", ["--kind", "notes", "--case", "YP2"], "--case has no effect: researchers' notes"),
        ("two", ["--kind", "notes", "--group", "yp"], "--group has no effect: researchers' notes"),
        ("field notes", ["--group", "yp"], "it is taken for researchers' notes, by the file's"),
    ],
)
def test_notes_have_no_case(
    study_path: Path, tmp_path: Path, run: Run, name: str, given: list[str], said: str
):
    file = written(tmp_path, name, "It was cold.\n\nIt was warm.\n")
    done = run("-C", study_path, "import", file, *given)
    assert done.status == 1
    assert said in done.err
    assert Study.open(study_path).document_ids() == ["one"]


def test_a_case_that_is_said_goes_before_a_guess(study_path: Path, tmp_path: Path, run: Run):
    file = written(tmp_path, "field notes", "It was cold.\n\nIt was warm.\n")
    done = run("-C", study_path, "import", file, "--as", "it", "--case", "YP2")
    assert "taken for what YP2 wrote; if researchers did: --kind notes" in done.out
    assert Study.open(study_path).document("it").kind == ""


def test_who_wrote_it_is_said_afterwards(study_path: Path, tmp_path: Path, run: Run):
    file = written(tmp_path, "two", NOTES)
    assert run("-C", study_path, "import", file, "--kind", "notes").status == 0
    coded(study_path, run, "two")
    done = run("-C", study_path, "speakers", "set", "two", "nobody", "--group", "yp")
    assert done.status == 0, done.err
    assert "two: two wrote it, a participant, case two; 6 turns, 1 coding stays on them" in done.out
    assert "these were researchers' notes, and count as theirs from now on" in done.out
    document = Study.open(study_path).document("two")
    assert (document.kind, document.cases) == ("", ("two",))
    refused = run("-C", study_path, "speakers", "set", "one", "nobody", "--case", "YP9")
    assert "no speaker 'nobody'" in refused.err


def test_one_line_of_another_kind_is_kept_in_a_merge(study_path: Path, tmp_path: Path, run: Run):
    assert '"kind"' not in (study_path / "documents" / "one.json").read_text()
    file = written(tmp_path, "two", NOTES)
    run("-C", study_path, "import", file, "--kind", "notes")
    assert '"kind": "notes"' in (study_path / "documents" / "two.json").read_text()
