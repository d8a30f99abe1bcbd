"""What changed in the codebook, in terms of the work, and which codings it touches."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.codebook.diff import diff_codebooks, word_changes
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import CODEBOOK, Run
from tests.store.random_codebooks import Writer


def book(text: str = CODEBOOK) -> Codebook:
    return parse_codebook(text, "codebook.yaml")[0]


def kinds(old: str, new: str) -> list[tuple[str, str]]:
    return [(c.kind, c.code) for c in diff_codebooks(book(old), book(new))]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("One adult who helps.", "One adult who helps at school.", [("redefined", "mentor")]),
        ("name: Moves", "name: Moving", [("renamed", "moves")]),
        ("  - id: moves\n", "  - id: moving\n    was: [moves]\n", [("renamed", "moving")]),
        ("    status: placeholder", "    status: active", [("status", "later")]),
        ("# A small codebook.", "# Ours.", []),
        ("Help that a young person gets.", "Help that a\n      young person gets.", []),
        ("    definition: Changing school or home.", "    definition: Changing school or home.\n"
         "    colour: '#112233'", [("details", "moves")]),
        ("    children:\n      - id: mentor\n        name: Mentor\n"
         "        definition: One adult who helps.\n",
         "  - id: mentor\n    name: Mentor\n    definition: One adult who helps.\n",
         [("moved", "mentor")]),
        ("    children:\n      - id: mentor\n        name: Mentor\n"
         "        definition: One adult who helps.\n", "    was: [mentor]\n",
         [("merged", "support")]),
        ("    children:\n      - id: mentor\n        name: Mentor\n"
         "        definition: One adult who helps.\n", "", [("removed", "mentor")]),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_told_as_what_it_is(before: str, after: str, found):
    assert before in CODEBOOK
    new = CODEBOOK.replace(before, after)
    assert kinds(CODEBOOK, new) == found
    if found in ([], [("removed", "mentor")]):
        return
    backwards = {kind for kind, _ in kinds(new, CODEBOOK)}
    assert backwards


def test_another_order_is_no_change_of_meaning():
    a, b, c = (Code(i, i.upper(), "d") for i in "abc")
    [change] = diff_codebooks(Codebook(codes=(a, b, c)), Codebook(codes=(c, a, b)))
    assert (change.kind, change.changes_meaning) == ("reordered", False)
    assert not diff_codebooks(Codebook(codes=(a, b)), Codebook(codes=(a, c, b)))[1:]
    rules = Code("a", "A", "d", include=("x", "y"))
    turned = Code("a", "A", "d", include=("y", "x"))
    assert [
        c.kind for c in diff_codebooks(Codebook(codes=(rules,)), Codebook(codes=(turned,)))
    ] == ["details"]


@given(st.text("ab .,ŵ", max_size=30), st.text("ab .,ŵ", max_size=30))
def test_words_that_stayed_went_and_came_make_both_texts(before: str, after: str):
    runs = word_changes(before, after)
    assert "".join(text for kind, text in runs if kind != "in") == before
    assert "".join(text for kind, text in runs if kind != "out") == after


@pytest.mark.parametrize("seed", range(30))
def test_a_codebook_does_not_differ_from_itself(seed: int):
    one = book(Writer(random.Random(seed)).book())
    assert diff_codebooks(one, one) == []
    added = diff_codebooks(Codebook(), one)
    assert {c.code for c in added} == {c.id for c in one}
    removed = diff_codebooks(one, Codebook())
    assert {c.code for c in removed} == {c.id for c in one}


# ---- commands ---------------------------------------------------------------------------------


def git(path: Path, *args: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    done = subprocess.run(
        ["git", "-C", str(path), *identity, *args], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def kept(study_path: Path) -> Path:
    for coder, turns in (("ann", (2, 4)), ("ben", (4,))):
        session = CodingSession(Study.open(study_path), coder)
        for turn in turns:
            code = session.codebook.get("moves")
            assert code is not None
            session.add("one", [code], session.texts.turn("one", turn))
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "coded")
    return study_path


def changes(run: Run, path: Path, *args: str) -> list[dict]:
    got = run("-C", path, "codebook", "diff", *args, "--json")
    assert got.status == 0, got.err
    return json.loads(got.out)


@pytest.mark.slow
def test_editing_by_command_is_told_by_diff_with_what_it_touches(kept: Path, run: Run):
    one = ("-C", kept, "codebook")
    assert run(*one, "edit", "moves", "--definition", "Changing school.").status == 0
    [change] = changes(run, kept)
    assert (change["kind"], change["codings"]) == ("redefined", 3)
    assert change["coders"] == {"ann": 2, "ben": 1}
    shown = run(*one, "diff").out
    assert "3 codings by ann (2), ben (1) in 1 document: made under the earlier definition" in shown
    assert "[-or home-]" in shown or "[- or home-]" in shown
    assert run(*one, "rename", "moves", "Moving").status == 0
    assert run(*one, "add", "taxis", "--name", "Taxis", "--parent", "moves").status == 0
    assert run(*one, "retire", "mentor").status == 0
    assert run(*one, "move", "mentor", "--top").status == 0
    assert [c["kind"] for c in changes(run, kept)] == [
        "redefined", "added", "renamed", "moved", "status",
    ]  # fmt: skip
    page = kept / "private" / "diff.html"
    assert run(*one, "diff", "--html", page).status == 0
    assert "<del>" in page.read_text(encoding="utf-8")
    assert "### Definition or rules changed" in run(*one, "diff", "--markdown").out
    git(kept, "commit", "-qam", "codebook")
    assert "Nothing changed" in run(*one, "diff").out
    assert [c["kind"] for c in changes(run, kept, "HEAD", "HEAD~1")][:2] == ["redefined", "removed"]
    rows = json.loads(run(*one, "history", "moves", "--json").out)
    assert [(r["kind"], r["field"]) for r in rows][:2] == [
        ("redefined", "definition"), ("renamed", "name"),
    ]  # fmt: skip
    assert rows[0]["author"] == "Ann"


@pytest.mark.slow
def test_a_merge_is_one_edit_and_git_takes_it_back(kept: Path, run: Run):
    before = (kept / "codebook.yaml").read_bytes()
    logs = {p: p.read_bytes() for p in kept.glob("codings/*/*.jsonl")}
    assert run("-C", kept, "codebook", "merge", "moves", "support", "--dry-run").status == 0
    assert (kept / "codebook.yaml").read_bytes() == before
    merged = run("-C", kept, "codebook", "merge", "moves", "support")
    assert merged.status == 0, merged.err
    assert {p: p.read_bytes() for p in logs} == logs
    counts = json.loads(run("-C", kept, "table", "codes", "--json").out)
    assert {c["code"]: c["codings"] for c in counts}["support"] == 3
    [change] = changes(run, kept)
    assert (change["kind"], change["was"], change["codings"]) == ("merged", ["moves"], 3)
    git(kept, "commit", "-qam", "merge")
    git(kept, "revert", "--no-edit", "HEAD")
    assert (kept / "codebook.yaml").read_bytes() == before
    assert run("-C", kept, "check").status == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("diff", "no-such-branch"), "neither a file nor a commit"),
        (("merge", "support", "moves"), "there are codes below"),
        (("merge", "moves", "moves"), "cannot be merged into itself"),
        (("move", "support", "--below", "mentor"), "below itself"),
        (("add", "moves", "--name", "Again"), "there is, or was, a code"),
        (("add", "new", "--name", "moves"), "is named Moves already"),
        (("rename", "moves", "Mentor"), "is named Mentor already"),
        (("history", "nope"), "no code 'nope'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(kept: Path, run: Run, args, words: str):
    before = (kept / "codebook.yaml").read_bytes()
    got = run("-C", kept, "codebook", *args)
    assert got.status == 1
    assert words in got.err
    assert len(got.err.splitlines()) == 1
    assert (kept / "codebook.yaml").read_bytes() == before


@pytest.mark.slow
def test_drift_lists_what_to_read_again_and_confirming_takes_it_off(kept: Path, run: Run):
    assert "Every coding" in run("-C", kept, "codebook", "drift").out
    run("-C", kept, "codebook", "edit", "moves", "--definition", "Changing school.")
    rows = json.loads(run("-C", kept, "codebook", "drift", "--json").out)
    assert len(rows) == 3
    assert {(r["definition_then"], r["definition_now"]) for r in rows} == {
        ("Changing school or home.", "Changing school.")
    }
    own = [r["id"] for r in rows if r["coder"] == "ann"]
    assert run("-C", kept, "--coder", "ann", "coding", "confirm", own[0]).status == 0
    left = json.loads(run("-C", kept, "codebook", "drift", "moves", "--json").out)
    assert {r["id"] for r in left} == {r["id"] for r in rows} - {own[0]}
    session = CodingSession(Study.open(kept), "ann")
    [again] = [c for c in session.codings("one") if session.is_to_be_read_again(c)]
    session.confirm(again)
    assert not [c for c in session.codings("one") if session.is_to_be_read_again(c)]
    session.undo()
    assert [c.id for c in session.codings("one") if session.is_to_be_read_again(c)] == [again.id]


def test_before_the_first_commit_it_says_that_there_is_none(tmp_path: Path, run: Run):
    assert run("new", tmp_path / "fresh", "--codebook", "nine-principles").status == 0
    done = run("-C", tmp_path / "fresh", "codebook", "diff")
    assert done.status == 1
    assert "nothing of the study is committed yet" in done.err
    assert "HEAD" not in done.err
