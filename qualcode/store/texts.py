"""The texts of transcripts in a study folder: reads, checks, adds, revises and restores them."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from qualcode.errors import (
    BadInputError,
    NotFoundError,
    StudyError,
    TextChangedError,
    TextMissingError,
)
from qualcode.model.document.document import Document
from qualcode.model.local_time import local_day
from qualcode.model.plural import counted
from qualcode.model.problem import Problem
from qualcode.model.text.text import text_digest
from qualcode.store.acts.act import LOCK, Act
from qualcode.store.acts.half_written import half_written
from qualcode.store.folder import StudyFolder
from qualcode.store.folder_map import EARLIER_DOCUMENTS, EARLIER_TEXTS
from qualcode.store.io.durable import (
    check_digest,
    check_file_name,
    read_bytes,
    write_atomic,
    write_together,
)
from qualcode.store.io.plain_files import open_plain, plain_bytes
from qualcode.store.named_paths import check_own_folder
from qualcode.store.records.documents import document_text
from qualcode.store.records.revisions import Revision, read_revisions, revision_file

_ASK_FOR_RIGHTS = (
    "Ask whoever keeps that folder for the right to read it, or set transcripts under [paths] in "
    "study.toml"
)


class StudyTexts(StudyFolder):
    """A study folder and its texts; offsets point into exactly these texts."""

    def text_path(self, document_id: str) -> Path:
        """Return the path of a document's text."""
        return self.transcripts / f"{document_id}.txt"

    def text(self, document: Document) -> str:
        """Return a document's text, after checking its hash: offsets point into exactly this.

        Raises:
            TextChangedError: the file was edited, or is not the text with this hash.
            TextMissingError: it is not on this machine, or may not be read here.
        """
        path = self.text_path(document.id)
        try:
            data = plain_bytes(path)
        except (FileNotFoundError, NotADirectoryError):
            raise TextMissingError(
                f"the text of {document.id} is not on this machine: there is no {path}",
                mend=self._how_to_get(),
            ) from None
        except PermissionError:
            raise TextMissingError(
                f"the text of {document.id} may not be read here: {path}", mend=_ASK_FOR_RIGHTS
            ) from None
        except OSError as error:
            raise StudyError(f"cannot read {path}: {error.strerror or error}") from None
        digest = hashlib.sha256(data).hexdigest()
        if digest != document.sha256:
            return self._other_text(document, path, digest)
        return data.decode("utf-8")

    def _how_to_get(self) -> str:
        if not self.transcripts.is_dir():
            return (
                f"The folder {self.transcripts} is not there: connect the share, or set "
                "transcripts under [paths] in study.toml"
            )
        return "Ask for it whoever imported it; texts are not in git"

    def missing_texts(self, documents: Sequence[str]) -> Problem:
        """Return one problem that these documents' texts are not here, or may not be read."""
        shut = any(_is_shut(self.text_path(name)) for name in documents)
        some = ", ".join(documents[:4])
        more = f" and {len(documents) - 4:,} more" if len(documents) > 4 else ""
        if shut:
            count = f"{counted(len(documents), 'text')} may not be read here"
        else:
            count = counted(len(documents), "text is", "texts are") + " not on this machine"
        return Problem(
            "warning",
            "no-text",
            self.readable_config.transcripts,
            f"{count}: {some}{more}",
            _ASK_FOR_RIGHTS if shut else self._how_to_get().replace("Ask for it", "Ask for them"),
        )

    def check_text_folder(self) -> None:
        """Raise StudyError if texts are kept outside the study in no folder that is for texts."""
        folder = self.transcripts
        if _is_shut(folder):
            raise StudyError(f"the folder of texts may not be read: {folder}", mend=_ASK_FOR_RIGHTS)
        if not folder.is_dir() and not folder.resolve().is_relative_to(self.root.resolve()):
            raise StudyError(
                f"the folder of texts is not there: {folder}",
                mend="Connect the share, or set transcripts under [paths] in study.toml",
            )
        if not folder.resolve().is_relative_to(self.root.resolve()):
            check_own_folder(folder)

    def _other_text(self, document: Document, path: Path, digest: str) -> str:
        """Return the document's text if its file holds another text of it, or say why not."""
        revisions, _ = read_revisions(self.root, document.id)
        if not any(digest in (r.before, r.after) for r in revisions):
            raise TextChangedError(
                "the text was changed by another program, so offsets no longer fit",
                where=str(path),
                mend=f"To take the change over, codings following it: qualcode revise "
                f"{document.id}. Or put the old text back",
            )
        # A revision that was undone in git, or made where texts are shared, leaves this.
        kept = self.earlier_text(document.sha256)
        if kept is not None:
            self._tell(self.other_file(document))
            return kept
        made = (r for r in reversed(revisions) if r.after == document.sha256 and not r.direct)
        last = next(made, None)
        if last is None:
            raise TextChangedError(
                "the text was revised, and this study folder does not have the revision yet",
                where=str(path),
                mend="Get your team's changes first: git pull",
            )
        who = f" by {last.by}" if last.by else ""
        raise TextChangedError(
            f"this is an earlier text: it was revised{who} on {local_day(last.at)}",
            where=str(path),
            mend=f"Ask{who.replace(' by', '') or ' your team'} for the new {path.name} and put it "
            "there; texts are not in git",
        )

    def other_file(self, document: Document) -> Problem:
        """Return the problem that a document's file holds another text of the document."""
        path = self.text_path(document.id)
        return Problem(
            "error",
            "other-text-file",
            f"{path.parent.name}/{path.name}",
            f"the file holds another text of {document.id} than this study folder goes by, which "
            "is read from the copy kept in .qualcode/texts",
            "If your team revised it, get their changes first: qualcode sync. To put the text "
            f"back there: qualcode revise {document.id} --to {document.sha256[:12]}",
        )

    def _tell(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def holds(self, document: Document) -> bool:
        """Return whether a document's file exists and holds its text, not another."""
        try:
            data = plain_bytes(self.text_path(document.id))
        except OSError:
            return False
        return hashlib.sha256(data).hexdigest() == document.sha256

    def keep_text(self, document: Document, text: str) -> None:
        """Keep a document's text and its data in ``.qualcode/texts``, by hash."""
        write_together(self._kept(document, text))

    def restore_text(self, document: Document, text: str) -> None:
        """Write a document's text file again, with the text of its hash and no other.

        Raises:
            TextChangedError: it is another text.
        """
        if text_digest(text) != document.sha256:
            raise TextChangedError(f"not the text of {document.id}")
        files: dict[Path, str | bytes] = {self.text_path(document.id): text}
        with contextlib.suppress(FileNotFoundError):
            there = plain_bytes(self.text_path(document.id))
            files[self._kept_path(hashlib.sha256(there).hexdigest())] = there
        with self.act("revise", document.id) as act:
            act.write(files)

    def earlier_text(self, digest: str) -> str | None:
        """Return a text kept on this machine by its SHA-256, ``None`` if there is none."""
        try:
            text = plain_bytes(self._kept_path(digest)).decode("utf-8")
        except (OSError, UnicodeDecodeError, BadInputError):
            return None
        return text if text_digest(text) == digest else None

    def add_documents(
        self,
        new: Sequence[tuple[Document, str, tuple[str, bytes] | None]],
        first: Callable[[Collection[str], Act], None] = lambda _, __: None,
        act: Act | None = None,
    ) -> dict[str, StudyError]:
        """Store new documents: for each its text, and the name and bytes of the original file.

        All of them are stored, or none. ``first`` is called with the ids of those that are not
        stored, while no other program can store any, to write what the others refer to as part of
        the same act. Returns, by id, why one was not stored: there is a document of that id
        already, or words of another's.
        """
        for document, _, _ in new:
            check_file_name(document.id, "document")
        if act is None:
            with self.act("import", f"{len(new):,} documents") as own:
                return self.add_documents(new, first, own)
        folder = self.root / "documents"
        refused = self.in_the_way(new)
        fresh = [one for one in new if one[0].id not in refused]
        words: dict[Path, str | bytes] = {self.text_path(d.id): text for d, text, _ in fresh}
        originals = (original for _, _, original in fresh if original)
        words |= {self.root / "originals" / name: data for name, data in originals}
        first(refused.keys(), act)
        act.write({path: data for path, data in words.items() if not path.exists()})
        act.write({folder / f"{d.id}.json": document_text(d) for d, _, _ in fresh})
        return refused

    def in_the_way(
        self, new: Sequence[tuple[Document, str, tuple[str, bytes] | None]]
    ) -> dict[str, StudyError]:
        """Return, by id, what keeps new documents from being stored: what lies there already.

        The same words, and the same file as received, are in nobody's way. Names that differ in
        capitals only are the same: they are one file on most shared drives.
        """
        folder = self.root / "documents"
        ids = {document.id for document, _, _ in new}
        texts = _by_stem(self.transcripts, ids)
        originals = _by_stem(self.root / "originals", ids)
        found: dict[str, StudyError] = {}
        for document, text, original in new:
            if (folder / f"{document.id}.json").exists():
                found[document.id] = StudyError(
                    f"somebody else made a document {document.id!r} meanwhile"
                )
                continue
            lying = [p for p in texts.get(document.id, ()) if p.suffix.lower() == ".txt"]
            other = [p for p in lying if not _holds(p, text.encode("utf-8"))]
            if original:
                kept = originals.get(document.id, ())
                other += [p for p in kept if not _holds(p, original[1])]
            if other:
                found[document.id] = StudyError(
                    f"{other[0]} is there already, with other words, and is never written over",
                    mend=f"If that is another interview, give this one another id: --as "
                    f"{document.id[:78]}-2; if it is nobody's, move it away",
                )
        return found

    def put_back(
        self, document: Document, text: str, original: tuple[str, bytes] | None = None
    ) -> bool:
        """Write a document's text if it is missing on this machine; return whether it was the same.

        So is ``original`` written, the name and bytes of the file received, if none is here.

        Raises:
            StudyError: the disk refused.
        """
        if text_digest(text) != document.sha256:
            return False
        with self.lock(LOCK):
            if not self.text_path(document.id).exists():
                write_atomic(self.text_path(document.id), text)
            folder = self.root / "originals"
            if original and not _by_stem(folder, {document.id}):
                write_atomic(folder / original[0], original[1])
        return True

    def half_written(self) -> list[Path]:
        """Return the files that an interrupted program left half-written, in order."""
        return sorted(half_written(self.root, self.transcripts))

    def sweep(self) -> None:
        """Remove files that an interrupted program left half-written; report each as a problem."""
        with self.lock(LOCK):
            self.forget_locks()
            for path in self.half_written():
                path.unlink(missing_ok=True)
                self._tell(
                    Problem("note", "half-written", self.where(path),
                            "was half-written when a program was cut off, and is removed", "")
                )  # fmt: skip

    def forget_locks(self) -> None:
        """Remove lock files of documents not in the study, since their ids may be names."""
        there = set(self.document_ids())
        for path in (self.local / "locks").glob("*--*.lock"):
            parts = path.name.removesuffix(".lock").split("--")
            documents = {"--".join(parts[at:]) for at in range(1, len(parts))}
            if documents.isdisjoint(there | {"+done"}):
                with contextlib.suppress(OSError):
                    path.unlink()

    def where(self, path: Path) -> str:
        """Return a file's path as people know it: within the study, or in full."""
        inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if inside else str(path)

    def replace_document(
        self,
        document: Document,
        text: str,
        original: tuple[str, bytes] | None = None,
        act: Act | None = None,
    ) -> None:
        """Store a document again under its id, with another text; nobody may have coded it.

        ``original`` is the name and bytes of the original file. The earlier text stays in
        ``.qualcode/texts``, named by its hash.

        Raises:
            StudyError: there are codings of the document, which would lose their place, or its
                file holds a text that it never had.
        """
        if act is None:
            with self.act("import", document.id) as own:
                self.replace_document(document, text, original, own)
            return
        coders = [c for c in self.coders() if self.log_path(c, document.id).exists()]
        if coders:
            raise StudyError(
                f"{document.id} was coded by {', '.join(coders)}, so its text stays",
                mend=f"Import the new file beside it, e.g. with --as {document.id}-2",
            )
        files: dict[Path, str | bytes] = {}
        with contextlib.suppress(FileNotFoundError):
            earlier = plain_bytes(self.text_path(document.id))
            digest = hashlib.sha256(earlier).hexdigest()
            if digest not in self._known_digests(document.id) | {document.sha256}:
                raise StudyError(
                    f"{self.text_path(document.id)} is not the text that this study knows, "
                    "and is never written over",
                    mend="Get your team's changes first, or move it away",
                )
            files[self._kept_path(digest)] = earlier
        files[self.text_path(document.id)] = text
        if original is not None:
            files[self.root / "originals" / original[0]] = original[1]
        files[self.root / "documents" / f"{document.id}.json"] = document_text(document)
        act.write(files)

    def _known_digests(self, document_id: str) -> set[str]:
        """Return the digests of the texts that a document has had."""
        revisions, _ = read_revisions(self.root, document_id)
        earlier = {digest for r in revisions for digest in (r.before, r.after)}
        return earlier | {self.document(document_id).sha256}

    def revise_documents(
        self,
        new: Sequence[tuple[Document, Document, Revision, str]],
        *,
        keep: bool = True,
        direct: Mapping[str, Sequence[Revision]] | None = None,
        act: Act | None = None,
    ) -> None:
        """Give documents new texts: for each the earlier and present document, the map, the text.

        Both texts are kept in ``.qualcode/texts`` by their hash, the earlier one not where
        ``keep`` is off. ``direct`` are, by document, further maps to the new text from those before
        the last. All of it is done or nothing, as part of ``act`` where there is one.

        Raises:
            StudyError: somebody else revised one of the documents meanwhile; nothing is changed.
        """
        if act is None:
            with self.act("revise", ", ".join(d.id for d, _, _, _ in new[:3])) as own:
                self.revise_documents(new, keep=keep, direct=direct, act=own)
            return
        folder = self.root / "documents"
        for before, _, _, _ in new:
            if self.document(before.id).sha256 != before.sha256:
                raise StudyError(
                    f"the text of {before.id} was revised by somebody else meanwhile",
                    mend="Look at it as it is now, and try again",
                )
        kept: dict[Path, str | bytes] = {}
        for before, after, revision, text in new:
            for one in (revision, *(direct or {}).get(after.id, ())):
                name, data = revision_file(after.id, one)
                kept[self.root / name] = data
            kept |= self._kept(after, text)
            if keep and self.earlier_text(before.sha256) is None:
                kept |= self._kept(before, self.text(before))
            if keep and not self.holds(before) and self.text_path(before.id).exists():
                other = read_bytes(self.text_path(before.id))
                kept[self._kept_path(hashlib.sha256(other).hexdigest())] = other
        act.write(kept)
        act.write({folder / f"{d.id}.json": document_text(d) for _, d, _, _ in new})
        act.write({self.text_path(d.id): text for _, d, _, text in new})

    def add_revisions(self, document_id: str, revisions: Sequence[Revision]) -> None:
        """Store further maps between texts of a document; no text changes.

        Raises:
            StudyError: the disk refused.
        """
        files = [revision_file(document_id, one) for one in revisions]
        write_together({self.root / name: data for name, data in files})

    def _kept(self, document: Document, text: str) -> dict[Path, str | bytes]:
        return {
            self._kept_path(document.sha256): text,
            self._known_path(document.id, document.sha256): document_text(document),
        }

    def _kept_path(self, digest: str) -> Path:
        """Return a kept text's path by its SHA-256; raises BadInputError if that is invalid."""
        return EARLIER_TEXTS.at(self.root, digest=check_digest(digest))

    def _known_path(self, document_id: str, digest: str) -> Path:
        return EARLIER_DOCUMENTS.at(
            self.root, document=document_id, short_digest=check_digest(digest)[:12]
        )

    def earlier(self, document: Document, digest: str) -> Document:
        """Return a document with an earlier text; speakers are as known today.

        Raises:
            NotFoundError: that text, or what was known of it, is not on this machine.
        """
        path = self._known_path(document.id, digest)
        if self.earlier_text(digest) is None or not path.exists():
            raise NotFoundError(
                f"the earlier text of {document.id} is not on this machine",
                mend="It is on the one that revised it, in .qualcode/texts; "
                f"or take it from a copy: qualcode revise {document.id} FILE",
            )
        earlier = msgspec.json.decode(plain_bytes(path), type=Document)
        known = {speaker.label: speaker for speaker in document.speakers}
        return msgspec.structs.replace(
            earlier,
            id=document.id,
            speakers=tuple(known.get(speaker.label, speaker) for speaker in earlier.speakers),
            title=document.title,
            language=document.language,
        )

    def earlier_files(self, document_id: str, present: str) -> list[tuple[Path, str]]:
        """Return the paths of a document's texts except the ``present`` one, each with its SHA-256.

        Only texts on this machine are returned.
        """
        revisions, _ = read_revisions(self.root, document_id)
        digests = {d for r in revisions for d in (r.before, r.after)}
        digests |= {self.document(document_id).sha256}
        found = [(self._kept_path(digest), digest) for digest in sorted(digests - {present})]
        return [(path, digest) for path, digest in found if path.exists()]

    def bring_back(self, document: Document, digest: str) -> Document:
        """Give a document an earlier text again, by digest; return the document afterwards.

        Who the speakers are, as corrected since, stays.

        Raises:
            NotFoundError: that text, or what was known of it, is not on this machine.
            StudyError: somebody else revised the document meanwhile.
        """
        earlier = self.earlier(document, digest)
        text = self.earlier_text(digest) or ""
        with self.act("revise", document.id) as act:
            if self.document(document.id).sha256 != document.sha256:
                raise StudyError(
                    f"the text of {document.id} was revised by somebody else meanwhile"
                )
            now_there = self.text(document)
            act.write(self._kept(document, now_there) | self._kept(earlier, text))
            about = self.root / "documents" / f"{earlier.id}.json"
            act.write({about: document_text(earlier), self.text_path(earlier.id): text})
        return earlier


def _is_shut(path: Path) -> bool:
    """Return whether a file or folder may not be read by who runs this."""
    try:
        os.scandir(path).close() if path.is_dir() else open_plain(path).close()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _by_stem(folder: Path, wanted: Collection[str]) -> dict[str, list[Path]]:
    """Return a folder's files with some names, ignoring ending and capitals."""
    found: dict[str, list[Path]] = {}
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a share may hold thousands
    except FileNotFoundError:
        return found
    except OSError as error:
        raise StudyError(f"cannot read {folder}: {error.strerror or error}") from None
    for name in names:
        if (stem := name.rpartition(".")[0].lower()) in wanted:
            found.setdefault(stem, []).append(folder / name)
    return found


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file has these bytes; False if it cannot be read."""
    try:
        return path.stat().st_size == len(data) and plain_bytes(path) == data
    except OSError:
        return False
