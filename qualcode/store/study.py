"""A study folder, opened: documents, texts, cases, codebook and codings, read when asked for."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError, NotFoundError, StudyError, TextChangedError
from qualcode.model.case import Case
from qualcode.model.codebook import Codebook
from qualcode.model.coding import Coding, CodingEvent, present
from qualcode.model.document import Document
from qualcode.model.problem import Problem
from qualcode.model.text import text_digest
from qualcode.store.cases import cases_text, read_cases
from qualcode.store.config import StudyConfig, read_config
from qualcode.store.documents import document_text, read_document
from qualcode.store.files import (
    check_file_name,
    locked,
    read_bytes,
    sweep,
    write_atomic,
    write_together,
)
from qualcode.store.log import append_events, read_log
from qualcode.store.marks import MARKS_FILE, DoneMark, append_marks, read_marks
from qualcode.store.memos import Memo, MemoKind, list_memos, memo_path
from qualcode.store.revisions import (
    Anchoring,
    Revision,
    read_revisions,
    revised_documents,
    revision_file,
)
from qualcode.store.summaries import Summary, read_summaries
from qualcode.store.yaml_codebook import load_codebook, read_codebook

MARKER = "study.toml"


class Study:
    """An open study folder. Nothing is read before it is asked for; nothing is kept locked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self._revised_at: tuple[int, frozenset[str]] = (0, frozenset())
        self._anchorings: dict[tuple[str, str], tuple[int, Anchoring]] = {}

    @classmethod
    def open(cls, path: Path | None = None) -> Study:
        """Open the study at ``path``, or in the current folder or one above it.

        Raises:
            NotFoundError: there is none; the message says how to make one.
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
            return cls(path.resolve())
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / MARKER).is_file():
                return cls(folder)
        raise NotFoundError(
            f"no study here: neither {here} nor a folder above it has a {MARKER}",
            mend="Name one with 'qualcode -C PATH …', or make one with 'qualcode new PATH'",
        )

    # ---- what the folder says -------------------------------------------------------------

    @cached_property
    def config(self) -> StudyConfig:
        """What ``study.toml`` says."""
        return read_config(self.root / MARKER)

    @property
    def codebook_path(self) -> Path:
        """Where the codebook is."""
        return self.root / "codebook.yaml"

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook, for reading codings with; raises BadInputError if it is not readable."""
        if not self.codebook_path.exists():
            return Codebook()
        return read_codebook(self.codebook_path)[0]

    def usable_codebook(self) -> Codebook:
        """The codebook, for making codings with: raises BadInputError on its first error."""
        if not self.codebook_path.exists():
            raise NotFoundError(
                "the study has no codebook.yaml", mend="Copy one there, or see 'qualcode new'"
            )
        return load_codebook(self.codebook_path)

    @cached_property
    def cases(self) -> dict[str, Case]:
        """The cases by id, in the order of ``cases.csv``."""
        return read_cases(self.root / "cases.csv")

    def save_cases(self, cases: Sequence[Case]) -> None:
        """Write ``cases.csv`` anew."""
        with self.lock("cases"):
            write_atomic(self.root / "cases.csv", cases_text(cases))
        self.__dict__.pop("cases", None)

    def group_name(self, group: str) -> str:
        """Return what reports call a group; the empty group is "Group not given"."""
        return self.config.groups.get(group) or group or "Group not given"

    # ---- documents and their texts --------------------------------------------------------

    @property
    def transcripts(self) -> Path:
        """The folder of transcript texts, inside the study or not."""
        return self.root / Path(self.config.transcripts).expanduser()

    @property
    def local(self) -> Path:
        """The folder of caches and locks; may be deleted at any time."""
        return self.root / ".qualcode"

    def document_ids(self) -> list[str]:
        """Return the ids of all documents, sorted."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.root / "documents") as found:
            return sorted(e.name[:-5] for e in found if e.name.endswith(".json"))
        return []

    def document(self, document_id: str) -> Document:
        """Return one document; raises NotFoundError naming those there are."""
        path = self.root / "documents" / f"{document_id}.json"
        if "/" in document_id or "\\" in document_id or not path.exists():
            raise self._no_document(document_id)
        return read_document(path)

    def _no_document(self, document_id: str) -> NotFoundError:
        from rapidfuzz import process

        ids = self.document_ids()
        near = [match[0] for match in process.extract(document_id, ids, limit=3)]
        listed = f"Did you mean {', '.join(near)}?" if near else "The study has none yet"
        return NotFoundError(f"no document {document_id!r}", mend=listed)

    def documents(self) -> list[Document]:
        """Return every document, by id."""
        folder = self.root / "documents"
        with _without_collector():
            return [read_document(folder / f"{name}.json") for name in self.document_ids()]

    def text_path(self, document_id: str) -> Path:
        """Return where a document's text is kept."""
        return self.transcripts / f"{document_id}.txt"

    def text(self, document: Document) -> str:
        """Return a document's text, its hash checked: offsets point into exactly this.

        Raises:
            TextChangedError: the file was edited, or is not the text of this hash.
            NotFoundError: it is not on this machine.
        """
        path = self.text_path(document.id)
        if not path.exists():
            raise NotFoundError(
                f"the text of {document.id} is not on this machine: there is no {path}",
                mend="Ask for it whoever imported it; texts are not in git",
            )
        data = read_bytes(path)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        digest = text_digest(text)
        if digest != document.sha256:
            return self._other_text(document, path, digest)
        return text

    def _other_text(self, document: Document, path: Path, digest: str) -> str:
        """Return the document's text where its file is another text of it, or say why not."""
        revisions, _ = read_revisions(self.root, document.id)
        if not any(digest in (r.before, r.after) for r in revisions):
            raise TextChangedError(
                "the text was changed by another program, so offsets no longer fit",
                where=str(path),
                mend=f"To take the change over, codings following it: qualcode revise "
                f"{document.id}. Or put the old text back",
            )
        # A revision that was cut off between two files, or undone in git, leaves this.
        kept = self.earlier_text(document.sha256)
        if kept is not None:
            return kept
        last = next((r for r in reversed(revisions) if r.after == document.sha256), None)
        if last is None:
            raise TextChangedError(
                "the text was revised, and this study folder does not have the revision yet",
                where=str(path),
                mend="Get your team's changes first: git pull",
            )
        who = f" by {last.by}" if last.by else ""
        raise TextChangedError(
            f"this is an earlier text: it was revised{who} on {last.at[:10]}",
            where=str(path),
            mend=f"Ask{who.replace(' by', '') or ' your team'} for the new {path.name} and put it "
            "there; texts are not in git",
        )

    def keep_text(self, document: Document, text: str) -> None:
        """Keep a document's text, and what is known of it, in ``.qualcode/texts`` by its hash."""
        write_together(self._kept(document, text))

    def restore_text(self, document: Document, text: str) -> None:
        """Write a document's text file anew: the text of its hash, and no other.

        Raises:
            TextChangedError: it is another.
        """
        if text_digest(text) != document.sha256:
            raise TextChangedError(f"not the text of {document.id}")
        write_atomic(self.text_path(document.id), text)

    def earlier_text(self, digest: str) -> str | None:
        """Return a text kept on this machine by its SHA-256, ``None`` where there is none."""
        try:
            text = (self.local / "texts" / f"{digest}.txt").read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return text if text_digest(text) == digest else None

    def add_document(self, document: Document, text: str) -> None:
        """Store a new document and its text; raises StudyError if there is one of this id."""
        if self.add_documents([(document, text, None)]):
            raise StudyError(f"there is a document {document.id!r} already")

    def add_documents(
        self, new: Sequence[tuple[Document, str, tuple[str, bytes] | None]]
    ) -> set[str]:
        """Store new documents: for each its text, and the name and bytes of the file received.

        Texts go first, so that a crash leaves no document without one. Returns the ids of those
        that were not stored, because there is a document of that id already.
        """
        for document, _, _ in new:
            check_file_name(document.id, "document")
        with self.lock("documents"):
            folder = self.root / "documents"
            there = {d.id for d, _, _ in new if (folder / f"{d.id}.json").exists()}
            fresh = [one for one in new if one[0].id not in there]
            words: dict[Path, str | bytes] = {self.text_path(d.id): text for d, text, _ in fresh}
            originals = (original for _, _, original in fresh if original)
            words |= {self.root / "originals" / name: data for name, data in originals}
            write_together(words)
            write_together({folder / f"{d.id}.json": document_text(d) for d, _, _ in fresh})
        return there

    def sweep(self) -> None:
        """Remove what an import that was killed left half-written."""
        with self.lock("documents"):
            for folder in (self.root / "originals", self.root / "documents", self.transcripts):
                sweep(folder)

    def replace_document(self, document: Document, text: str) -> None:
        """Store a document anew under its id, with another text; nobody may have coded it.

        The earlier text stays in ``.qualcode/texts``, named by its hash.

        Raises:
            StudyError: there are codings of the document, which would lose their place.
        """
        with self.lock("documents"):
            coders = [c for c in self.coders() if self.log_path(c, document.id).exists()]
            if coders:
                raise StudyError(
                    f"{document.id} was coded by {', '.join(coders)}, so its text stays",
                    mend=f"Import the new file beside it, e.g. with --as {document.id}-2",
                )
            with contextlib.suppress(FileNotFoundError):
                earlier = self.text_path(document.id).read_bytes()
                digest = hashlib.sha256(earlier).hexdigest()
                write_atomic(self.local / "texts" / f"{digest}.txt", earlier)
            write_atomic(self.text_path(document.id), text)
            write_atomic(self.root / "documents" / f"{document.id}.json", document_text(document))

    def revise_documents(
        self, new: Sequence[tuple[Document, Document, Revision, str]], *, keep: bool = True
    ) -> None:
        """Give documents other texts: for each how it was, how it is now, the map, the text.

        Both texts are kept in ``.qualcode/texts`` by their hash, the earlier one not where
        ``keep`` is off. A crash on the way leaves each document with its old text or its new
        one; ``text`` finds either.

        Raises:
            StudyError: somebody else revised one of the documents meanwhile; nothing is changed.
        """
        folder = self.root / "documents"
        with self.lock("documents"):
            for before, _, _, _ in new:
                if self.document(before.id).sha256 != before.sha256:
                    raise StudyError(
                        f"the text of {before.id} was revised by somebody else meanwhile",
                        mend="Look at it as it is now, and try again",
                    )
            kept: dict[Path, str | bytes] = {}
            for before, after, revision, text in new:
                name, data = revision_file(after.id, revision)
                kept[self.root / name] = data
                kept |= self._kept(after, text)
                if keep and self.earlier_text(before.sha256) is None:
                    kept |= self._kept(before, self.text(before))
            write_together(kept)
            write_together({folder / f"{d.id}.json": document_text(d) for _, d, _, _ in new})
            write_together({self.text_path(d.id): text for _, d, _, text in new})

    def _kept(self, document: Document, text: str) -> dict[Path, str | bytes]:
        folder = self.local / "texts"
        return {
            folder / f"{document.sha256}.txt": text,
            folder / f"{document.id}-{document.sha256[:12]}.json": document_text(document),
        }

    def earlier(self, document: Document, digest: str) -> Document:
        """Return a document as it was with an earlier text; who is who as it is known today.

        Raises:
            NotFoundError: that text, or what was known of it, is not on this machine.
        """
        path = self.local / "texts" / f"{document.id}-{digest[:12]}.json"
        if self.earlier_text(digest) is None or not path.exists():
            raise NotFoundError(
                f"the earlier text of {document.id} is not on this machine",
                mend="It is on the one that revised it, in .qualcode/texts; "
                f"or take it from a copy: qualcode revise {document.id} FILE",
            )
        earlier = msgspec.json.decode(path.read_bytes(), type=Document)
        known = {speaker.label: speaker for speaker in document.speakers}
        return msgspec.structs.replace(
            earlier,
            speakers=tuple(known.get(speaker.label, speaker) for speaker in earlier.speakers),
            title=document.title,
            language=document.language,
        )

    def bring_back(self, document: Document, digest: str) -> Document:
        """Give a document the text of a digest again that it had; return it as it is then.

        Who the speakers are, as corrected since, stays.

        Raises:
            NotFoundError: that text, or what was known of it, is not on this machine.
            StudyError: somebody else revised the document meanwhile.
        """
        earlier = self.earlier(document, digest)
        text = self.earlier_text(digest) or ""
        with self.lock("documents"):
            if self.document(document.id).sha256 != document.sha256:
                raise StudyError(
                    f"the text of {document.id} was revised by somebody else meanwhile"
                )
            now_there = self.text(document)
            write_together(self._kept(document, now_there) | self._kept(earlier, text))
            write_atomic(self.root / "documents" / f"{earlier.id}.json", document_text(earlier))
            write_atomic(self.text_path(earlier.id), text)
        return earlier

    # ---- codings --------------------------------------------------------------------------

    def coders(self) -> list[str]:
        """Return every coder who has a folder of codings, sorted."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.root / "codings") as found:
            return sorted(e.name for e in found if e.is_dir())
        return []

    def log_path(self, coder: str, document_id: str) -> Path:
        """Return where one coder's events on one document are."""
        return self.root / "codings" / coder / f"{document_id}.jsonl"

    def _logs(self, coder: str | None, document_id: str | None) -> Iterator[tuple[str, str, Path]]:
        for name in self.coders() if coder is None else [coder]:
            folder = self.root / "codings" / name
            if document_id is not None:
                if self.log_path(name, document_id).exists():
                    yield name, document_id, self.log_path(name, document_id)
                continue
            with contextlib.suppress(FileNotFoundError):
                # Names, not Path objects: thousands of logs are opened at once.
                for file in sorted(os.listdir(folder)):  # noqa: PTH208
                    if file.endswith(".jsonl") and not file.startswith("+"):
                        yield name, file[:-6], folder / file

    def coded_documents(self, coder: str) -> list[str]:
        """Return the documents that a coder has a log of, whatever stands in it now."""
        return [document for _, document, _ in self._logs(coder, None)]

    def events(
        self, *, coder: str | None = None, document: str | None = None
    ) -> Iterator[tuple[str, str, list[CodingEvent]]]:
        """Yield coder, document and events of each log; problems go to ``self.problems``."""
        for name, document_id, path in self._logs(coder, document):
            where = f"codings/{name}/{document_id}.jsonl"
            events, problems = read_log(path, where)
            self.problems += problems
            yield name, document_id, events

    def codings(
        self, *, coder: str | None = None, document: str | None = None, text: str = ""
    ) -> list[Coding]:
        """Return the codings that stand, by coder, document, and place in the text.

        Codings made on another text of a revised document are placed in the one it has now, or,
        with ``document``, in the one whose SHA-256 is ``text``.
        """
        found: list[Coding] = []
        with _without_collector():
            for name, document_id, events in self.events(coder=coder, document=document):
                standing = self.placed(document_id, name, present(events), text)
                standing.sort(key=lambda c: (c.event.start, c.event.end, c.id))
                found += standing
        return found

    def placed(
        self, document_id: str, coder: str, events: Sequence[CodingEvent], text: str = ""
    ) -> list[Coding]:
        """Return events as codings at their places in the document's text, in their order.

        ``text`` is the SHA-256 of another text of the document to place them in.
        """
        if document_id not in self._revised():
            return [Coding(document_id, coder, event) for event in events]
        return self.anchoring(document_id, text).codings(coder, document_id, events)

    def _revised(self) -> frozenset[str]:
        """Return which documents have revisions, looking again when the folder has changed."""
        stamp = 0
        with contextlib.suppress(OSError):
            stamp = os.stat(self.root / "revisions").st_mtime_ns  # noqa: PTH116 - often asked
        if stamp != self._revised_at[0]:
            self._revised_at = (stamp, revised_documents(self.root))
        return self._revised_at[1]

    def anchoring(self, document_id: str, text: str = "") -> Anchoring:
        """Return what places codings in a document's present text, or in the one of a digest."""
        try:
            present_text = text or self.document(document_id).sha256
        except (NotFoundError, BadInputError):
            # Everything is orphaned where the document is gone or cannot be read.
            present_text = ""
        folder = self.root / "revisions" / document_id
        with contextlib.suppress(FileNotFoundError):
            stamp = folder.stat().st_mtime_ns
            known = self._anchorings.get((document_id, present_text))
            if known is not None and known[0] == stamp:
                return known[1]
            revisions, problems = read_revisions(self.root, document_id)
            self.problems += problems
            made = Anchoring(revisions, present_text)
            self._anchorings[(document_id, present_text)] = (stamp, made)
            return made
        return Anchoring((), present_text)

    def append(self, coder: str, document_id: str, events: Sequence[CodingEvent]) -> None:
        """Append events to a log and return once they are durable.

        Raises:
            StudyError: another program holds the log, or the disk refused; nothing is saved.
        """
        path = self.log_path(coder, document_id)
        with self.log_lock(coder, document_id):
            append_events(path, events, self.local / "torn")

    def log_lock(self, coder: str, document_id: str) -> contextlib.AbstractContextManager[None]:
        """Lock one coder's log of one document against other programs."""
        return self.lock(f"{coder}--{document_id}", f"the codings of {coder} on {document_id}")

    def lock(self, name: str, what: str = "") -> contextlib.AbstractContextManager[None]:
        """Lock a part of the study, by a file in ``.qualcode/locks``."""
        return locked(self.local / "locks" / f"{name}.lock", what or name)

    # ---- done marks and memos --------------------------------------------------------------

    def done_marks(self) -> dict[str, dict[str, str]]:
        """Return for each document that any coder calls done: coder to the time they said so."""
        found: dict[str, dict[str, str]] = {}
        for coder in self.coders():
            for document, mark in self._marks(coder).items():
                if mark.done:
                    found.setdefault(document, {})[coder] = mark.at
        return found

    def is_done(self, coder: str, document_id: str) -> bool:
        """Say whether this coder calls the document done."""
        mark = self._marks(coder).get(document_id)
        return mark is not None and mark.done

    def mark_done(self, coder: str, document_id: str, done: bool) -> None:
        """Say durably that a document is done, or is not.

        Raises:
            StudyError: another program holds the file, or the disk refused.
        """
        path = self.root / "codings" / coder / MARKS_FILE
        with self.lock(f"{coder}--+done", f"the done marks of {coder}"):
            append_marks(path, [DoneMark(document_id, done, now())])

    def _marks(self, coder: str) -> dict[str, DoneMark]:
        path = self.root / "codings" / coder / MARKS_FILE
        marks, problems = read_marks(path, f"codings/{coder}/{MARKS_FILE}")
        self.problems += problems
        return marks

    def memo_path(self, coder: str, kind: MemoKind, about: str) -> Path:
        """Return where a coder's memo on a document, code or case is."""
        return memo_path(self.root / "memos", coder, kind, about)

    def memos(self) -> list[Memo]:
        """Return every memo, by coder, kind and what it is about; their texts are not read."""
        return list_memos(self.root / "memos")

    # ---- synthesis and settings -----------------------------------------------------------

    def summaries(self, matrix: str = "main") -> list[Summary]:
        """Return the analyst's cell summaries of a matrix; problems go to ``self.problems``."""
        found, problems = read_summaries(self.root / "synthesis" / matrix)
        self.problems += problems
        return found

    def local_coder(self) -> str | None:
        """Return the coder this machine's user chose, from ``.qualcode/settings.json``."""
        return self.local_settings().get("coder")

    def set_local_coder(self, coder: str) -> None:
        """Remember the coder on this machine."""
        self.set_local("coder", check_file_name(coder, "coder"))

    def local_settings(self) -> dict[str, str]:
        """Return what this machine's user chose; raises BadInputError if it cannot be read."""
        path = self.local / "settings.json"
        if not path.exists():
            return {}
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except (msgspec.DecodeError, OSError):
            raise BadInputError(
                "not readable", where=".qualcode/settings.json", mend="Delete the file"
            ) from None

    def set_local(self, name: str, value: str) -> None:
        """Remember one setting on this machine."""
        settings = self.local_settings() | {name: value}
        write_atomic(self.local / "settings.json", msgspec.json.encode(settings))


def now() -> str:
    """Return the time as events record it: UTC, ISO 8601, microseconds."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    # Hundreds of thousands of fresh objects and no cycles: the collector would only re-scan them.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
