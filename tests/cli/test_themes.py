"""``themes`` as its users call it: shown again, drafted from, coded from; errors in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.workbench.themes.run import write_themes
from tests.conftest import Run
from tests.workbench.stored import SAID, suggested


@pytest.fixture
def found(study_path: Path) -> Path:
    """The small study after themes were suggested for it."""
    study = Study.open(study_path)
    write_themes(study, suggested(study))
    return study_path


@pytest.fixture
def no_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("themes were found anew")

    monkeypatch.setattr("qualcode.workbench.themes.run.suggest_themes", refuse)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_pipeline")]


def files(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in root.rglob("*") if p.is_file() and ".git" not in p.parts and ".qualcode" not in p.parts
    }  # fmt: skip


def refused(told, status: int = 1) -> str:
    """Return the one line that a refusal is."""
    assert told.status == status
    assert told.out == ""
    [line] = [x for x in told.err.splitlines() if x.strip()][-1:]
    if status == 1:
        assert told.err.count("\n") == 1
        assert told.err.startswith("qualcode: ")
    return line


# ---- shown again ----------------------------------------------------------------------------


def test_those_found_last_are_shown_and_nothing_is_written(found: Path, run: Run):
    before = files(found)
    told = run("-C", found, "themes", "--last")
    assert told.status == 0, told.err
    for shown in ("T1", "mentor, moving", "33%", "0.81", "Not in your codebook: No, thanks",
                  "Codes with no theme near: Moves", "No code covers 1 part of 24 words",
                  "3 passages, 0 outliers, 2 too short", "a-model, seed 0"):  # fmt: skip
        assert shown in told.out
    assert "Written" not in told.out
    assert files(found) == before


def test_the_tree_has_every_theme_with_its_people(found: Path, run: Run):
    told = run("-C", found, "themes", "--last", "--tree")
    assert told.out.splitlines() == [
        "All themes", "├─ T2 No, thanks (1 person)", "└─ T1 mentor, moving (1 person)"]  # fmt: skip


def test_the_parts_that_no_code_covers_are_listed(found: Path, run: Run):
    told = run("-C", found, "themes", "--last", "--gaps")
    [row] = [line for line in told.out.splitlines() if line.startswith("uncoded")]
    assert "one" in row.split()
    assert "24" in row.split()
    assert "mentor, moving" in row
    assert SAID[0][:20] in row


def test_json_of_those_found_last_is_what_is_on_disk(found: Path, run: Run):
    told = run("-C", found, "themes", "--last", "--json")
    assert json.loads(told.out) == suggested(Study.open(found))
    assert told.err == ""


def test_they_are_written_again_where_asked(found: Path, run: Run, tmp_path: Path):
    page = tmp_path / "page.html"
    told = run("-C", found, "themes", "--last", "--out", page)
    assert told.status == 0, told.err
    assert "page.html" in told.out
    assert page.read_bytes() == (found / "themes" / "themes.html").read_bytes()


@pytest.mark.parametrize("how", [(), ("--tree",), ("--gaps",), ("--json",)])
def test_a_file_of_an_earlier_version_is_shown(study_path: Path, run: Run, how, tmp_path: Path):
    study = Study.open(study_path)
    data = suggested(study)
    old = {key: data[key] for key in ("model", "seed", "segments")} | {"themes": [
        {k: t[k] for k in ("id", "label", "terms", "size", "people", "passages")}
        for t in data["themes"]
    ]}  # fmt: skip
    write_themes(study, old)
    told = run("-C", study_path, "themes", "--last", *how)
    assert told.status == 0, told.err
    assert "0%" not in told.out
    page = run("-C", study_path, "themes", "--last", "--out", tmp_path / "old.html")
    assert page.status == 0, page.err


def test_terminal_escapes_in_a_file_of_themes_are_not_printed(found: Path, run: Run):
    data = suggested(Study.open(found))
    nasty = "x\x1b]0;owned\x07\u202ey"
    for theme in data["themes"]:
        theme["label"] = nasty + theme["id"]
        theme["covered"] = False
    data["model"] = nasty
    data["codes_without_theme"][0]["name"] = nasty
    data["gaps"][0]["text"] = nasty
    data["tree"]["label"] = nasty
    write_themes(Study.open(found), data)
    for how in ((), ("--tree",), ("--gaps",)):
        out = run("-C", found, "themes", "--last", *how).out
        assert "owned" in out
        assert not set(out) & {"\x1b", "\x07", "\u202e"}
    told = run("-C", found, "themes", "--draft", nasty)
    assert not set(told.err) & {"\x1b", "\x07", "\u202e"}


# ---- drafts and examples --------------------------------------------------------------------


def test_a_draft_code_is_made_of_a_theme(found: Path, run: Run):
    told = run(
        "-C", found, "themes", "--draft", "t1", "--name", "Being moved on", "--under", "Support"
    )
    assert told.status == 0, told.err
    assert told.out.startswith("being-moved-on: Being moved on, a draft code.")
    [made] = [c for c in json.loads(run("-C", found, "codebook", "show", "--json").out)
              if c["id"] == "being-moved-on"]  # fmt: skip
    assert (made["status"], made["parent"], made["definition"]) == ("draft", "support", "")
    assert made["source"].startswith("Suggested theme T1 of 20")
    assert run("-C", found, "check").status == 0


def test_examples_are_coded_and_the_second_time_are_there(found: Path, run: Run):
    told = run("-C", found, "themes", "--example", "mentor, moving", "Moves")
    assert told.out == "Coded 3 passages Moves (codings: 0 → 3); marked as assisted\n"
    again = run("-C", found, "themes", "--example", "T1", "moves")
    assert again.out == "Coded 0 passages Moves; 3 had it already\n"
    other = run("-C", found, "themes", "--example", "T2", "mentor")
    assert other.out == "Coded 1 passage Mentor (codings: 0 → 1); marked as assisted\n"
    listed = json.loads(run("-C", found, "coding", "list", "--json").out)
    assert [(c["code"], c["assisted"]) for c in listed].count(("moves", True)) == 3


@pytest.mark.parametrize(("arguments", "line"), [
    (("--draft", "T9"), "there is no theme 'T9'. There are T1, T2"),
    (("--draft", ""), "there is no theme ''"),
    (("--draft", "T1", "--name", "Moves"), "named Moves already"),
    (("--draft", "T1", "--under", "nowhere"), "nowhere"),
    (("--example", "T9", "moves"), "there is no theme 'T9'"),
    (("--example", "T1", "nothing"), "nothing"),
    (("--example", "T1", "later"), "later is a placeholder"),
    (("--last", "--out", "themes.docx"), "themes cannot be written as .docx"),
])  # fmt: skip
def test_what_cannot_be_done_gets_one_line_and_changes_nothing(
    found: Path, run: Run, arguments, line: str
):
    before = files(found)
    assert line in refused(run("-C", found, "themes", *arguments))
    assert files(found) == before


def test_examples_of_a_text_that_changed_are_refused(found: Path, run: Run, tmp_path: Path):
    text = (found / "transcripts" / "one.txt").read_text(encoding="utf-8")
    new = tmp_path / "new.txt"
    new.write_text(text.replace("really 🙂", "truly"), encoding="utf-8")
    assert run("-C", found, "revise", "one", new).status == 0
    line = refused(run("-C", found, "themes", "--example", "T1", "moves"))
    assert line.endswith(
        "one is not the text the themes were made of. Make them again: qualcode themes"
    )
    assert json.loads(run("-C", found, "coding", "list", "--json").out) == []


def test_examples_that_cannot_be_saved_are_not_said_to_be(found: Path, run: Run, monkeypatch):
    from qualcode.errors import StudyError

    def full(*_: object) -> None:
        raise StudyError("No space left on device")

    monkeypatch.setattr("qualcode.store.study.append_events", full)
    assert "No space left" in refused(run("-C", found, "themes", "--example", "T1", "moves"))


@pytest.mark.parametrize("how", [("--last",), ("--last", "--json"), ("--last", "--tree"),
                                 ("--draft", "T1"), ("--example", "T1", "moves")])  # fmt: skip
@pytest.mark.parametrize("raw", [None, b"", b"{}", b"[1]", b'{"model": "\xff"}'])
def test_without_a_file_that_can_be_read_one_line_says_so(bare: Path, run: Run, how, raw):
    path = bare / "themes" / "themes.json"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if raw is not None:
        path.write_bytes(raw)
    line = refused(run("-C", bare, "--coder", "ann", "themes", *how))
    if raw is None:
        assert "no themes were suggested for this study yet. Run 'qualcode themes' first" in line
    else:
        assert "themes/themes.json: does not hold suggested themes" in line


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with nothing but a code."""
    from qualcode.workbench.study.creation import make_study

    book = tmp_path_factory.mktemp("bare") / "book.yaml"
    book.write_text("codes:\n  - id: moves\n    name: Moves\n    definition: x\n", encoding="utf-8")
    return make_study(book.parent / "study", codebooks=[str(book)]).study.root


@pytest.mark.parametrize("arguments", [
    ("--draft", "T1", "--example", "T1", "moves"),
    ("--draft", "T1", "--tree"),
    ("--tree", "--gaps"),
    ("--example", "T1", "moves", "--gaps"),
    ("--name", "A name"),
    ("--under", "support", "--last"),
    ("--example", "T1", "moves", "--name", "x"),
    ("--draft", "T1", "one"),
    ("--draft", "T1", "--themes", "4"),
    ("--draft", "T1", "--json"),
    ("--draft", "T1", "--out", "x.html"),
    ("--example", "T1", "moves", "--seed", "0"),
    ("--last", "one"),
    ("--last", "--themes", "4"),
    ("--last", "--seed", "3"),
    ("--last", "--interviewers"),
    ("--last", "--scheduler", "local"),
    ("--example", "T1"),
    ("--themes", "1"),
])  # fmt: skip
def test_options_that_do_not_go_together_are_wrong_usage(bare: Path, run: Run, arguments):
    told = run("-C", bare, "--coder", "ann", "themes", *arguments)
    assert refused(told, 2).startswith(("Error: ", "qualcode: "))
