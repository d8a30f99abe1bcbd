"""Drafts of summaries that still hold participants' words; they stay on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from qualcode.errors import QualcodeError
from qualcode.model.matrix.definition import Key
from qualcode.store.folder_map import DRAFTS
from qualcode.store.io.durable import read_text, write_atomic
from qualcode.store.records.summaries import front_matter, summary_file, with_front_matter
from qualcode.store.study import Study


def draft_path(study: Study, matrix: str, key: Key) -> Path:
    """Return the path of a cell's draft, whether it exists or not."""
    return study.root / DRAFTS.folder / matrix / summary_file(key)


def drafts(study: Study, matrix: str) -> dict[Key, str]:
    """Return the drafts of a matrix's cells that are on this machine."""
    found: dict[Key, str] = {}
    for path in DRAFTS.files(study.root, matrix=matrix):
        try:
            fields, body = front_matter(read_text(path), path.name)
        except QualcodeError:
            continue
        key = tuple(str(fields.get(name) or "") for name in ("row", "column", "group"))
        found[(key[0], key[1], key[2])] = body.strip()
    return found


def write_draft(study: Study, matrix: str, key: Key, text: str) -> Path:
    """Save a draft on this machine."""
    path = draft_path(study, matrix, key)
    row, column, group = key
    fields = {"row": row, "group": group, "column": column}
    write_atomic(path, with_front_matter(fields, f"\n{text.strip()}\n"))
    return path


def drop_draft(study: Study, matrix: str, key: Key) -> None:
    """Remove a cell's draft, if there is one."""
    draft_path(study, matrix, key).unlink(missing_ok=True)


def bullets(quotations: Iterable[tuple[str, str]]) -> str:
    """Return the first draft of a summary: each passage with its attribution, to be rewritten."""
    lines: Sequence[str] = [
        f"- “{' '.join(words.split())}”" + (f" ({signed})" if signed else "")
        for words, signed in quotations
    ]
    return "\n".join(lines)
