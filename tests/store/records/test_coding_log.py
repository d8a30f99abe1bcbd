import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.coding.coding import CodingEvent
from qualcode.store.git.ignore_attributes import GITATTRIBUTES
from qualcode.store.records.coding_log import append_events, read_log


def event(n: int) -> CodingEvent:
    return CodingEvent(f"id{n}", "add", "c", n, n + 1, "0" * 64, f"2026-01-01T00:00:{n:02}Z")


def write(path: Path, *numbers: int) -> None:
    append_events(path, [event(n) for n in numbers], path.parent / "torn")


@pytest.mark.slow
@given(cut=st.integers(1, 120))
def test_a_torn_last_line_never_blocks_and_loses_nothing_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, cut: int
):
    path = tmp_path_factory.mktemp("log") / "ann" / "doc.jsonl"
    write(path, 1, 2)
    whole = path.read_bytes()
    last = len(whole) - whole.rfind(b"\n", 0, -1) - 1
    path.write_bytes(whole[: len(whole) - min(cut, last - 1)])
    events, problems = read_log(path, "log")
    assert events[0] == event(1)
    assert len(events) + len(problems) == 2
    write(path, 3)
    events, problems = read_log(path, "log")
    assert problems == []
    assert event(1) in events
    assert event(3) in events
    aside = list((path.parent / "torn").glob("*"))
    assert len(events) + len(aside) == 3


def test_a_line_that_is_no_event_is_reported_with_its_place(tmp_path: Path):
    path = tmp_path / "doc.jsonl"
    write(path, 1)
    path.write_bytes(path.read_bytes() + b"<<<<<<< HEAD\nnonsense\n")
    write(path, 2)
    events, problems = read_log(path, "codings/ann/doc.jsonl")
    assert events == [event(1), event(2)]
    assert [p.where for p in problems] == ["codings/ann/doc.jsonl:2", "codings/ann/doc.jsonl:3"]
    assert "conflict marker" in problems[0].message


def git(folder: Path, *args: str) -> None:
    setup = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", folder, *setup, *args], check=True, capture_output=True)


@pytest.mark.slow
def test_union_merges_of_three_clones_lose_no_event(tmp_path: Path):
    first = tmp_path / "a"
    first.mkdir()
    git(first, "init", "-q", "-b", "main")
    (first / ".gitattributes").write_text(GITATTRIBUTES)
    log = Path("codings/ann/doc.jsonl")
    write(first / log, 0)
    git(first, "add", "-A")
    git(first, "commit", "-qm", "start")
    clones = [first]
    for name in "bc":
        git(tmp_path, "clone", "-q", str(first), str(tmp_path / name))
        clones.append(tmp_path / name)
    for n, clone in enumerate(clones * 4, 1):
        write(clone / log, n)
        git(clone, "add", "-A")
        git(clone, "commit", "-qm", str(n))
        other = clones[(n + 1) % 3]
        git(clone, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main")
    for _ in range(2):
        for clone in clones:
            for other in clones:
                git(clone, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main")
    for clone in clones:
        events, problems = read_log(clone / log, "log")
        assert problems == []
        assert {e.id for e in events} == {f"id{n}" for n in range(13)}
