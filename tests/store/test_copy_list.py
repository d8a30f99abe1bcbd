"""The list of conflict copies: of the study's kinds only, in the folder of texts outside it too."""

from __future__ import annotations

import shutil
from pathlib import Path

from qualcode.store.copy_list import (
    conflict_copies,
    ids_in_name,
    is_conflict_copy,
    put_aside_of,
)
from qualcode.store.study import Study


def test_copies_of_files_of_no_kind_are_nobodys(study: Study):
    for name in ("notes.md", "notes 2.md", "notes (conflicted copy 2026-12-01 101112).md",
                 "codebook-DESKTOP-AB12.yaml"):  # fmt: skip
        (study.root / name).write_text("")
    assert [copy.name for copy in conflict_copies(study)] == ["codebook-DESKTOP-AB12.yaml"]
    assert not is_conflict_copy(study.root, "notes 2.md")


def test_a_copy_says_its_original_its_kind_and_its_client(study: Study):
    shutil.copy(
        study.root / "documents/one.json", study.root / "documents/one (Case Conflict).json"
    )
    [copy] = conflict_copies(study)
    assert (copy.of, copy.kind.words, copy.client) == ("documents/one.json", "document", "Dropbox")
    assert copy.original == study.root / "documents/one.json"


def test_texts_in_a_folder_outside_the_study_are_looked_at(study: Study, tmp_path: Path):
    texts = tmp_path / "drive"
    shutil.copytree(study.root / "transcripts", texts)
    settings = study.root / "study.toml"
    text = settings.read_text()
    assert "[paths]" in text
    named = f'[paths]\ntranscripts = "{texts.as_posix()}"\n#'
    settings.write_text(text.replace("[paths]", named).replace('\ntranscripts = "transcripts"', ""))
    shutil.copy(texts / "one.txt", texts / "one 2.txt")
    (texts / "list 2.docx").write_text("")
    [copy] = conflict_copies(Study(study.root))
    assert (copy.path, copy.name) == (texts / "one 2.txt", "transcripts/one 2.txt")


def test_what_was_put_aside_is_found_by_the_ids_in_its_names(tmp_path: Path):
    for path in ("transcripts/t1 2.txt", "revisions/t1/a-b.json", "memos/ann/cases/P1-LAPTOP-X.md",
                 "transcripts/t2.txt", "transcripts/t1-2.txt"):  # fmt: skip
        place = tmp_path / "private/set-aside" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("")
    aside = tmp_path / "private/set-aside"
    found = [path.relative_to(aside).as_posix() for path in put_aside_of(tmp_path, {"t1", "P1"})]
    assert sorted(found) == [
        "memos/ann/cases/P1-LAPTOP-X.md", "revisions/t1/a-b.json", "transcripts/t1 2.txt",
    ]  # fmt: skip
    assert ids_in_name("t1-2.txt") == {"t1-2"}
