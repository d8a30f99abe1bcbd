"""Another id for a document: its files, logs, memos and marks follow; codings stay as they are."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from qualcode.errors import StudyError
from qualcode.model.document import Document
from qualcode.store.documents import document_text
from qualcode.store.files import check_file_name, write_atomic
from qualcode.store.marks import MARKS_FILE
from qualcode.store.study import Study


def rename_document(study: Study, old: str, new: str) -> Document:
    """Give a document another id; return it. One that was interrupted is finished by the same call.

    Raises:
        NotFoundError: there is no such document.
        BadInputError: ``new`` cannot be an id.
        StudyError: another document has it.
    """
    check_file_name(new, "document")
    folder = study.root / "documents"
    with study.lock("documents"):
        document = study.document(old)
        renamed = msgspec.structs.replace(
            document, id=new, title=new if document.title == old else document.title
        )
        if (folder / f"{new}.json").exists():
            there = study.document(new)
            if old == new or (there.sha256, there.source_sha256) != (
                document.sha256,
                document.source_sha256,
            ):
                raise StudyError(f"there is a document {new!r} already", mend="Choose another id")
        write_atomic(folder / f"{new}.json", document_text(renamed))
        _move(study.text_path(old), study.text_path(new))
        _move(study.root / "revisions" / old, study.root / "revisions" / new)
        for original in (study.root / "originals").glob(f"{old}.*"):
            if original.name.rsplit(".", 1)[0] == old:
                _move(original, original.with_name(f"{new}{original.suffix}"))
        for memo in (study.root / "memos").glob(f"*/documents/{old}.md"):
            _move(memo, memo.with_name(f"{new}.md"))
        for kept in (study.local / "texts").glob(f"{old}-*.json"):
            if kept.stem[: -len(kept.stem.rsplit("-", 1)[1]) - 1] == old:
                _move(kept, kept.with_name(f"{new}-{kept.stem.rsplit('-', 1)[1]}.json"))
        for coder in study.coders():
            with study.log_lock(coder, old):
                _move(study.log_path(coder, old), study.log_path(coder, new))
            _rename_marks(study, coder, old, new)
        (folder / f"{old}.json").unlink()
    return renamed


def _move(path: Path, to: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.replace(path, to)  # noqa: PTH105 - over what an interrupted call left


def _rename_marks(study: Study, coder: str, old: str, new: str) -> None:
    path = study.root / "codings" / coder / MARKS_FILE
    if not path.exists():
        return
    with study.lock(f"{coder}--+done", f"the done marks of {coder}"):
        data = path.read_bytes()
        after = data.replace(f'"document":"{old}"'.encode(), f'"document":"{new}"'.encode())
        if after != data:
            write_atomic(path, after)
