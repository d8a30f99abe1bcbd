"""Mends what needs no person: each file as it was is first put into private/set-aside."""

from __future__ import annotations

import contextlib
import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.plural import counted
from qualcode.store.io.durable import write_atomic
from qualcode.store.io.folder_modes import close_to, open_folders
from qualcode.store.io.plain_files import plain_bytes
from qualcode.store.records.coding_log import append_events
from qualcode.store.study import Study
from qualcode.workbench.check.aside import Aside, Repaired
from qualcode.workbench.check.cut_records import take_out_cut_lines
from qualcode.workbench.check.editor_leavings import leavings_over
from qualcode.workbench.check.encodings import save_as_utf8
from qualcode.workbench.check.leftovers import GIT_MERGE


def repair_study(study: Study) -> list[Repaired]:
    """Mend what needs no person, and return what was done; a second time there is nothing.

    Files that were being written, and what git left inside a merge, are put away; logs end with a
    whole line and begin without a mark, and records that were cut off are taken out; texts and
    tables are UTF-8; folders of words are shut to other accounts.

    Raises:
        StudyError: another program writes to a log at this moment, or the disk refused.
    """
    return list(_Repair(study).everything())


class _Repair:
    def __init__(self, study: Study) -> None:
        self._study = study
        self._aside = Aside(study)

    def everything(self) -> Iterator[Repaired]:
        for path in self._study.half_written():
            yield self._put_away(path, "half-written, put away")
        for path in sorted(self._study.root.iterdir()):
            if GIT_MERGE.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                yield self._put_away(path, "left by git, put away")
        yield from self._leavings()
        for coder in self._study.coders():
            for document in self._study.coded_documents(coder):
                yield from self._log(coder, document)
        yield from take_out_cut_lines(self._study, self._aside)
        for one in save_as_utf8(self._study, self._aside):
            yield replace(one, how=f"is UTF-8 now; {one.how}")
        yield from self._modes()

    def _leavings(self) -> Iterator[Repaired]:
        for path in leavings_over(self._study):
            with contextlib.suppress(OSError):
                path.unlink()
                yield Repaired(self._study.where(path), "left by an editor, removed")

    def _put_away(self, path: Path, how: str) -> Repaired:
        where = self._study.where(path)
        try:
            kept = self._aside.keep(path, plain_bytes(path))
            path.unlink()
        except OSError as error:
            raise StudyError(f"cannot put away {where}: {error.strerror or error}") from None
        return Repaired(where, how, kept)

    def _log(self, coder: str, document: str) -> Iterator[Repaired]:
        path = self._study.log_path(coder, document)
        if path.is_symlink() or not path.is_file():
            return
        with self._study.log_lock(coder, document):
            data = plain_bytes(path)
            marked = data.startswith(BOM_UTF8)
            if data and (marked or not data.endswith(b"\n")):
                kept = self._aside.keep(path, data)
                if marked:
                    write_atomic(path, data.removeprefix(BOM_UTF8))
                append_events(path, [], self._study.local / "torn")
                how = "a mark before its first line was taken out" if marked else ""
                torn = "" if data.endswith(b"\n") else "its last line is ended, or set aside as cut"
                yield Repaired(
                    self._study.where(path), " and ".join(one for one in (how, torn) if one), kept
                )

    def _modes(self) -> Iterator[Repaired]:
        for folder in open_folders(self._study.root, self._study.transcripts):
            shut = 0
            for at, _, names in os.walk(folder):
                for path in (Path(at), *(Path(at, name) for name in names)):
                    with contextlib.suppress(OSError):
                        if not path.is_symlink() and (mode := close_to(path)) is not None:
                            path.chmod(mode)
                            # Some drives keep no modes, and do not say so.
                            shut += close_to(path) is None
            if shut:
                many = counted(shut, "folder or file", "folders and files")
                yield Repaired(self._study.where(folder), f"{many} shut to other accounts")
