"""Commits the study's own kinds of file for a sync, checked first, and nothing else."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.plural import counted, plural
from qualcode.model.problem import Problem
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.copy_list import is_conflict_copy
from qualcode.store.folder_map import Kind, kind_of, tracked_kind
from qualcode.store.git.quiet import ReadingGit
from qualcode.store.io.durable import write_atomic
from qualcode.workbench.privacy.commit_check import guard, guard_unsent
from qualcode.workbench.team.sync_git import Git

#: How many files, or reasons, are named; for the rest only the number is given.
_MOST = 8
_WORDS = frozenset({"words-staged", "copy-staged", "words-disclosed"})


@dataclass
class Work:
    """What changed in a study since its last commit, by paths in it.

    ``own`` are files of its own kinds, each with "A", "M" or "D"; ``fresh`` those of them that git
    does not know yet; ``copies`` are conflict copies of sync clients; ``others`` are all other
    files that git would take, but a sync does not.
    """

    own: dict[str, str] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


def find_work(git: Git) -> Work:
    """Return what changed since the last commit; stage nothing."""
    listed = git.out(
        "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", "."
    )
    prefix = git.out("rev-parse", "--show-prefix").rstrip("\r\n")
    work = Work()
    for entry in listed.split("\0"):
        state, path = entry[:2], entry[3:].removeprefix(prefix)
        if not path:
            continue
        there = os.path.lexists(git.root / path)
        own = tracked_kind(path) if there else _kind_that_went(path)
        if there and is_conflict_copy(git.root, path):
            work.copies.append(path)
        elif own is None or (there and not _is_plain(git.root, path)):
            work.others.append(path)
        elif there:
            new = state == "??" and path not in work.own
            work.own[path] = "A" if new or state[0] == "A" else "M"
            work.fresh += [path] if state == "??" else []
        elif state[0] != "A":
            work.own[path] = "D"
    # A person's files first, since there may be many caches and locks.
    work.others = sorted(dict.fromkeys(work.others), key=lambda path: path.startswith(".qualcode/"))
    return work


def _kind_that_went(path: str) -> Kind | None:
    """Return the kind of a file that is gone: a conflict copy's, too, if git once took it."""
    kind = kind_of(path)
    return kind if kind is not None and kind.kept == "git" else None


def _is_plain(root: Path, path: str) -> bool:
    """Return whether it is a file of this folder: not a link, and not in a linked folder."""
    parts = Path(path).parts
    above = [root.joinpath(*parts[:n]) for n in range(1, len(parts))]
    return stat.S_ISREG((root / path).lstat().st_mode) and not any(f.is_symlink() for f in above)


def named(paths: Sequence[str], what: str) -> str:
    """Return how many files there are of something, and which."""
    shown = ", ".join(safe_for_terminal(path) for path in paths[:_MOST])
    more = f", and {len(paths) - _MOST} more" if len(paths) > _MOST else ""
    return f"{counted(len(paths), 'file')} {what}: {shown}{more}"


def refuse_words(git: Git, work: Work) -> list[str]:
    """Check the files of a commit as the check before a commit does, with a hook or without.

    It uses a separate index, so staged files stay as they are. Returns lines on what could not be
    checked.

    Raises:
        StudyError: a file must stay on this machine.
    """
    notes: list[str] = []
    with _separate_index(git) as (index, asked):
        _fill(asked, [path for path, how in work.own.items() if how != "D"])
        found = guard(git.root, index, notes)
    if found:
        what = "nothing was sent: a commit would take what must stay on this machine"
        raise _refused(found, what, "Take it out of these files, or move them out of the study")
    return [f"Told: {note}" for note in dict.fromkeys(notes)]


def tree_of(git: Git, work: Work) -> str:
    """Return the tree that a commit of this work would have; staged files stay as they are.

    Raises:
        StudyError: git cannot take the files.
    """
    with _separate_index(git) as (_, asked):
        _fill(asked, list(work.own), "--remove")
        return asked.run("write-tree").stdout.decode().strip()


@contextlib.contextmanager
def _separate_index(git: Git) -> Iterator[tuple[Path, ReadingGit]]:
    """Make an index with what was committed last, beside the repository's own."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        asked = ReadingGit(git.root, index)
        if git.out("rev-parse", "--verify", "--quiet", "HEAD"):
            asked.run("read-tree", "HEAD")
        yield index, asked


def _fill(asked: ReadingGit, paths: Sequence[str], *how: str) -> None:
    """Put files into the index that is asked about."""
    given = os.fsencode("\0".join(paths))
    done = asked.run("update-index", "--add", *how, "-z", "--stdin", given=given)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise StudyError("nothing was sent: git cannot take the study's files", more=said[-_MOST:])


def refuse_unsent(git: Git, known: str) -> list[str]:
    """Check the commits that would be sent; return lines on what to report.

    Raises:
        StudyError: a commit holds what must stay on this machine.
    """
    if not git.out("rev-parse", "--verify", "--quiet", "HEAD"):
        return []
    found = guard_unsent(git.root, known)
    words = [problem for problem in found if problem.code in _WORDS]
    if words:
        undo = _undo(git, known)
        what = "nothing was sent: commits on this machine hold what must stay on it"
        mend = f"Undo them ({undo}; files stay as they are), then git reset, and sync"
        raise _refused(words, what, mend)
    if not found:
        return []
    first = found[0]
    many = plural(len(found), "a real name", f"{len(found):,} real names")
    return [f"Told: earlier versions in what goes hold {many}, e.g. {first.where}: {first.message}"]


def _undo(git: Git, known: str) -> str:
    """Return the commands that undo unsent commits and keep what others have sent since."""
    listed = git.out("rev-list", "--boundary", "HEAD", "--not", known).split()
    before = next((line[1:13] for line in listed if line.startswith("-")), "")
    return f"git reset --soft {before}" if before else "git update-ref -d HEAD"


def _refused(found: Sequence[Problem], message: str, mend: str) -> StudyError:
    lines = [safe_for_terminal(f"{one.where}: {one.message}") for one in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(f"and {len(found) - _MOST} more")
    return StudyError(message, mend=mend, more=lines)


def commit_work(git: Git, work: Work, message: str) -> None:
    """Commit the study's own files, and leave everything else staged as it is.

    Raises:
        StudyError: git, or a hook of the user's, refuses; the index is then as before.
    """
    with _index_kept(git):
        if work.fresh:
            git.must("could not prepare the commit", "update-index", "--add", "-z", "--stdin",
                     given="\0".join(work.fresh))  # fmt: skip
        git.must("could not commit", "--literal-pathspecs", "commit", "--quiet", "--only", "-m",
                 message, "--pathspec-from-file=-", "--pathspec-file-nul",
                 given="\0".join(work.own))  # fmt: skip


@contextlib.contextmanager
def _index_kept(git: Git) -> Iterator[None]:
    path = git.root / git.out("rev-parse", "--git-path", "index").rstrip("\r\n")
    before = path.read_bytes() if path.exists() else None
    try:
        yield
    except BaseException:
        if before is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != before:
            write_atomic(path, before)
        raise


@contextlib.contextmanager
def others_set_aside(git: Git, work: Work) -> Iterator[None]:
    """Take other staged files of the user out of the index for a merge, and put them back."""
    prefix = git.out("rev-parse", "--show-prefix").rstrip("\r\n")
    # The whole repository, which may be more than the study: a merge needs its own index.
    git = Git(Path(git.out("rev-parse", "--show-toplevel").rstrip("\r\n")))
    raw = git.out("diff", "--cached", "--raw", "--no-renames", "--no-abbrev", "-z")
    words = raw.split("\0")
    staged = {path: head.split() for head, path in zip(words[::2], words[1::2], strict=False)}
    own = {f"{prefix}{path}" for path in work.own}
    staged = {path: head for path, head in staged.items() if path not in own}
    if not staged:
        yield
        return
    git.must("could not set aside what is staged", "--literal-pathspecs", "reset", "--quiet",
             "--pathspec-from-file=-", "--pathspec-file-nul", given="\0".join(staged))  # fmt: skip
    try:
        yield
    finally:
        back = "".join(f"{head[1]} {head[3]}\t{path}\0" for path, head in staged.items())
        git.must("could not stage again what was staged", "update-index", "-z", "--index-info",
                 given=back)  # fmt: skip
