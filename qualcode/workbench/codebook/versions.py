"""Reads a version of the codebook: from a commit, a branch, a file or the working tree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.codebook.code import Codebook
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.git.quiet import QuietGit
from qualcode.store.io.durable import read_text
from qualcode.store.study import Study


@dataclass(frozen=True)
class Version:
    """One state of ``codebook.yaml``: its name, its text, and the codebook in it."""

    name: str
    text: str
    book: Codebook


@dataclass(frozen=True)
class Commit:
    """A commit that changed the codebook."""

    id: str
    author: str
    day: str
    subject: str


def version(study: Study, name: str = "") -> Version:
    """Return the codebook of a commit, branch, tag or file; without a name, the present one.

    Raises:
        NotFoundError: there is no such version, or the commit has no codebook.
        BadInputError: that codebook cannot be read.
    """
    if not name:
        return _parsed("the working tree", read_text(study.codebook_path))
    path = Path(name)
    if path.is_file():
        return _parsed(name, read_text(path))
    git = QuietGit(study.root)
    if git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"):
        text = git("show", f"{name}:./codebook.yaml")
        if text is None:
            raise NotFoundError(f"{name} has no codebook.yaml")
        return _parsed(name, text)
    if name == "HEAD":
        raise NotFoundError(
            "nothing of the study is committed yet, so no earlier codebook is there to compare",
            mend="When a piece of work is done: qualcode sync, or git add FILE … and git commit",
        )
    raise NotFoundError(
        f"{name!r} is neither a file nor a commit, branch or tag",
        mend="See 'git log --oneline' and 'git branch'",
    )


def _parsed(name: str, text: str) -> Version:
    try:
        return Version(name, text, parse_codebook(text, "codebook.yaml")[0])
    except BadInputError as error:
        raise BadInputError(
            f"{name}: {error.message}", where=error.where, mend=error.mend
        ) from None


def commits(study: Study) -> list[Commit]:
    """Return the commits that changed the codebook, the newest first; none without git."""
    out = QuietGit(study.root)("log", "--format=%h%x1f%an%x1f%as%x1f%s", "--", "codebook.yaml")
    lines = (out or "").splitlines()
    return [Commit(*line.split("\x1f", 3)) for line in lines if line.count("\x1f") >= 3]
