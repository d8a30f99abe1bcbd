"""Makes a study folder: its settings, codebook and git set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.errors import BadInputError, NotFoundError, StudyError
from qualcode.model.codebook.code import codebook_problems
from qualcode.store.bundled_files import bundled_codebooks
from qualcode.store.codebook.reader import load_codebook
from qualcode.store.config import config_text
from qualcode.store.git.hooks import set_drivers, set_guard
from qualcode.store.git.ignore_attributes import GITATTRIBUTES, GITIGNORE, set_up_git
from qualcode.store.io.durable import read_text, write_atomic
from qualcode.store.io.folder_modes import make_folder
from qualcode.store.records.cases import cases_text
from qualcode.store.study import MARKER, Study

_EMPTY_CODEBOOK = """\
# The codes of this study. Each has an id that never changes, a name, a definition, rules for
# what to include and exclude, and examples; nest codes under children: to make a theme.
title: ""
codes: []
#  - id: trusted-adults
#    name: Trusted adults
#    definition: What makes an adult one whom a young person turns to.
#    include:
#      - Adults in school and at home.
#    exclude:
#      - Formal roles with no relationship described.
"""


@dataclass(frozen=True)
class NewStudy:
    """A new study, its number of codes, and what was done about git."""

    study: Study
    codes: int
    git: str


def codebook_file(name: str) -> Path:
    """Return the codebook file for ``name``: one that comes with qualcode, or a path.

    Raises:
        NotFoundError: there is neither; the message lists those that come with qualcode.
    """
    bundled = bundled_codebooks()
    if name in bundled:
        return bundled[name]
    path = Path(name)
    if path.is_file():
        return path
    raise NotFoundError(
        f"no codebook {name!r}: neither a file nor one that comes with qualcode",
        mend=f"Those are {', '.join(bundled)}",
    )


def make_study(
    path: Path,
    *,
    name: str = "",
    codebooks: Sequence[str] = (),
    language: str = "en",
    groups: dict[str, str] | None = None,
    invented: bool = False,
) -> NewStudy:
    """Make a study folder. Everything is checked first: an error leaves nothing behind.

    Raises:
        StudyError: the folder holds a study or files of these names already.
        BadInputError, NotFoundError: a codebook cannot be read, or two share an id.
    """
    text, codes = _codebook_text(codebooks)
    files = {
        MARKER: config_text(
            name or path.resolve().name, language=language, groups=groups, invented=invented
        ),
        "codebook.yaml": text,
        "cases.csv": cases_text([]),
        ".gitattributes": GITATTRIBUTES,
        ".gitignore": GITIGNORE,
    }
    if path.exists() and not path.is_dir():
        raise StudyError(f"{path} is a file", mend="Name a folder")
    there = [file for file in files if (path / file).exists()]
    if MARKER in there:
        raise StudyError(f"{path} is a study already", mend="Choose another folder")
    if there:
        raise StudyError(
            f"{path} already has {', '.join(there)}", mend="Choose another folder, or move them"
        )
    # The marker last: a folder that has it is a complete study.
    for file in reversed(files):
        write_atomic(path / file, files[file], wordless=True)
    for folder in ("documents", "codings", "memos", "synthesis", "transcripts"):
        make_folder(path / folder)
    git = set_up_git(path)
    if not git.startswith("git: not"):
        git = f"{git}\n{set_guard(path)}\n{set_drivers(path)}"
    return NewStudy(Study.open(path), codes, git)


def _codebook_text(names: Sequence[str]) -> tuple[str, int]:
    if not names:
        return _EMPTY_CODEBOOK, 0
    paths = [codebook_file(name) for name in names]
    books = [load_codebook(path) for path in paths]
    if len(paths) == 1:
        return read_text(paths[0]), len(books[0])
    merged = books[0]
    for book in books[1:]:
        merged = merged.merged_with(book)
    for problem in codebook_problems(merged, " + ".join(path.name for path in paths)):
        if problem.level == "error":
            raise BadInputError(
                problem.message, where=" + ".join(names), mend="Rename one of them in its file"
            )
    parts = [_split_at_codes(path) for path in paths]
    lines = [head for head, _ in parts]
    title = merged.title.replace("'", "''")
    source = merged.source.replace("'", "''")
    text = "".join(lines) + f"title: '{title}'\nsource: '{source}'\ncodes:\n"
    return text + "".join(body for _, body in parts), len(merged)


def _split_at_codes(path: Path) -> tuple[str, str]:
    """Return a codebook file's leading comments, and the lines under ``codes:``."""
    lines = read_text(path).splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.rstrip() == "codes:"), None)
    body = "".join(lines[at + 1 :]) if at is not None else ""
    if at is None or not body.lstrip("\n").startswith("  - "):
        raise BadInputError(
            "cannot be joined with another codebook",
            where=path.name,
            mend="It needs a line 'codes:' with its codes below, indented by two",
        )
    comments = [line for line in lines[:at] if line.startswith("#")]
    return "".join(comments), body.rstrip("\n") + "\n"
