"""Merges files of a study by their content, and lists what a person has to decide."""

from __future__ import annotations

import contextlib
import fnmatch
from pathlib import Path, PurePosixPath

from qualcode.errors import NotFoundError, QualcodeError
from qualcode.model.codebook.code import Codebook
from qualcode.model.merge_decision import Choice, Choices, Decision, Side
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.git.quiet import ReadingGit
from qualcode.store.io.durable import read_text
from qualcode.store.io.encoding import decode
from qualcode.store.merge.cases_documents import merge_cases, merge_documents
from qualcode.store.merge.codebook import Merged, merge_codebooks
from qualcode.store.merge.conflicts import (
    PUT_BACK,
    Conflict,
    decided,
    open_conflicts,
    taken,
)
from qualcode.store.merge.lines import merge_lines
from qualcode.store.merge.summary import merge_summaries
from qualcode.store.records.cases import cases_text, parse_cases
from qualcode.store.records.documents import document_in, document_text, with_another_id

_BOOK = "codebook.yaml"


def merge_codebook_files(base: Path, ours: Path, theirs: Path) -> Merged:
    """Merge two codebooks with a base, which may be empty; write nothing.

    Raises:
        BadInputError, NotFoundError: one of them does not exist, or is not a codebook.
        StudyError: ours is written in a way that only a person can edit.
    """
    lines = _by_lines(base, ours, theirs)
    return merge_codebooks(read_text(base), read_text(ours), read_text(theirs), lines)


def _by_lines(base: Path, ours: Path, theirs: Path) -> str | None:
    """Return git's own merge of the lines, ``None`` if it is not clean, or without git."""
    try:
        files = [str(path.absolute()) for path in (ours, base, theirs)]
        done = ReadingGit(ours.absolute().parent).run("merge-file", "-p", *files)
        return done.stdout.decode("utf-8") if done.returncode == 0 else None
    except (OSError, UnicodeDecodeError):
        return None


def side_text(name: str, data: bytes) -> str:
    """Return the text of one version of a file: of a table in whatever encoding it was saved."""
    if name.endswith(".csv"):
        with contextlib.suppress(QualcodeError):
            return decode(data, name)[0].replace("\r\n", "\n")
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def merge_texts(
    name: str, base: str | None, ours: str | None, theirs: str | None, choices: Choices
) -> tuple[str | None, list[Decision]]:
    """Merge three versions of a study's file ``name``; ``None`` means that it does not exist.

    Returns its text, ``None`` if it is removed, and the decisions still open.

    Raises:
        BadInputError, StudyError: a version cannot be read or merged.
    """
    if ours is None or theirs is None:
        kept, open_ = _kept_or_gone(name, ours, theirs, choices)
        if kept and fnmatch.fnmatch(name, "documents/*.json"):
            # Where both sides gave it another id, git merged it under the one of before.
            with contextlib.suppress(QualcodeError):
                document = with_another_id(document_in(kept.encode()), PurePosixPath(name).stem)
                return document_text(document), open_
        return kept, open_
    before = base or ""
    try:
        if name == _BOOK:
            return _codebook(before, ours, theirs, choices)
        if name == "cases.csv":
            old_cases, one_side, other_side = (
                parse_cases(text, name) for text in (before, ours, theirs)
            )
            cases, open_ = merge_cases(old_cases, one_side, other_side, choices)
            return cases_text(cases), open_
        if fnmatch.fnmatch(name, "documents/*.json"):
            # Where one side gave it another id, git merges all three under the new name.
            old, one, other = (
                with_another_id(document_in(text.encode()), PurePosixPath(name).stem)
                if text.strip()
                else None
                for text in (before, ours, theirs)
            )
            if one is not None and other is not None:
                document, open_ = merge_documents(old, one, other, choices)
                return document_text(document), open_
        if fnmatch.fnmatch(name, "synthesis/*/*.md"):
            return merge_summaries(before, ours, theirs, name, choices)
    except QualcodeError:
        # A file whose content cannot be read is merged by lines.
        pass
    return merge_lines(before, ours, theirs, file=name, what=name, choices=choices)


def _kept_or_gone(
    name: str, ours: str | None, theirs: str | None, choices: Choices
) -> tuple[str | None, list[Decision]]:
    kept = ours if ours is not None else theirs
    choice = choices.get((name, "file"))
    if choice is None:
        words = ["removed" if side is None else "changed" for side in (ours, theirs)]
        return kept, [Decision(name, "file", name, words[0], words[1])]
    return (ours if choice.side != "theirs" else theirs), []


# ---- the codebook -----------------------------------------------------------------------------


def _codebook(
    base: str, ours: str, theirs: str, choices: Choices
) -> tuple[str | None, list[Decision]]:
    return decide_codebook(merge_codebooks(base, ours, theirs).text, choices)


def codebook_decisions(text: str) -> list[Decision]:
    """Return the decisions that the marked conflicts of a codebook's text leave open.

    Raises:
        BadInputError: it is not a codebook.
    """
    book = parse_codebook(text, _BOOK)[0]
    return [_decision(book, one.conflict) for one in open_conflicts(text)]


def decide_codebook(text: str, choices: Choices) -> tuple[str, list[Decision]]:
    """Apply the choices to a codebook's conflicts; return its text, and what is left.

    Raises:
        BadInputError, StudyError: a choice cannot be applied.
    """
    for one in open_conflicts(text):
        choice = choices.get((_BOOK, _key(one.conflict)))
        if choice is None:
            continue
        try:
            text = decided(text, one.conflict, choice)
        except NotFoundError:
            # An earlier choice removed the code.
            continue
    return text, codebook_decisions(text)


def _key(conflict: Conflict) -> str:
    # Several codes may have been merged into one, each to be decided separately.
    more = f" {conflict.ours}, {conflict.theirs}" if conflict.field == "code" else ""
    return f"{conflict.code}.{conflict.field}{more}"


def _decision(book: Codebook, conflict: Conflict) -> Decision:
    code = book.get(conflict.code)
    name = code.name if code else conflict.code
    if conflict.field != "code":
        field = "place, below" if conflict.field == "parent" else conflict.field
        only: Side | None = None if conflict.is_text or conflict.take else "ours"
        return Decision(
            _BOOK, _key(conflict), f"{name}: {field}", conflict.ours, conflict.theirs,
            conflict.is_text and conflict.field not in ("status", "colour"), only,
        )  # fmt: skip
    other = taken(conflict.take) if conflict.take else ""
    if conflict.ours == PUT_BACK:
        ours, theirs = other or "remove it", f"keep it: {conflict.theirs} on the other side"
    else:
        ours = f"keep it: {conflict.ours} here"
        theirs = f"{other}: {conflict.theirs} on the other side" if other else conflict.theirs
    stands: Side = "theirs" if conflict.ours == PUT_BACK else "ours"
    return Decision(
        _BOOK, _key(conflict), name, ours, theirs, False, None if conflict.take else stands
    )


def all_of(decisions: list[Decision], side: str) -> dict[tuple[str, str], Choice]:
    """Return the choices that take one side of everything, as far as possible."""
    return {
        (d.file, d.key): Choice(d.only or ("theirs" if side == "theirs" else "ours"))
        for d in decisions
    }
