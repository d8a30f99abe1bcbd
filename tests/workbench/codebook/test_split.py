"""A code split: its codings assigned whoever made them, no log touched, git revert undoes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcode.model.codebook.diff import diff_codebooks
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.study import Study
from qualcode.workbench.codebook.split import find_split
from qualcode.workbench.coding.session import CodingSession
from tests.conftest import Run
from tests.workbench.team.test_sync import code, git, team  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow


@pytest.fixture
def coded(study_path: Path, run: Run) -> Path:
    """Ann has three codings of "moves" and Ben one."""
    code(study_path, "ann", 2, 4, 6)
    code(study_path, "ben", 4)
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "coded")
    return study_path


def logs(path: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in (path / "codings").rglob("*.jsonl")}


def codes(path: Path) -> dict[tuple[str, int], str]:
    return {(c.coder, c.event.start): c.code for c in Study.open(path).codings()}


def test_split_assign_and_revert(coded: Path, run: Run):
    before, untouched, was = logs(coded), codes(coded), (coded / "codebook.yaml").read_bytes()
    done = run("-C", coded, "codebook", "split", "moves", "--into", "School moves",
               "--into", "home=Home moves")  # fmt: skip
    assert done.status == 0, done.err
    assert "moves: is split into School moves [school-moves], Home moves [home]" in done.out
    assert "4 codings to be assigned" in done.err
    book = Study.open(coded).codebook
    first, second = book.get("school-moves"), book.get("home")
    assert first is not None
    assert second is not None
    assert (first.was, first.definition) == (("moves",), "Changing school or home.")
    assert (second.status, second.split_from) == ("draft", "school-moves")
    listed = json.loads(run("-C", coded, "codebook", "assign", "moves", "--json").out)
    assert len(listed) == 4
    ruled = run("-C", coded, "codebook", "assign", "moves", "home", "--containing", "we moved IN",
                "--dry-run")  # fmt: skip
    assert "home: 2 codings would be assigned" in ruled.out
    ruled = run("-C", coded, "codebook", "assign", "moves", "home", "--containing", "we moved in")
    assert "home: 2 codings assigned" in ruled.out
    assert "2 of 4 codings assigned: School moves 2, Home moves 2" in ruled.err
    told = run("-C", coded, "check")
    assert (told.status, "splits/moves.jsonl: 2 of 4 codings assigned" in told.out) == (0, True)
    run("-C", coded, "codebook", "assign", "moves", "School moves", "--by", "ann")
    assert find_split(Study.open(coded), "moves").left == []
    assert sorted(codes(coded).values()) == ["home", "home", "school-moves", "school-moves"]
    assert logs(coded) == before
    shown = run("-C", coded, "codebook", "diff")
    assert "Home moves [home] out of moves" in shown.out
    assert (
        "4 codings by ann (3), ben (1) in 1 document: qualcode codebook assign moves" in shown.out
    )
    # Counted where they belong now.
    counts = run("-C", coded, "table", "codes", "--json").out
    assert {r["code"]: r["codings"] for r in json.loads(counts)}["home"] == 2
    git(coded, "add", "-A")
    git(coded, "commit", "-qm", "split")
    assert len(git(coded, "show", "--name-only", "--format=", "HEAD").split()) == 2
    git(coded, "revert", "--no-edit", "HEAD")
    assert (coded / "codebook.yaml").read_bytes() == was
    assert codes(coded) == untouched
    assert run("-C", coded, "check").status == 0
    assert "no code 'moves' was split" in run("-C", coded, "codebook", "assign", "moves").err


def test_a_split_whose_parts_are_gone_is_named_with_its_mend(coded: Path, run: Run):
    book = coded / "codebook.yaml"
    before = book.read_bytes()
    run("-C", coded, "codebook", "split", "moves", "--into", "A", "--into", "B")
    assert "split-taken-back" not in run("-C", coded, "check", "--json").out
    after = book.read_bytes()
    book.write_bytes(before)
    taken_back = "splits/moves.jsonl: moves was split into a, b, and the codebook has no a, b"
    assert taken_back + ". If" in run("-C", coded, "check").out
    book.write_bytes(after)
    run("-C", coded, "codebook", "assign", "moves", "b", "--by", "ann")
    book.write_bytes(before)
    told = run("-C", coded, "check").out
    assert f"warning: {taken_back}; 3 codings assigned there count as moves. If that is" in told
    assert set(codes(coded).values()) == {"moves"}
    (coded / "splits" / "moves.jsonl").unlink()
    assert "split-taken-back" not in run("-C", coded, "check", "--json").out


def test_below_keeps_the_code_as_the_theme(coded: Path, run: Run):
    done = run("-C", coded, "codebook", "split", "moves", "--below", "--into", "Home moves",
               "--into", "School moves")  # fmt: skip
    assert done.status == 0, done.err
    book = Study.open(coded).codebook
    assert book.parent("home-moves") == "moves"
    moves = book.get("moves")
    assert moves is not None
    assert [c.id for c in moves.children] == ["home-moves", "school-moves"]
    assert set(codes(coded).values()) == {"moves"}
    run("-C", coded, "codebook", "assign", "moves", "home-moves", "--by", "ben")
    assert codes(coded)[("ben", min(s for w, s in codes(coded) if w == "ben"))] == "home-moves"


def test_what_the_coder_does_afterwards_stands(coded: Path, run: Run):
    run("-C", coded, "codebook", "split", "moves", "--into", "A", "--into", "B", "--into", "C")
    run("-C", coded, "codebook", "assign", "moves", "b")
    session = CodingSession(Study.open(coded), "ann")
    one, two, three = session.codings("one")
    assert {c.code for c in (one, two, three)} == {"b"}
    judged = session.change(one, valence="mixed")
    assert (judged.code, judged.event.valence) == ("b", "mixed")
    # The log keeps the code it was made with, so that a revert brings that back.
    assert judged.logged.code == "moves"
    other = session.codebook.get("c")
    assert other is not None
    assert session.change(two, code="c", definition=other.digest).code == "c"
    session.undo()
    assert {c.code for c in session.codings("one")} == {"b"}
    session.change(two, code="c", definition=other.digest)
    CodingSession(Study.open(coded), "ann").change(three, note="why")
    standing = {c.id: c for c in Study.open(coded).codings(coder="ann")}
    assert [standing[c.id].code for c in (one, two, three)] == ["b", "c", "b"]
    assert standing[three.id].event.note == "why"
    # A new definition of the part: they are to be read again, and confirming ends that.
    run("-C", coded, "codebook", "edit", "b", "--definition", "Only these.")
    assert len(json.loads(run("-C", coded, "codebook", "drift", "b", "--json").out)) == 3
    for coding in (one, three):
        assert run("-C", coded, "--coder", "ann", "coding", "confirm", coding.id).status == 0
    left = json.loads(run("-C", coded, "codebook", "drift", "b", "--json").out)
    assert [row["coder"] for row in left] == ["ben"]


def test_the_last_assignment_wins_in_any_clone_and_order(team, run: Run):  # noqa: F811
    one, other = team
    code(one, "ann", 2, 4)
    run("-C", one, "codebook", "split", "moves", "--into", "A", "--into", "B")
    assert run("-C", one, "sync").status == 0
    assert run("-C", other, "sync").status == 0
    first, second = (c.id for c in Study.open(one).codings())
    run("-C", one, "codebook", "assign", "moves", "b", "--coding", first)
    run("-C", other, "codebook", "assign", "moves", "b", "--coding", second)
    run("-C", other, "codebook", "assign", "moves", "a", "--coding", first)
    for path in (one, other, one):
        done = run("-C", path, "sync")
        assert done.status == 0, done.err
    states = [{c.id: c.code for c in Study.open(path).codings()} for path in team]
    assert states[0] == states[1] == {first: "a", second: "b"}


@pytest.mark.parametrize(
    ("into", "said"),
    [
        (["Alone"], "two parts or more"),
        (["A", "Mentor"], "The code mentor is named Mentor already"),
        (["A", "mentor=Other"], "there is, or was, a code of the id 'mentor'"),
        (["A", "a"], "two parts have the same"),
    ],
)
def test_what_cannot_be_split_changes_nothing(coded: Path, run: Run, into: list[str], said: str):
    before = (coded / "codebook.yaml").read_bytes()
    words = [word for part in into for word in ("--into", part)]
    done = run("-C", coded, "codebook", "split", "moves", *words)
    assert done.status == 1
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert (coded / "codebook.yaml").read_bytes() == before
    assert not (coded / "splits").exists()
    assert run("-C", coded, "codebook", "assign", "moves", "b").status == 1


def test_a_torn_line_is_told_and_the_others_count(coded: Path, run: Run):
    run("-C", coded, "codebook", "split", "moves", "--into", "A", "--into", "B")
    run("-C", coded, "codebook", "assign", "moves", "b", "--by", "ben")
    file = coded / "splits" / "moves.jsonl"
    file.write_bytes(file.read_bytes() + b'{"at": "x", "b')
    checked = run("-C", coded, "check")
    assert "splits/moves.jsonl:3: not a record of a split; it is skipped" in checked.out
    assert sorted(codes(coded).values()) == ["b", "moves", "moves", "moves"]
    run("-C", coded, "codebook", "assign", "moves", "b", "--by", "ann")
    assert set(codes(coded).values()) == {"b"}


def test_the_diff_of_a_split_names_where_it_came_from():
    old = "codes:\n- id: x\n  name: X\n"
    new = "codes:\n- id: a\n  name: A\n  was: [x]\n- id: b\n  name: B\n  split_from: a\n"
    changes = diff_codebooks(parse_codebook(old, "")[0], parse_codebook(new, "")[0])
    assert [(c.kind, c.code, c.before) for c in changes] == [
        ("split", "b", ("x",)), ("renamed", "a", ("x",)),
    ]  # fmt: skip


def test_a_participant_who_withdraws_is_in_no_split(coded: Path, run: Run):
    run("-C", coded, "codebook", "split", "moves", "--into", "A", "--into", "B")
    run("-C", coded, "codebook", "assign", "moves", "b")
    ids = {c.id for c in Study.open(coded).codings()}
    assert run("-C", coded, "withdraw", "YP1", "--yes").status == 0
    text = (coded / "splits" / "moves.jsonl").read_text()
    assert not [one for one in ids if one in text]
    assert text.count("\n") == 1
