import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qualcode.errors import StudyError
from qualcode.store.study import Study
from tests.conftest import Run


def test_a_quote_is_coded_whatever_its_spaces_and_quote_marks(study_path: Path, run: Run):
    made = run("-C", study_path, "coding", "add", "one", "mentor", "--quote",
               "she'd ring - every Monday... and", "--valence", "+", "--json")  # fmt: skip
    coding = json.loads(made.out)
    assert coding["text"] == "She’d ring – every Monday… and"
    assert coding["valence"] == "works_well"
    study = Study.open(study_path)
    text = study.text(study.document("one"))
    assert text[coding["start"] : coding["end"]] == coding["text"]


def test_a_quote_found_twice_is_never_guessed(study_path: Path, run: Run):
    got = run("-C", study_path, "coding", "add", "one", "moves", "--quote", "moved")
    assert got.status == 1
    assert "2 times" in got.err
    assert got.err.count("turn 4") == 2
    assert not (study_path / "codings").exists() or not any((study_path / "codings").iterdir())


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["one", "mentors", "--turn", "2"], "Did you mean mentor"),
        (["one", "later", "--turn", "2"], "placeholder"),
        (["one", "moves", "--span", "5:99999"], "outside the text of one"),
        (["one", "moves", "--span", "9:9"], "outside the text"),
        (["one", "moves", "--turn", "77"], "It has turns 1 to 6"),
        (["one", "moves", "--quote", "My mentor. She did ring every Monday"], "The nearest is"),
        (["two", "moves", "--turn", "1"], "no document 'two'"),
        (["../one", "moves", "--turn", "1"], "no document"),
    ],
)
def test_wrong_codings_get_one_line_and_leave_nothing(
    study_path: Path, run: Run, args: list[str], says: str
):
    got = run("-C", study_path, "coding", "add", *args)
    assert got.status == 1
    assert says in got.err
    assert len(got.err.strip().splitlines()) == 1
    assert Study.open(study_path).codings() == []


@pytest.mark.parametrize(
    "args",
    [["one", "moves"], ["one", "moves", "--turn", "1", "--span", "1:2"],
     ["one", "moves", "--span", "x"], ["one", "moves", "--turn", "1", "--valence", "good"]],
)  # fmt: skip
def test_wrong_usage_is_exit_status_2(study_path: Path, run: Run, args: list[str]):
    got = run("-C", study_path, "coding", "add", *args)
    assert got.status == 2
    assert len(got.err.strip().splitlines()) == 1


def ids(run: Run, path: Path, *args: str) -> list[str]:
    return [c["id"] for c in json.loads(run("-C", path, "coding", "list", "--json", *args).out)]


def test_add_change_remove_and_undo_back_to_nothing(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    (coding,) = ids(run, study_path)
    assert run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4").out.startswith(
        coding
    )
    assert ids(run, study_path) == [coding]
    run("-C", study_path, "coding", "change", coding[-6:], "--valence", "-", "--note", "twice")
    assert ids(run, study_path, "--valence", "works_less_well") == [coding]
    run("-C", study_path, "coding", "remove", coding)
    assert ids(run, study_path) == []
    assert "put back" in run("-C", study_path, "coding", "undo").out
    assert ids(run, study_path, "--valence", "works_less_well") == [coding]
    assert "changed back" in run("-C", study_path, "coding", "undo").out
    assert "removed again" in run("-C", study_path, "coding", "undo").out
    got = run("-C", study_path, "coding", "undo")
    assert (got.status, "nothing to undo" in got.err) == (1, True)


@pytest.mark.parametrize(
    "args",
    [["add", "one", "mentor", "--turn", "2"], ["change", "ID", "--note", "x"], ["remove", "ID"],
     ["confirm", "ID"], ["undo"]],
)  # fmt: skip
def test_what_could_not_be_saved_is_an_error_and_says_nothing_else(
    study_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]
):
    def full(*_: object) -> None:
        raise StudyError("cannot write one.jsonl: No space left on device")

    run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    (coding,) = ids(run, study_path)
    book = study_path / "codebook.yaml"
    book.write_text(book.read_text().replace("Changing school", "Changing a school"))
    before = (study_path / "codings/ann/one.jsonl").read_bytes()
    monkeypatch.setattr("qualcode.store.study.append_events", full)
    got = run("-C", study_path, "coding", *[a.replace("ID", coding) for a in args])
    assert (got.status, got.out) == (1, "")
    assert got.err.count("\n") == 1
    assert "No space left on device" in got.err
    assert (study_path / "codings/ann/one.jsonl").read_bytes() == before


def test_wrong_keys_of_the_screens_are_no_matter_to_commands(study_path: Path, run: Run):
    (study_path / ".qualcode").mkdir(exist_ok=True)
    (study_path / ".qualcode" / "keys.toml").write_text("undo = 9")
    assert run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4").status == 0


def test_nobody_changes_another_coders_coding(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    (coding,) = ids(run, study_path)
    got = run("-C", study_path, "--coder", "bob", "coding", "remove", coding)
    assert got.status == 1
    assert "ann's coding" in got.err
    assert ids(run, study_path) == [coding]


def test_a_renamed_code_takes_its_codings_along(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    book = study_path / "codebook.yaml"
    book.write_text(book.read_text().replace("id: moves", "id: changes\n    was: [moves]"))
    (coding,) = json.loads(
        run("-C", study_path, "coding", "list", "--code", "changes", "--json").out
    )
    assert coding["code"] == "changes"


def test_codings_hold_no_words_of_participants(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "moves", "--quote", "We moved in March")
    tracked = b"".join(
        p.read_bytes()
        for folder in ("codings", "documents")
        for p in (study_path / folder).rglob("*")
        if p.is_file()
    )
    for word in (b"March", b"mentor.", b"hard", b"Monday"):
        assert word not in tracked


def test_an_edited_transcript_is_a_loud_error(study_path: Path, run: Run):
    text = study_path / "transcripts" / "one.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("March", "April"), encoding="utf-8")
    got = run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    assert got.status == 1
    assert "one.txt" in got.err
    assert "changed by another program" in got.err
    assert "qualcode revise one" in got.err
    assert run("-C", study_path, "check").status == 3


@pytest.mark.slow
def test_kill_9_loses_no_acknowledged_coding(study_path: Path):
    script = """
import sys
from pathlib import Path
from qualcode.errors import StudyError
from qualcode.store.study import Study
from qualcode.model.codebook.find import find_code
from qualcode.workbench.coding.session import CodedAlreadyError, CodingSession
session = CodingSession(Study.open(Path(sys.argv[1])), "ann")
code = find_code(session.codebook, "moves")
for n in range(1000):
    start, end = n % 40, 41 + n // 40
    try:
        [added] = session.add("one", [code], (start, end))
    except CodedAlreadyError as there:
        added = there.coding
    print(added.id, flush=True)
"""
    seen: set[str] = set()
    for pause in (0.05, 0.15, 0.3):
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(study_path)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        seen.add(child.stdout.readline().strip())
        time.sleep(pause)
        os.kill(child.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        rest = child.stdout.read().split("\n")
        seen |= {line for line in rest[:-1] if len(line) == 20}
        child.wait()
        study = Study.open(study_path)
        assert seen <= {c.id for c in study.codings()}
        assert len(seen) > 1


def test_a_search_ignores_accents_and_says_so(study_path: Path, tmp_path: Path, run: Run):
    talk = tmp_path / "talk.txt"
    talk.write_text("I: Ble?\n\nP: Yn y tŷ, oʼr diwedd, yn y ty\u0302 mawr.\n", encoding="utf-8")
    assert run("-C", study_path, "import", talk, "--as", "talk").status == 0
    got = run("-C", study_path, "search", "ty")
    assert got.err.strip().endswith("2 passages in 1 document, accents ignored")
    for typed, found in (("tŷ", 2), ("diwedd", 1), ("o'r", 1), ("ty mawr", 1)):
        got = run("-C", study_path, "search", typed, "--json")
        assert len(json.loads(got.out)) == found
        text = Study.open(study_path).text(Study.open(study_path).document("talk"))
        for hit in json.loads(got.out):
            assert text[hit["start"] : hit["end"]] == hit["text"]
    assert "accents" not in run("-C", study_path, "search", "tŷ").err
    assert "accents" not in run("-C", study_path, "search", "diwedd").err
