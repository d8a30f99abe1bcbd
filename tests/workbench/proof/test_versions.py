"""The digest of the program is of its files alone, and of each letter in them."""

from __future__ import annotations

from pathlib import Path

from qualcode.workbench.proof.versions import program_digest, versions


def made(folder: Path, text: str = "x = 1\n") -> Path:
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "one.py").write_text(text)
    (folder / "two.css").write_text("a")
    return folder


def test_the_same_files_have_the_same_digest_wherever_they_are(tmp_path: Path):
    one, two = made(tmp_path / "one"), made(tmp_path / "two")
    (two / "sub" / "__pycache__").mkdir()
    (two / "sub" / "__pycache__" / "one.cpython-311.pyc").write_bytes(b"\0")
    assert program_digest(one) == program_digest(two)
    assert program_digest(made(tmp_path / "three", "x = 2\n")) != program_digest(one)
    (two / "sub" / "one.py").rename(two / "sub" / "other.py")
    assert program_digest(two) != program_digest(one)


def test_what_it_runs_on_is_named():
    named = dict(versions())
    assert named.keys() >= {"qualcode", "Python", "System", "git", "textual", "msgspec"}
    assert all(named.values())
