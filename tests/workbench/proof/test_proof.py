"""A build that lets something out fails the proof, whichever way it goes; a right one passes."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

import qualcode
from qualcode.workbench.proof.proof import Proof, prove, proved
from qualcode.workbench.proof.scenario import Places, Step, steps
from qualcode.workbench.proof.supervision import Supervision

pytestmark = pytest.mark.slow

#: Of the whole life of a study, what each mutant needs: a study, an interview, a coding, reports.
FEW = ("A study is made", "Who codes here", "An interview with the canaries is imported",
       "A passage is coded", "Reports for others, in six forms", "A table of codes, as CSV")  # fmt: skip
EXPORT = "qualcode/report/matrix_files.py"
#: What is done when a report is written: a line that does harm, and what the proof says of it.
MUTANTS = {
    "a hidden request": (
        "import socket; socket.socket().connect_ex(('192.0.2.7', 443))",
        "a connection to 192.0.2.7:443 was tried",
    ),
    "a hidden name to look up": (
        "import contextlib, socket\n"
        "    with contextlib.suppress(OSError): socket.getaddrinfo('statistics.example', 443)",
        "a connection to statistics.example was tried",
    ),
    "a program that is not qualcode's": (
        "import subprocess; subprocess.run(['uname'], capture_output=True)",
        "the program uname was started",
    ),
    "a temporary copy that stays": (
        "import tempfile; f = tempfile.mkstemp(); open(f[1], 'w').write('zephyrquill')",
        "The folder for temporary files, ",
    ),
    "a temporary copy that goes again": (
        "import os, tempfile; f = tempfile.mkstemp(); open(f[1], 'w').write('zephyrquill');"
        " os.remove(f[1])",
        "held “zephyrquill” before it was removed or written over",
    ),
    "a copy without a name": (
        "import tempfile; tempfile.TemporaryFile().write(b'zephyrquill')",
        "a file without a name was written",
    ),
    "a copy elsewhere": (
        "from pathlib import Path as P; P(P(__file__).parent / 'log.txt').write_text('x')",
        "wrote to ",
    ),
    "a word in a report": (
        "path.with_name('more.html').write_text('<b>Zephyr</b>quill')",
        "more.html: holds “zephyrquill”",
    ),
    "an account's name in a report": (
        "import getpass; path.with_name('by.txt').write_text(getpass.getuser())",
        "by.txt: holds “kestwimbury”",
    ),
}


def few(at: Places) -> list[Step]:
    found = [one for one in steps(at, quick=True) if one.said in FEW]
    assert len(found) == len(FEW)
    return found


def trial(folder: Path) -> Proof:
    at = Places(folder)
    at.make()
    return proved(at, few(at), [])


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program, which the commands of a proof run instead of this one."""
    return built(tmp_path / "build", monkeypatch)


def built(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the program, and let the commands of a proof run the copy."""
    package = Path(qualcode.__file__).parent
    shutil.copytree(package, made / "qualcode", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("codebooks", "transcripts_sample"):
        shutil.copytree(package.parent / folder, made / folder)
    monkeypatch.setenv("PYTHONPATH", str(made))
    return made


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a proof finds in a build that does all this harm at once, a line each."""
    folder = tmp_path_factory.mktemp("harmed")
    with pytest.MonkeyPatch.context() as patched:
        source = built(folder / "build", patched) / EXPORT
        head = "def write_report("
        before, _, rest = source.read_text().partition(head)
        assert rest
        until = rest.index('"""', rest.index('"""') + 3) + 3
        harm = "\n    ".join(line for line, _ in MUTANTS.values())
        source.write_text(f"{before}{head}{rest[:until]}\n    {harm}\n{rest[until:]}")
        made = trial(folder / "proof")
    assert not made.holds
    return [one.line for one in made.findings]


def test_a_right_build_passes(tmp_path: Path, build: Path):
    made = trial(tmp_path / "proof")
    assert [one.line for one in made.findings] == []
    assert made.holds
    assert [run.status for run in made.runs] == [0] * len(FEW)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_build_that_lets_something_out_fails(name: str, harmed: list[str]):
    said = MUTANTS[name][1]
    assert [line for line in harmed if said in line] != [], harmed


def test_a_build_that_sends_from_another_program_fails(tmp_path: Path, build: Path):
    if not Supervision(tmp_path / "watch", {}, []).without_network:
        pytest.skip("this system cannot run a command without a network")
    # A Python without the watcher stands for any program: nothing but the system sees what it does.
    harm = (
        "import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', 'import socket;"
        'socket.socket().connect_ex(("192.0.2.7", 443))\'])'
    )
    source = build / "qualcode/cli/output.py"
    source.write_text(f"{source.read_text()}\n{harm}\n")
    made = trial(tmp_path / "proof")
    assert any("sent towards a network" in one.line for one in made.findings)


def test_a_build_that_lets_others_read_words_fails(tmp_path: Path, build: Path):
    source = build / "qualcode/store/io/folder_modes.py"
    text = source.read_text()
    for right, wrong in (("_OWNER = 0o700", "_OWNER = 0o755"), ("else 0o600", "else 0o644")):
        assert right in text
        text = text.replace(right, wrong)
    source.write_text(text)
    made = trial(tmp_path / "proof")
    assert any("may be read by other accounts" in one.line for one in made.findings)


def test_the_whole_life_of_a_study_lets_nothing_out(tmp_path: Path):
    kept = tmp_path / "kept"
    made = prove(quick=True, keep=kept)
    assert [one.line for one in made.findings] == []
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    places = {place: looked.files for place, looked in made.looked}
    for place in ("Reports and tables for others", "Git, as sent", "Git, in the study",
                  "A colleague's computer", "The study after the withdrawal"):  # fmt: skip
        assert places[place] > 5, place
