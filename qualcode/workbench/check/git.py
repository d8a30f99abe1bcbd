"""Checks git for files it should not hold, and for unmerged work; does not use the network."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.store.folder_map import CODINGS, TEMPLATE, TRACKED, folders
from qualcode.store.git.hooks import guard_mend, guard_state
from qualcode.store.git.ignore_attributes import attributes_line
from qualcode.store.git.locks import lock_problems
from qualcode.store.git.quiet import QuietGit
from qualcode.store.io.plain_files import plain_bytes
from qualcode.workbench.privacy.real_names import check_disclosure, would_be_taken
from qualcode.workbench.privacy.words_said import words_in_files
from qualcode.workbench.speakers.free_ids import FreeIds

_PRIVATE = folders("opt-in", "machine", "made")
_MARKER = re.compile(rb"^(?:<{7}|>{7}) ", re.M)
#: How many branches are checked, the newest first: a repository may have hundreds.
_MOST_BRANCHES = 40


def check_git(root: Path, transcripts: Path, free: FreeIds) -> Iterator[Problem]:
    """Check what is tracked, in conflict, not merged, not pushed; return nothing without git.

    ``transcripts`` is the folder of the study's texts.
    """
    git = QuietGit(root, seconds=20)
    if git("rev-parse", "--is-inside-work-tree") is None:
        if said := git.why_refused():
            yield Problem(
                "warning",
                "git-refuses",
                "git",
                f"git does not work in this folder, so nothing of it was looked at: {said}",
                git.mend_refusal(),
            )
        yield from _disclosed(root, would_be_taken(root, ()), transcripts, free)
        return
    yield from _what_is_held(git, root)
    yield from _guard(root)
    yield from lock_problems(root)
    # All files that git would take: tracked, or neither tracked nor ignored.
    listed = git.names("ls-files", "-co", "--exclude-standard", "-z", "--", ".")
    yield from _disclosed(root, would_be_taken(root, listed), transcripts, free)
    yield from _conflicts(git)
    # Before the first commit there is nothing to compare with.
    if git("rev-parse", "--verify", "--quiet", "HEAD") is not None:
        yield from _branches(git)
        changed = git.names("status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
        if changed:
            yield Problem(
                "note",
                "uncommitted",
                "git",
                f"{counted(len(changed), 'file')} changed since the last commit",
                "When a piece of work is done: qualcode sync, or git add FILE … and git commit",
            )


def _disclosed(
    root: Path, files: Sequence[str], transcripts: Path, free: FreeIds
) -> Iterator[Problem]:
    """Check files that git takes for real names and for participants' words."""
    yield from check_disclosure(root, files, free)
    read: dict[str, bytes] = {}
    for name in files:
        if name.split("/", 1)[0] not in _PRIVATE:
            # Unreadable files are reported by the checks that need them.
            with contextlib.suppress(OSError):
                read[name] = plain_bytes(root / name)
    # Missing texts are reported with the documents.
    yield from words_in_files(root, transcripts, read)[0]


def _what_is_held(git: QuietGit, root: Path) -> Iterator[Problem]:
    tracked = git.names("ls-files", "-z", "--", *_PRIVATE)
    if tracked:
        yield Problem(
            "warning",
            "words-in-git",
            tracked[0],
            f"git holds {counted(len(tracked), 'file')} of participants' words or names",
            "If the team has not opted in: git rm --cached them, and rewrite what was pushed",
        )
    attributes = root / ".gitattributes"
    if not attributes.exists() or b"merge=union" not in attributes.read_bytes():
        yield Problem(
            "warning",
            "no-union-merge",
            ".gitattributes",
            "coding logs may conflict in merges",
            f"Add the line: {attributes_line(CODINGS)}",
        )


def _guard(root: Path) -> Iterator[Problem]:
    state = guard_state(root)
    if state in ("missing", "other", "elsewhere"):
        yield Problem(
            "warning",
            "no-guard",
            "git",
            "commits in this clone are not checked for participants' words and names "
            "('qualcode sync' checks what it sends)",
            guard_mend(root),
        )


def _conflicts(git: QuietGit) -> Iterator[Problem]:
    entries = git.names("ls-files", "-u", "-z", "--", ".")
    paths = list(dict.fromkeys(entry.split("\t", 1)[-1] for entry in entries))
    for path in paths:
        yield Problem(
            "error",
            "in-conflict",
            path,
            "both sides of a merge changed it, and git could not join them",
            f"Open it, keep what is right of both, then: git add {path}",
        )
    if not paths and git("rev-parse", "--verify", "--quiet", "MERGE_HEAD") is not None:
        yield Problem(
            "warning",
            "merge-begun",
            "git",
            "a merge is begun and not finished",
            "Finish it with git commit, or leave it with git merge --abort",
        )


def _branches(git: QuietGit) -> Iterator[Problem]:
    named = git("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
    upstream = (named or "").strip()
    seen: set[str] = set()
    apart = git("rev-list", "--left-right", "--count", "HEAD...@{upstream}", "--", ".")
    if upstream and apart:
        here, there = map(int, apart.split())
        seen.add((git("rev-parse", "@{upstream}") or "").strip())
        if there:
            yield Problem(
                "warning",
                "not-merged",
                upstream,
                f"{counted(there, 'commit')} there, as of the last fetch, and not merged here"
                + _coders(git, upstream),
                "git pull",
            )
        if here:
            yield Problem(
                "note", "not-pushed", "git",
                f"{counted(here, 'commit')} here and not on {upstream}", "git push",
            )  # fmt: skip
    listed = git(
        "branch", "-a", "--no-merged", "HEAD", "--sort=-committerdate",
        "--format=%(objectname) %(symref) %(refname:short)",
    )  # fmt: skip
    for line in (listed or "").splitlines()[:_MOST_BRANCHES]:
        commit, symref, branch = line.split(" ", 2)
        if symref or commit in seen:
            continue
        seen.add(commit)
        ahead = (git("rev-list", "--count", f"HEAD..{commit}", "--", ".") or "0").strip()
        if int(ahead):
            yield Problem(
                "warning",
                "not-merged",
                branch,
                f"a branch with {counted(int(ahead), 'commit')} on this study, not merged here"
                + _coders(git, commit),
                f"git merge {branch}; or delete the branch, if its work is not wanted",
            )


def _coders(git: QuietGit, commit: str) -> str:
    """Return, in words, whose coding logs a branch changed."""
    changed = git.names("diff", "--name-only", "--relative", "-z", f"HEAD...{commit}", "--", ".")
    logs = [found for path in changed if (found := CODINGS.pattern.fullmatch(path))]
    if not logs:
        return ""
    names = ", ".join(sorted({log["coder"] for log in logs}))
    on = counted(len(logs), "document")
    return f": codings by {names} on {on}"


def conflict_markers(root: Path) -> Iterator[Problem]:
    """Find files in which a merge left its markers, with git or without."""
    for kind in TRACKED:
        for path in kind.files(root) if kind is not TEMPLATE else ():
            try:
                data = path.read_bytes()
            except OSError:
                continue
            # A search for plain bytes first, since there may be thousands of logs.
            found = _MARKER.search(data) if b"<<<<<<<" in data or b">>>>>>>" in data else None
            if found:
                line = data.count(b"\n", 0, found.start()) + 1
                yield Problem(
                    "error",
                    "conflict-markers",
                    f"{path.relative_to(root).as_posix()}:{line}",
                    "a merge left both sides in the file, with lines of <<<<<<< and >>>>>>>",
                    "Keep what is right of both and delete those lines; of a log keep every event",
                )


def without_echoes(problems: Iterable[Problem], torn: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out problems that only repeat that files with merge markers cannot be read."""
    files = {problem.where.rsplit(":", 1)[0] for problem in torn}
    for problem in problems:
        file = re.sub(r":\d+$", "", problem.where)
        if not (file in files and problem.code.startswith("bad-")):
            yield problem
