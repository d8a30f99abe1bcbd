"""Looks through what git would send, or was sent: every object, unpacked."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from qualcode.store.git.quiet import ReadingGit, git_command
from qualcode.store.io.programs import child_environment
from qualcode.workbench.proof.search import Hit, Search


def tips(folder: Path) -> list[str] | None:
    """Return what a repository's branches and tags are at; ``None`` where there is none."""
    done = _asked(folder, "rev-parse", "--all")
    return done.stdout.decode().split() if done.returncode == 0 else None


def search_repository(folder: Path, search: Search, known: Sequence[str] = ()) -> list[Hit]:
    """Return the canaries in all that a repository's branches and tags lead to.

    What ``known`` commits lead to is left out.

    Raises:
        OSError: there is no git, or it is no repository.
    """
    listed = _asked(folder, "rev-list", "--objects", "--all", "--not", *known)
    if listed.returncode:
        raise OSError(f"git cannot list {folder}: {listed.stderr.decode(errors='replace')}")
    names: dict[bytes, str] = {}
    for line in listed.stdout.splitlines():
        object_id, _, name = line.partition(b" ")
        names.setdefault(object_id, name.decode("utf-8", "replace"))
    given = b"".join(digest + b"\n" for digest in names)
    data = _asked(folder, "cat-file", "--batch", given=given).stdout
    hits: list[Hit] = []
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        digest, kind, size = data[at:end].split(b" ")
        held = data[end + 1 : end + 1 + int(size)]
        label = names.get(digest) or f"{kind.decode()} {digest.decode()[:10]}"
        search.looked.files += 1
        # A tree's ids are bytes that may look like words.
        hits += search.data(_names_of(held) if kind == b"tree" else held, label)
        at = end + 2 + int(size)
    return hits


def _asked(
    folder: Path, *args: str, given: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    if (folder / ".git").exists():
        return ReadingGit(folder).run(*args, given=given)
    # A team's copy, which has no files beside git's own.
    command = git_command(None, "--git-dir", str(folder), *args)
    return subprocess.run(
        command, input=given or b"", capture_output=True, env=child_environment(), check=False
    )


def _names_of(tree: bytes) -> bytes:
    """Return the names in a tree: each stands between its mode and 20 bytes of its object."""
    names = []
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        names.append(tree[at:end].partition(b" ")[2])
        at = end + 21
    return b"\n".join(names)
