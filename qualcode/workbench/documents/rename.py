"""Gives a document another id and renames all its files; codings stay as they are."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import msgspec

from qualcode.errors import StudyError
from qualcode.model.document.document import Document
from qualcode.store.acts.act import Act
from qualcode.store.io.durable import check_file_name, read_text
from qualcode.store.io.tables import table_text
from qualcode.store.records.documents import document_text
from qualcode.store.records.done_marks import MARKS_FILE
from qualcode.store.records.quotation_log import read_quotations
from qualcode.store.study import Study
from qualcode.workbench.privacy.own_words import readable


def rename_document(study: Study, old: str, new: str) -> Document:
    """Give a document another id, as one act; return it.

    Raises:
        NotFoundError: there is no such document.
        BadInputError: ``new`` cannot be an id.
        StudyError: another document has it, or files of that name are there.
    """
    check_file_name(new, "document")
    with study.act("revise --as", f"{old} to {new}") as act:
        document = study.document(old)
        renamed = msgspec.structs.replace(
            document, id=new, title=new if document.title == old else document.title
        )
        if new in study.document_ids():
            raise StudyError(f"there is a document {new!r} already", mend="Choose another id")
        if study.text_path(new).exists():
            raise StudyError(
                f"there is a {study.text_path(new)} already",
                mend="Choose another id, or move that file away",
            )
        study.check_text_folder()
        documents = study.root / "documents"
        act.write({documents / f"{new}.json": document_text(renamed)})
        act.remove(documents / f"{old}.json")
        _move_files(study, act, old, new)
        for coder in study.coders():
            _move(study, act, study.log_path(coder, old), study.log_path(coder, new))
            marks = study.root / "codings" / coder / MARKS_FILE
            act.change_records(marks, f"{coder}--+done", "document", [old], new)
        for folder in ("quotations", "suggestions"):
            for log in sorted((study.root / folder).glob("*.jsonl")):
                act.change_records(log, folder, "document", [old], new)
        _rename_in_tables(study.root, act, old, new)
        _rename_in_words(study, act, old, new)
    study.forget_locks()
    return renamed


def _move(study: Study, act: Act, path: Path, to: Path) -> None:
    """Prepare another name for a file or folder; raises StudyError if something lies there."""
    if path.exists() and to.exists() and not (to.is_dir() and not any(to.iterdir())):
        raise StudyError(
            f"there is a {study.where(to)} already, of another document that had this id",
            mend="Choose another id, or move that away",
        )
    act.move(path, to)


def _move_files(study: Study, act: Act, old: str, new: str) -> None:
    _move(study, act, study.text_path(old), study.text_path(new))
    _move(study, act, study.root / "revisions" / old, study.root / "revisions" / new)
    for original in (study.root / "originals").glob(f"{old}.*"):
        if original.name.rsplit(".", 1)[0] == old:
            _move(study, act, original, original.with_name(f"{new}{original.suffix}"))
    for memo in (study.root / "memos").glob(f"*/documents/{old}.md"):
        _move(study, act, memo, memo.with_name(f"{new}.md"))
    for kept in [*study.local.glob(f"texts/{old}-*.json"), *study.local.glob(f"edit/{old}-*")]:
        about, _, digest = kept.name.rpartition("-")
        if about == old:
            _move(study, act, kept, kept.with_name(f"{new}-{digest}"))


def _rename_in_tables(root: Path, act: Act, old: str, new: str) -> None:
    """Rename the document in private tables and in the suggested themes."""
    labels = root / "private" / "speakers.csv"
    if labels.exists():
        rows = list(csv.reader(io.StringIO(read_text(labels))))
        named = [
            [new if i == 0 and cell == old else cell for i, cell in enumerate(r)] for r in rows
        ]
        if named != rows:
            act.write({labels: table_text(named)})
    themes = root / "themes" / "themes.json"
    if themes.exists():
        try:
            stored = json.loads(read_text(themes))
        except ValueError:
            return
        renamed = _renamed(stored, old, new)
        if renamed != stored:
            act.write({themes: json.dumps(renamed, ensure_ascii=False, indent=1)})


def _rename_in_words(study: Study, act: Act, old: str, new: str) -> None:
    """Rename the document where programs wrote its id in words: an id may be a name."""
    named = naming(old)
    for path in [*_files(study.root / "private" / "imports"), *_files(study.root / "themes")]:
        if path.name != "themes.json" and path.suffix in (".txt", ".csv", ".html", ".md"):
            text = read_text(path)
            if named.search(text):
                act.write({path: named.sub(new, text)})


def naming(document: str) -> re.Pattern[str]:
    """Return what finds an id in words, and not within a longer one."""
    return re.compile(rf"(?<![\w-]){re.escape(document)}(?![\w-])")


def still_named(study: Study, old: str) -> list[str]:
    """Return the files that people wrote, or made, which name a document by an earlier id."""
    named = naming(old)
    folders = ("reports", "themes", "private", "synthesis", "memos", "quotations")
    paths = [p for folder in folders for p in _files(study.root / folder)]
    paths += [p for p in study.root.iterdir() if p.is_file()]
    return [study.where(p) for p in sorted(paths) if named.search(readable(p) or "")]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def _renamed(value: object, old: str, new: str) -> object:
    if isinstance(value, list):
        return [_renamed(one, old, new) for one in value]
    if isinstance(value, dict):
        return {
            key: new if key == "document" and one == old else _renamed(one, old, new)
            for key, one in value.items()
        }
    return value


def sign_offs(study: Study, document: str) -> int:
    """Return how many quotations of a document were signed off: under another id, anew."""
    ids = {coding.id for coding in study.codings(document=document)}
    states, problems = read_quotations(study.root)
    study.problems += problems
    return sum(bool(state.signs) for coding, state in states.items() if coding in ids)
