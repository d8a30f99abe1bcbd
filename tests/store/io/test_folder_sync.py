"""Folders that were just made are as durable as what is written in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qualcode.store.io.durable import put_in_place, write_atomic, write_staged, write_together
from qualcode.store.io.jsonl import append_records
from qualcode.store.records.coding_log import append_events
from qualcode.store.records.quotation_log import QuotationEvent, append_quotation_events
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows syncs no folders")


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The inode of everything that was flushed, in order.

    Each is held open: the number of what is gone would be given to the next folder.
    """
    found: list[int] = []
    held: list[int] = []

    def note(handle: int) -> None:
        held.append(os.dup(handle))
        found.append(os.fstat(handle).st_ino)

    monkeypatch.setattr(os, "fsync", note)
    yield found
    for handle in held:
        os.close(handle)


def times(synced: list[int], *folders: Path) -> list[int]:
    return [synced.count(folder.stat().st_ino) for folder in folders]


def staged(path: Path) -> None:
    other = path.parents[2] / "staged"
    write_staged(other, b"words")
    put_in_place(other, path)


WRITERS: list[Callable[[Path], object]] = [
    lambda path: write_atomic(path, "words"),
    lambda path: write_together({path: "words", path.with_name("other.txt"): "words"}),
    lambda path: append_records(path, [QuotationEvent("a", "sign", "1")]),
    lambda path: append_events(path, [], path.parent),
    staged,
]


@pytest.mark.parametrize("write", WRITERS, ids=["whole", "together", "records", "log", "staged"])
def test_what_is_written_into_new_folders_is_findable_after_a_power_cut(
    tmp_path: Path, synced: list[int], write: Callable[[Path], object]
):
    root = tmp_path / "study"
    root.mkdir()
    path = root / "memos" / "ann" / "one.txt"
    write(path)
    above = (root, root / "memos")
    # Two writers at once may both find a folder missing.
    assert all(times(synced, *above))
    assert times(synced, tmp_path) == [0]
    # The second time no folder is new.
    synced.clear()
    path.unlink()
    write(path)
    assert times(synced, *above) == [0, 0]


def test_a_study_s_own_new_folders_are_synced(study: Study, synced: list[int]):
    append_quotation_events(study.root, "ann", [QuotationEvent("a", "sign", "1")])
    CodingSession(study, "ann").write_memo("documents", "one", "A short talk.")
    memos = study.root / "memos"
    assert 0 not in times(synced, study.root, memos, memos / "ann", memos / "ann" / "documents")
    assert 0 not in times(synced, study.root / "quotations")
