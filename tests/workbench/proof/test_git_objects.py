"""All that branches and tags of a repository lead to is looked through, and nothing twice."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qualcode.workbench.proof.canaries import Canary
from qualcode.workbench.proof.git_objects import search_repository, tips
from qualcode.workbench.proof.search import Search

WORD = Canary("zephyrquill", "words")


def git(folder: Path, *args: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
    subprocess.run(["git", "-C", str(folder), *identity, *args], check=True, capture_output=True)


def commit(folder: Path, name: str, text: str, said: str = "Work") -> None:
    (folder / name).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", said)


def places(folder: Path, known: list[str] | None = None) -> list[str]:
    hits = search_repository(folder, Search([WORD]), known or [])
    return sorted({hit.path.split(" ")[0] for hit in hits})


def test_contents_removed_since_names_messages_and_copies_are_looked_through(tmp_path: Path):
    git(tmp_path, "init", "-q")
    assert places(tmp_path) == []
    commit(tmp_path, "memo.md", "the zephyrquill room")
    commit(tmp_path, "memo.md", "nothing")
    assert places(tmp_path) == ["memo.md"]
    commit(tmp_path, "zephyrquill.md", "nothing")
    commit(tmp_path, "other.md", "nothing", "About the Zephyrquill room")
    assert places(tmp_path) == ["commit", "memo.md", "tree"]
    git(tmp_path, "clone", "-q", "--bare", str(tmp_path), str(tmp_path / "team.git"))
    assert places(tmp_path / "team.git") == ["commit", "memo.md", "tree"]


def test_what_was_known_before_is_left_out(tmp_path: Path):
    assert tips(tmp_path) is None
    git(tmp_path, "init", "-q")
    commit(tmp_path, "memo.md", "the zephyrquill room")
    before = tips(tmp_path)
    assert before
    commit(tmp_path, "other.md", "nothing")
    assert places(tmp_path, before) == []
    commit(tmp_path, "more.md", "zephyrquill again")
    assert places(tmp_path, before) == ["more.md"]


def test_no_repository_is_an_error_and_not_an_empty_result(tmp_path: Path):
    with pytest.raises(OSError, match="cannot list"):
        search_repository(tmp_path, Search([WORD]))
