"""Another id for a case: its row, its speakers, memos and rows of charts go with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qualcode.errors import BadInputError, QualcodeError, StudyError
from qualcode.store.records.real_names import real_speakers
from qualcode.store.study import Study
from qualcode.workbench.check.study import check_study
from qualcode.workbench.documents.case_rename import rename_case
from qualcode.workbench.documents.rename import still_named
from tests.conftest import Run
from tests.lived import CASE, Life

NEW = "SW21"


def holding(root: Path, word: str) -> set[str]:
    """Return every file that has a word in its name or its text, but for texts that were said."""
    named = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {
        path.relative_to(root).as_posix()
        for path in files
        if named.search(path.relative_to(root).as_posix())
        or named.search(path.read_bytes().decode("utf-8", "replace"))
    }


@pytest.mark.slow
def test_everything_that_says_the_case_says_the_new_id_or_is_named(tmp_path: Path, run: Run):
    life = Life(tmp_path / "study", run)
    for chapter in (life.begin, life.take_transcripts, life.code, life.hide_names, life.chart):
        chapter()
    root = life.root
    (root / "memos" / "ann" / "cases").mkdir(parents=True, exist_ok=True)
    (root / "memos" / "ann" / "cases" / f"{CASE}.md").write_text("Spoke for two hours.\n")
    study = Study.open(root)
    before = [(c.id, c.event.start, c.event.end) for c in study.codings()]
    errors = [p for p in check_study(Study.open(root)) if p.level == "error"]
    group = study.cases[CASE].group
    rename_case(study, CASE, NEW)
    study = Study.open(root)
    assert CASE not in study.cases
    assert study.cases[NEW].group == group
    assert [(c.id, c.event.start, c.event.end) for c in study.codings()] == before
    assert (root / "memos" / "ann" / "cases" / f"{NEW}.md").read_text() == "Spoke for two hours.\n"
    assert [p for p in check_study(Study.open(root)) if p.level == "error"] == errors
    left = holding(root, CASE) - {"transcripts", "originals"}
    assert left <= {*still_named(study, CASE)}
    assert not left & {"cases.csv", "private/speakers.csv", "private/respondents.csv"}
    assert not any(one.startswith(("documents/", "synthesis/", "private/drafts/")) for one in left)


TALK = "I: Where?\n\nNia Prysor: By the sea.\n\nP: Me too.\n\nNia Prysor: And you?\n"


@pytest.fixture
def talk(study_path: Path, tmp_path: Path, run: Run) -> Study:
    file = tmp_path / "talk.txt"
    file.write_text(TALK)
    assert run("-C", study_path, "import", file, "--as", "talk").status == 0
    for label, case in (("Nia Prysor", "HT1"), ("P", "YP1")):
        done = run("-C", study_path, "speakers", "set", "talk", label, "--case", case)
        assert done.status == 0, done.err
    return Study.open(study_path)


def test_a_label_that_was_the_case_is_the_new_one_and_one_of_the_text_stays(talk: Study, run: Run):
    done = run("-C", talk.root, "cases", "rename", "HT1", "HT2", "--dry-run")
    assert "talk: HT2, case HT2 (was HT1)" in done.out
    assert "Nothing was changed" in done.out
    assert "HT1" in Study.open(talk.root).cases
    for old, new in (("HT1", "HT2"), ("YP1", "YP7")):
        assert run("-C", talk.root, "cases", "rename", old, new).status == 0
    study = Study.open(talk.root)
    speakers = [(s.label, s.case) for s in study.document("talk").speakers]
    assert speakers == [("I", None), ("HT2", "HT2"), ("P", "YP7")]
    assert study.document("one").cases == ("YP7",)
    assert real_speakers(talk.root)["talk"] == [("Nia Prysor", "HT2")]
    assert list(study.cases) == ["YP7", "HT2"]


def test_a_row_of_a_chart_goes_with_the_case(talk: Study):
    folder = talk.root / "synthesis" / "chart"
    folder.mkdir(parents=True)
    (folder / "matrix.toml").write_text('layout = "cases"\n')
    cell = "---\n# ann's\nrow: {0}\ngroup:\ncolumn: moves\nauthor: ann\n---\nMoved twice.\n"
    (folder / "YP1--moves.md").write_text(cell.format("YP1"))
    (folder / "of-nobody.md").write_text("no front matter: YP1\n")
    rename_case(talk, "YP1", "YP7")
    assert sorted(path.name for path in folder.iterdir()) == [
        "YP7--moves.md", "matrix.toml", "of-nobody.md",
    ]  # fmt: skip
    [summary] = talk.summaries("chart")
    assert (summary.row, summary.text, summary.author) == ("YP7", "Moved twice.", "ann")
    assert "# ann's" in (folder / "YP7--moves.md").read_text()


def test_the_table_of_respondents_follows_with_its_own_columns(talk: Study):
    table = talk.root / "private" / "respondents.csv"
    table.write_text("note,file,respondent,case\nlate,s.csv,4,YP1\n,s.csv,5,YP2\n,s.csv,6,\n")
    rename_case(talk, "YP1", "YP7")
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["note,file,respondent,case", "late,s.csv,4,YP7", ",s.csv,5,YP2", ",s.csv,6,"]


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        ("YP9", "YP8", QualcodeError, "no case 'YP9'"),
        ("YP1", "HT1", StudyError, "there is a case 'HT1' already"),
        ("YP1", "yp1", BadInputError, "'yp1' is 'YP1' in cases.csv"),
        ("YP1", "Y P", BadInputError, "cannot be a case id"),
    ],
)
def test_an_id_that_cannot_be_is_refused_and_nothing_is_changed(
    talk: Study, old: str, new: str, kind: type[QualcodeError], said: str
):
    before = {p: p.read_bytes() for p in talk.root.rglob("*.[cj]s*") if ".git" not in p.parts}
    with pytest.raises(kind, match=re.escape(said)):
        rename_case(talk, old, new)
    assert before == {p: p.read_bytes() for p in before}


def test_a_memo_of_the_new_id_is_in_the_way(talk: Study):
    folder = talk.root / "memos" / "ann" / "cases"
    folder.mkdir(parents=True)
    for name in ("YP1", "YP7"):
        (folder / f"{name}.md").write_text(f"On {name}.\n")
    with pytest.raises(StudyError, match=r"there is a memos/ann/cases/YP7\.md already"):
        rename_case(talk, "YP1", "YP7")
    assert "YP1" in Study.open(talk.root).cases
