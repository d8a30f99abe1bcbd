"""The study folder: its settings, codebook, cases, documents, and the paths in it."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Self

import msgspec

from qualcode.errors import BadInputError, NoStudyError, NotFoundError, QualcodeError
from qualcode.model.case import Case
from qualcode.model.codebook.code import Codebook
from qualcode.model.document.document import Document
from qualcode.model.local_time import local_minute
from qualcode.model.problem import Problem
from qualcode.store import migrations
from qualcode.store.acts import act as acts
from qualcode.store.acts.places import FOLDER
from qualcode.store.codebook.reader import check_ids, load_codebook, read_codebook
from qualcode.store.config import StudyConfig, read_config, read_settings
from qualcode.store.conflict_copies import own_folders, own_names
from qualcode.store.folder_map import SETTINGS
from qualcode.store.io.durable import (
    LOCK_SECONDS,
    BusyError,
    check_file_name,
    locked,
    read_text,
    write_atomic,
)
from qualcode.store.local_coder import coder_here, unbound_coder, with_coder
from qualcode.store.outside_links import refuse_outside_links
from qualcode.store.records.cases import cases_in, cases_text
from qualcode.store.records.documents import read_document
from qualcode.store.records.study_texts import text_saved_otherwise

MARKER = "study.toml"


class StudyFolder:
    """A study folder that was found; nothing is read before it is needed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        #: Results of interrupted acts, finished when the study was opened.
        self.cut_off: list[Problem] = []
        self._looked_at = (0, 0)

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """Open the study at ``path``, or in the current folder or one above it.

        One of an older format is brought up to the present one.

        Raises:
            NoStudyError: none is here; NotFoundError: none is at ``path``. Both say how to make
                one.
            StudyError: it is of a newer format than this qualcode knows; nothing is written.
        """
        if path is not None:
            if path.name == MARKER and path.is_file():
                path = path.parent
            if not (path / MARKER).is_file():
                what = "is not a study folder" if path.is_dir() else "does not exist"
                raise NotFoundError(
                    f"{path} {what}" + (f": it has no {MARKER}" if path.is_dir() else ""),
                    mend="Make a study with 'qualcode new PATH'",
                )
            return cls(path.resolve())._ready()
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / MARKER).is_file():
                return cls(folder)._ready()
        raise NoStudyError(
            f"no study here: neither {here} nor a folder above it has a {MARKER}",
            mend="Name one with 'qualcode -C PATH …', make one with 'qualcode new PATH', or try "
            "it on invented interviews with 'qualcode demo'",
        )

    # ---- acts over several files ----------------------------------------------------------

    def _ready(self) -> Self:
        """Refuse a newer format, finish what was cut off, bring up an older format."""
        migrations.refuse_newer(self.root)
        refuse_outside_links(self.root)
        self._whole()
        # What was cut off may have been a newer program's.
        migrations.refuse_newer(self.root)
        self.cut_off += migrations.bring_up(self.root, self._begin)
        return self

    def _begin(
        self, name: str, about: str, wait: bool
    ) -> contextlib.AbstractContextManager[acts.Act]:
        return self.act(name, about, seconds=LOCK_SECONDS if wait else 0)

    def _whole(self) -> Self:
        """Finish interrupted acts, if any; each result is reported as a problem."""
        if not acts.unfinished(self.root):
            return self
        try:
            with self.lock(acts.LOCK, seconds=0):
                finished = acts.finish_acts(self)
        except BusyError:
            # Another program is in the middle of it.
            return self
        except QualcodeError as error:
            self.cut_off.append(
                Problem("error", "unfinished-act", error.where or FOLDER,
                        f"what was cut off cannot be finished: {error.message}", error.mend)
            )  # fmt: skip
            return self
        self.cut_off += [problem for act in finished for problem in _told(act)]
        return self

    @contextlib.contextmanager
    def act(self, name: str, about: str = "", seconds: float = LOCK_SECONDS) -> Iterator[acts.Act]:
        """Prepare an act over several files, and do all of it or nothing when the block ends.

        Raises:
            StudyError: another act is under way, or an earlier one cannot be finished; or the
                disk refused, and nothing has changed.
        """
        with self.lock(acts.LOCK, "documents of this study", seconds):
            for act in acts.finish_acts(self):
                self.cut_off += _told(act)
            self._forget()
            prepared = acts.Act(self, name, about, now())
            try:
                with prepared.locks:
                    yield prepared
                    prepared.commit()
                    self._forget()
            except BaseException:
                prepared.discard()
                raise
            again = f"Look at it, then do '{name}' again"
            left = (Problem("warning", "act-left", name, one, again) for one in prepared.left)
            self.problems += left

    def _forget(self) -> None:
        """Read the codebook and the cases again when next needed."""
        self.forget_codebook()
        self.__dict__.pop("cases", None)

    # ---- contents of the folder -----------------------------------------------------------

    @cached_property
    def config(self) -> StudyConfig:
        """The settings in ``study.toml``."""
        self._tell_text(self.root / MARKER)
        return read_config(self.root / MARKER)

    @cached_property
    def readable_config(self) -> StudyConfig:
        """The settings in ``study.toml`` without unknown keys: for reading, never for print."""
        return read_settings(self.root / MARKER)[0]

    @property
    def codebook_path(self) -> Path:
        """Where the codebook is."""
        return self.root / "codebook.yaml"

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook, for reading codings; raises BadInputError if it cannot be read."""
        if not self.codebook_path.exists():
            return Codebook()
        self._tell_text(self.codebook_path)
        return read_codebook(self.codebook_path)[0]

    def forget_codebook(self) -> None:
        """Read the codebook again when next needed: another program may have changed it."""
        self.__dict__.pop("codebook", None)

    def usable_codebook(self) -> Codebook:
        """The codebook, for making codings: raises BadInputError on its first error."""
        if not self.codebook_path.exists():
            raise NotFoundError(
                "the study has no codebook.yaml", mend="Copy one there, or see 'qualcode new'"
            )
        return load_codebook(self.codebook_path)

    def edit_codebook(
        self, edit: Callable[[str], str], *, act: acts.Act | None = None, dry_run: bool = False
    ) -> tuple[str, str]:
        """Change ``codebook.yaml``: ``edit`` turns its text into what it is to say.

        Read and written under one lock, so that nobody else's edit is lost; with ``act`` it is
        part of that, and locked to its end. Returns the text before and after; with ``dry_run``
        nothing is written.

        Raises:
            NotFoundError, BadInputError: there is none, the edit refuses, or two codes would have
                one id; nothing is changed.
            StudyError: another program holds it, or the disk refused.
        """
        lock = self.lock("codebook.yaml")
        with act.holding(lock) if act else lock:
            before = read_text(self.codebook_path)
            after = edit(before)
            if after != before:
                check_ids(before, after)
                if act:
                    act.write({self.codebook_path: after})
                elif not dry_run:
                    write_atomic(self.codebook_path, after)
            self.forget_codebook()
            return before, after

    @cached_property
    def cases(self) -> dict[str, Case]:
        """The cases by id, in the order of ``cases.csv``."""
        cases, saved = cases_in(self.root / "cases.csv")
        self._tell_saved(saved)
        return cases

    def refresh_cases(self) -> None:
        """Read the cases again; raises BadInputError if they cannot be, and the last ones stay."""
        last = self.__dict__.pop("cases", None)
        try:
            _ = self.cases
        except BadInputError:
            if last is not None:
                self.__dict__["cases"] = last
            raise

    def edit_cases(
        self, change: Callable[[dict[str, Case]], Iterable[Case]], act: acts.Act | None = None
    ) -> dict[str, Case]:
        """Change ``cases.csv``: ``change`` turns its present contents into the new ones.

        It is read and written under one lock, so that nobody else's cases are lost; with ``act`` it
        is part of that act, and locked to its end. Returns the cases afterwards.

        Raises:
            BadInputError: the file cannot be read; nothing is changed.
            StudyError: another program holds it, or the disk refused.
        """
        path = self.root / "cases.csv"
        with act.holding(self.lock("cases")) if act else self.lock("cases"):
            before, saved = cases_in(path)
            after = {case.id: case for case in change(dict(before))}
            changed = list(after.items()) != list(before.items())
            if changed:
                if act:
                    act.write({path: cases_text(after.values())})
                else:
                    write_atomic(path, cases_text(after.values()))
            self._tell_saved(saved, anew=changed)
            self.__dict__.pop("cases", None)
            return after

    def _tell_text(self, path: Path) -> None:
        """Report once that another program saved a text in another encoding."""
        for saved in text_saved_otherwise(self.root, path):
            self._tell_saved(saved)

    def _tell_saved(self, saved: Problem | None, *, anew: bool = False) -> None:
        """Report once how another program saved a table, and whether it is now rewritten."""
        if saved is None:
            return
        self.problems = [one for one in self.problems if one != saved]
        if anew:
            mend = "It is UTF-8 with commas again"
            saved = replace(saved, code="saved-anew", mend=mend)
        self.problems.append(saved)

    def group_name(self, group: str) -> str:
        """Return the name of a group in reports; the empty group is "Group not given"."""
        return self.config.groups.get(group) or group or "Group not given"

    # ---- documents and their texts --------------------------------------------------------

    @property
    def transcripts(self) -> Path:
        """The folder of transcript texts, inside the study or not."""
        named = Path(os.path.expandvars(self.readable_config.transcripts))
        try:
            return self.root / named.expanduser()
        except RuntimeError:
            # A colleague's name, of whom this machine has no account: a folder that is not there.
            return Path(named.anchor or os.sep) / named

    @property
    def local(self) -> Path:
        """The folder of caches and locks; may be deleted at any time."""
        return self.root / ".qualcode"

    def document_ids(self) -> list[str]:
        """Return the ids of all documents, sorted."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.root / "documents") as found:
            names = own_names(self.root, "documents", [e.name for e in found])
            return sorted(name[:-5] for name in names if name.endswith(".json"))
        return []

    def document(self, document_id: str) -> Document:
        """Return one document; raises NotFoundError, which names the existing ones."""
        path = self.root / "documents" / f"{document_id}.json"
        if "/" in document_id or "\\" in document_id or not path.exists():
            raise self._no_document(document_id)
        return read_document(path)

    def still_there(self, document_id: str) -> None:
        """Raise NotFoundError if another program removed a document, or gave it another id."""
        if not (self.root / "documents" / f"{document_id}.json").exists():
            raise NotFoundError(
                f"{document_id} is not in the study any more, or has another id now",
                mend="Open it again under its present id",
            )

    def _no_document(self, document_id: str) -> NotFoundError:
        from rapidfuzz import process

        ids = self.document_ids()
        near = [match[0] for match in process.extract(document_id, ids, limit=3)]
        listed = f"Did you mean {', '.join(near)}?" if near else "The study has none yet"
        return NotFoundError(f"no document {document_id!r}", mend=listed)

    def documents(self) -> list[Document]:
        """Return every document, by id."""
        folder = self.root / "documents"
        with without_collector():
            return [read_document(folder / f"{name}.json") for name in self.document_ids()]

    # ---- coders, locks, settings -----------------------------------------------------------

    def coders(self) -> list[str]:
        """Return every coder who has a folder of codings, sorted."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.root / "codings") as found:
            return own_folders(self.root, "codings", [e.name for e in found if e.is_dir()])
        return []

    def log_path(self, coder: str, document_id: str) -> Path:
        """Return the path of one coder's events on one document."""
        return self.root / "codings" / coder / f"{document_id}.jsonl"

    def log_lock(self, coder: str, document_id: str) -> contextlib.AbstractContextManager[None]:
        """Lock one coder's log of one document against other programs."""
        return self.lock(f"{coder}--{document_id}", f"the codings of {coder} on {document_id}")

    def lock(
        self, name: str, what: str = "", seconds: float = LOCK_SECONDS
    ) -> contextlib.AbstractContextManager[None]:
        """Lock a part of the study, by a file in ``.qualcode/locks``.

        Raises:
            StudyError: the study is of a newer format by now, and is not to be written to.
        """
        self.refuse_newer()
        return locked(self.local / "locks" / f"{name}.lock", what or name, seconds)

    def refuse_newer(self) -> None:
        """Look at the format again where the settings changed: git may have brought a newer one.

        Raises:
            StudyError: the study is of a newer format by now.
        """
        with contextlib.suppress(OSError):
            found = (self.root / MARKER).stat()
            if (stamp := (found.st_mtime_ns, found.st_size)) != self._looked_at:
                migrations.refuse_newer(self.root)
                self._looked_at = stamp

    def local_coder(self) -> str | None:
        """Return the coder this machine's user chose, from ``.qualcode/settings.json``."""
        return coder_here(self.local_settings())

    def set_local_coder(self, coder: str) -> None:
        """Remember the coder on this machine, for this user."""
        check_file_name(coder, "coder")
        self._change_settings(lambda settings: with_coder(settings, coder))

    def bind_local_coder(self) -> str:
        """Take the coder that an earlier version set, of no machine, for this machine's.

        Only if nobody is known to code here; returns who that is, "" if there was nobody to take.

        Raises:
            BadInputError: the settings cannot be read.
            StudyError: they cannot be written.
        """
        settings = self.local_settings()
        unbound = unbound_coder(settings)
        if not unbound or coder_here(settings):
            return ""
        self._change_settings(lambda now: with_coder(now, unbound) if unbound_coder(now) else now)
        return unbound

    def local_settings(self) -> dict[str, str]:
        """Return what this machine's user chose; raises BadInputError if it cannot be read."""
        path = SETTINGS.at(self.root)
        if not path.exists():
            return {}
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except (msgspec.DecodeError, OSError):
            raise BadInputError(
                "not readable", where=SETTINGS.path, mend="Delete the file"
            ) from None

    def set_local(self, name: str, value: str) -> None:
        """Remember one setting on this machine."""
        self._change_settings(lambda settings: settings | {name: value})

    def _change_settings(self, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
        with self.lock("settings", "this machine's settings"):
            settings = change(self.local_settings())
            write_atomic(SETTINGS.at(self.root), msgspec.json.encode(settings))


def _told(act: acts.Finished) -> list[Problem]:
    """Return problems that report a finished act, and what could not be done."""
    what = f"'{act.name}'" + (f" of {act.about}" if act.about else "")
    cut = f"{what} was cut off on {local_minute(act.at, zone=True).replace(' ', ' at ', 1)}"
    if not act.left:
        return [Problem("note", "finished-act", act.at, f"{cut}; it is finished now", "")]
    again = f"Look at it, then do {what} again"
    return [Problem("warning", "finished-act", act.at, f"{cut}; {one}", again) for one in act.left]


def place_key(document_id: str) -> str:
    """Return the local setting that says where a document was left."""
    return f"place of {document_id}"


def now() -> str:
    """Return the time as events record it: UTC, ISO 8601, microseconds."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Pause the garbage collector while many lasting objects are made."""
    # Hundreds of thousands of fresh objects without cycles: the collector would only re-scan them.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
