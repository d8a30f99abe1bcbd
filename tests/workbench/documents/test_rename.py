"""Another id for a document: everything follows, and the old one, which may be a name, is nowhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qualcode.analysis.matrix.quotations import Quoter
from qualcode.errors import QualcodeError
from qualcode.store.io.jsonl import change_records
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.records.suggestions import read_suggestions, standing_answers
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.rename import rename_document
from qualcode.workbench.documents.text_edit import begin_edit
from qualcode.workbench.find.rereading import queue
from qualcode.workbench.matrix.open_matrix import open_matrix
from qualcode.workbench.themes.stored import stored_themes
from tests.conftest import Run, make_quietly
from tests.lived import CASE, OLD, QUOTE, Life

NEW = "yp-09"


@pytest.fixture(scope="module")
def lived_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study in which one of everything stands on a document whose id is a child's name."""
    lived = Life(tmp_path_factory.mktemp("life") / "study", make_quietly)
    lived.begin()
    lived.take_transcripts()
    lived.code()
    lived.revise()
    lived.hide_names()
    lived.read()
    lived.suggest_themes()
    lived.chart()
    return lived.root.parent


@pytest.fixture
def life(lived_once: Path, tmp_path: Path, run: Run) -> Life:
    """A copy of it for one test."""
    shutil.copytree(lived_once, tmp_path, dirs_exist_ok=True)
    return Life(tmp_path / "study", run)


def holding(root: Path, *words: str) -> list[str]:
    """Return every file or folder that has one of the words in its name or its bytes."""
    found = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.startswith(".git/"):
            continue
        data = path.read_bytes().lower() if path.is_file() else b""
        if any(w.lower() in name.lower() or w.lower().encode() in data for w in words):
            found.append(name)
    return found


@pytest.mark.slow
def test_after_another_id_and_a_withdrawal_only_the_receipt_says_anything(life: Life):
    report = life.root / "reports" / "report.md"
    report.unlink()
    life.do("revise", OLD, "--as", NEW)
    assert holding(life.root, OLD) == []
    assert holding(life.root, NEW) != []
    life.do("withdraw", CASE, "--yes")
    receipt = f"withdrawals/{CASE}.json"
    assert holding(life.root, OLD, "gwenllian", "rees", QUOTE) == []
    assert holding(life.root, CASE, NEW) == [receipt]
    said = json.loads((life.root / receipt).read_text())
    assert [gone["id"] for gone in said["gone"]] == [NEW]
    checked = life.study
    assert checked.problems == []


def test_everything_that_is_kept_by_the_id_follows(life: Life):
    root = life.root

    def state(document: str) -> dict[str, object]:
        study = Study.open(root)
        session = CodingSession(study, "ann")
        themes = stored_themes(study)
        return {
            "codings": [(c.id, c.coder, c.code, c.event.start, c.event.end, c.text_changed)
                        for c in study.codings(document=document)],
            "text": study.text(study.document(document)),
            "memo": session.memo("documents", document),
            "done": study.is_done("ann", document),
            "place": session.place(document),
            "edit": begin_edit(study, document)[0].resumed,
            "answers": [
                (key[1:], event.did)
                for key, event in standing_answers(read_suggestions(root, "ann")[0]).items()
                if key[0] == document
            ],
            "themes": [(p.start, p.end) for t in themes.themes for p in t.passages
                       if p.document == document],
            "to read again": sum(one.passage.document == document for one in queue(study, "ben")),
            "splits": [r for _, records in study.splits() for r in records],
            "respondents": (root / "private" / "respondents.csv").read_text(),
            "earlier texts": len(study.earlier_files(document, study.document(document).sha256)),
            "summaries": [(s.key, tuple(s.codings), s.quotations) for s in study.summaries()],
            "quotations": [(row["coding"], row["cleared"], row["signed_by"], row["text"])
                           for row in json.loads(life.do("matrix", "quotations", "--json"))],
        }  # fmt: skip

    before = state(OLD)
    assert all(value for value in before.values()), before
    assert [row[1:3] for row in before["quotations"]] == [(True, ["ann", "ben"])]
    told = life.do("revise", OLD, "--as", NEW)
    assert "sign" not in told
    assert state(NEW) == before
    # Back through its earlier texts it goes as well.
    life.do("revise", NEW, "--undo")
    assert holding(root, OLD) == []


def _signed_earlier(life: Life) -> None:
    """Sign off as earlier versions did: the form's digest held the document's id."""
    study = life.study
    opened = open_matrix(study, read_matrix(study, "main"))
    quoter: Quoter = opened.quoter
    at, group = next(
        (at, key[2]) for key, cell in quoter.evidence.cells.items() for at in cell
        if quoter.evidence.codings[at].document == OLD and quoter.states.get(
            quoter.evidence.codings[at].id)
    )  # fmt: skip
    forms = quoter.forms(at, group)
    assert forms is not None
    for log in (life.root / "quotations").glob("*.jsonl"):
        assert forms[0].encode() in log.read_bytes()
        change_records(log, "form", [forms[0]], forms[1])


def _cleared(life: Life) -> list[bool]:
    return [row["cleared"] for row in json.loads(life.do("matrix", "quotations", "--json"))]


@pytest.mark.slow
def test_sign_offs_of_an_earlier_version_hold_and_follow(life: Life):
    _signed_earlier(life)
    assert _cleared(life) == [True]
    told = life.do("revise", OLD, "--as", NEW)
    assert "signed off" not in told
    assert _cleared(life) == [True]


@pytest.mark.slow
def test_without_the_text_sign_offs_of_an_earlier_version_are_told(life: Life):
    _signed_earlier(life)
    text = life.study.text_path(OLD)
    aside = life.aside / "aside.txt"
    shutil.move(text, aside)
    told = life.do("revise", OLD, "--as", NEW)
    assert "Its text is not on this machine" in told
    assert "signed off again, 1 at most" in told
    shutil.move(aside, life.study.text_path(NEW))
    assert _cleared(life) == [False]


@pytest.mark.slow
def test_a_sign_off_that_a_colleague_makes_under_the_old_id_holds_as_well(life: Life):
    """Their log comes by a merge, with the old id in it."""
    theirs = life.root / "quotations" / "ben.jsonl"
    kept = theirs.read_bytes()
    life.do("revise", OLD, "--as", NEW)
    theirs.write_bytes(kept)
    assert _cleared(life) == [True]


@pytest.mark.slow
def test_a_receipt_knows_a_group_by_its_new_id(life: Life, run: Run):
    life.do("withdraw", "EB1", "--yes")
    life.do("revise", "fg", "--as", "group-1")
    receipt = json.loads((life.root / "withdrawals" / "EB1.json").read_text())
    assert [cut["id"] for cut in receipt["cut"]] == ["group-1"]
    assert run("-C", life.root, "check").out.count("EB1") == 0


def test_files_of_another_document_that_had_the_id_are_in_the_way(life: Life, run: Run):
    there = life.root / ".qualcode" / "edit"
    [mine] = there.glob(f"{OLD}-*")
    other = there / mine.name.replace(OLD, NEW)
    other.write_text("theirs")
    done = run("-C", life.root, "revise", OLD, "--as", NEW)
    assert done.status == 1
    assert "already, of another document that had this id" in done.err
    assert life.study.document(OLD)
    assert other.read_text() == "theirs"


def test_whatever_lies_in_a_folder_of_the_old_id_goes_with_it(life: Life):
    """A folder may hold what is no revision, or nothing any more: its name says the id."""
    for path in (life.root / "revisions" / OLD).iterdir():
        path.unlink()
    assert (life.root / "revisions" / OLD).is_dir()
    life.do("revise", OLD, "--as", NEW)
    assert holding(life.root, OLD) == []


def test_what_a_link_leads_to_is_nobodys_to_change(life: Life):
    outside = life.aside / "outside.md"
    outside.write_text(f"{OLD} here\n")
    for name in ("themes/linked.md", f"originals/{OLD}.mp3"):
        (life.root / name).symlink_to(outside)
    life.do("revise", OLD, "--as", NEW)
    assert outside.read_text() == f"{OLD} here\n"
    assert (life.root / "themes" / "linked.md").is_symlink()
    assert (life.root / "originals" / f"{NEW}.mp3").is_symlink()
    assert not (life.root / "originals" / f"{OLD}.mp3").is_symlink()


@pytest.mark.slow
def test_renamed_twice_it_is_as_if_renamed_once(life: Life):
    once = life.aside / "once"
    shutil.copytree(life.root, once)
    rename_document(life.study, OLD, "between")
    rename_document(life.study, "between", NEW)
    rename_document(Study.open(once), OLD, NEW)
    files = [
        {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*")
         if p.is_file() and ".git/" not in str(p) and "/locks/" not in str(p)}
        for root in (life.root, once)
    ]  # fmt: skip
    assert files[0] == files[1]


def test_nothing_is_written_under_an_id_that_another_program_changed(life: Life, run: Run):
    session = CodingSession(life.study, "ann")
    span, code = session.texts.turn(OLD, 2), session.codebook.get("praise")
    assert code is not None
    session.codings(OLD)
    life.do("revise", OLD, "--as", NEW)
    session.add(OLD, [code], span)
    assert "has another id now" in session.problem
    elsewhere = session.add("talk", [code], session.texts.turn("talk", 2))
    assert {c.id for c in elsewhere} <= {c.id for c in life.study.codings(document="talk")}
    assert "has another id now" in session.problem
    for late in (
        lambda: session.write_memo("documents", OLD, "Too late."),
        lambda: session.set_done(OLD, True),
    ):
        with pytest.raises(QualcodeError, match="has another id now"):
            late()
    session.leave_at(OLD, 7)
    assert holding(life.root, OLD) in ([], ["reports/report.md"])
