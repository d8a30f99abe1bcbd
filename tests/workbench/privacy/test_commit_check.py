"""The check before a commit: run by git itself, in real repositories."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from qualcode.model.table import Table
from qualcode.report.excel.codings import codings_xlsx
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.privacy import real_names as disclosure
from qualcode.workbench.privacy.commit_check import guard
from qualcode.workbench.privacy.names import NameTable
from qualcode.workbench.themes.run import write_themes
from tests.conftest import Run

pytestmark = pytest.mark.slow


def git(path: Path, *args: str) -> subprocess.CompletedProcess[str]:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "gc.auto=0")
    return subprocess.run(
        ["git", "-C", str(path), *identity, *args], capture_output=True, text=True, check=False
    )


def commit(path: Path, *files: str, force: bool = False) -> tuple[bool, str]:
    """Stage files (all, if none is named) and commit them; say whether git took them, and what."""
    git(path, "add", *(["-f"] if force else []), *(files or ["-A"]))
    done = git(path, "commit", "-qm", "work")
    return done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def kept_once(studies_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study with a coding, a table of names, and all of it committed; tests copy."""
    folder = shutil.copytree(studies_once / "small", tmp_path_factory.mktemp("kept") / "small")
    study_path = folder / "study"
    session = CodingSession(Study.open(study_path), "ann")
    code = session.codebook.get("moves")
    assert code is not None
    session.add("one", [code], session.texts.turn("one", 4))
    table = NameTable(Study.open(study_path))
    table.accept("Siân Bevanson", "person", "[social worker 1]", ["Siân"])
    table.keep("Bevanson Centre")
    taken, said = commit(study_path)
    assert taken, said
    return folder


@pytest.fixture
def kept(kept_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


def test_ordinary_work_is_let_through_and_the_hook_is_there(kept: Path):
    assert (kept / ".git" / "hooks" / "pre-commit").exists()
    listed = git(kept, "ls-files").stdout.split()
    assert "documents/one.json" in listed
    assert not [f for f in listed if f.startswith(("transcripts/", "private/", "originals/"))]
    session = CodingSession(Study.open(kept), "ann")
    session.write_memo("documents", "one", "At the Bevanson Centre they moved twice.")
    assert commit(kept) == (True, "")


@pytest.mark.parametrize("file", [
    "transcripts/one.txt", "private/names.csv", "originals/one.txt", "themes/themes.csv",
    "reports/report.md",
])  # fmt: skip
def test_words_and_names_forced_into_git_are_stopped(kept: Path, file: str):
    (kept / file).parent.mkdir(exist_ok=True)
    (kept / file).touch()
    assert file not in git(kept, "status", "--porcelain", "-uall").stdout
    taken, said = commit(kept, file, force=True)
    assert not taken
    assert file in said
    assert f"git restore --staged {file}" in said
    git(kept, "restore", "--staged", file)
    assert commit(kept, "cases.csv")[1] == ""


def test_a_team_that_opted_in_commits_transcripts_and_still_no_names(kept: Path):
    ignored = (kept / ".gitignore").read_text()
    (kept / ".gitignore").write_text(ignored.replace("/transcripts/\n", ""))
    assert commit(kept) == (True, "")
    text = kept / "transcripts" / "one.txt"
    text.write_text(text.read_text().replace("My mentor", "Siân"))
    taken, said = commit(kept)
    assert not taken
    assert "transcripts/one.txt:3: it holds 'Siân'" in said


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("memos/ann/documents/one.md", "memos/ann/documents/one.md:2: it holds 'SIAN'"),
        ("synthesis/main/moves.md", "synthesis/main/moves.md:2: it holds 'SIAN'"),
        ("codebook.yaml", "codebook.yaml:2: it holds 'SIAN'"),
        ("sian-bevanson.md", "sian-bevanson.md: the file's name holds"),
    ],
)
def test_a_listed_name_is_stopped_wherever_it_is(kept: Path, file: str, line: str):
    path = kept / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("first\n" + ("# SIAN's\n" if "bevanson" not in file else "x\n"))
    taken, said = commit(kept)
    assert not taken
    assert line in said
    # What is in the working tree and not staged is not what would be committed.
    git(kept, "reset", "-q")
    assert commit(kept, "cases.csv")[1] == ""


@pytest.mark.parametrize(
    ("document", "title", "shown"),
    [
        ("interview-sian-b", "interview-sian-b", "sian"),
        ("talk-with-bevanson", "talk-with-bevanson", "bevanson"),
        ("ann-2024", "ann-2024", "ann"),
        ("talk", "What Bevanson said", "Bevanson"),
    ],
)
def test_a_document_whose_id_or_title_names_somebody_is_stopped(
    kept: Path, document: str, title: str, shown: str
):
    table = NameTable(Study.open(kept))
    table.accept("Gwyn Bevanson", "person", "[young person 1]", ["Ann"])
    private = (kept / "private" / "names.csv").read_text()
    (kept / "private" / "names.csv").write_text(private.replace("Bevanson Centre", "Centre"))
    record = (kept / "documents" / "one.json").read_text()
    record = record.replace('"id": "one"', f'"id": "{document}"')
    (kept / "documents" / f"{document}.json").write_text(
        record.replace('"title": "one"', f'"title": "{title}"')
    )
    taken, said = commit(kept)
    assert not taken
    assert shown.casefold() in said.casefold()
    assert "which private/ says is a real name" in said
    if title == document:
        assert f"qualcode revise {document} --as doc-001" in said


@pytest.mark.parametrize("document", ["will-it-work", "team-manager-3", "stage-two", "sc-04"])
def test_a_document_whose_id_has_only_words_is_let_through(kept: Path, document: str):
    table = NameTable(Study.open(kept))
    table.accept("Will Manager", "person", "[young person 1]", [])
    record = (kept / "documents" / "one.json").read_text().replace('"one"', f'"{document}"')
    (kept / "documents" / f"{document}.json").write_text(record)
    taken, said = commit(kept)
    assert taken, said


def test_names_in_notes_titles_and_labels_are_stopped(kept: Path, run: Run):
    session = CodingSession(Study.open(kept), "ann")
    [coding] = session.codings("one")
    session.change(coding, note="as Siân said")
    taken, said = commit(kept)
    assert not taken
    assert "codings/ann/one.jsonl:2: it holds 'Siân'" in said
    assert run("-C", kept, "pseudonymise").status == 0
    assert b"Si" not in (kept / "codings/ann/one.jsonl").read_bytes()
    assert commit(kept) == (True, "")
    document = kept / "documents" / "one.json"
    document.write_text(document.read_text().replace('"title": "one"', '"title": "Sian"'))
    taken, said = commit(kept)
    assert "documents/one.json:3: it holds 'Sian'" in said
    checked = run("-C", kept, "check")
    assert checked.status == 3
    assert "documents/one.json:3: it holds 'Sian'" in checked.out


def test_copies_of_a_transcript_are_stopped_under_any_name(kept: Path):
    from docx import Document

    words = (kept / "transcripts" / "one.txt").read_text()
    (kept / "notes.txt").write_bytes(words.encode("utf-16"))
    made = Document()
    for piece in words.split("\n\n"):
        made.add_paragraph(piece.replace("P: ", "Young person\t"))
    made.save(str(kept / "interview.docx"))
    (kept / "words.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:04.000\nMy mentor. She’d ring – every Monday…\n\n"
        "00:04.000 --> 00:09.000\nWe moved in March, and then moved again\n"
    )
    (kept / "method.md").write_text("How we did it: with care, and over a good many long months.\n")
    git(kept, "add", "-f", "interview.docx")
    taken, said = commit(kept)
    assert not taken
    for name in ("notes.txt", "interview.docx", "words.vtt"):
        assert f"{name}: holds words of the transcript one" in said
    assert "method.md" not in said


#: What three people say, one line each, as a transcript has it.
SAID = [
    "The taxi driver was late again – and the journey to school took an hour by car.",
    "She plays the “guitar” in a band & they practise songs with drums and a piano.",
    "The grant panel decides how the budget is spent each spring, or so we're told.",
]


@pytest.fixture
def spoken(kept: Path, tmp_path: Path, run: Run) -> Path:
    """The study with three documents more, one turn of one person in each."""
    for number, line in enumerate(SAID):
        file = tmp_path / f"talk{number}.txt"
        file.write_text(f"I: Well?\n\nP: {line}\n", encoding="utf-8")
        assert run("-C", kept, "import", file, "--as", f"talk{number}").status == 0
    assert commit(kept) == (True, "")
    return kept


@pytest.mark.parametrize("name", ["themes.html", "themes.csv", "themes.json", "escaped.json"])
def test_what_quotes_many_transcripts_is_stopped_under_any_name(spoken: Path, name: str):
    """A page of themes made in the study's own folder holds a line of each, in its own way."""
    passages = [{"document": f"talk{n}", "start": 13, "end": 13 + len(line), "text": line,
                 "person": f"P{n}", "group": "yp", "typical": True}
                for n, line in enumerate(SAID)]  # fmt: skip
    theme = {"id": "T1", "label": "a", "terms": ["a"], "size": 3, "people": 3, "near": [],
             "groups": {}, "stability": 1.0, "passages": passages}  # fmt: skip
    data = {"themes": [theme], "gaps": [{"text": " … ".join(SAID), "words": 40}]}
    if name == "escaped.json":
        (spoken / name).write_text(json.dumps(data))
    else:
        write_themes(Study.open(spoken), data, [spoken / name])
    taken, said = commit(spoken)
    assert not taken
    assert f"{name}: holds words of the transcript talk" in said
    (spoken / name).write_text("Nothing that anybody said, but of a length that could have been.")
    assert commit(spoken) == (True, "")


@pytest.mark.parametrize("name", ["codings.csv", "codings.xlsx", "codings.json"])
def test_a_list_of_codings_is_stopped(spoken: Path, run: Run, name: str):
    for number in range(len(SAID)):
        made = run("-C", spoken, "coding", "add", f"talk{number}", "moves", "--turn", 2)
        assert made.status == 0, made.err
    assert commit(spoken) == (True, "")
    assert run("-C", spoken, "coding", "list", "--out", spoken / name).status == 0
    seen = name in git(spoken, "status", "--porcelain").stdout
    assert seen == (name != "codings.xlsx")
    taken, said = commit(spoken, name, force=True)
    assert not taken
    assert f"{name}: holds words of the transcript talk" in said


def test_of_a_file_too_large_to_unpack_the_first_words_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
):
    row = ("id", "code", "The taxi driver was late again")
    table = Table.of(("id", "code", "text"), [row] * 3000)
    monkeypatch.setattr(disclosure, "_MOST_UNPACKED", 100_000)
    text = disclosure.office_text(codings_xlsx(table, title="t"))
    assert 100 < text.count("The taxi driver was late again\n") < 2000


def test_a_team_that_opted_in_commits_themes(spoken: Path):
    ignored = (spoken / ".gitignore").read_text()
    (spoken / ".gitignore").write_text(ignored.replace("/themes/\n", ""))
    (spoken / "themes").mkdir()
    (spoken / "themes" / "themes.csv").write_text("\n".join(SAID), encoding="utf-8")
    assert commit(spoken) == (True, "")
    assert "themes/themes.csv" in git(spoken, "ls-files").stdout


def test_check_warns_of_themes_that_git_holds(kept: Path, run: Run):
    (kept / "themes").mkdir()
    (kept / "themes" / "themes.csv").write_text("theme\n")
    assert "words-in-git" not in run("-C", kept, "check", "--json").out
    git(kept, "add", "-f", "themes")
    git(kept, "commit", "-qm", "forced", "--no-verify")
    told = [p for p in json.loads(run("-C", kept, "check", "--json").out)
            if p["code"] == "words-in-git"]  # fmt: skip
    assert [p["where"] for p in told] == ["themes/themes.csv"]


def test_a_study_inside_another_repository_and_in_a_worktree(tmp_path: Path, run: Run):
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    made = run("new", outer / "work" / "study")
    assert "inside an existing repository" in made.out
    study = outer / "work" / "study"
    NameTable(Study.open(study)).accept("Siân Bevanson", "person", "[person 1]")
    (outer / "readme.md").write_text("Siân Bevanson keeps this repository.\n")
    taken, said = commit(outer)
    assert taken, said
    (study / "note.md").write_text("Siân Bevanson\n")
    taken, said = commit(outer)
    assert not taken
    assert "work/study/note.md:1" in said
    (study / "note.md").unlink()
    tree = tmp_path / "tree"
    git(outer, "worktree", "add", "-q", str(tree))
    private = tree / "work" / "study" / "private"
    private.mkdir()
    (private / "names.csv").write_text("name\nSiân Bevanson\n")
    (tree / "work" / "study" / "note.md").write_text("Siân Bevanson\n")
    taken, said = commit(tree)
    assert not taken
    assert "work/study/note.md:1" in said


def test_another_hook_is_never_overwritten(tmp_path: Path, run: Run):
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    hook = outer / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    made = run("new", outer / "study")
    assert "qualcode check --staged || exit 1" in made.out
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    assert "not checked for participants' words" in run("-C", outer / "study", "check").out
    hook.write_text("#!/bin/sh\nqualcode check --staged || exit 1\n")
    again = run("-C", outer / "study", "git-setup")
    assert "are checked" in again.out
    git(outer, "config", "core.hooksPath", "own-hooks")
    assert "from now on" in run("-C", outer / "study", "git-setup").out
    assert (outer / "own-hooks" / "pre-commit").exists()


def test_a_clone_is_told_to_set_it_and_an_unreadable_table_stops(
    kept: Path, tmp_path: Path, run: Run
):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(kept), str(clone))
    assert "git-setup" in run("-C", clone, "check").out
    assert "from now on" in run("-C", clone, "git-setup").out
    assert run("-C", clone, "git-setup").out == run("-C", clone, "git-setup").out
    (kept / "private" / "names.csv").write_text("name,kind\na,b,c,d\n")
    (kept / "more.md").write_text("more\n")
    taken, said = commit(kept)
    assert not taken
    assert "private/names.csv:2" in said


def test_without_the_program_the_commit_is_stopped_with_the_way_out(kept: Path):
    hook = kept / ".git" / "hooks" / "pre-commit"
    lines = hook.read_text().splitlines()
    broken = ["python='/nowhere/python'" if x.startswith("python=") else x for x in lines]
    hook.write_text("\n".join(broken) + "\n")
    (kept / "more.md").write_text("more\n")
    git(kept, "add", "-A")
    done = subprocess.run(
        ["git", "-C", str(kept), "-c", "user.name=A", "-c", "user.email=a@example.org",
         "commit", "-qm", "x"],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "--no-verify" in done.stderr


def test_nothing_staged_and_no_study_let_everything_through(tmp_path: Path, kept: Path):
    assert guard(kept) == []
    git(tmp_path, "init", "-q")
    (tmp_path / "file.txt").write_text("x\n")
    git(tmp_path, "add", "file.txt")
    assert guard(tmp_path) == []


def test_a_study_whose_settings_are_in_no_commit_yet_is_guarded_too(study_path: Path):
    taken, said = commit(study_path, "transcripts", force=True)
    assert not taken
    assert "transcripts/one.txt" in said
    git(study_path, "reset", "-q")
    git(study_path, "rm", "-rq", "--cached", "--ignore-unmatch", "transcripts")
    assert commit(study_path) == (True, "")


@pytest.mark.parametrize("module", ["qualcode.cli.guard", "qualcode.cli.merging"])
def test_what_the_hooks_and_drivers_of_older_clones_call_is_still_there(module: str):
    assert callable(importlib.import_module(module).main)
