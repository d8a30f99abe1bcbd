"""Two people give two participants one id; nobody becomes one person without being asked about."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from qualcode.cli import decide
from qualcode.store.study import Study
from tests.conftest import Run
from tests.workbench.team.talks import TALKS, people, sync, take

pytestmark = pytest.mark.slow


@pytest.fixture
def both_p01(two_machines: tuple[Path, Path], run: Run) -> tuple[Path, Path]:
    """Ann has sent an interview with P01, and Ben is about to send another with a P01 of his."""
    one, other = two_machines
    take(run, one, TALKS["ann"], "talk-1", "--case", "P01")
    sync(run, one)
    take(run, other, TALKS["ben"], "talk-2", "--case", "P01")
    assert run("-C", other, "coding", "add", "talk-2", "moves", "--turn", "2").status == 0
    assert run("-C", other, "cases", "set", "P01", "--attribute", "role=pupil").status == 0
    return one, other


def test_it_stops_and_names_both_ways_and_changes_nothing(both_p01: tuple[Path, Path], run: Run):
    one, other = both_p01
    before = {p: p.read_bytes() for p in other.rglob("*") if p.is_file() and ".git" not in p.parts}
    dry = sync(run, other, "--dry-run")
    assert "To be said: case P01 may be two people: yours speaks in talk-2, " in dry.out
    for more in ([], ["--take", "theirs"]):
        stopped = run("-C", other, "sync", *more)
        assert stopped.status == 1
        assert len(stopped.err.splitlines()) == 1
        assert "that of Ann speaks in talk-1" in stopped.err
        assert "One person: qualcode sync --same-person P01. Two people: qualcode sync " \
            "--rename-case P01=P01-2, which gives yours another id" in stopped.err  # fmt: skip
    assert before == {path: path.read_bytes() for path in before}
    sync(run, one)
    assert people(one) == {"P01": {"talk-1"}}


def test_two_people_are_two_with_their_codings_and_attributes(
    both_p01: tuple[Path, Path], run: Run
):
    one, other = both_p01
    dry = sync(run, other, "--rename-case", "P01=P07", "--dry-run")
    assert "Case P01: yours to be renamed, to P07" in dry.out
    assert people(other) == {"P01": {"talk-2"}}
    done = sync(run, other, "--rename-case", "P01=P07")
    assert "your case P01 is now P07" in done.out
    sync(run, one)
    for path in both_p01:
        assert people(path) == {"P01": {"talk-1"}, "P07": {"talk-2"}}
        study = Study.open(path)
        assert study.cases["P07"].attributes.get("role") == "pupil"
        assert not study.cases["P01"].attributes.get("role")
        assert [c.document for c in study.codings()] == ["talk-2"]


def test_one_person_is_one_and_is_not_asked_about_again(both_p01: tuple[Path, Path], run: Run):
    one, other = both_p01
    assert "Case P01: one person" in sync(run, other, "--same-person", "P01", "--dry-run").out
    sync(run, other, "--same-person", "P01")
    for path in (one, other):
        sync(run, path)
        assert people(path) == {"P01": {"talk-1", "talk-2"}}
    assert Study.open(one).cases["P01"].attributes["role"] == "pupil"


def test_somebody_at_a_terminal_is_asked(
    both_p01: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch
):
    _, other = both_p01
    answers = iter(["two", "P01", "P09 "])
    monkeypatch.setattr("click.prompt", lambda text, **_: next(answers))
    monkeypatch.setattr(decide, "person_asker", lambda same, renames: decide._ask_people)
    done = sync(run, other)
    assert "Case P01 may be two people: yours speaks in talk-2" in done.out
    assert people(other) == {"P01": {"talk-1"}, "P09": {"talk-2"}}


def test_who_leaves_the_question_leaves_everything(
    both_p01: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch
):
    _, other = both_p01

    def leave(text: str, **_: object) -> str:
        raise click.Abort

    monkeypatch.setattr("click.prompt", leave)
    monkeypatch.setattr(decide, "person_asker", lambda same, renames: decide._ask_people)
    assert run("-C", other, "sync").status == 130
    assert people(other) == {"P01": {"talk-2"}}


def test_an_answer_that_is_of_no_use_is_refused(both_p01: tuple[Path, Path], run: Run):
    one, other = both_p01
    take(run, one, TALKS["ann"].replace("long", "short"), "talk-3", "--case", "P02")
    sync(run, one)
    for given, said in (
        (["--rename-case", "P01=P01"], "gives no other id. One person: --same-person P01"),
        (["--rename-case", "P01=P 1"], "cannot be a case id"),
        (["--rename-case", "P01=P02"], "there is a case 'P02' already"),
        (["--rename-case", "P01"], "should be OLD=NEW"),
        (["--rename-case", "P01=a", "--rename-case", "P01=b"], "gives 'P01' twice"),
        (["--same-person", "P01", "--rename-case", "P01=a"], "cannot be one person and two"),
        (["--same-person", "all", "--rename-case", "all"], "cannot be one person and two"),
        (["--same-person", "P09"], "P09 is not a case that you and the team both made"),
    ):
        refused = run("-C", other, "sync", *given)
        assert refused.status in (1, 2)
        assert said in refused.err
    assert people(other) == {"P01": {"talk-2"}}


def test_all_cases_are_answered_at_once(two_machines: tuple[Path, Path], run: Run):
    one, other = two_machines
    for number in range(1, 5):
        case = ("--case", f"P0{number}")
        take(run, one, TALKS["ann"].replace("long", f"{number}th"), f"a-{number}", *case)
        take(run, other, TALKS["ben"].replace("then", f"{number}"), f"b-{number}", *case)
    sync(run, one)
    stopped = run("-C", other, "sync")
    assert stopped.status == 1
    assert "and 2 more" in stopped.err
    assert "So for each of 4 cases, or 'all' for all of them" in stopped.err
    sync(run, other, "--same-person", "P03", "--rename-case", "all")
    assert people(other) == {
        "P01": {"a-1"}, "P02": {"a-2"}, "P03": {"a-3", "b-3"}, "P04": {"a-4"},
        "P01-2": {"b-1"}, "P02-2": {"b-2"}, "P04-2": {"b-4"},
    }  # fmt: skip
    nothing = run("-C", other, "sync", "--same-person", "all")
    assert nothing.status == 1
    assert "there is no case that may be two people" in nothing.err


def test_attributes_that_contradict_each_other_are_asked_about_too(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    (one / "cases.csv").write_text("case,group,role\nP01,,teacher\nP02,,pupil\n")
    sync(run, one)
    (other / "cases.csv").write_text("case,group,role\nP01,,carer\nP02,,pupil\n")
    stopped = run("-C", other, "sync")
    assert stopped.status == 1
    assert "case P01 may be two people: yours speaks in no document (role carer), that of Ann " \
           "speaks in no document (role teacher)" in stopped.err  # fmt: skip
    assert "P02" not in stopped.err
    undecided = run("-C", other, "sync", "--same-person", "P01")
    assert undecided.status == 1
    assert "case P01: role: 'carer' here, 'teacher' on the other side" in undecided.err
    sync(run, other, "--same-person", "P01", "--take", "theirs")
    assert Study.open(other).cases["P01"].attributes["role"] == "teacher"


# ---- what is one person without a question ----------------------------------------------------


def test_the_same_speaker_of_the_same_interview_is_one_person(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    for path in two_machines:
        take(run, path, TALKS["ann"], "talk-1")
        assert run("-C", path, "speakers", "set", "talk-1", "P", "--case", "P01").status == 0
    sync(run, one)
    done = sync(run, other)
    assert "person" not in done.out
    assert people(other) == {"P01": {"talk-1"}}


def test_the_other_speaker_of_the_same_interview_is_asked_about(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    take(run, one, TALKS["ann"].replace("I:", "Q:"), "talk-1", "--interviewer", "Q")
    sync(run, one)
    sync(run, other)
    assert run("-C", one, "speakers", "set", "talk-1", "P", "--case", "P01").status == 0
    role = ("--role", "participant", "--case", "P01")
    assert run("-C", other, "speakers", "set", "talk-1", "Q", *role).status == 0
    sync(run, one)
    stopped = run("-C", other, "sync")
    assert stopped.status == 1
    assert "case P01 may be two people" in stopped.err
    sync(run, other, "--rename-case", "P01=P02")
    speakers = Study.open(other).document("talk-1").speakers
    assert [(s.label, s.case) for s in speakers] == [("Q", "P02"), ("P", "P01")]


def test_one_file_under_two_document_ids_is_one_interview(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    take(run, one, TALKS["ann"], "talk-1", "--case", "P01")
    take(run, other, TALKS["ann"], "talk-2", "--case", "P01")
    sync(run, one)
    sync(run, other)
    assert people(other) == {"P01": {"talk-1", "talk-2"}}


def test_a_case_that_the_team_had_before_is_one_person(two_machines: tuple[Path, Path], run: Run):
    one, other = two_machines
    (one / "cases.csv").write_text("case,group\nP01,\n")
    sync(run, one)
    sync(run, other)
    take(run, one, TALKS["ann"], "talk-1", "--case", "P01")
    take(run, other, TALKS["ben"], "talk-2", "--case", "P01")
    sync(run, one)
    sync(run, other)
    assert people(other) == {"P01": {"talk-1", "talk-2"}}


def test_a_row_alone_and_an_interview_are_one_person_and_told(
    two_machines: tuple[Path, Path], run: Run
):
    one, other = two_machines
    (one / "cases.csv").write_text("case,group,role\nP01,,pupil\n")
    sync(run, one)
    take(run, other, TALKS["ben"], "talk-2", "--case", "P01")
    told = "Taken for one person: a case of both sides that nothing tells apart: P01"
    assert told in sync(run, other, "--dry-run").out
    assert told in sync(run, other).out
    assert Study.open(other).cases["P01"].attributes["role"] == "pupil"
