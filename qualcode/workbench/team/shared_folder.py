"""Makes the team's copy of a study in a folder, and a study from that copy, without git skills."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from qualcode.errors import NotFoundError, QualcodeError, StudyError
from qualcode.model.plural import counted
from qualcode.store.git.hooks import set_drivers, set_guard
from qualcode.store.git.ignore_attributes import set_up_git
from qualcode.store.git.quiet import acting_environment, git_command
from qualcode.store.io.folder_modes import make_folder
from qualcode.store.migrations import refuse_newer
from qualcode.store.study import MARKER, Study
from qualcode.workbench.team.sync_git import Git

#: The name by which git knows the team's copy.
_REMOTE = "origin"


def begin_repository(study: Study, git: Git) -> None:
    """Make the study's folder a repository if it is in none, and add what git does not copy."""
    if git.out("rev-parse", "--is-inside-work-tree").strip() != "true":
        set_up_git(study.root)
        set_guard(study.root)
        set_drivers(study.root)


def share_with(place: str, git: Git) -> str:
    """Make a folder the team's copy of a study if needed; return in a line what was done.

    ``place`` may also be an address in git's form ("ssh://…", "name@host:path").

    Raises:
        StudyError: the study has another copy, the folder holds something else, or git refuses.
    """
    known = git.out("remote", "get-url", _REMOTE).strip()
    address = place if _is_address(place) else Path(place).expanduser().resolve().as_posix()
    if known and known not in (address, place):
        raise StudyError(
            f"the team's copy of this study is {known} already",
            mend="Say 'qualcode sync' alone; or, to move it: git remote set-url origin PLACE",
        )
    said = ""
    if not _is_address(place):
        said = _made(Path(address), git.out("symbolic-ref", "--short", "HEAD").strip())
    if not known:
        git.must("could not name the team's copy", "remote", "add", _REMOTE, address)
    return said


def _is_address(place: str) -> bool:
    return "://" in place or ("@" in place and ":" in place.split("/", 1)[0])


def _made(folder: Path, branch: str) -> str:
    """Make an empty folder a place to send to; return in a line what was done.

    Clones of it begin on ``branch``, whatever git calls a first branch on this machine.
    """
    if folder.is_dir() and any(folder.iterdir()):
        asked = Git(folder.parent).out(f"--git-dir={folder}", "rev-parse", "--is-bare-repository")
        if asked.strip() == "true":
            return ""
        raise StudyError(
            f"{folder} holds something else than a team's copy",
            mend="Name a new folder, such as study.git on a shared drive",
        )
    if folder.exists() and not folder.is_dir():
        raise StudyError(f"{folder} is a file", mend="Name a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(f"cannot make {folder}: {error.strerror or error}") from None
    Git(folder).must("could not make the team's copy", "init", "--quiet", "--bare", ".")
    if branch:
        at = f"--git-dir={folder}"
        Git(folder.parent).must("could not make the team's copy", at, "symbolic-ref", "HEAD",
                                f"refs/heads/{branch}")  # fmt: skip
    place = f'"{folder}"' if " " in str(folder) else str(folder)
    return f"The team's copy is {folder}. Others begin with: qualcode new PATH --from {place}"


def join_study(path: Path, place: str) -> list[str]:
    """Make a study folder from the team's copy; return lines on what was done and what is next.

    Raises:
        NotFoundError: there is no such copy, or no study in it.
        StudyError: the folder holds something, or git refuses.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise StudyError(f"{path} is there already, and not empty", mend="Choose another folder")
    fresh = not path.exists()
    try:
        done = subprocess.run(
            git_command(None, "clone", "--quiet", "--", place, str(path)),
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
            env=acting_environment(), check=False,
        )  # fmt: skip
    except OSError:
        raise StudyError("git is not installed", mend="Install it, and try again") from None
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        raise NotFoundError(
            f"no team's copy could be taken from {place}: {''.join(last) or 'git gave no reason'}",
            mend="Whoever began says where it is; they make it with 'qualcode sync --with PLACE'",
        )
    try:
        if not (path / MARKER).is_file():
            raise NotFoundError(f"what is in {place} is no study", mend="Ask who made it")
        refuse_newer(path)
    except QualcodeError:
        # As it was: a clone that nobody can open would have no check before commits either.
        for entry in [] if fresh else list(path.iterdir()):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if fresh:
            shutil.rmtree(path)
        raise
    study = Study.open(path)
    lines = [set_guard(path), set_drivers(path)]
    make_folder(study.transcripts, closed=True)
    missing = [name for name in study.document_ids() if not study.text_path(name).exists()]
    if missing:
        many = counted(len(missing), "transcript is", "transcripts are")
        lines.append(
            f"{many} not in it, since git takes no words: copy them into {study.transcripts} by "
            "the way your team has agreed on"
        )
    lines.append(f"Next: qualcode -C {path} coders --me NAME")
    return lines
