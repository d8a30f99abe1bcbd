"""Takes out of files of records what a crash cut off: it was never acknowledged."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from qualcode.model.plural import counted
from qualcode.store.folder_changes import lock_of
from qualcode.store.folder_map import DONE, QUOTATIONS, SPLITS, SUGGESTIONS
from qualcode.store.io.durable import read_bytes, write_atomic
from qualcode.store.study import Study
from qualcode.workbench.check.aside import Aside, Repaired

_KINDS = (DONE, QUOTATIONS, SPLITS, SUGGESTIONS)


def take_out_cut_lines(study: Study, aside: Aside) -> Iterator[Repaired]:
    """Take lines that were begun and not ended out of done marks, quotations, splits, suggestions.

    Any other line that cannot be read is for a person.

    Raises:
        StudyError: another program holds a file, or the disk refused.
    """
    for kind in _KINDS:
        for path in kind.files(study.root):
            if path.is_symlink() or not _cut(read_bytes(path))[1]:
                continue
            with study.lock(lock_of(kind, path), study.where(path)):
                data = read_bytes(path)
                after, count = _cut(data)
                if count:
                    kept = aside.keep(path, data)
                    write_atomic(path, after)
                    how = f"{counted(count, 'line')} that a crash cut off taken out"
                    yield Repaired(study.where(path), how, kept)


def _cut(data: bytes) -> tuple[bytes, int]:
    """Return a file of records without lines that were cut off, and how many these were."""
    lines = data.split(b"\n")
    whole = [line for line in lines if not _is_cut(line)]
    count = len(lines) - len(whole)
    ended = [*whole, b""] if whole and whole[-1] else whole
    return b"\n".join(ended), count


def _is_cut(line: bytes) -> bool:
    if not line.startswith(b"{") or line.rstrip().endswith(b"}"):
        return False
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return True
    return False
