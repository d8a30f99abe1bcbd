"""Takes out of files of records what a crash cut off: it was never acknowledged."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator

from qualcode.model.plural import counted
from qualcode.store.conflict_copies import original_of
from qualcode.store.folder_changes import lock_of
from qualcode.store.folder_map import DONE, EXPORTS, QUOTATIONS, SPLITS, SUGGESTIONS
from qualcode.store.io.durable import read_bytes, write_atomic
from qualcode.store.io.jsonl import is_record
from qualcode.store.study import Study
from qualcode.workbench.check.aside import Aside, Repaired

_KINDS = (DONE, EXPORTS, QUOTATIONS, SPLITS, SUGGESTIONS)


def take_out_cut_lines(study: Study, aside: Aside) -> Iterator[Repaired]:
    """Take lines that were begun and not ended out of done marks, quotations, splits, suggestions.

    A mark that an editor put before the first line goes too, and a whole last line is ended. Any
    other line that cannot be read is for a person, and so are conflict copies.

    Raises:
        StudyError: another program holds a file, or the disk refused.
    """
    for kind in _KINDS:
        for path in kind.files(study.root):
            if path.is_symlink() or original_of(study.root, study.where(path)) is not None:
                continue
            if _mended(read_bytes(path)) is None:
                continue
            with study.lock(lock_of(kind, path), study.where(path)):
                data = read_bytes(path)
                if (mended := _mended(data)) is not None:
                    kept = aside.keep(path, data)
                    write_atomic(path, mended[0])
                    yield Repaired(study.where(path), mended[1], kept)


def _mended(data: bytes) -> tuple[bytes, str] | None:
    """Return a file of records mended, and how; ``None`` if there is nothing to mend."""
    if b"\0" in data:
        return None
    marked = data.startswith(BOM_UTF8)
    lines = data.removeprefix(BOM_UTF8).split(b"\n")
    whole = [line for line in lines if not _is_cut(line)]
    count = len(lines) - len(whole)
    unended = bool(whole and whole[-1].strip() and not count)
    ended = [*whole, b""] if whole and whole[-1] else whole
    how = [
        f"{counted(count, 'line')} that a crash cut off taken out" if count else "",
        "a mark before its first line taken out" if marked else "",
        "its last line ended" if unended else "",
    ]
    return (b"\n".join(ended), ", ".join(filter(None, how))) if any(how) else None


def _is_cut(line: bytes) -> bool:
    begun = line.startswith(b"{") and not line.rstrip().endswith(b"}")
    return begun and not is_record(line)
