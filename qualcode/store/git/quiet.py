"""Calls git so that a repository's settings start no program, except when acting for a user.

``.git/config`` and ``.git/hooks`` are the user's own in a clone, and a stranger's in a folder that
was unpacked or lies on a shared drive; a folder of a clone may even pretend to be a repository.
So there are two ways:

* *Reading* (``ReadingGit``) runs nothing that a repository names: no hook, no filter, no external
  diff or conversion, no monitor, no check of signatures, no transport.
* *Acting* (``acting_environment``: commit, merge, fetch, push) leaves a user's hooks, filters,
  drivers, credentials and signatures as they are, since that is what acting for them means.

What the user or the machine set for all repositories stands in both, but for what could only do
harm here. docs/decisions/0048 says why.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from qualcode.store.io.programs import child_environment, program

_QUIET = {
    "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "GIT_PAGER": "cat", "LC_ALL": "C",
}  # fmt: skip
#: Of no use in a study, and a way in for attacks: a monitor of files, folders that pretend to be a
#: repository, addresses that are commands, repositories inside this one.
_ALWAYS = {
    "core.fsmonitor": "false",
    "safe.bareRepository": "explicit",
    "protocol.ext.allow": "never",
    "submodule.recurse": "false",
    "fetch.recurseSubmodules": "false",
    "push.recurseSubmodules": "no",
}
_READING = {"core.hooksPath": os.devnull, "log.showSignature": "false"}
#: No lock and no other machine; a repository that lacks parts of its history would fetch them.
_READING_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none",
}  # fmt: skip
#: Options that a command needs and no setting covers.
_OPTIONS = {
    "diff": ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all"),
    "log": ("--no-ext-diff", "--no-textconv"),
    "show": ("--no-ext-diff", "--no-textconv"),
    "status": ("--ignore-submodules=all",),
}
#: Settings that contain a name from the repository, by their ends, and their replacements.
_NAMED = {
    ("filter", "clean"): "",
    ("filter", "smudge"): "",
    ("filter", "process"): "",
    ("filter", "required"): "false",
    ("hook", "command"): "true",
}
_BARE = ("HEAD", "objects", "refs")


def acting_environment(more: Mapping[str, str] = {}) -> dict[str, str]:
    """Return the environment for git to act in: it never asks, and opens no editor."""
    return _environment(_ALWAYS, {**_QUIET, **more})


def _environment(settings: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    made = {**child_environment(), **more}
    try:
        before = int(made.get("GIT_CONFIG_COUNT") or 0)
    except ValueError:
        before = 0
    for number, (key, value) in enumerate(settings.items(), before):
        made[f"GIT_CONFIG_KEY_{number}"] = key
        made[f"GIT_CONFIG_VALUE_{number}"] = value
    made["GIT_CONFIG_COUNT"] = str(before + len(settings))
    return made


def git_command(root: Path | None, *args: str) -> list[str]:
    """Return a command of git in a folder; raises FileNotFoundError where there is no git."""
    where = ["-C", str(root)] if root else []
    return [program("git", root), *where, *args]


def pretended_repository(root: Path) -> Path | None:
    """Return the folder that git would take for a repository, and which came with the clone.

    Git itself refuses these from version 2.38 on, and is told to.
    """
    if "GIT_DIR" in os.environ:
        return None
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return None
        if all((folder / name).exists() for name in _BARE):
            return folder
    return None


class ReadingGit:
    """Git asked in one folder: nothing is changed, and nothing that the folder names is run.

    ``index`` is another index than the repository's own to ask about, and to fill.
    """

    def __init__(self, root: Path, index: Path | None = None) -> None:
        self.root = root
        self._more = {**_QUIET, **_READING_QUIET}
        if index:
            self._more["GIT_INDEX_FILE"] = str(index)
        self._environment: dict[str, str] | None = None

    def run(
        self, *args: str, given: bytes | None = None, seconds: float | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command.

        Raises:
            OSError: there is no git.
            subprocess.TimeoutExpired: it took longer than ``seconds``.
        """
        if self._environment is None:
            self._environment = self._made()
        command = [args[0], *_OPTIONS.get(args[0], ()), *args[1:]]
        return self._run(self._environment, command, given, seconds)

    def _run(
        self,
        environment: Mapping[str, str],
        args: Sequence[str],
        given: bytes | None = None,
        seconds: float | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        command = git_command(self.root, *args)
        if folder := pretended_repository(self.root):
            said = f"{folder} is made to look like a repository of git's own".encode()
            return subprocess.CompletedProcess(command, 128, b"", said)
        stdin = subprocess.DEVNULL if given is None else None
        return subprocess.run(
            command, stdin=stdin, input=given, capture_output=True, env=environment,
            timeout=seconds, check=False,
        )  # fmt: skip

    def _made(self) -> dict[str, str]:
        """Return the environment, with the settings of this repository disabled."""
        settings = {**_ALWAYS, **_READING}
        asked = _environment(settings, self._more)
        listed = self._run(asked, ["config", "--list", "--show-scope", "--name-only", "-z"])
        words = listed.stdout.split(b"\0")
        own = [n for scope, n in zip(words[::2], words[1::2], strict=False)
               if scope in (b"local", b"worktree")]  # fmt: skip
        if listed.returncode == 129:  # before git 2.26
            own = self._run(
                asked, ["config", "--local", "--includes", "--list", "--name-only", "-z"]
            ).stdout.split(b"\0")
        for raw in own:
            name = os.fsdecode(raw)
            first, last = name.split(".", 1)[0], name.rsplit(".", 1)[-1]
            if name.count(".") > 1 and (first, last) in _NAMED:
                settings[name] = _NAMED[first, last]
        return _environment(settings, self._more)


class QuietGit:
    """Git asked in one folder, as text; a command that fails, or no git, gives ``None``.

    A command may take ``seconds``; after one that took longer no other is tried.
    """

    def __init__(self, root: Path, seconds: float = 60) -> None:
        self._git = ReadingGit(root)
        self._seconds = seconds
        self._there = True
        self._refused = ""

    def __call__(self, *args: str) -> str | None:
        """Return what a command prints."""
        if not self._there:
            return None
        try:
            done = self._git.run(*args, seconds=self._seconds)
        except (OSError, subprocess.TimeoutExpired):
            self._there = False
            return None
        if done.returncode:
            self._refused = done.stderr.decode("utf-8", "replace").strip()
            return None
        return done.stdout.decode("utf-8", "surrogateescape").replace("\r\n", "\n")

    def why_refused(self) -> str:
        """Return in a line why git does not work here; empty where there is just no repository."""
        lines = [line for line in self._refused.splitlines() if line.strip()]
        return "" if not lines or "not a git repository" in self._refused else lines[0]

    def mend_refusal(self) -> str:
        """Return what to do where git does not work here."""
        if "dubious ownership" not in self._refused:
            return "Mend that, or ask whoever the study is from"
        return (
            "The folder is another account's, as on shared drives; if you trust whoever can write "
            f"there: git config --global --add safe.directory '{self._git.root}'"
        )

    def names(self, *args: str) -> list[str]:
        """Return what a command lists with ``-z``."""
        return [name for name in (self(*args) or "").split("\0") if name]

    def words(self, *args: str) -> list[str]:
        """Return the words of what a command prints; none where it fails."""
        return (self(*args) or "").split()
