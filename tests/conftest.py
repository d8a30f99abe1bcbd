"""Fixtures: a small study, and the command line called as a user calls it."""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from qualcode.store import recent_studies
from qualcode.store.study import Study
from tests.examples import register_profiles

register_profiles()

_folder_numbers = itertools.count()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are cores: slow tests, of screens and of git, mostly wait."""
    cores = os.cpu_count() or 1
    if config.getoption("markexpr") == "not slow":
        return cores
    return cores + max(cores // 2, 1)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out unread what is slow as a whole where nothing slow is wanted."""
    if config.getoption("markexpr") != "not slow" or collection_path.suffix != ".py":
        return None
    said = collection_path.read_text(encoding="utf-8")
    return True if "\npytestmark = pytest.mark.slow\n" in said else None


def pytest_collection_finish() -> None:
    """Keep all that was collected out of the garbage that is looked through: it stays."""
    gc.freeze()


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


def make_quietly(*args: object) -> Result:
    """Call ``qualcode`` where there is no test yet whose output it could be; it must succeed."""
    from qualcode.cli.main import main

    with pytest.MonkeyPatch.context() as patched:
        for name in ("QUALCODE_STUDY", "QUALCODE_CODER"):
            patched.delenv(name, raising=False)
        patched.setattr(sys, "argv", ["qualcode", *map(str, args)])
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as stopped,
        ):
            main()
        assert not stopped.value.code, out.getvalue() + err.getvalue()
        return Result(0, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session", autouse=True)
def _own_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Git as it is nowhere but here: no person's settings, a name for commits, a branch ``main``."""
    config = tmp_path_factory.mktemp("git") / "config"
    config.write_text(
        "[user]\nname = T\nemail = t@example.org\n[init]\ndefaultBranch = main\n", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patched:
        for name in [n for n in os.environ if n.startswith("GIT_")]:
            patched.delenv(name)
        patched.setenv("GIT_CONFIG_GLOBAL", str(config))
        patched.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk() -> Iterator[None]:
    """Nothing is flushed to the disk itself: only a power cut, which no test has, could tell.

    What is killed here leaves what it wrote, flushed or not. Tests of flushing put theirs instead.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder for one test, in place of pytest's own.

    That one looks for a free number among all the folders there are: thousands, for thousands.
    """
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{name}-{next(_folder_numbers)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _list_of_studies_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep that list away from what is made once for many tests, too."""
    with pytest.MonkeyPatch.context() as patched:
        state = tmp_path_factory.getbasetemp() / "states of the user" / "made once"
        patched.setattr(recent_studies, "state_folder", lambda: state)
        yield


@pytest.fixture(autouse=True)
def _own_list_of_studies(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep the list of studies opened here away from that of whoever runs the tests."""
    state = tmp_path_factory.getbasetemp() / "states of the user" / str(next(_folder_numbers))
    monkeypatch.setattr(recent_studies, "state_folder", lambda: state)


@pytest.fixture(scope="session")
def studies_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the studies of ``study_path`` and ``empty_study``, made once; tests copy."""
    folder = tmp_path_factory.mktemp("studies")
    small = folder / "small"
    small.mkdir()
    (small / "small.yaml").write_text(CODEBOOK, encoding="utf-8")
    interview, path = small / "Interview one.txt", small / "study"
    interview.write_text(INTERVIEW, encoding="utf-8")
    book = ("--codebook", small / "small.yaml")
    make_quietly("new", path, *book, "--group", "yp=Young people")
    make_quietly("-C", path, "import", interview, "--as", "one", "--case", "YP1", "--group", "yp")
    make_quietly("-C", path, "coders", "--me", "ann")
    make_quietly("new", folder / "empty")
    # Git's own examples of hooks would be half of what is copied.
    for sample in folder.rglob("*.sample"):
        sample.unlink()
    return folder


@pytest.fixture
def study_path(tmp_path: Path, studies_once: Path) -> Path:
    """A study with one document ``one``, a small codebook and the coder ``ann``."""
    shutil.copytree(studies_once / "small", tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


@pytest.fixture(scope="module")
def module_study(tmp_path_factory: pytest.TempPathFactory, studies_once: Path) -> Path:
    """The same study, for what a module adds to it once; its tests copy the folder around it."""
    folder = tmp_path_factory.mktemp("module")
    shutil.copytree(studies_once / "small", folder, dirs_exist_ok=True)
    return folder / "study"


@pytest.fixture
def empty_study(tmp_path: Path, studies_once: Path) -> Path:
    """A study without documents."""
    return shutil.copytree(studies_once / "empty", tmp_path / "empty")


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
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study as ``qualcode demo`` makes it, made once for all processes; tests copy."""
    from qualcode.workbench.study.demo import make_demo

    ours = tmp_path_factory.getbasetemp()
    # Of several processes that run tests each has a folder in the run's.
    folder = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "sample study"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            making = folder.with_name("sample study in the making")
            make_demo(making)
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real public transcripts, which are not part of the project."""
    root = Path(os.environ.get("QUALCODE_SHARED", Path(__file__).parents[2] / "shared"))
    if not (root / "real").is_dir():
        pytest.skip("the real transcripts are not on this machine")
    return root / "real"
