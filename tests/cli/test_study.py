import json
from pathlib import Path

import pytest

from qualcode.store.study import Study
from tests.conftest import CODEBOOK, Run


def test_a_new_study_is_whole_and_in_order(tmp_path: Path, run: Run):
    path = tmp_path / "s"
    made = run("new", path, "--codebook", "nine-principles", "--codebook", "policy-themes")
    assert made.status == 0
    assert "39 codes" in made.out
    got = run("-C", path, "check")
    assert got.status == 0
    assert got.out.count("placeholders") == 1
    assert all(line.startswith("note:") for line in got.out.strip().splitlines())
    for name in ("transcripts", "originals", "private", ".qualcode"):
        assert f"/{name}/" in (path / ".gitignore").read_text()
    assert "merge=union" in (path / ".gitattributes").read_text()


def test_comments_of_joined_codebooks_survive(tmp_path: Path, run: Run):
    path = tmp_path / "s"
    run("new", path, "--codebook", "nine-principles", "--codebook", "policy-themes")
    text = (path / "codebook.yaml").read_text(encoding="utf-8")
    assert "What is missing: principles three to nine" in text
    assert "It is NOT the list of the study" in text
    assert "# No official Welsh for this term was found." in text


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--codebook", "nine-principle"], "nine-principles, policy-themes"),
        (["--codebook", "nine-principles", "--codebook", "nine-principles"], "is also that of"),
    ],
)
def test_a_study_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, run: Run, args: list[str], says: str
):
    got = run("new", tmp_path / "s", *args)
    assert got.status == 1
    assert says in got.err
    assert not (tmp_path / "s").exists()


def test_nothing_is_overwritten(study_path: Path, run: Run, tmp_path: Path):
    before = (study_path / "codebook.yaml").read_bytes()
    assert "is a study already" in run("new", study_path).err
    assert "is a study already" in run("demo", study_path).err
    assert (study_path / "codebook.yaml").read_bytes() == before
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "cases.csv").write_text("mine")
    assert "already has cases.csv" in run("new", tmp_path / "x").err


def test_a_folder_that_is_no_study(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    for args in (["-C", tmp_path, "documents"], ["-C", tmp_path / "no", "check"]):
        got = run(*args)
        assert got.status == 1
        assert "qualcode new" in got.err
    monkeypatch.chdir(tmp_path)
    assert "no study here" in run("documents").err


def test_a_study_is_found_from_a_folder_inside(
    study_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(study_path / "documents")
    assert [d["id"] for d in json.loads(run("documents", "--json").out)] == ["one"]


def test_import_pseudonymises_labels_and_keeps_names_private(
    tmp_path: Path, study_path: Path, run: Run
):
    file = tmp_path / "talk.txt"
    file.write_text("Jo Price: Why?\n\nMegan Hughes: Because.\n\n" * 4)
    got = run("-C", study_path, "import", file, "--speaker", "Megan Hughes=YP2", "--group", "yp",
              "--interviewer", "Jo Price")  # fmt: skip
    assert got.status == 0, got.err
    assert "Jo Price → Interviewer" in got.out
    tracked = b"".join(
        p.read_bytes()
        for p in study_path.rglob("*")
        if p.is_file() and p.relative_to(study_path).parts[0] not in
        ("transcripts", "originals", "private", ".qualcode", ".git")
    )  # fmt: skip
    assert b"Megan" not in tracked
    assert b"Price" not in tracked
    assert "Megan Hughes,YP2" in (study_path / "private" / "speakers.csv").read_text()
    assert "YP2,yp" in (study_path / "cases.csv").read_text()
    text = (study_path / "transcripts" / "talk.txt").read_text()
    assert text.count("Megan Hughes: Because.") == 4


def test_the_one_who_asks_is_taken_for_the_interviewer(tmp_path: Path, study_path: Path, run: Run):
    file = tmp_path / "talk.txt"
    file.write_text("Jo Price: Why is that?\n\nMegan Hughes: Because.\n\n" * 4)
    got = run("-C", study_path, "import", file, "--dry-run")
    assert "interviewer, asks most of the questions" in got.out
    assert "would import" in got.out
    assert Study.open(study_path).document_ids() == ["one"]


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path, study_path: Path, run: Run):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.docx").write_bytes(b"PK no")
    (folder / "b.txt").write_text("I: Why?\n\nP: So.\n")
    (folder / "c.vtt").write_text("none")
    got = run("-C", study_path, "import", folder)
    assert got.status == 1
    assert "3 files: 1 imported, 2 failed" in got.out
    assert "a.docx" in got.err
    assert "c.vtt" in got.err
    again = run("-C", study_path, "import", folder / "b.txt")
    assert "unchanged" in again.out
    (folder / "b.txt").write_text("I: Why?\n\nP: Otherwise.\n")
    changed = run("-C", study_path, "import", folder / "b.txt")
    assert changed.status == 1
    assert "--as b-2" in changed.err


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--speaker", "Nobody=X1"], "no speaker 'Nobody'"),
        (["--group", "nurses"], "no group 'nurses'"),
        (["--case", "a b"], "cannot be a case id"),
        (["--as", "A/B"], "cannot be the name of a document"),
    ],
)
def test_a_wrong_import_stores_nothing(
    tmp_path: Path, study_path: Path, run: Run, args: list[str], says: str
):
    file = tmp_path / "new.txt"
    file.write_text("I: Why?\n\nP: So.\n")
    got = run("-C", study_path, "import", file, *args)
    assert got.status == 1
    assert says in got.err
    assert Study.open(study_path).document_ids() == ["one"]


def test_check_names_each_thing_that_is_wrong(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    run("-C", study_path, "coding", "add", "one", "mentor", "--turn", "2")
    book = study_path / "codebook.yaml"
    book.write_text(
        book.read_text()
        .replace("One adult who helps", "Any adult")
        .replace("id: moves", "id: gone")
    )
    (study_path / "synthesis" / "main").mkdir(parents=True)
    (study_path / "synthesis" / "main" / "x.md").write_text("no front matter")
    (study_path / "codings" / "ann" / "two.jsonl").write_text("")
    with (study_path / "codings" / "ann" / "one.jsonl").open("a") as log:
        log.write('{"id": "torn')
    got = run("-C", study_path, "check", "--json")
    assert got.status == 3
    found = {p["code"] for p in json.loads(got.out)}
    assert {
        "unknown-code",
        "definition-changed",
        "bad-summary",
        "no-document",
        "torn-line",
    } <= found
    assert set(json.loads(got.out)[0]) == {"level", "code", "where", "message", "mend"}


def test_a_codebook_with_two_equal_ids_stops_coding_with_file_and_line(study_path: Path, run: Run):
    book = study_path / "codebook.yaml"
    book.write_text(CODEBOOK + "  - id: moves\n    name: Again\n    definition: x\n")
    got = run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    assert got.status == 1
    assert "codebook.yaml:18" in got.err
    assert run("-C", study_path, "codebook", "check").status == 3


def test_search_ignores_case_and_names_the_turn(study_path: Path, run: Run):
    hits = json.loads(run("-C", study_path, "search", "WE  moved", "--json").out)
    assert [(h["document"], h["turn"], h["text"]) for h in hits] == [("one", 4, "We moved")]
    assert (
        json.loads(run("-C", study_path, "search", r"Ma(r|y)", "--regex", "--json").out)[1]["turn"]
        == 4
    )
    assert run("-C", study_path, "search", "(", "--regex").status == 1
    run("-C", study_path, "coding", "add", "one", "mentor", "--turn", "2")
    coded = json.loads(run("-C", study_path, "search", "e", "--code", "support", "--json").out)
    assert {h["turn"] for h in coded} == {2}


def test_spreadsheet_formulas_in_cells_are_neutralised(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4", "--note", "=1+1")
    assert ",'=1+1," in run("-C", study_path, "coding", "list", "--csv").out


def test_json_contracts(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "moves", "--turn", "4")
    wanted = {
        "documents": {"id", "title", "language", "words", "characters", "turns", "speakers",
                      "cases", "sha256"},
        "coding list": {"id", "document", "coder", "code", "start", "end", "valence", "note", "at",
                        "assisted", "orphaned", "text_changed", "text"},
        "codebook show": {"id", "name", "parent", "status", "definition", "include", "exclude",
                          "examples", "source", "was"},
    }  # fmt: skip
    for command, keys in wanted.items():
        rows = json.loads(run("-C", study_path, *command.split(), "--json").out)
        assert keys <= set(rows[0]), command


def test_counts_are_of_people_and_codings(study_path: Path, run: Run):
    run("-C", study_path, "coding", "add", "one", "mentor", "--turn", "2")
    run("-C", study_path, "--coder", "bob", "coding", "add", "one", "support", "--turn", "6")
    rows = {r["code"]: r for r in json.loads(run("-C", study_path, "table", "codes", "--json").out)}
    assert (
        rows["support"]["codings"],
        rows["support"]["with_below"],
        rows["support"]["people"],
    ) == (1, 2, 1)
    by = json.loads(run("-C", study_path, "table", "crosstab", "--by", "coder", "--json").out)
    assert {r["code"]: (r["ann"], r["bob"], r["total"]) for r in by}["mentor"] == (1, 0, 1)


def test_who_works_in_a_new_study_is_said_at_once(tmp_path: Path, run: Run):
    made = run("new", tmp_path / "s", "--coder", "ann")
    assert made.status == 0
    assert Study.open(tmp_path / "s").local_coder() == "ann"
    assert "Say who you are" not in made.out
    assert "coders --me NAME" in run("new", tmp_path / "t").out
    wrong = run("new", tmp_path / "u", "--coder", "Ann B")
    assert wrong.status == 1
    assert "Try 'ann-b'" in wrong.err
    assert not (tmp_path / "u").exists()


def test_in_a_terminal_who_works_in_it_is_asked(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    answers = iter(["Ann B", "ann"])
    monkeypatch.setattr("qualcode.cli.who.in_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    made = run("new", tmp_path / "s")
    assert made.status == 0
    assert "Try 'ann-b'" in made.err
    assert Study.open(tmp_path / "s").local_coder() == "ann"


def test_where_no_study_is_a_pipe_gets_one_line_and_a_terminal_the_start_screen(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    got = run()
    assert got.status == 1
    assert got.out == ""
    [line] = got.err.splitlines()
    assert "no study here" in line
    assert "'qualcode demo'" in line
    opened: list[object] = []
    monkeypatch.setattr("qualcode.cli.open.in_terminal", lambda: True)
    monkeypatch.setattr("qualcode.cli.open.choose_study", opened.append)
    assert run().status == 0
    assert len(opened) == 1


def test_in_a_study_a_pipe_still_gets_the_help(
    study_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(study_path)
    assert "Commands:" in run().out


def test_studies_made_here_are_in_the_list_of_the_start_screen(tmp_path: Path, run: Run):
    from qualcode.store.recent_studies import recent_folders

    run("new", tmp_path / "s")
    assert recent_folders() == [(tmp_path / "s").resolve()]
