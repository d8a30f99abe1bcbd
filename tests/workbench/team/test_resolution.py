"""What a merge cannot decide is asked one by one, and what is chosen is what stands then."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qualcode.model.codebook.diff import diff_codebooks
from qualcode.model.merge_decision import Choice, Choices, Decision
from qualcode.store.codebook.edit import with_code_changed, with_code_removed
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.io.tables import MARK as TABLE_MARK
from qualcode.store.merge.codebook import merge_codebooks
from qualcode.store.merge.conflicts import MARK, open_conflicts
from qualcode.store.study import Study
from qualcode.workbench.team.merge import all_of, merge_texts
from qualcode.workbench.team.sync import sync
from tests.conftest import Run
from tests.examples import examples
from tests.store.merge.test_codebook import BASE, edited
from tests.workbench.team.test_sync import git, team  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow

BOOK = "codebook.yaml"


def define(text: str, code: str, words: str) -> str:
    return with_code_changed(text, code, {"definition": words})


@settings(max_examples=examples(150))
@given(seed=st.integers(0, 2**32), side=st.sampled_from(["ours", "theirs"]))
# Merged into a code that an earlier answer merged into a third: once asked again for ever.
@example(seed=7230856, side="theirs")
def test_whatever_clashes_can_be_decided_either_way(seed: int, side: str):
    chance = random.Random(seed)
    ours, theirs = BASE, BASE
    for n in range(chance.randint(1, 6)):
        ours = edited(chance, ours, f"o{n}")
        theirs = edited(chance, theirs, f"t{n}")
    found = merge_codebooks(BASE, ours, theirs)
    # The blocks say all that the merge knew.
    assert {(c.conflict.code, c.conflict.field) for c in open_conflicts(found.text)} == {
        (c.code, c.field) for c in found.conflicts
    }
    for one in open_conflicts(found.text):
        same = [c for c in found.conflicts if (c.code, c.field) == (one.conflict.code,
                one.conflict.field) and c.theirs.split() == one.conflict.theirs.split()]  # fmt: skip
        assert one.conflict.take in {c.take for c in same}
    choices: dict[tuple[str, str], Choice] = {}
    text, left = merge_texts(BOOK, BASE, ours, theirs, choices)
    assert len(left) == len(found.conflicts)
    for _ in range(20):
        if not left:
            break
        choices |= all_of(left, side)
        text, left = merge_texts(BOOK, BASE, ours, theirs, choices)
    assert not left, "asked again what was answered"
    assert text is not None
    assert MARK not in text
    assert "#   " not in text
    book, problems = parse_codebook(text, BOOK)
    assert not [p for p in problems if p.level == "error"]
    # A definition that both changed is that of the side chosen.
    mine, their = (parse_codebook(t, BOOK)[0] for t in (ours, theirs))
    for (_, key), choice in choices.items():
        code, _, name = key.rpartition(".")
        now = book.get(code)
        if name == "definition" and now is not None:
            source = (mine if choice.side == "ours" else their).get(code)
            # Of two new ids the first by letter stands, which that side may not know.
            if source is None:
                continue
            assert now.definition.split() == source.definition.split()


def test_third_text_removed_code_and_place():
    ours = define(BASE, "stigma", "Ours.")
    text, left = merge_texts(BOOK, BASE, ours, define(BASE, "stigma", "Theirs."), {})
    assert text is not None
    assert left == [
        Decision(BOOK, "stigma.definition", "Stigma: definition", "Ours.", "Theirs.", True)
    ]
    both: Choices = {(BOOK, "stigma.definition"): Choice(None, "Both.")}
    text, left = merge_texts(BOOK, BASE, ours, define(BASE, "stigma", "Theirs."), both)
    assert (text, left) == (define(BASE, "stigma", "Both."), [])
    for mine, their in ((ours, with_code_removed(BASE, "stigma")),
                        (with_code_removed(BASE, "stigma"), ours)):  # fmt: skip
        for side in ("ours", "theirs"):
            _, left = merge_texts(BOOK, BASE, mine, their, {})
            text, left = merge_texts(BOOK, BASE, mine, their, all_of(left, side))
            chosen = mine if side == "ours" else their
            old, new = parse_codebook(chosen, BOOK)[0], parse_codebook(text or "", BOOK)[0]
            assert not diff_codebooks(old, new)
            assert not left


def test_cases_documents_and_any_other_file():
    base = "case,group,role\nYP1,yp,pupil\nYP2,yp,\n"
    ours, theirs = base.replace("pupil", "carer"), base.replace("pupil", "teacher")
    _, left = merge_texts("cases.csv", base, ours, theirs, {})
    assert [d.words for d in left] == [
        "case YP1: role: 'carer' here, 'teacher' on the other side"
    ]  # fmt: skip
    got, left = merge_texts("cases.csv", base, ours, theirs, all_of(left, "theirs"))
    assert (got, left) == (TABLE_MARK + theirs, [])
    gone = base.replace("YP1,yp,pupil\n", "")
    _, left = merge_texts("cases.csv", base, gone, theirs, {})
    got, _ = merge_texts("cases.csv", base, gone, theirs, all_of(left, "ours"))
    assert got == TABLE_MARK + gone
    # study.toml, memos: by lines.
    old, one, other = 'name = "A"\nx = 1\ny = 2\nz = 3\n', 'name = "B"\nx = 1\ny = 2\nz = 3\n', (
        'name = "C"\nx = 1\ny = 2\nz = 4\n')  # fmt: skip
    marked, left = merge_texts("study.toml", old, one, other, {})
    assert marked is not None
    assert "<<<<<<< ours" in marked
    assert (left[0].ours, left[0].theirs) == ('name = "B"', 'name = "C"')
    got, _ = merge_texts("study.toml", old, one, other, all_of(left, "ours"))
    assert got == 'name = "B"\nx = 1\ny = 2\nz = 4\n'
    kept, left = merge_texts("memos/ann/codes/x.md", "a\n", None, "b\n", {})
    assert kept == "b\n"
    assert merge_texts("memos/ann/codes/x.md", "a\n", None, "b\n", all_of(left, "ours"))[0] is None


CELL = """\
---
# A note of the analyst.
row: wellbeing
group: yp
column: works_well
author: ann
date: 2026-11-20
codings: [one, two]
quotations: [one]
---

Each named one adult.

It is somebody who stays.
"""


def test_summaries_merge_their_evidence_and_ask_about_words():
    name = "synthesis/main/wellbeing.md"
    ours = CELL.replace("[one, two]", "[one, two, three]").replace("Each named", "All three named")
    theirs = (
        CELL.replace("[one, two]", "[two, four]")
        .replace("quotations: [one]", "quotations: [two]")
        .replace("author: ann\ndate: 2026-11-20", "author: ben\ndate: 2026-11-24")
        .replace("who stays", "who is there every day")
    )
    got, left = merge_texts(name, CELL, ours, theirs, {})
    assert left == []
    assert got == CELL.replace("author: ann\ndate: 2026-11-20", "author: ben\ndate: 2026-11-24") \
        .replace("[one, two]", "[two, three, four]").replace("quotations: [one]", "quotations: [two]") \
        .replace("Each named", "All three named").replace("who stays", "who is there every day")  # fmt: skip
    assert merge_texts(name, CELL, CELL, theirs, {}) [0] is not None  # fmt: skip
    clash = CELL.replace("Each named", "Two named")
    _, left = merge_texts(name, CELL, ours, clash, {})
    assert [(d.what, d.ours, d.theirs, d.writable) for d in left] == [
        ("summary wellbeing: text", "All three named one adult.", "Two named one adult.", True)
    ]
    key = (left[0].file, left[0].key)
    got, _ = merge_texts(name, CELL, ours, clash, {key: Choice(None, "Most named one.")})
    assert got is not None
    assert "\n---\n\nMost named one.\n\nIt is somebody" in got


def test_sync_asks_and_does_what_was_chosen(team, run: Run):  # noqa: F811
    one, other = team
    for path, words in ((one, "Changing school."), (other, "Changing home.")):
        run("-C", path, "codebook", "edit", "moves", "--definition", words)
    (one / "cases.csv").write_text("case,group,role\nYP1,yp,pupil\n")
    (other / "cases.csv").write_text("case,group,role\nYP1,yp,carer\n")
    assert run("-C", one, "sync").status == 0
    asked: list[list[str]] = []

    def decide(decisions: list[Decision], whose: object) -> Choices:
        asked.append([d.what for d in decisions])
        assert whose == {BOOK: f"Ann, {today}", "cases.csv": f"Ann, {today}"}
        return all_of(decisions, "theirs")

    today = git(one, "log", "-1", "--format=%as").strip()
    before = git(other, "rev-parse", "HEAD")
    # Somebody who leaves changes nothing.
    with pytest.raises(Exception, match="somebody has to decide"):
        sync(Study.open(other), coder="ben", decide=lambda *_: None)
    assert git(other, "status", "--porcelain") == ""
    assert git(other, "rev-parse", "HEAD~1") == before
    done = sync(Study.open(other), coder="ben", decide=decide)
    assert asked == [["case YP1: role", "Moves: definition"]]
    assert "Merged the team's work; decided: 2." in done.done
    assert "Changing school." in (other / BOOK).read_text()
    assert "YP1,yp,pupil" in (other / "cases.csv").read_text()
    assert "definition of Moves changed" in git(other, "log", "-1", "--format=%s")
    assert run("-C", one, "sync").status == 0
    assert git(one, "rev-parse", "HEAD") == git(other, "rev-parse", "HEAD")


def test_resolve_after_a_merge_by_git_with_and_without_the_driver(team, run: Run):  # noqa: F811
    one, other = team
    for path, words in ((one, "Changing school."), (other, "Changing home.")):
        run("-C", path, "codebook", "edit", "moves", "--definition", words)
        git(path, "commit", "-qam", "edit")
    git(one, "push", "-q")
    assert run("-C", other, "codebook", "resolve").out.startswith("There is nothing to decide")
    git(other, "fetch", "-q")
    for driver in (True, False):
        if not driver:
            git(other, "merge", "--abort")
            git(other, "config", "--remove-section", "merge.qualcode-codebook")
        with pytest.raises(Exception, match="merge"):
            git(other, "merge", "-q", "@{upstream}")
        assert ("<<<<<<<" in (other / BOOK).read_text()) != driver
        left = run("-C", other, "codebook", "resolve")
        assert left.status == 1
        assert "Moves: definition: 'Changing home.' here" in left.out
    done = run("-C", other, "codebook", "resolve", "--take", "theirs")
    assert done.status == 0, done.err
    assert "Next: git add codebook.yaml, then git commit" in done.out
    git(other, "add", "codebook.yaml")
    git(other, "commit", "-q", "--no-edit")
    assert (other / BOOK).read_text() == (one / BOOK).read_text()
    assert run("-C", other, "check").status == 0


def test_files_outside_the_study_are_left_to_git(tmp_path: Path, run: Run, monkeypatch):
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    one, drive = tmp_path / "repo", tmp_path / "drive.git"
    one.mkdir()
    git(one, "init", "-q", "-b", "main")
    assert run("new", one / "study").status == 0
    (one / "notes.txt").write_text("one\n")
    git(one, "add", "-A")
    git(one, "commit", "-qm", "first")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(drive))
    git(one, "remote", "add", "origin", str(drive))
    git(one, "push", "-q", "-u", "origin", "main")
    git(tmp_path, "clone", "-q", str(drive), "two")
    two = tmp_path / "two"
    for path, words in ((one, "here\n"), (two, "there\n")):
        (path / "notes.txt").write_text(words)
        git(path, "commit", "-qam", words)
    git(two, "push", "-q")
    stopped = run("-C", one / "study", "sync")
    assert stopped.status == 1
    assert "git cannot merge: UU ../notes.txt" in stopped.err
    assert git(one, "status", "--porcelain") == ""
