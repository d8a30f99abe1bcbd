"""Fixtures: a small study, and the command line called as a user calls it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from qualcode.store.study import Study
from tests.examples import register_profiles

register_profiles()

CODEBOOK = """\
# A small codebook.
title: Small
codes:
  - id: support
    name: Support
    definition: Help that a young person gets.
    children:
      - id: mentor
        name: Mentor
        definition: One adult who helps.
  - id: moves
    name: Moves
    definition: Changing school or home.
  - id: later
    name: Later (to be filled in)
    definition: To be filled in.
    status: placeholder
"""

INTERVIEW = """\
I: What helped you at school?

P: My mentor. She’d ring – every Monday… and ask how I was.

I: And what got in the way?

P: Moving. We moved in March, and then moved again in May. It was hard.

I: Anything else?

P: No. That’s it, really 🙂 thanks.
"""


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call ``qualcode`` with arguments, in this process; nothing may come out as a traceback."""
    from qualcode.cli.main import main

    for name in ("QUALCODE_STUDY", "QUALCODE_CODER"):
        monkeypatch.delenv(name, raising=False)

    def call(*args: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["qualcode", *map(str, args)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        code = stopped.value.code
        return Result(code if isinstance(code, int) else 0, captured.out, captured.err)

    return call


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    path = tmp_path / "Interview one.txt"
    path.write_text(INTERVIEW, encoding="utf-8")
    return path


@pytest.fixture
def study_path(tmp_path: Path, interview: Path, run: Run) -> Path:
    """A study with one document ``one``, a small codebook and the coder ``ann``."""
    book = tmp_path / "small.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    path = tmp_path / "study"
    assert run("new", path, "--codebook", book, "--group", "yp=Young people").status == 0
    made = run("-C", path, "import", interview, "--as", "one", "--case", "YP1", "--group", "yp")
    assert made.status == 0, made.err
    assert run("-C", path, "coders", "--me", "ann").status == 0
    return path


@pytest.fixture
def empty_study(tmp_path: Path, run: Run) -> Path:
    """A study without documents."""
    path = tmp_path / "empty"
    assert run("new", path).status == 0
    return path


@pytest.fixture
def study(study_path: Path) -> Study:
    return Study.open(study_path)


@pytest.fixture(scope="session")
def charted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study of ``tests/workbench/charted.py``, made once."""
    from tests.workbench.charted import make_charted

    return make_charted(tmp_path_factory.mktemp("charted") / "study").root


@pytest.fixture
def charted(charted_once: Path, tmp_path: Path) -> Study:
    """A copy of it for one test: coded for a matrix, with a table of real names."""
    shutil.copytree(charted_once, tmp_path / "charted")
    return Study.open(tmp_path / "charted")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real public transcripts, which are not part of the project."""
    root = Path(os.environ.get("QUALCODE_SHARED", Path(__file__).parents[2] / "shared"))
    if not (root / "real").is_dir():
        pytest.skip("the real transcripts are not on this machine")
    return root / "real"
